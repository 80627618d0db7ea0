import Documents
import Foundation
import PolicyLanguage
import TestSupport
import Testing

/// Real policies, as published: the usable ones load, the broken ones are refused with a code and a position.
@Suite("Published policies", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct PolicyReaderCorpusTests {
  static func read(_ url: URL, as kind: PolicyKind) throws -> PolicyReading {
    let bytes = [UInt8](try Data(contentsOf: url))
    return PolicyReader(kind: kind).read(SourceText(name: url.lastPathComponent, bytes: bytes))
  }

  static func summary(_ reading: PolicyReading) -> String {
    reading.diagnostics.map {
      "\($0.file):\($0.position.map(\.description) ?? "?"): \($0.severity): \($0.message) [\($0.code)]"
        + ($0.suggestion.map { " → \($0)" } ?? "")
    }.joined(separator: "\n")
  }

  static func expectRefusal(
    _ reading: PolicyReading, _ expected: (code: String, position: String), _ name: String
  ) throws {
    let first = try #require(reading.diagnostics.first { $0.severity == .error })
    #expect(first.code == expected.code, "\(name)")
    #expect(first.position?.description == expected.position, "\(name)")
    #expect(reading.policy == nil)
  }

  /// The first error's code and position of each broken stack policy; nil where it is a warning (ruling 7).
  static let broken: [String: (code: String, position: String)] = [
    "bad-01-missing-prefix.json": ("stack.resource.prefix", "7:19"),
    "bad-02-top-level-array.json": ("policy.statement.bare", "1:1"),
    "bad-03-no-statement-wrapper.json": ("policy.statement.bare", "1:1"),
    "bad-05-deny-effect-uppercase.json": ("policy.effect.value", "4:17"),
    "bad-06-misspelt-principle.json": ("policy.effect.missing", "3:5"),
    "bad-07-no-principal.json": ("policy.principal.missing", "3:5"),
    "bad-08-iam-condition-key-and-version.json": ("stack.condition.key", "23:11"),
    "bad-09-delete-action-ifexists.json": ("policy.principal.missing", "3:5"),
  ]

  @Test("stack policies")
  func stackPolicies() throws {
    var (run, refused) = (0, 0)
    for url in Corpus.files(in: "stack-policies", withExtension: "json") {
      let reading = try Self.read(url, as: .stack)
      let name = url.lastPathComponent
      run += 1
      if let expected = Self.broken[name] {
        refused += 1
        try Self.expectRefusal(reading, expected, name)
      } else {
        #expect(reading.policy != nil, "\(name): \(Self.summary(reading))")
        #expect(!reading.hasErrors)
      }
      if name == "bad-04-deny-without-resource.json" {
        #expect(reading.diagnostics.contains { $0.code == "stack.resource.missing" && $0.severity == .warning })
      }
    }
    #expect(refused == Self.broken.count)
    print("stack policies: \(run) run, \(refused) of them refused as they should be, 0 skipped")
  }

  /// The SCPs and RCPs that are broken as published, with their first error.
  static let brokenControlPolicies: [String: (code: String, position: String)] = [
    "Limit-access-to-trusted-OIDC-identity-providers_Shared-Issuers.json": ("policy.size", "1:1"),
    "Service-specific-controls_STS-protect-IAMRA-session-tags.json": ("condition.operator.unknown", "13:9"),
    "Service-specific-controls_AWS-IAM_deny-service-specific-credential-by-type.json": ("json.comment", "15:13"),
  ]

  @Test("service and resource control policies", arguments: [PolicyKind.scp, .rcp])
  func controlPolicies(kind: PolicyKind) throws {
    var (run, refused) = (0, 0)
    for url in Corpus.files(in: kind.rawValue, withExtension: "json") {
      let reading = try Self.read(url, as: kind)
      let name = url.lastPathComponent
      run += 1
      if let expected = Self.brokenControlPolicies[name] {
        refused += 1
        try Self.expectRefusal(reading, expected, name)
      } else {
        #expect(reading.policy != nil, "\(name): \(Self.summary(reading))")
      }
    }
    #expect(run > 20)
    print("\(kind.title) files: \(run) run, \(refused) of them refused as they should be, 0 skipped")
  }
}
