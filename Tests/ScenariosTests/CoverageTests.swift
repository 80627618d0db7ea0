import Documents
import PolicyLanguage
import Testing

@testable import Scenarios

@Suite struct CoverageFigureTests {
  @Test(arguments: [
    (9, 10, "90", true), (8_999, 10_000, "90", false), (899_999_999, 1_000_000_000, "90", false),
    (9, 10, "90.0001", false), (2, 3, "66.6666", true), (2, 3, "66.6667", false), (0, 10, "0", true),
    (10, 10, "100", true), (0, 0, "0", false), (Int.max, Int.max, "100", true), (Int.max - 1, Int.max, "100", false),
  ])
  func comparesWithoutRounding(shown: Int, total: Int, minimum: String, isEnough: Bool) throws {
    let figure = CoverageFigure(shown: shown, of: total)
    #expect(figure.isAtLeast(try #require(CoverageFigure.Percentage(minimum))) == isEnough)
  }

  @Test(arguments: [
    (2, 3, "66.66"), (8_999_999, 10_000_000, "89.99"), (1, 1, "100.00"), (0, 0, "0.00"), (1, 200, "0.50"),
  ])
  func printsWithoutRoundingUp(shown: Int, total: Int, text: String) {
    #expect(CoverageFigure(shown: shown, of: total).percent == text)
  }

  @Test(arguments: ["", "-1", "101", "100.1", "9e1", "90%", ".5", "5.", "90.00001", "1.2.3", "999"])
  func refusesWhatIsNoPercentage(text: String) {
    #expect(CoverageFigure.Percentage(text) == nil)
  }
}

@Suite struct CoverageTallyTests {
  private let volume = ScenarioSample.volume

  private func coverage(_ steps: String, _ more: [String: String] = [:]) throws -> CoverageTally {
    let result = ScenarioSample.result(steps, more) { $0.measuresCoverage = true }
    #expect(result.scenarios.allSatisfy { $0.status != .error }, "\(result.scenarios)")
    return try #require(result.coverage)
  }

  private func statement(_ sid: ByteString, _ coverage: CoverageTally) throws -> StatementCoverage {
    try #require(coverage.policies.flatMap(\.statements).first { $0.statement.statement.sid == sid })
  }

  @Test func aStatementIsMatchedNotMatchedAndDecisive() throws {
    let denied = try coverage(ScenarioSample.deleteVolume(#""Deny""#))
    #expect(try statement("KeepVolumes", denied).missing == [.notMatched])
    #expect(try statement("KeepBucket", denied).missing == [.matched, .decisive])
    let steps = """
      \(ScenarioSample.deleteVolume(#""Deny""#)),{"untagResource":{"resource":"\(volume)","keys":["keep"]}},
      \(ScenarioSample.deleteVolume(#""Allow""#))
      """
    let both = try coverage(steps)
    #expect(try statement("KeepVolumes", both).missing == [])
    #expect(try statement("KeepVolumes", both).count(.matched) == 1)
    #expect(both.figure.shown > denied.figure.shown)
  }

  @Test func failedExpectationsCountToo() throws {
    let figure = try coverage(ScenarioSample.deleteVolume(#""Allow""#)).figure
    #expect(figure == (try coverage(ScenarioSample.deleteVolume(#""Deny""#)).figure))
  }

  @Test func whatMatchesEverythingCannotFailToMatch() throws {
    let tally = try coverage(ScenarioSample.deleteVolume(#""Deny""#))
    let admin = try #require(tally.policies.first { $0.policy.name == "admin.json" })
    #expect(admin.statements.map(\.aspects) == [[.matched, .decisive]])
    let stack = try #require(tally.policies.first { $0.policy.name == "stack-policy.json" })
    #expect(stack.statements.map(\.canMiss) == [false, true, true])
  }

  @Test func theOnlyAllowOfALevelIsDecisive() throws {
    let files = [
      "environment.json": ScenarioSample.environment.replacingOccurrences(
        of: #"["FullAWSAccess","scp.json"]"#, with: #"["scp.json","ec2.json"]"#),
      "ec2.json":
        #"{"Version":"2012-10-17","Statement":{"Sid":"OnlyEC2","Effect":"Allow","Action":"ec2:*","Resource":"*"}}"#,
    ]
    let step = #"{"request":{"principal":"\#(ScenarioSample.admin)","action":"ec2:DescribeVolumes"},"expect":"Allow"}"#
    #expect(try statement("OnlyEC2", try coverage(step, files)).count(.decisive) == 1)
  }

  @Test func aPolicyFileCountsOnceHoweverItIsLoaded() throws {
    let other = ScenarioSample.environment.replacingOccurrences(of: #"json""#, with: #"json""#)
      .replacingOccurrences(of: #""scp.json""#, with: #""./sub/../scp.json""#)
    var files = ScenarioSample.files
    files["other.json"] = other
    files["a.scenario.json"] = ScenarioSample.text(ScenarioSample.deleteVolume(#""Deny""#))
    files["b.scenario.json"] = #"{"environment":"other.json","steps":[\#(ScenarioSample.deleteVolume(#""Deny""#))]}"#
    var run = ScenarioRun(files: .init(files: files))
    run.measuresCoverage = true
    let tally = try #require(run.run(["a.scenario.json", "b.scenario.json"]).coverage)
    #expect(tally.policies.map(\.policy.source.name).filter { $0 == "scp.json" }.count == 1)
    #expect(try statement("KeepVolumes", tally).count(.matched) == 2)
  }

  @Test func awsOwnPoliciesDoNotCount() throws {
    let names = try coverage(ScenarioSample.deleteVolume(#""Deny""#)).policies.map(\.policy.name)
    #expect(Set(names) == ["scp.json", "admin.json", "stack-policy.json"])
  }
}
