import Documents
import TestSupport
import Testing

@testable import Scenarios

@Suite struct ScenarioReaderTests {
  @Test func readsEveryKindOfStep() throws {
    let steps = """
      \(ScenarioSample.deleteVolume(#""Deny""#)),
      {"update":{"stack":"prod","action":"Update:Delete","logicalResourceId":"Database"},"expect":"Deny"},
      {"deleteStack":{"stack":"prod","retainResources":[]},"expect":{"outcome":"REFUSED"}},
      {"updateTerminationProtection":{"stack":"prod","enabled":false}},
      {"untagResource":{"resource":"\(ScenarioSample.volume)","keys":["keep"]},"as":"\(ScenarioSample.admin)","expect":"Allow"},
      {"tagResource":{"resource":"\(ScenarioSample.volume)","tags":{"keep":"no"}}},
      {"updateStack":{"stack":"prod","template":"template.yaml","parameters":{"Size":"small","Zones":["a","b"]},
        "stackPolicyDuringUpdate":"allow-all.json"},
       "expect":{"outcome":"UPDATE_COMPLETE","resources":{"Database":{"change":"Replace","decision":"Allow"}}}},
      {"executeChangeSet":{"stack":"prod","changeSet":"change-set.json"},"expect":{"outcome":"UPDATE_COMPLETE"}},
      {"setStackPolicy":{"stack":"prod","policy":"allow-all.json"}},
      {"attachPolicy":{"target":"111122223333","policy":"deny-untag.json"}},
      {"detachPolicy":{"target":"111122223333","policy":"scp.json"}},
      {"moveAccount":{"account":"111122223333","to":"ou-2"}},
      {"createResource":{"arn":"arn:aws:s3:::more","tags":{}}},
      {"deleteResource":{"resource":"arn:aws:s3:::more"}}
      """
    let reading = ScenarioSample.read(steps)
    #expect(reading.diagnostics.filter { $0.severity == .error }.isEmpty)
    let scenario = try #require(reading.scenario)
    #expect(Set(scenario.steps.map(\.kind)) == Set(StepKind.allCases))
    #expect(scenario.steps.count == StepKind.allCases.count)
    #expect(scenario.name == "Sample")
  }

  @Test(arguments: [
    (#"{"requests":{}}"#, "scenario.member.unknown"),
    (#"{"request":{"principal":"*","actoin":"s3:GetObject"},"expect":"Deny"}"#, "scenario.member.unknown"),
    (#"{"request":{"principal":"*","action":"s3:GetObject","acton":"x"},"expect":"Deny"}"#, "scenario.member.unknown"),
    (#"{"name":"nothing"}"#, "scenario.step.kind"),
    (#"{"moveAccount":{"account":"1","to":"2"},"deleteResource":{"resource":"x"}}"#, "scenario.step.kind"),
    (#"{"request":{"principal":"*","action":"s3:GetObject"}}"#, "scenario.expect.missing"),
    (#"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{}}"#, "scenario.expect.empty"),
    (#"{"request":{"principal":"*","action":"s3:GetObject"},"expect":"deny"}"#, "scenario.expect.value"),
    (#"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"decison":"Deny"}}"#, "scenario.member.unknown"),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"outcome":"REFUSED"}}"#,
      "scenario.member.unknown"
    ),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"evaluation":"denied"}}"#,
      "scenario.expect.value"
    ),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"decision":"Deny","evaluation":"allowed"}}"#,
      "scenario.expect.contradiction"
    ),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"by":"KeepVolume"}}"#,
      "scenario.expect.by.unknown"
    ),
    (#"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"by":9}}"#, "scenario.expect.by.unknown"),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"by":"other.json"}}"#,
      "scenario.expect.by.unknown"
    ),
    (
      #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"level":"ou-9"}}"#,
      "scenario.expect.level.unknown"
    ),
    (#"{"request":{"principal":"*","action":"Update:Modify"},"expect":"Deny"}"#, "scenario.request.action"),
    (#"{"update":{"action":"s3:GetObject","logicalResourceId":"X"},"expect":"Deny"}"#, "scenario.update.action"),
    (#"{"update":{"action":"Update:Remove","logicalResourceId":"X"},"expect":"Deny"}"#, "record.action"),
    (#"{"deleteStack":{"stack":"prod"}}"#, "scenario.expect.missing"),
    (#"{"deleteStack":{"stack":"prod"},"expect":"Deny"}"#, "scenario.expect.outcome"),
    (#"{"deleteStack":{"stack":"prod"},"expect":{"outcome":"FAILED"}}"#, "scenario.expect.value"),
    (
      #"{"deleteStack":{"stack":"prod"},"expect":{"resources":{"X":{"fysical":"deleted"}}}}"#, "scenario.member.unknown"
    ),
    (#"{"deleteStack":{"stack":"prod"},"expect":{"resources":{"X":{}}}}"#, "scenario.expect.empty"),
    (#"{"deleteStack":{"stack":"prod"},"expect":{"resources":{"X":{"physical":"gone"}}}}"#, "scenario.expect.value"),
    (#"{"updateStack":{"stack":"prod"},"expect":{"outcome":"NO_CHANGES"}}"#, "scenario.member.missing"),
    (#"{"updateStack":{"stack":"prod","template":"nowhere.yaml"},"expect":{"outcome":"NO_CHANGES"}}"#, "scenario.file"),
    (
      #"{"executeChangeSet":{"stack":"prod","changeSet":"scp.json","stackPolicyDuringUpdate":"allow-all.json"},"expect":{"outcome":"NO_CHANGES"}}"#,
      "scenario.changeSet.override"
    ),
    (#"{"tagResource":{"resource":"x","tags":{"a":"b"}},"expect":"Allow"}"#, "scenario.expect.change"),
    (#"{"tagResource":{"resource":"x"}}"#, "scenario.member.missing"),
    (#"{"attachPolicy":{"target":"r-1","policy":"none.json"}}"#, "scenario.file"),
    (#"{"attachPolicy":{"target":"r-1","policy":"template.yaml"}}"#, "json.syntax"),
    (#"{"request":{"principal":"*","action":"s3:GetObject"},"as":"*","expect":"Deny"}"#, "scenario.step.as"),
    (#"{"request":{"principal":"*","action":"s3:GetObject","context":{"a":{}}},"expect":"Deny"}"#, "record.shape"),
  ])
  func whatIsWrongIsAnError(step: String, code: String) {
    let errors = ScenarioSample.errors(step)
    #expect(errors.contains { $0.hasPrefix(code + ":") }, "\(errors)")
    #expect(ScenarioSample.read(step).scenario == nil)
  }

  @Test(arguments: [
    (#"{"environment":"environment.json","steps":[]}"#, "scenario.expect.none"),
    (#"{"environment":"environment.json"}"#, "scenario.member.missing"),
    (#"{"steps":[]}"#, "scenario.member.missing"),
    (#"{"environment":"nowhere.json","steps":[]}"#, "environment.file"),
    (#"{"environment":"template.yaml","steps":[]}"#, "json.syntax"),
    (#"{"environmnet":"environment.json","steps":[]}"#, "scenario.member.unknown"),
    (#"{"environment":"environment.json","steps":{}}"#, "scenario.type"),
    (#"[]"#, "scenario.type"),
    (#"{"environment":"environment.json","steps":[],"steps":[]}"#, "json.duplicateKey"),
    (#"{"environment":"environment.json","missingContext":"unknwon","steps":[]}"#, "scenario.value"),
    ("", "json.truncated"),
  ])
  func whatIsWrongWithTheFileIsAnError(text: String, code: String) {
    let reading = ScenarioSample.readText(text)
    #expect(
      reading.diagnostics.contains { $0.code == code && $0.severity == .error }, "\(reading.diagnostics.map(\.code))")
    #expect(reading.scenario == nil)
  }

  @Test func aScenarioThatOnlyChangesExpectsNothing() {
    let step = #"{"updateTerminationProtection":{"stack":"prod","enabled":false}}"#
    #expect(ScenarioSample.errors(step).map { $0.prefix { $0 != ":" } } == ["scenario.expect.none"])
  }

  @Test func aMisspeltSidIsPointedAt() throws {
    let marked = MarkedText(
      ScenarioSample.text(
        #"{"request":{"principal":"*","action":"s3:GetObject"},"expect":{"decision":"Deny","by":⟦sid⟧"KeepVolums"}}"#))
    let error = try #require(ScenarioSample.readText(marked.text).diagnostics.first { $0.severity == .error })
    #expect(error.code == "scenario.expect.by.unknown")
    #expect(error.position == marked.position("sid"))
    #expect(error.suggestion == "KeepVolumes")
  }

  @Test func byNamesWhatALaterStepAttaches() {
    let steps = """
      {"untagResource":{"resource":"\(ScenarioSample.volume)","keys":["x"]},"as":"\(ScenarioSample.admin)",
       "expect":{"by":"NoUntag"}},
      {"attachPolicy":{"target":"r-1","policy":"deny-untag.json"}}
      """
    #expect(ScenarioSample.errors(steps).isEmpty)
  }

  @Test func policiesWithErrorsAreNamedWithTheirFile() throws {
    let step = #"{"setStackPolicy":{"stack":"prod","policy":"broken.json"}}"#
    let reading = ScenarioSample.read(step, ["broken.json": #"{"Statement":[{"Effect":"deny"}]}"#])
    let error = try #require(reading.diagnostics.first { $0.severity == .error })
    #expect(error.file == "broken.json")
    #expect(reading.scenario == nil)
  }

  @Test func theNameIsThatOfTheFileWhereNoneIsGiven() throws {
    let step = ScenarioSample.deleteVolume(#""Deny""#)
    let text = #"{"environment":"environment.json","steps":[\#(step)]}"#
    #expect(ScenarioSample.readText(text).scenario?.name == "sample")
  }
}
