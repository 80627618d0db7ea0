import CommandLineTool
import Foundation
import TestSupport
import Testing

/// `plan` as a user runs it, on templates and change sets that nobody on this project wrote.
@Suite("plan: the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
struct PlanCorpusTests {
  private static let denyReplaceAndDelete =
    #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":"*"}]}"#

  private static func run(_ files: [String: [UInt8]], _ arguments: String...) -> CapturedConsole.Outcome {
    CapturedConsole(bytes: files).run(["plan"] + arguments)
  }

  /// Issue 5, must show 6.
  @Test("each expected.json planned against its own source gives NO_CHANGES and status 0")
  func noChanges() throws {
    var planned = 0
    for expected in Corpus.files(in: "templates", withExtension: "expected.json") {
      let source = String(expected.path.dropLast(".expected.json".count))
      let outcome = Self.run(
        [
          "source": [UInt8](try Data(contentsOf: URL(fileURLWithPath: source))),
          "expected": [UInt8](try Data(contentsOf: expected)),
          "policy": Array(
            #"{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*"}]}"#.utf8),
        ], "--before", "source", "--after", "expected", "--stack-policy", "policy")
      #expect(outcome.status == .success, "\(source)\n\(outcome.output)\(outcome.error)")
      #expect(outcome.output == "NO_CHANGES: nothing changes.\n\nNo updates are to be performed.\n", "\(source)")
      planned += 1
    }
    #expect(planned >= 100)
    print("templates planned against their expected.json: \(planned), all of them NO_CHANGES")
  }

  /// Issue 5, must show 3: what a policy that denies Update:Replace and Update:Delete says to each change set.
  @Test("each change set against a policy that denies Replace and Delete")
  func changeSets() throws {
    var outcomes: [String: Int] = [:]
    var decisions: [String: Int] = [:]
    for file in Corpus.files(in: "change-sets", withExtension: "json") {
      let name = file.lastPathComponent
      let outcome = Self.run(
        ["change-set": [UInt8](try Data(contentsOf: file)), "policy": Array(Self.denyReplaceAndDelete.utf8)],
        "--change-set", "change-set", "--stack-policy", "policy", "-f", "json")
      let plan = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(name)\n\(outcome.error)")
      let verdict = try #require(plan["outcome"] as? String)
      outcomes[verdict, default: 0] += 1
      var isDenied = false
      for resource in try #require(plan["resources"] as? [[String: Any]]) {
        let asked = try #require(resource["asked"] as? [String])
        let decision = resource["decision"] as? String
        decisions[decision ?? "not asked", default: 0] += 1
        let isProtected = asked.contains { $0 != "Update:Modify" }
        #expect(decision == (asked.isEmpty ? nil : isProtected ? "Deny" : "Allow"), "\(name)")
        isDenied = isDenied || isProtected
      }
      #expect(verdict == (isDenied ? "UPDATE_ROLLBACK_COMPLETE" : "UPDATE_COMPLETE"), "\(name)")
      #expect(outcome.status == (isDenied ? .finding : .success), "\(name)")
    }
    #expect(Set(outcomes.keys) == ["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
    #expect(Set(decisions.keys) == ["Allow", "Deny", "not asked"])
    func text(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    print("change sets against Deny Replace and Delete: \(text(outcomes)); resources: \(text(decisions))")
  }
}
