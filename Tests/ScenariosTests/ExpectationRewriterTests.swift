import Documents
import Testing

@testable import Scenarios

@Suite struct ExpectationRewriterTests {
  private func updated(_ steps: String) throws -> String? {
    let result = ScenarioSample.result(steps) { $0.updatesExpectations = true }
    #expect(result.scenarios.allSatisfy { $0.status != .error }, "\(result.scenarios.flatMap(\.diagnostics))")
    return result.updates.first.map { String(decoding: $0.text, as: UTF8.self) }
  }

  @Test(arguments: [
    (#""Allow""#, #""Deny""#),
    (#"{ "decision" :  "Allow" ,"by":"KeepVolumes"}"#, #"{ "decision" :  "Deny" ,"by":"KeepVolumes"}"#),
    (#"{"by": "KeepBucket", "evaluation":"implicitDeny"}"#, #"{"by": "KeepVolumes", "evaluation":"explicitDeny"}"#),
    (#"{"gates":["scp"],"missing":["a"]}"#, #"{"gates":["scp", "identity"],"missing":[]}"#),
    (#"{"level":null}"#, #"{"level":"111122223333"}"#),
  ])
  func onlyTheExpectedValuesChange(before: String, after: String) throws {
    #expect(try updated(ScenarioSample.deleteVolume(before)) == ScenarioSample.text(ScenarioSample.deleteVolume(after)))
  }

  @Test func anUpdatedFilePasses() throws {
    let text = try #require(try updated(ScenarioSample.deleteVolume(#"{"decision":"Allow","by":1}"#)))
    let reading = ScenarioSample.readText(text)
    var runner = ScenarioRunner(
      try #require(reading.scenario), measuresCoverage: false)
    #expect(runner.run().map(\.status) == [.passed])
  }

  @Test func whatIsMetStays() throws {
    #expect(try updated(ScenarioSample.deleteVolume(#""Deny""#)) == nil)
  }

  @Test func aQuestionWithoutAnExpectationGetsOne() throws {
    let request = #""request":{"principal":"\#(ScenarioSample.admin)","action":"s3:ListAllMyBuckets"}"#
    #expect(
      try updated("{\(request)}") == ScenarioSample.text("{\(request), \"expect\": \"Allow\"}"))
    #expect(
      try updated("{\n    \(request)\n  }")
        == ScenarioSample.text("{\n    \(request),\n    \"expect\": \"Allow\"\n  }"))
  }

  @Test func aScenarioWithAnErrorStays() {
    let steps = """
      {"deleteResource":{"resource":"arn:aws:s3:::nowhere"}},\(ScenarioSample.deleteVolume(#""Allow""#))
      """
    let result = ScenarioSample.result(steps) { $0.updatesExpectations = true }
    #expect(result.updates.isEmpty)
    #expect(result.scenarios.map(\.status) == [.error])
  }
}
