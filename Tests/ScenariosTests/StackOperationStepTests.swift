import Documents
import Testing

@testable import Scenarios

@Suite struct StackOperationStepTests {
  private func statuses(_ steps: String, _ more: [String: String] = [:]) throws -> [StepStatus] {
    let results = try ScenarioSample.run(steps, more)
    for result in results where result.status == .error || result.status == .failed {
      let mismatches = result.mismatches.map { "\($0.subject.path): \($0.expected) got \($0.actual.expected)" }
      Issue.record("\(result.name): \(result.error?.message ?? "") \(mismatches)")
    }
    return results.map(\.status)
  }

  @Test func terminationProtectionRefusesADeletion() throws {
    let steps = """
      {"deleteStack":{"stack":"prod"},"expect":{"outcome":"REFUSED","message":"TerminationProtection",
        "resources":{"Volume":{"physical":"untouched","decision":null}}}},
      {"updateTerminationProtection":{"stack":"prod","enabled":false}},
      {"deleteStack":{"stack":"prod"},"as":"\(ScenarioSample.admin)","expect":{"outcome":"DELETE_FAILED","resources":{
        "Volume":{"physical":"untouched","permissions":{"ec2:DeleteVolume":{"by":"KeepVolumes"}}},
        "Database":{"physical":"snapshotted"}}}},
      {"untagResource":{"resource":"\(ScenarioSample.volume)","keys":["keep"]}},
      {"deleteStack":{"stack":"prod"},"expect":{"outcome":"DELETE_COMPLETE",
        "resources":{"Volume":{"physical":"deleted"}}}}
      """
    #expect(try statuses(steps) == [.passed, .done, .passed, .done, .passed])
  }

  @Test func aDeniedUpdateChangesNothingAndAnAllowedOneDoes() throws {
    let update = #""updateStack":{"stack":"prod","template":"after.yaml""#
    let steps = """
      {"setStackPolicy":{"stack":"prod","policy":{"Statement":[
        {"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"},
        {"Sid":"KeepAll","Effect":"Deny","Principal":"*","Action":"Update:Delete","Resource":"*"}]}}},
      {\(update)},"expect":{"outcome":"UPDATE_ROLLBACK_COMPLETE","resources":{
        "Volume":{"change":"Remove","asked":["Update:Delete"],"decision":"Deny","by":"KeepAll","physical":"untouched"},
        "Database":{"change":"Modify","decision":"Allow","by":0}}}},
      {"update":{"action":"Update:Delete","logicalResourceId":"Volume"},"expect":"Deny"},
      {\(update),"stackPolicyDuringUpdate":"allow-all.json"},"expect":{"outcome":"UPDATE_COMPLETE"}},
      {\(update)},"expect":{"outcome":"NO_CHANGES"}}
      """
    #expect(try statuses(steps) == [.done, .passed, .passed, .passed, .passed])
  }

  @Test func aChangeSetIsAskedAsAnUpdateIs() throws {
    let step = """
      {"executeChangeSet":{"stack":"prod","changeSet":"change-set.json"},"expect":{"outcome":"UPDATE_ROLLBACK_COMPLETE",
        "resources":{"Volume":{"change":"Replace","by":"KeepVolumeType","evaluation":"explicitDeny"}}}}
      """
    #expect(try statuses(step) == [.passed])
  }

  @Test(arguments: [
    (#"{"deleteStack":{"stack":"prd"},"expect":{"outcome":"REFUSED"}}"#, "scenario.change"),
    (
      #"{"deleteStack":{"stack":"prod","retainResources":["Volum"]},"expect":{"outcome":"REFUSED"}}"#,
      "scenario.logicalResourceId.unknown"
    ),
    (
      #"{"deleteStack":{"stack":"prod"},"expect":{"resources":{"Volum":{"physical":"untouched"}}}}"#,
      "scenario.logicalResourceId.unknown"
    ),
    (
      #"{"updateStack":{"stack":"prod","template":"after.yaml"},"expect":{"resources":{"Databse":{"change":"Modify"}}}}"#,
      "scenario.logicalResourceId.unknown"
    ),
    (
      #"{"updateStack":{"stack":"prod","template":"after.yaml"},"expect":{"resources":{"Volume":{"permissions":{"ec2:DeleteVolumes":"Deny"}}}}}"#,
      "scenario.permission.unknown"
    ),
  ])
  func aNameOfNothingIsAnError(step: String, code: String) throws {
    let results = try ScenarioSample.run(step)
    #expect(results.map(\.status) == [.error])
    #expect(results.first?.error?.code == code)
  }

  @Test(arguments: [
    (#"{"outcome":"DELETE_COMPLETE"}"#, "outcome"), (#"{"message":"nothing of the kind"}"#, "message"),
    (#"{"resources":{"Volume":{"physical":"deleted"}}}"#, "resources.Volume.physical"),
  ])
  func whatIsNotExpectedFails(expect: String, path: String) throws {
    let results = try ScenarioSample.run(#"{"deleteStack":{"stack":"prod"},"expect":\#(expect)}"#)
    #expect(results.map(\.status) == [.failed])
    #expect(results.first?.mismatches.map(\.subject.path) == [path])
  }

  @Test func operationsCountForCoverage() throws {
    let steps = """
      {"updateTerminationProtection":{"stack":"prod","enabled":false}},
      {"executeChangeSet":{"stack":"prod","changeSet":"change-set.json"},"expect":{"outcome":"UPDATE_ROLLBACK_COMPLETE"}},
      {"deleteStack":{"stack":"prod"},"as":"\(ScenarioSample.admin)","expect":{"outcome":"DELETE_FAILED"}}
      """
    let result = ScenarioSample.result(steps) { $0.measuresCoverage = true }
    let statements = try #require(result.coverage).policies.flatMap(\.statements)
    let volumeType = try #require(statements.first { $0.statement.statement.sid == "KeepVolumeType" })
    #expect(volumeType.count(.decisive) == 1)
    let volumes = try #require(statements.first { $0.statement.statement.sid == "KeepVolumes" })
    #expect(volumes.count(.decisive) == 1)
  }
}
