import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct WorldContextTests {
  private let volume: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"
  private let resources = """
    "resources":[
      {"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-1","tags":{"Codeocean:Protected":"true"}},
      {"arn":"arn:aws:ec2:us-east-1:111122223333:volume/vol-2"},
      {"arn":"arn:aws:s3:::plain","account":"111122223333","tags":{"x":"1"}},
      {"arn":"arn:aws:s3:::abac","account":"111122223333","tags":{"x":"1"},"abac":true},
      {"arn":"arn:aws:s3:::abac/key","tags":{"x":"1"}},
      {"arn":"arn:aws:sqs:eu-west-1:444455556666:q"}]
    """

  private let tagged = """
    {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"arn:aws:ec2:*:*:volume/${aws:PrincipalTag/vol}",
      "Condition":{"StringEquals":{"aws:ResourceTag/codeocean:protected":"true","aws:ResourceTag/x":"${aws:PrincipalTag/y}"}}}}
    """

  private func world() throws -> World {
    try EnvironmentSample.world(
      "{\(EnvironmentSample.organization),\(resources)}", ["scp.json": tagged])
  }

  private func context(
    _ resource: ByteString, given: RequestContext = RequestContext(),
    principal: ByteString = "arn:aws:iam::111122223333:role/R"
  ) throws -> RequestContext {
    try world().completed(
      Request(action: "ec2:DeleteVolume", principal: Principal(principal), resource: resource, context: given)
    ).request.context
  }

  @Test func tagsReachTheContextHoweverTheirKeysAreCased() throws {
    let context = try context(volume)
    #expect(context["aws:ResourceTag/codeocean:protected"] == .single("true"))
    #expect(context["aws:ResourceAccount"] == .single("111122223333"))
    #expect(context["aws:ResourceOrgID"] == .single("o-1"))
    #expect(context["aws:ResourceOrgPaths"] == .list(["o-1/r-1/ou-1/"]))
  }

  @Test(
    "a log group is found by each of its ARNs",
    arguments: ["", ":*"],
    [
      ("app", true), ("app:*", true), ("app:log-stream:", true), ("app:log-stream:*", true),
      ("app:log-stream:a:b", true), ("app2", false), ("app2:log-stream:", false), ("app:x", false), ("", false),
    ])
  func logGroups(listed: String, asked: (name: String, isFound: Bool)) throws {
    let group = "arn:aws:logs:eu-west-1:111122223333:log-group:"
    let world = try EnvironmentSample.world(
      #"{\#(EnvironmentSample.organization),"resources":[{"arn":"\#(group)app\#(listed)","tags":{"keep":"true"}}]}"#,
      ["scp.json": tagged])
    let request = Request(
      action: "logs:DeleteLogGroup", principal: Principal("arn:aws:iam::111122223333:role/R"),
      resource: ByteString(group + asked.name), context: RequestContext(missingIsUnknown: true))
    let tag = try world.completed(request).request.context["aws:ResourceTag/keep"]
    #expect((tag == .single("true")) == asked.isFound)
  }

  @Test func theRecordsOwnContextWins() throws {
    let given = RequestContext([
      "AWS:resourcetag/CODEOCEAN:protected": .single("false"), "aws:ResourceAccount": .absent,
      "aws:PrincipalOrgID": .unknown,
    ])
    let context = try context(volume, given: given)
    #expect(context["aws:ResourceTag/codeocean:protected"] == .single("false"))
    #expect(context["aws:ResourceAccount"] == .absent)
    #expect(context["aws:PrincipalOrgID"] == .unknown)
    #expect(context["aws:PrincipalAccount"] == .single("111122223333"))
  }

  @Test("hard case 46: a bucket's tags reach aws:ResourceTag only with access control by attributes")
  func bucketTags() throws {
    #expect(try context("arn:aws:s3:::plain")["aws:ResourceTag/x"] == .absent)
    #expect(try context("arn:aws:s3:::abac")["aws:ResourceTag/x"] == .single("1"))
    #expect(try context("arn:aws:s3:::abac/key")["aws:ResourceTag/x"] == .absent)
  }

  @Test(
    "a resource's account is its own, else its ARN's, else the principal's",
    arguments: [
      ("arn:aws:s3:::plain", "111122223333"), ("arn:aws:s3:::plain/key", "111122223333"),
      ("arn:aws:sqs:eu-west-1:222233334444:q", "222233334444"), ("arn:aws:s3:::unlisted", "222233334444"),
      ("*", "222233334444"),
    ])
  func resourceAccount(resource: String, account: String) throws {
    let context = try context(ByteString(resource), principal: "arn:aws:iam::222233334444:role/R")
    #expect(context["aws:ResourceAccount"] == .single(ByteString(account)))
  }

  @Test func nothingIsSaidOfAnExternalAccountsOrganization() throws {
    let context = try context(
      "arn:aws:sqs:eu-west-1:444455556666:q", given: RequestContext(missingIsUnknown: true))
    #expect(context["aws:ResourceAccount"] == .single("444455556666"))
    #expect(context["aws:ResourceOrgID"] == .unknown)
  }

  @Test("ruling 21: where missing keys are unknown, a tag that a listed resource does not have is absent")
  func settledTags() throws {
    let unknown = RequestContext(missingIsUnknown: true)
    #expect(try context(volume, given: unknown)["aws:ResourceTag/x"] == .absent)
    #expect(try context("arn:aws:s3:::plain", given: unknown)["aws:ResourceTag/x"] == .absent)
    let second: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-2"
    #expect(try context(second, given: unknown)["aws:ResourceTag/x"] == .unknown, "no word about its tags")
    let unlisted: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-3"
    #expect(try context(unlisted, given: unknown)["aws:ResourceTag/x"] == .unknown)
    #expect(try context(volume, given: unknown)["aws:PrincipalTag/y"] == .unknown)
    #expect(try context(volume, given: unknown, principal: "*")["aws:PrincipalTag/y"] == .absent)
  }

  @Test func tagKeysAreFoundInConditionsAndVariables() throws {
    #expect(
      try world().testedTagKeys == [
        "aws:resourcetag/codeocean:protected", "aws:resourcetag/x", "aws:principaltag/y", "aws:principaltag/vol",
      ])
  }
}
