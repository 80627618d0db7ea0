import Documents
import PolicyLanguage
import Testing

@testable import Scenarios

@Suite struct ScenarioRunnerTests {
  private let volume = ScenarioSample.volume
  private let admin = ScenarioSample.admin

  @Test(arguments: [
    #""Deny""#, #"{"decision":"Deny"}"#, #"{"evaluation":"explicitDeny"}"#, #"{"by":"KeepVolumes"}"#, #"{"by":0}"#,
    #"{"by":"scp.json"}"#, #"{"policyType":"scp"}"#, #"{"level":"111122223333"}"#, #"{"gates":["scp","identity"]}"#,
    #"{"decision":"Deny","evaluation":"explicitDeny","by":"KeepVolumes","missing":[]}"#,
  ])
  func whatIsExpectedPasses(expect: String) throws {
    #expect(try ScenarioSample.run(ScenarioSample.deleteVolume(expect)).map(\.status) == [.passed])
  }

  @Test(arguments: [
    (#""Allow""#, "decision"), (#""Unknown""#, "decision"), (#"{"evaluation":"implicitDeny"}"#, "evaluation"),
    (#"{"by":"KeepBucket"}"#, "by"), (#"{"by":1}"#, "by"), (#"{"by":"admin.json"}"#, "by"), (#"{"by":null}"#, "by"),
    (#"{"policyType":"identity"}"#, "policyType"), (#"{"level":"ou-1"}"#, "level"), (#"{"gates":["scp"]}"#, "gates"),
    (#"{"missing":["aws:x"]}"#, "missing"),
  ])
  func whatIsNotExpectedFails(expect: String, member: String) throws {
    let result = try #require(ScenarioSample.run(ScenarioSample.deleteVolume(expect)).first)
    #expect(result.status == .failed)
    #expect(result.mismatches.map(\.subject.path) == [member])
    #expect(result.explanation != nil)
  }

  @Test func anImplicitDenyHasNoStatement() throws {
    let step = """
      {"request":{"principal":"arn:aws:iam::111122223333:role/Nobody","action":"s3:DeleteBucket",
        "resource":"arn:aws:s3:::data"},"expect":{"by":null}}
      """
    let files = [
      "environment.json": ScenarioSample.environment.replacingOccurrences(
        of: #""FullAWSAccess","scp.json""#, with: "")
    ]
    #expect(try ScenarioSample.run(step, files).map(\.status) == [.passed])
  }

  @Test(arguments: [
    (
      #"{"request":{"principal":"ADMIN","action":"ec2:DeleteVolume","resource":"VOLUMEE"},"expect":"Allow"}"#,
      "scenario.resource.unknown"
    ),
    (
      #"{"request":{"principal":"ADMIN","action":"s3:DeleteBucket","resource":"arn:aws:s3:::dat"},"expect":"Allow"}"#,
      "scenario.resource.unknown"
    ),
    (
      #"{"request":{"principal":"arn:aws:iam::111122223334:role/A","action":"s3:ListAllMyBuckets"},"expect":"Allow"}"#,
      "scenario.request.principal.account"
    ),
    (#"{"request":{"action":"s3:ListAllMyBuckets"},"expect":"Allow"}"#, "scenario.request.principal.missing"),
    (
      #"{"update":{"stack":"prd","action":"Update:Delete","logicalResourceId":"Database"},"expect":"Allow"}"#,
      "scenario.change"
    ),
    (
      #"{"update":{"stack":"prod","action":"Update:Delete","logicalResourceId":"Databse"},"expect":"Allow"}"#,
      "scenario.logicalResourceId.unknown"
    ),
    (#"{"untagResource":{"resource":"VOLUMEE","keys":["keep"]},"as":"ADMIN","expect":"Allow"}"#, "scenario.change"),
    (#"{"tagResource":{"resource":"VOLUMEE","tags":{"a":"b"}}}"#, "scenario.change"),
    (#"{"deleteResource":{"resource":"VOLUMEE"}}"#, "scenario.change"),
    (#"{"createResource":{"arn":"VOLUME"}}"#, "scenario.change"),
    (#"{"attachPolicy":{"target":"ou-9","policy":"scp.json"}}"#, "scenario.change"),
    (#"{"detachPolicy":{"target":"r-1","policy":"scp.json"}}"#, "scenario.change"),
    (#"{"moveAccount":{"account":"111122223334","to":"ou-2"}}"#, "scenario.change"),
    (#"{"setStackPolicy":{"stack":"prd","policy":"allow-all.json"}}"#, "scenario.change"),
    (#"{"updateTerminationProtection":{"stack":"prd","enabled":false}}"#, "scenario.change"),
  ])
  func aNameOfNothingIsAnError(step: String, code: String) throws {
    let named = step.replacingOccurrences(of: "ADMIN", with: admin).replacingOccurrences(of: "VOLUME", with: volume)
    let results = try ScenarioSample.run("\(named),\(ScenarioSample.deleteVolume(#""Deny""#))")
    #expect(results.map(\.status) == [.error, .skipped])
    #expect(results.first?.error?.code == code)
    #expect(results.first?.error?.position?.line == 1)
  }

  @Test func whatIsNotListedMayBeAskedForWhereItCannotBeMisspelt() throws {
    let requests = [
      ("s3:GetObject", "arn:aws:s3:::data/key"), ("s3:CreateBucket", "arn:aws:s3:::new"),
      ("ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*"),
      ("dynamodb:DeleteTable", "arn:aws:dynamodb:us-east-1:111122223333:table/t"), ("iam:GetRole", admin),
    ]
    let steps = requests.map {
      #"{"request":{"principal":"\#(admin)","action":"\#($0)","resource":"\#($1)"},"expect":"Allow"}"#
    }
    #expect(try ScenarioSample.run(steps.joined(separator: ",")).map(\.status) == requests.map { _ in .passed })
  }

  @Test func theTemplateTellsTheTypeOfAnUpdatedResource() throws {
    let steps = """
      {"update":{"stack":"prod","action":"Update:Replace","logicalResourceId":"Volume"},"expect":{"by":"KeepVolumeType"}},
      {"update":{"action":"Update:Replace","logicalResourceId":"Database"},"expect":{"evaluation":"allowed","by":0}},
      {"update":{"action":"Update:Delete","resource":"LogicalResourceId/Database"},"expect":{"by":"KeepDatabase"}},
      {"update":{"action":"Update:Replace","LogicalResourceId":"Volume","ResourceType":"AWS::S3::Bucket"},"expect":"Allow"}
      """
    #expect(try ScenarioSample.run(steps).map(\.status) == [.passed, .passed, .passed, .passed])
  }

  @Test func changesTakeEffectInOrder() throws {
    let allow = ScenarioSample.deleteVolume(#""Allow""#)
    let deny = ScenarioSample.deleteVolume(#""Deny""#)
    let steps = """
      \(deny),
      {"tagResource":{"resource":"\(volume)","tags":{"keep":"no"}}}, \(allow),
      {"tagResource":{"resource":"\(volume)","tags":{"keep":"yes"}}}, \(deny),
      {"untagResource":{"resource":"\(volume)","keys":["keep"]}}, \(allow),
      {"tagResource":{"resource":"\(volume)","tags":{"keep":"yes"}}}, \(deny),
      {"detachPolicy":{"target":"111122223333","policy":"scp.json"}}, \(allow),
      {"attachPolicy":{"target":"ou-1","policy":"scp.json"}}, \(deny),
      {"moveAccount":{"account":"111122223333","to":"ou-2"}}, \(allow),
      {"attachPolicy":{"target":"r-1","policy":"scp.json"}}, \(deny),
      {"deleteResource":{"resource":"\(volume)"}},
      {"createResource":{"arn":"\(volume)","tags":{"keep":"later"}}}, \(allow),
      {"setStackPolicy":{"stack":"prod","policy":"allow-all.json"}},
      {"update":{"action":"Update:Delete","logicalResourceId":"Database"},"expect":"Allow"}
      """
    let results = try ScenarioSample.run(steps)
    #expect(results.allSatisfy { $0.status == .passed || $0.status == .done })
    #expect(results.count { $0.status == .passed } == 11)
  }

  @Test func aDeniedChangeTakesNoEffect() throws {
    let untag = #"{"untagResource":{"resource":"\#(volume)","keys":["keep"]},"as":"\#(admin)""#
    let steps = """
      {"attachPolicy":{"target":"r-1","policy":"deny-untag.json"}},
      \(untag),"expect":{"decision":"Deny","by":"NoUntag","level":"r-1"}},
      \(ScenarioSample.deleteVolume(#""Deny""#)),
      \(untag)},
      {"detachPolicy":{"target":"r-1","policy":"deny-untag.json"}},
      \(untag),"expect":"Allow"},
      \(ScenarioSample.deleteVolume(#""Allow""#))
      """
    let statuses = try ScenarioSample.run(steps).map(\.status)
    #expect(statuses == [.done, .passed, .passed, .denied, .done, .passed, .passed])
  }

  @Test func missingContextMayBeUnknown() throws {
    let files = [
      "environment.json": ScenarioSample.environment.replacingOccurrences(of: #","tags":{"keep":"yes"}"#, with: "")
    ]
    let request = #""principal":"\#(admin)","action":"ec2:DeleteVolume","resource":"\#(volume)""#
    let steps = """
      {"request":{\(request)},"expect":"Allow"},
      {"request":{\(request),"missingContext":"unknown"},
       "expect":{"decision":"Unknown","missing":["aws:ResourceTag/keep"]}},
      {"request":{\(request),"missingContext":"unknown","context":{"aws:ResourceTag/keep":null}},"expect":"Allow"}
      """
    #expect(try ScenarioSample.run(steps, files).map(\.status) == [.passed, .passed, .passed])
  }

  @Test func allOfSeveralResourcesMustPass() throws {
    let resources = #"[{"resource":"arn:aws:s3:::data"},{"resource":"\#(volume)"}]"#
    let step =
      #"{"request":{"principal":"\#(admin)","action":"ec2:DeleteVolume","resources":\#(resources)},"expect":{"by":"KeepVolumes"}}"#
    #expect(try ScenarioSample.run(step).map(\.status) == [.passed])
  }

  @Test func aSessionHasThePathOfItsRole() throws {
    let files = [
      "environment.json": ScenarioSample.environment.replacingOccurrences(of: "role/Admin", with: "role/team/Admin"),
      "scp.json": ScenarioSample.scp.replacingOccurrences(
        of: #""StringEquals":{"aws:ResourceTag/keep":"yes"}"#,
        with: #""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/Admin"}"#),
    ]
    let step = """
      {"request":{"principal":"arn:aws:sts::111122223333:assumed-role/Admin/me","action":"ec2:DeleteVolume",
        "resource":"\(volume)"},"expect":{"by":"KeepVolumes"}}
      """
    #expect(try ScenarioSample.run(step, files).map(\.status) == [.passed])
  }
}
