import Documents
import Testing

@testable import Scenarios

@Suite struct ScenarioRunTests {
  private func run(_ count: Int, jobs: Int) -> [String] {
    var files = ScenarioSample.files
    for index in 0..<count {
      let expect = index % 3 == 0 ? #""Allow""# : #""Deny""#
      files["s\(index).scenario.json"] = ScenarioSample.text(ScenarioSample.deleteVolume(expect))
    }
    files["s1.scenario.json"] = "{"
    var run = ScenarioRun(files: .init(files: files))
    run.jobs = jobs
    return run.run((0..<count).map { "s\($0).scenario.json" }).scenarios.map { "\($0.file) \($0.status)" }
  }

  @Test func theOrderIsThatOfTheFilesForAnyNumberOfJobs() {
    let one = run(20, jobs: 1)
    #expect(
      one.prefix(4) == [
        "s0.scenario.json failed", "s1.scenario.json error", "s2.scenario.json passed", "s3.scenario.json failed",
      ])
    #expect(run(20, jobs: 4) == one)
  }

  @Test(arguments: [("SAMPLE", 1), ("sample.scenario", 1), ("other", 0)])
  func theFilterLooksAtPathAndName(filter: String, count: Int) {
    let result = ScenarioSample.result(ScenarioSample.deleteVolume(#""Deny""#)) { $0.filter = ByteString(filter) }
    #expect(result.scenarios.count == count)
  }

  @Test func aFileThatCannotBeReadIsAnError() {
    let result = ScenarioRun(files: .init(files: [:])).run(["none.scenario.json"])
    #expect(result.scenarios.map(\.status) == [.error])
  }
}
