import Documents
import Foundation
import TestSupport
import Testing

@testable import CloudFormation

/// The before/after pairs of the corpus against their expectations, which were made from schemas and not by AWS.
///
/// How `expected.json` is read:
/// - `effective` is the difference after parameters at their defaults, conditions and functions; `Delete` is our
///   `Remove`; an `Absent` resource does not appear.
/// - `effective_with_dynamic` is the view of a change set, in which a create-only property that holds a reference is
///   `Conditional` because its new value is not known yet. By ruling 9 we follow the replacement and say `Replace` or
///   `Conditional`, `automatic`; `Modify (dynamic, may be no change)` is our automatic `Modify`.
/// - `getatt_of_modified` names what ruling 9 calls an attribute of a resource modified in place: our automatic
///   `Modify`, `maybe`, where `effective` has `None`.
@Suite("template pairs", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct TemplatePairsTests {
  /// Resources on which we differ, and why we are right.
  static let explained: [String: String] = {
    let raised =
      "modified by itself and, by ruling 9, perhaps replaced through what it refers to; `effective` leaves references out"
    let unpublished = "a type that nobody publishes: whether a change replaces it cannot be known"
    let pipeline = "git-aws-cloudformation-templ-template-539d6da2"
    return [
      "git-aws-cf-templates-wordpress-ha-f3e0c8ff/ScalingUpPolicy": raised,
      "git-aws-cf-templates-wordpress-ha-f3e0c8ff/ScalingDownPolicy": raised,
      "git-quickstart-amazon-aurora-aurora_postgres.template-64ff4c3c/AuroraDB1": raised,
      "git-quickstart-amazon-aurora-aurora_postgres.template-64ff4c3c/AuroraDB2": raised,
      "git-quickstart-amazon-aurora-aurora_postgres.template-64ff4c3c/AuroraDB3": raised,
      "\(pipeline)/CodeStarProject": unpublished,
      "\(pipeline)/SeedRepo": unpublished,
      "\(pipeline)/SyncInitialResources": unpublished,
      "\(pipeline)/SyncResources": unpublished,
      "\(pipeline)/CodeCommitRepo":
        "its condition is written `Fn:And` before, which is no function: nobody can say what it was",
      "git-aws-cloudformation-templ-common-resources-cade30b0/Storage":
        "its type is an object of the Rain tool, so that CloudFormation refuses the template",
    ]
  }()

  /// Resources whose conditions hang on the region, which the expectations take to be us-east-1.
  static let regional: Set<String> = [
    "git-aws-security-reference-a-sra-s3-block-account-public-ac-36ddbf5c/rCrossRegionEventRuleRole",
    "mut-remove-1/DBEC2SecurityGroup", "mut-remove-2/rCrossRegionEventRuleRole",
    "mut-remove-retained-3/rCrossRegionEventRuleRole",
  ]

  @Test("at least 95 % agree, at most 2 % are Unknown, every disagreement is explained", arguments: ["us-east-1", nil])
  func agreement(region: ByteString?) throws {
    var total = 0
    var unknown = 0
    var disagreements: [String] = []
    for pair in try Self.pairs() {
      let changes = try Self.changes(of: pair, region: region)
      let expected = try Self.document(pair.appendingPathComponent("expected.json"))
      for member in expected["resources"]?.members ?? [] {
        total += 1
        let ours = changes[member.key]
        if ours?.change == .unknown { unknown += 1 }
        if !Self.agrees(ours, with: member.value) {
          disagreements.append(
            "\(pair.lastPathComponent)/\(member.key): \(Self.summary(ours)), expected \(Self.summary(member.value))")
        }
      }
    }
    #expect(total > 0)
    let unexplained = disagreements.filter {
      let name = String($0.prefix { $0 != ":" })
      return Self.explained[name] == nil && !(region == nil && Self.regional.contains(name))
    }
    #expect(unexplained == [])
    #expect(disagreements.count * 20 <= total)
    #expect(unknown * 50 <= total)
    print(
      "template pairs, region \(region?.string ?? "unknown"): \(total - disagreements.count) of \(total) resources agree, "
        + "\(disagreements.count) do not for reasons given, \(unknown) Unknown")
  }

  static func agrees(_ ours: ResourceChange?, with expected: DocumentNode) -> Bool {
    let effective = expected["effective"]?.text ?? ""
    guard let ours else { return effective == "Absent" }
    switch effective {
    case "Delete": return ours.change == .remove
    case "None":
      if ours.change == .none { return expected["effective_with_dynamic"] == nil }
      guard ours.isAutomatic else { return false }
      switch expected["effective_with_dynamic"]?.text {
      case "Conditional": return ours.change == .replace || ours.change == .conditional
      case .some: return ours.change == .modify
      case nil:
        return ours.change == .modify && ours.certainty == .maybe
          && (expected["getatt_of_modified"] != nil || ours.resourceType == TemplateResource.nestedStackType)
      }
    default: return ByteString(ours.change.rawValue) == effective
    }
  }

  static func summary(_ ours: ResourceChange?) -> String {
    guard let ours else { return "Absent" }
    return
      "\(ours.change.rawValue) \(ours.certainty) \(ours.isAutomatic ? "automatic " : "")\(ours.causes) \(ours.unknowns.map(\.what))"
  }

  static func summary(_ expected: DocumentNode) -> String {
    ["type", "effective", "effective_with_dynamic"].compactMap { expected[$0]?.text?.string }.joined(separator: " ")
  }

  static func pairs() throws -> [URL] {
    let folder = try #require(Corpus.folder).appendingPathComponent("template-pairs", isDirectory: true)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appendingPathComponent($0, isDirectory: true) }
      .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("expected.json").path) }
  }

  static func changes(of pair: URL, region: ByteString?) throws -> StackChanges {
    let pseudo = PseudoParameters(region: region)
    let before = ResolvedTemplate(try template(pair, "before"), pseudo: pseudo)
    let after = ResolvedTemplate(try template(pair, "after"), pseudo: pseudo)
    return StackChanges(from: before, to: after)
  }

  static func template(_ pair: URL, _ name: String) throws -> Template {
    for ext in ["json", "yaml"] {
      let url = pair.appendingPathComponent("\(name).\(ext)")
      guard let data = try? Data(contentsOf: url) else { continue }
      return try #require(TemplateReader.read(SourceText(name: url.path, bytes: Array(data))).template)
    }
    throw CocoaError(.fileNoSuchFile)
  }

  static func document(_ url: URL) throws -> DocumentNode {
    try JSONReader(duplicateKeys: .kept).read(Array(try Data(contentsOf: url)))
  }
}
