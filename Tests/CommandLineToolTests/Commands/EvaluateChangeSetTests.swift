import CommandLineTool
import Foundation
import TestSupport
import Testing

/// A change set is a stream of the update actions that its execution asks for.
@Suite("evaluate: change sets") struct EvaluateChangeSetTests {
  private static let denyReplaceAndDelete =
    #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Sid":"Keep","Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":"*"}]}"#

  private static func entry(_ id: String, _ action: String, _ rest: String = "") -> String {
    #"{"Type":"Resource","ResourceChange":{"Action":"\#(action)","LogicalResourceId":"\#(id)","ResourceType":"AWS::DynamoDB::Table"\#(rest)}}"#
  }

  private static let changeSet = """
    {
      "ChangeSetName": "next", "ChangeSetId": "i", "StackName": "prod", "Status": "CREATE_COMPLETE",
      "Changes": [
        \(entry("Added", "Add", #","Replacement":"True""#)),
        \(entry("Changed", "Modify", #","Replacement":"False""#)),
        \(entry("Perhaps", "Modify", #","Replacement":"Conditional""#)),
        \(entry("Gone", "Remove", #","PolicyAction":"Delete""#)),
        \(entry("Renamed", "Modify", #","Replacement":"True""#))
      ]
    }
    """

  private static let files = [
    "policy.json": denyReplaceAndDelete,
    "environment.json":
      #"{"stacks":[{"name":"prod","stackPolicy":"policy.json"},{"name":"test"}]}"#,
  ]

  private func evaluate(_ arguments: String..., input: String) -> CapturedConsole.Outcome {
    CapturedConsole(files: Self.files, input: input).run(["evaluate"] + arguments)
  }

  @Test(
    "each change is an update action line, a conditional replacement two",
    arguments: [["--stack-policy", "policy.json"], ["--environment", "environment.json"]])
  func lines(policies: [String]) throws {
    let outcome = CapturedConsole(files: Self.files, input: Self.changeSet).run(
      ["evaluate", "-q", "-f", "ndjson"] + policies)
    let decisions = try outcome.output.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let asked = decisions.map { "\($0["action"] ?? "") \($0["resource"] ?? "") \($0["decision"] ?? "")" }
    #expect(
      asked == [
        "Update:Modify LogicalResourceId/Changed Allow", "Update:Delete LogicalResourceId/Gone Deny",
        "Update:Modify LogicalResourceId/Perhaps Allow", "Update:Replace LogicalResourceId/Perhaps Deny",
        "Update:Replace LogicalResourceId/Renamed Deny",
      ], "\(outcome.error)")
    #expect(outcome.status == .success)
  }

  @Test func failOnDenyAndWhatCannotBeRead() {
    #expect(evaluate("--stack-policy", "policy.json", "--fail-on", "deny", input: Self.changeSet).status == .finding)
    let misspelt = Self.changeSet.replacingOccurrences(of: #""Remove""#, with: #""Remve""#)
    let outcome = evaluate("--stack-policy", "policy.json", input: misspelt)
    #expect(outcome.status == .inputError)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains("changeSet.Action"), "\(outcome.error)")
    let page = Self.changeSet.replacingOccurrences(of: #""Status""#, with: #""NextToken": "t", "Status""#)
    let open = evaluate("--stack-policy", "policy.json", input: page)
    #expect(open.status == .inputError)
    #expect(open.error.contains("changeSet.page"), "\(open.error)")
  }

  @Test(
    "every change set of the corpus, decided one action at a time, is what plan says of it",
    .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
  func corpus() throws {
    var counts: [String: Int] = [:]
    for file in Corpus.files(in: "change-sets", withExtension: "json") {
      let outcome = evaluate(
        "--stack-policy", "policy.json", "-q", "-f", "ndjson",
        input: String(decoding: try Data(contentsOf: file), as: UTF8.self))
      #expect(outcome.status == .success, "\(file.lastPathComponent)\n\(outcome.error)")
      for line in outcome.output.split(separator: "\n") {
        let decision = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let word = try #require(decision["decision"] as? String)
        #expect(word == (decision["action"] as? String == "Update:Modify" ? "Allow" : "Deny"))
        counts[word, default: 0] += 1
      }
    }
    #expect(counts == ["Allow": 9, "Deny": 9])
  }
}
