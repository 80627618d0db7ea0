import CommandLineTool
import Testing

@testable import struct CommandLineTool.CheckSuppression

/// What keeps findings from counting: codes on the command line, the configuration, the baseline.
@Suite struct CheckSuppressionTests {
  private static let bad = """
    {"Statement": [
      {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "Database"}
    ]}

    """
  /// The same finding below another one and other lines.
  private static let shifted = """
    {

      "Statement": [
      {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
          {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource":    "Database"}
    ]}

    """

  @Test func codesOnTheCommandLine() {
    let console = CapturedConsole(files: ["bad.json": Self.bad])
    let outcome = console.run(["check", "bad.json", "--ignore", "stack.resource.prefix,json.*"])
    #expect(outcome.output.isEmpty)
    #expect(outcome.error == "passed over: 1 ignored by code\n1 file checked: nothing found\n")
    #expect(outcome.status.rawValue == 0)
    let unknown = console.run(["check", "bad.json", "--ignore", "stack.resource.prefx"])
    #expect(unknown.error.contains("did you mean stack.resource.prefix?"))
    #expect(unknown.status.rawValue == 2)
  }

  @Test func theConfigurationIsFoundUpToTheRepository() {
    let configuration = #"{"files": [{"path": "deploy/legacy/*.json", "ignore": ["stack.*"], "reason": "frozen"}]}"#
    func run(_ files: [String: String], _ arguments: String...) -> CapturedConsole.Outcome {
      CapturedConsole(
        files: files.merging(["legacy/bad.json": Self.bad]) { first, _ in first },
        workingFolder: "/home/ann/repo/deploy"
      ).run(["check", "legacy/bad.json"] + arguments)
    }
    let found = run(["../.stockade.json": configuration, "../.git/HEAD": ""])
    #expect(found.status.rawValue == 0, "\(found)")
    // Above the repository, and above a folder that is in none, nothing is looked for.
    #expect(run(["../../.stockade.json": configuration, "../.git/HEAD": ""]).status.rawValue == 1)
    #expect(run(["../.stockade.json": configuration]).status.rawValue == 1)
    #expect(run(["../.stockade.json": configuration, "../.git/HEAD": ""], "--config", "none").status.rawValue == 1)
    let named = run(["x/config.json": #"{"ignore": ["stack.resource.prefix"]}"#], "--config", "x/config.json")
    #expect(named.status.rawValue == 0)
    let broken = run([".stockade.json": #"{"ignores": []}"#])
    #expect(broken.error.contains("[configuration.member.unknown]"))
    #expect(broken.error.contains("did you mean ignore?"))
    #expect(broken.status.rawValue == 2)
  }

  @Test func aBaselineHoldsBackWhatItListsUntilItExpires() throws {
    let console = CapturedConsole(files: ["bad.json": Self.bad])
    let written = console.run([
      "check", "bad.json", "--baseline", "baseline.json", "--update-baseline", "--reason", "ticket 7", "--expires",
      "2027-01-31",
    ])
    #expect(written.status.rawValue == 0)
    let baseline = try #require(console.file("baseline.json"))
    #expect(baseline.contains(#""schema": "stockade/baseline/1""#))
    #expect(baseline.contains(#""reason": "ticket 7""#))
    func check(_ text: String, day: Int) -> CapturedConsole.Outcome {
      CapturedConsole(files: ["bad.json": text, "baseline.json": baseline], seconds: day * 86_400)
        .run(["check", "bad.json", "--baseline", "baseline.json"])
    }
    // 2027-01-31 is day 20,849.
    let held = check(Self.bad, day: 20_849)
    #expect(held.status.rawValue == 0)
    #expect(held.error == "passed over: 1 in the baseline\n1 file checked: nothing found\n")
    #expect(check(Self.shifted, day: 20_849).status.rawValue == 0)
    let expired = check(Self.bad, day: 20_850)
    #expect(expired.status.rawValue == 1)
    #expect(
      expired.error.contains(
        "the baseline's entry for stack.resource.prefix in bad.json expired on 2027-01-31: ticket 7\n"))
    // Another finding is new.
    #expect(check(Self.bad.replacing("Database", with: "Databases"), day: 0).status.rawValue == 1)
    // What was mended can go.
    let mended = check(Self.bad.replacing("Database", with: "LogicalResourceId/Database"), day: 0)
    #expect(mended.error.contains("1 finding of the baseline is found no more; --update-baseline takes it out"))
  }

  @Test func updatingKeepsReasonsAndOtherFiles() throws {
    let console = CapturedConsole(files: [
      "bad.json": Self.bad, "other.json": Self.bad.replacing("Database", with: "Other"),
    ])
    _ = console.run(["check", "bad.json", "--baseline", "b.json", "--update-baseline", "--reason", "first"])
    _ = console.run(["check", "other.json", "--baseline", "b.json", "--update-baseline"])
    let text = try #require(console.file("b.json"))
    #expect(text.contains(#""reason": "first""#) && text.contains(#""reason": "not reviewed yet""#))
    #expect(console.run(["check", "bad.json", "other.json", "--baseline", "b.json"]).status.rawValue == 0)
  }

  @Test(arguments: [
    ["--update-baseline"], ["--reason", "x"], ["--update-baseline", "--baseline", "b", "--expires", "2027-02-30"],
  ])
  func optionsThatMakeNoSense(_ arguments: [String]) {
    let outcome = CapturedConsole(files: ["bad.json": Self.bad]).run(["check", "bad.json"] + arguments)
    #expect(outcome.status.rawValue == 2)
    #expect(outcome.error.contains("[usage."))
  }

  @Test(arguments: [
    (0, "1970-01-01"), (951_782_399, "2000-02-28"), (951_782_400, "2000-02-29"), (1_795_305_600, "2026-11-22"),
  ])
  func days(_ seconds: Int, _ day: String) {
    #expect(CheckSuppression.day(seconds) == day)
  }

  @Test("a few expired entries are named, the others counted")
  func manyExpiredEntries() throws {
    let statement = #"{"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "NAME"}"#
    let statements = (0..<9).map { statement.replacing("NAME", with: "R\($0)") }.joined(separator: ",\n")
    let console = CapturedConsole(files: ["bad.json": "{\"Statement\": [\(statements)]}"], seconds: 1_800_000_000)
    let update = ["check", "bad.json", "--baseline", "b.json", "--update-baseline", "--expires", "2020-01-31"]
    #expect(console.run(update).status == .success)
    let outcome = console.run(["check", "bad.json", "--baseline", "b.json"])
    #expect(outcome.status == .finding)
    #expect(outcome.error.components(separatedBy: "expired on 2020-01-31").count == 4)
    #expect(outcome.error.contains("\n6 more entries have expired; --verbose names them\n"))
    let all = console.run(["check", "bad.json", "--baseline", "b.json", "--verbose"])
    #expect(all.error.components(separatedBy: "expired on 2020-01-31").count == 4 + 9)
  }
}
