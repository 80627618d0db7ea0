import CloudFormation
import Documents
import Foundation
import TestSupport
import Testing

@testable import Simulation

@Suite("stack operations on the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct StackOperationsCorpusTests {
  private typealias Sample = StackOperationsSample

  private static func source(_ url: URL) throws -> SourceText {
    SourceText(name: url.lastPathComponent, bytes: Array(try Data(contentsOf: url)))
  }

  @Test("each expected.json planned against its own source gives NO_CHANGES")
  func templates() throws {
    let expected = Corpus.files(in: "templates", withExtension: "expected.json")
    #expect(expected.count >= 100)
    let denyAll = Sample.statement("Deny", "Update:*")
    for url in expected {
      let base = url.lastPathComponent.dropLast(".expected.json".count)
      let folder = url.deletingLastPathComponent()
      let names = ["yaml", "yml", "json", "template"].map { "\(base).\($0)" } + [String(base)]
      let original = try #require(
        names.map { folder.appendingPathComponent($0) }.first { FileManager.default.fileExists(atPath: $0.path) })
      var stack = Stack(name: "prod", template: try Self.source(original))
      stack.stackPolicy = try Sample.stackPolicy(denyAll)
      let after = try #require(TemplateReader.read(try Self.source(url)).template, "\(base)")
      let plan = try Sample.world(stack).plan(StackOperation(.updateStack(UpdateStack(template: after)), stack: "prod"))
      #expect(plan.outcome == .noChanges, "\(base): \(plan.message ?? "") \(plan.unknowns.map(\.what))")
    }
  }

  @Test("the change sets against a policy that denies Replace and Delete")
  func changeSets() throws {
    var outcomes: [String: String] = [:]
    let policy = Sample.allowBut(
      #"{"Effect":"Deny","Principal":"*","Action":["Update:Replace","Update:Delete"],"Resource":"*"}"#)
    for url in Corpus.files(in: "change-sets", withExtension: "json") {
      let reading = ChangeSetReader.read([try Self.source(url)])
      let execution = try #require(ExecuteChangeSet(reading.changeSets), "\(url.lastPathComponent)")
      var stack = Stack(name: "prod")
      stack.stackPolicy = try Sample.stackPolicy(policy)
      let plan = try Sample.world(stack).plan(StackOperation(.executeChangeSet(execution), stack: "prod"))
      outcomes[url.lastPathComponent] = plan.outcome.rawValue
      for resource in plan.resources {
        let isDenied = resource.decision?.result == .explicitDeny
        #expect(isDenied == resource.change.asked.contains { $0 != .modify }, "\(resource.change)")
      }
    }
    let complete = [
      "awsdocs-nested-3", "awsdocs-nested-5", "awsdocs-sample-1", "awsdocs-sample-2", "ls-add-with-replacement-true",
      "ls-metadata-scope",
    ]
    let rolledBack = [
      "awsdocs-sample-3", "awsdocs-sample-4", "ls-direct-update-replace", "ls-direct-update-replace-propvalues",
      "ls-dynamic-update-propagation", "ls-dynamic-update-propagation-propvalues", "ls-parameter-changes-propvalues",
      "ls-remove-resource", "ls-unrelated-requires-replacement",
    ]
    var expected: [String: String] = [:]
    for name in complete { expected[name + ".json"] = "UPDATE_COMPLETE" }
    for name in rolledBack { expected[name + ".json"] = "UPDATE_ROLLBACK_COMPLETE" }
    #expect(outcomes == expected)
  }
}
