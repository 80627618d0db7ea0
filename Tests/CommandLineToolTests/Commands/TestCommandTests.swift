import CommandLineTool
import Foundation
import Testing

@Suite struct TestCommandTests {
  private static let environment = """
    {"organization":{"root":{"id":"r-1","accounts":[
      {"id":"111122223333","serviceControlPolicies":["FullAWSAccess","scp.json"]}]}},
     "resources":[{"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","tags":{"keep":"Yes"}}]}
    """
  private static let scp = """
    {"Version":"2012-10-17","Statement":[
     {"Sid":"KeepVolumes","Effect":"Deny","Action":"ec2:DeleteVolume","Resource":"*",
      "Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}]}
    """
  private static func scenario(_ expect: String, value: String = "yes") -> String {
    """
    {"name":"The volume is kept","environment":"environment.json","steps":[
      {"tagResource":{"resource":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","tags":{"keep":"\(value)"}}},
      {"name":"the deletion is denied",
       "request":{"principal":"arn:aws:iam::111122223333:role/R","action":"ec2:DeleteVolume",
         "resource":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1"},"expect":\(expect)}]}
    """
  }

  private func files(_ scenarios: [String: String]) -> [String: String] {
    var files = ["s/environment.json": Self.environment, "s/scp.json": Self.scp]
    for (name, text) in scenarios { files["s/\(name).scenario.json"] = text }
    return files
  }

  private func run(_ arguments: String..., scenarios: [String: String]) -> CapturedConsole.Outcome {
    CapturedConsole(files: files(scenarios)).run(["test"] + arguments)
  }

  @Test func whatIsExpectedIsStatusZero() {
    let outcome = run("s", scenarios: ["a": Self.scenario(#""Deny""#)])
    #expect(outcome.status == .success)
    #expect(
      outcome.output == """
        passed s/a.scenario.json  The volume is kept (2 steps)
        1 scenario: 1 passed; 1 expectation, 1 met

        """)
  }

  @Test func aFailureNamesTheStatementThatCameNearest() {
    let outcome = run("s", scenarios: ["a": Self.scenario(#"{"by":"KeepVolumes","decision":"Deny"}"#, value: "Yes")])
    #expect(outcome.status == .finding)
    #expect(
      outcome.output == """
        FAILED s/a.scenario.json  The volume is kept (2 steps)
          step 2 "the deletion is denied" at s/a.scenario.json:3:3
            by: expected KeepVolumes, got statement 0 at FullAWSAccess
            decision: expected Deny, got Allow
            why: allowed by statement 0 at FullAWSAccess (scp at 111122223333)
            nearest: Deny "KeepVolumes" at s/scp.json:2:2 (scp at 111122223333) misses:
              StringEquals aws:ResourceTag/keep "yes": the request has "Yes"
                (s/scp.json:3:32)
        1 scenario: 0 passed, 1 failed; 1 expectation, 0 met

        """)
  }

  @Test(arguments: [
    ["test", "s"], ["test", "nowhere"], ["test", "s/none.scenario.json"], ["test"],
    ["test", "s", "--filter", "other"],
  ])
  func noScenarioIsAnError(arguments: [String]) {
    let has = arguments.contains("--filter")
    let outcome = CapturedConsole(files: files(has ? ["a": Self.scenario(#""Deny""#)] : [:])).run(arguments)
    #expect(outcome.status == .inputError)
    #expect(outcome.output == "")
    #expect(!outcome.error.isEmpty)
  }

  @Test func aMisspeltSidIsAnErrorAndTheOthersRun() {
    let outcome = run(
      "s", scenarios: ["a": Self.scenario(#"{"by":"KeepVolume"}"#), "b": Self.scenario(#""Deny""#)])
    #expect(outcome.status == .inputError)
    #expect(outcome.output.hasPrefix("ERROR  s/a.scenario.json\npassed s/b.scenario.json"))
    #expect(outcome.error.contains("scenario.expect.by.unknown"))
    #expect(outcome.error.contains("did you mean KeepVolumes?"))
  }

  @Test func anErrorOutweighsAFailure() {
    let outcome = run("s", scenarios: ["a": "{", "b": Self.scenario(#""Allow""#)])
    #expect(outcome.status == .inputError)
  }

  @Test func coverageFallsWhenAScenarioIsDeleted() throws {
    let both = ["a": Self.scenario(#""Deny""#), "b": Self.scenario(#""Allow""#, value: "no")]
    let whole = run("s", "--coverage-min", "100", scenarios: both)
    #expect(whole.status == .success)
    #expect(whole.output.hasSuffix("coverage 100.00 % (3 of 3 shown, 1 statement in 1 policy)\n"))
    let part = run("s", "--coverage-min", "66.6667", scenarios: ["a": Self.scenario(#""Deny""#)])
    #expect(part.status == .finding)
    #expect(part.output.hasSuffix("coverage 66.66 % (2 of 3 shown, 1 statement in 1 policy)\n"))
    #expect(run("s", "--coverage-min", "66.6666", scenarios: ["a": Self.scenario(#""Deny""#)]).status == .success)
  }

  @Test func coverageIsPrintedAlsoWhenScenariosFail() {
    let outcome = run("s", "--coverage", scenarios: ["a": Self.scenario(#""Allow""#)])
    #expect(outcome.status == .finding)
    #expect(
      outcome.output.hasSuffix(
        """
        Coverage  M matched, N not matched, * decisive, . never

        s/scp.json  66.66 % (2 of 3 shown, 1 statement)
                 1 | {"Version":"2012-10-17","Statement":[
          M.*    2 |  {"Sid":"KeepVolumes","Effect":"Deny","Action":"ec2:DeleteVolume",…
                 3 |   "Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}]}

        Never shown
          Deny "KeepVolumes" at s/scp.json:2:2: never not matched

        coverage 66.66 % (2 of 3 shown, 1 statement in 1 policy)

        """), "\(outcome.output)")
  }

  @Test func reportsAreWritten() throws {
    let console = CapturedConsole(files: files(["a": Self.scenario(#""Deny""#)]))
    let outcome = console.run([
      "test", "s", "-q", "--report", "lcov=out.info", "--report", "json=out.json", "--report",
      "coverage-json=coverage.json",
    ])
    #expect(outcome.status == .success)
    #expect(
      console.file("out.info") == """
        TN:
        SF:s/scp.json
        FN:2,KeepVolumes
        FNDA:1,KeepVolumes
        BRDA:2,0,0,1
        BRDA:2,0,1,0
        BRDA:2,0,2,1
        FNF:1
        FNH:1
        BRF:3
        BRH:2
        DA:2,1
        DA:3,1
        LF:2
        LH:2
        end_of_record

        """)
    for name in ["out.json", "coverage.json"] {
      let text = try #require(console.file(name))
      #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil)
    }
  }

  @Test func jsonHoldsWhatFailedAndWhy() throws {
    let outcome = run("s", "-f", "json", "--coverage", scenarios: ["a": Self.scenario(#""Allow""#), "b": "{"])
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(document["schema"] as? String == "stockade/test/1")
    let scenarios = try #require(document["scenarios"] as? [[String: Any]])
    #expect(scenarios.map { $0["status"] as? String } == ["failed", "error"])
    let steps = try #require(scenarios[0]["steps"] as? [[String: Any]])
    #expect(steps.map { $0["status"] as? String } == ["done", "failed"])
    let mismatch = try #require((steps[1]["mismatches"] as? [[String: Any]])?.first)
    #expect(mismatch["expected"] as? String == "Allow")
    #expect(mismatch["actual"] as? String == "Deny")
    #expect((document["coverage"] as? [String: Any])?["shown"] as? Int == 2)
    #expect(outcome.status == .inputError)
  }

  @Test func updateRewritesTheFile() {
    let console = CapturedConsole(files: files(["a": Self.scenario(#"{ "decision" : "Allow" }"#)]))
    let outcome = console.run(["test", "s", "--update"])
    #expect(outcome.status == .success)
    #expect(console.file("s/a.scenario.json") == Self.scenario(#"{ "decision" : "Deny" }"#))
    #expect(outcome.output.hasPrefix("UPDATED s/a.scenario.json  The volume is kept (2 steps)\n"), "\(outcome.output)")
    #expect(outcome.output.contains("1 scenario: 0 passed, 1 updated; "))
    #expect(!outcome.output.contains("FAILED"))
    #expect(console.run(["test", "s"]).status == .success)
  }

  @Test func updatesAreNoFailuresOfReports() throws {
    let console = CapturedConsole(files: files(["a": Self.scenario(#"{ "decision" : "Allow" }"#)]))
    let outcome = console.run(["test", "s", "--update", "-f", "json", "--report", "junit=out.xml"])
    #expect(outcome.status == .success)
    #expect(outcome.output.contains(#""status": "updated""#))
    #expect(try #require(console.file("out.xml")).contains(#"failures="0""#))
  }

  @Test func aTitleThatHasNoRoomBesideItsPathStandsBelowIt() {
    let path = "s/" + String(repeating: "long-folder/", count: 5) + "a"
    let scenario = Self.scenario(#""Deny""#)
      .replacingOccurrences(of: #""environment.json""#, with: #""../../../../../environment.json""#)
    let outcome = run("s", scenarios: [String(path.dropFirst(2)): scenario])
    #expect(outcome.status == .success, "\(outcome.error)")
    #expect(
      outcome.output.hasPrefix("passed \(path).scenario.json\n       The volume is kept (2 steps)\n"),
      "\(outcome.output)")
  }

  @Test(arguments: ["101", "ninety", "-5", "9.99999"])
  func aCoverageThatIsNoPercentageIsRefused(text: String) {
    #expect(run("s", "--coverage-min=" + text, scenarios: ["a": Self.scenario(#""Deny""#)]).status == .inputError)
  }

  @Test func foldersAreSearchedAndHiddenOnesAreNot() {
    var files = files(["a": Self.scenario(#""Deny""#)])
    files["s/.cache/b.scenario.json"] = "{"
    files["s/deep/er/c.scenario.json"] = Self.scenario(#""Deny""#)
      .replacingOccurrences(of: #""environment.json""#, with: #""../../environment.json""#)
    files["s/notes.json"] = "{"
    let outcome = CapturedConsole(files: files).run(["test", "s", "s/a.scenario.json"])
    #expect(outcome.status == .success, "\(outcome.output)\(outcome.error)")
    #expect(
      outcome.output.hasPrefix(
        "passed s/a.scenario.json  The volume is kept (2 steps)\npassed s/deep/er/c.scenario.json"))
    #expect(outcome.output.contains("2 scenarios: 2 passed"))
  }
}
