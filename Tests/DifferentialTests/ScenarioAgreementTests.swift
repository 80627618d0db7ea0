import ActionStreams
import Documents
import Foundation
import PolicyLanguage
import ReferenceEvaluator
import Replay
import TestSupport
import Testing

/// The decisions that stand in `scenarios/` are also those of the reference evaluator, statement by statement.
@Suite struct ScenarioAgreementTests {
  static let folders: [URL] = {
    let root = Repository.root.appendingPathComponent("scenarios")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    let folders = paths.filter { $0.hasSuffix("/actions.ndjson") }.sorted().map {
      root.appendingPathComponent($0).deletingLastPathComponent()
    }
    return folders.filter {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("decisions.ndjson").path)
    }
  }()

  @Test func thereAreScenarios() { #expect(Self.folders.count >= 19) }

  @Test(arguments: folders.map(\.path))
  func referenceAgrees(_ path: String) throws {
    let words = try text("command", in: path).split(whereSeparator: \.isWhitespace).map(String.init)
    func policy(_ option: String, _ kind: PolicyKind) throws -> Policy? {
      guard let place = words.firstIndex(of: option), place + 1 < words.count else { return nil }
      let name = words[place + 1]
      let reading = PolicyReader(kind: kind).read(SourceText(name: name, text: try text(name, in: path)))
      let found: Policy = try #require(reading.policy, "\(name) is refused")
      return found
    }
    // An override policy replaces the stack's for the update (ruling 4).
    let stackPolicy = try policy("--override", .stack) ?? policy("--stack-policy", .stack)
    let scp = try policy("--scp", .scp)
    let actions = try text("actions.ndjson", in: path).split(separator: "\n")
    let decisions = try text("decisions.ndjson", in: path).split(separator: "\n")
    try #require(actions.count == decisions.count)
    for (action, line) in zip(actions, decisions) {
      let source = SourceText(name: "action", text: String(action))
      let record = try RecordRequests(JSONReader().read(source), in: source)
      let expected = try JSONReader().read(SourceText(name: "decision", text: String(line)))
      let found = record.requests.map { request in
        if record.isUpdate { return ReferenceEvaluator.decide(request, byStackPolicy: stackPolicy) }
        let level = PolicyStack.serviceControlPolicies([scp].compactMap(\.self)).stack
        return ReferenceEvaluator.decide(request, under: level)
      }
      let decision = try #require(found.first { $0.result != .allowed } ?? found.first)
      #expect(expected["evaluation"]?.text == ByteString(decision.result.rawValue), "\(line)")
      let by = expected["by"]
      #expect(by?["policyType"]?.text == decision.by.map { ByteString($0.policyType.rawValue) }, "\(line)")
      #expect(
        by?["statement"]?.scalarText == decision.by?.statement.map { ByteString(String($0.index)) }, "\(line)")
    }
  }

  private func text(_ name: String, in folder: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name)), as: UTF8.self)
  }
}
