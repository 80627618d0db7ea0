import Documents
import Foundation
import TestSupport
import Testing

@testable import CloudFormation

@Suite("templates of the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct CorpusTemplatesTests {
  @Test("each expected.json against its own source changes nothing, with and without a region")
  func noChanges() throws {
    let expectations = Corpus.files(in: "templates", withExtension: "expected.json")
    #expect(!expectations.isEmpty)
    for url in expectations {
      let written = URL(fileURLWithPath: String(url.path.dropLast(".expected.json".count)))
      let long = try #require(Self.template(url), "\(url.path)")
      let short = try #require(Self.template(written), "\(written.path)")
      for pseudo in [PseudoParameters(), PseudoParameters(region: "eu-west-1")] {
        let changes = StackChanges(
          from: ResolvedTemplate(short, pseudo: pseudo), to: ResolvedTemplate(long, pseudo: pseudo))
        let changed = changes.resources.filter { $0.change != .none }.map { "\($0.logicalResourceId) \($0.causes)" }
        #expect(changed.isEmpty, "\(written.lastPathComponent)")
        #expect(!changes.changesOutputs, "\(written.lastPathComponent)")
        #expect(changes.unknowns.isEmpty, "\(written.lastPathComponent)")
      }
    }
  }

  /// Published templates that CloudFormation would refuse as they stand, and why.
  static let notDeployable = [
    "GitLabAndVSCode.json": "modules of the Rain tool, which it replaces before CloudFormation sees them",
    "GitLabServer.json": "modules of the Rain tool",
    "config_parameters.yaml": "a fixture without resources",
    "metdata.yaml": "a fixture without resources",
    "aws-ec2-launchtemplate.yaml": "refers to a resource that it does not have",
  ]

  @Test("published templates have no errors and are refused for nothing")
  func accepted() throws {
    for url in Corpus.files(in: "templates", withExtension: "expected.json") {
      let written = URL(fileURLWithPath: String(url.path.dropLast(".expected.json".count)))
      let isBroken =
        written.path.contains("__bad__") || Self.notDeployable.keys.contains { written.path.hasSuffix("__\($0)") }
      if isBroken { continue }
      let resolved = try ResolvedTemplate(#require(Self.template(written)))
      #expect(resolved.refusals.map(\.message) == [], "\(written.lastPathComponent)")
    }
  }

  static func template(_ url: URL) -> Template? {
    guard let data = try? Data(contentsOf: url) else { return nil }
    return TemplateReader.read(SourceText(name: url.path, bytes: Array(data))).template
  }
}
