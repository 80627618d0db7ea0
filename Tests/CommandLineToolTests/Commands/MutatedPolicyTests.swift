import CommandLineTool
import Documents
import PolicyLanguage
import TestSupport
import Testing

/// Broken policies through the commands: no crash, and every refusal names file, line and column.
@Suite("Mutated policies through the commands")
struct MutatedPolicyTests {
  private static let actions = Array(
    """
    {"action":"Update:Replace","logicalResourceId":"Db","resourceType":"AWS::RDS::DBInstance"}
    {"action":"s3:GetObject","principal":"arn:aws:iam::111122223333:user/bob","resource":"arn:aws:s3:::b/bob/x"}

    """.utf8)

  @Test("10,000 of them through check and evaluate, at least half of them JSON")
  func mutations() throws {
    var mutator = PolicyMutator(seed: 0x5EED_0003, originals: PolicyMutator.policies)
    var json = 0
    var statuses: [String: [Int32: Int]] = ["check": [:], "evaluate": [:]]
    for number in 0..<10_000 {
      let bytes = try mutator.next()
      let node = try? JSONReader().read(bytes)
      if node != nil { json += 1 }
      let kind = node.flatMap { PolicyReader.recognise($0) } ?? .stack
      let option = kind == .stack ? "--stack-policy" : "--scp"
      let files = ["mutated.json": bytes, "actions.ndjson": Self.actions]
      for arguments in [
        ["check", "mutated.json"], ["evaluate", "-f", "ndjson", option, "mutated.json", "actions.ndjson"],
      ] {
        let outcome = CapturedConsole(bytes: files).run(arguments)
        statuses[arguments[0]]?[outcome.status.rawValue, default: 0] += 1
        let text = outcome.output + outcome.error
        // A refused policy has a place; a policy that is read may still leave a record that it cannot decide.
        let isRefused = outcome.status.rawValue != 0 && !outcome.output.contains(#""error""#)
        if ![0, 1, 2].contains(outcome.status.rawValue) || (isRefused && !Self.namesAPlace(text)) {
          Issue.record("\(number): \(arguments) ended with \(outcome.status): \(text)")
        }
      }
    }
    print("mutated policies through check and evaluate: 10000 run, \(json) of them JSON")
    #expect(json >= 5_000)
    #expect(statuses["check"]?[0] ?? 0 > 200 && statuses["check"]?[1] ?? 0 > 2_000, "\(statuses)")
    #expect(statuses["evaluate"]?[2] ?? 0 > 2_000, "\(statuses)")
  }

  /// Whether a text holds `mutated.json:LINE:COLUMN: error:`.
  private static func namesAPlace(_ text: String) -> Bool {
    text.split(separator: "\n").contains { line in
      guard line.hasPrefix("mutated.json:") else { return false }
      let parts = line.dropFirst("mutated.json:".count).split(separator: ":", maxSplits: 2)
      return parts.count == 3 && Int(parts[0]) != nil && Int(parts[1]) != nil && parts[2].hasPrefix(" error: ")
    }
  }
}
