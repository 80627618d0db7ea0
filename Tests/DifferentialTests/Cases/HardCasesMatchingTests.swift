import Documents
import PolicyLanguage
import Testing

/// Hard cases 38 to 55 of authorization.md but for the malformed documents: actions, resources, tags and values.
@Suite struct HardCasesMatchingTests {
  private typealias Conditions = HardCasesConditionsTests

  @Test("hard case 38: a Deny on one instance does not reach a wildcard-only action", arguments: Engine.all)
  func case38(engine: Engine) throws {
    let instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-1"
    let scp = #"{"Effect":"Deny","Action":"ec2:DescribeInstances","Resource":"\#(instance)"}"#
    #expect(engine.decide(.api("ec2:DescribeInstances"), under: try MemberAccount.stack(scp: scp)).result == .allowed)
    let others = #"{"Effect":"Deny","Action":"ec2:DescribeInstances","NotResource":"\#(instance)"}"#
    let decision = engine.decide(.api("ec2:DescribeInstances"), under: try MemberAccount.stack(scp: others))
    #expect(decision.result == .explicitDeny)
  }

  @Test("hard case 39: any entry of NotResource excludes", arguments: Engine.all)
  func case39(engine: Engine) throws {
    let scp = #"{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}"#
    let stack = try MemberAccount.stack(scp: scp)
    #expect(engine.decide(.api("s3:ListBucket", on: "arn:aws:s3:::b"), under: stack).result == .allowed)
    #expect(engine.decide(.api("s3:ListBucket", on: "arn:aws:s3:::c"), under: stack).result == .explicitDeny)
  }

  @Test("hard case 40: Allow with a NotAction of nothing known allows all", arguments: Engine.all)
  func case40(engine: Engine) throws {
    let identity = #"{"Effect":"Allow","NotAction":"prowler:x","Resource":"*"}"#
    #expect(
      engine.decide(.api("iam:CreateUser"), under: try MemberAccount.stack(identity: identity)).result == .allowed)
  }

  @Test("hard cases 44, 45: tag keys compare without case, values with it", arguments: Engine.all)
  func case44and45(engine: Engine) throws {
    let stack = try MemberAccount.stack(scp: Conditions.deny(#""StringEquals":{"aws:ResourceTag/Protected":"true"}"#))
    let lower = Request.api("ec2:DeleteVolume", ["aws:ResourceTag/protected": .single("true")])
    #expect(engine.decide(lower, under: stack).result == .explicitDeny)
    let other = Request.api("ec2:DeleteVolume", ["aws:ResourceTag/protected": .single("True")])
    #expect(engine.decide(other, under: stack).result == .allowed)
  }

  @Test("hard case 46: a bucket without ABAC has no tag key", arguments: Engine.all)
  func case46(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      scp: Conditions.deny(#""StringEquals":{"aws:ResourceTag/x":"true"}"#, action: "s3:DeleteBucket"))
    let bucket: ByteString = "arn:aws:s3:::b"
    let absent = Request.api("s3:DeleteBucket", on: bucket, ["aws:ResourceTag/x": .absent], missingIsUnknown: true)
    #expect(engine.decide(absent, under: stack).result == .allowed)
    let unknown = Request.api("s3:DeleteBucket", on: bucket, missingIsUnknown: true)
    #expect(engine.decide(unknown, under: stack).result == .unknown)
    #expect(engine.decide(unknown, under: stack).missing == ["aws:ResourceTag/x"])
  }

  /// Conditions of an SCP's only Deny, the key in the request, and whether they hold.
  static let conditions: [(number: Int, condition: String, key: ByteString, value: ContextValue, holds: Bool)] = [
    (47, #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, "aws:SourceIp", .single("2001:db8::1"), true),
    (47, #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, "aws:SourceIp", .single("10.1.2.3"), false),
    (48, #""NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}"#, "aws:SourceIp", .absent, true),
    (49, #""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#, "aws:MultiFactorAuthPresent", .absent, true),
    (50, #""Bool":{"aws:MultiFactorAuthPresent":"false"}"#, "aws:MultiFactorAuthPresent", .absent, false),
    (
      51, #""DateLessThan":{"aws:CurrentTime":"1767225600"}"#, "aws:CurrentTime", .single("2025-12-31T00:00:00Z"),
      true
    ),
    (
      51, #""DateLessThan":{"aws:CurrentTime":"1767225600"}"#, "aws:CurrentTime", .single("2026-01-01T00:00:00Z"),
      false
    ),
    (52, #""Bool":{"aws:SecureTransport":false}"#, "aws:SecureTransport", .single("false"), true),
    (52, #""Bool":{"aws:SecureTransport":false}"#, "aws:SecureTransport", .single("true"), false),
  ]

  @Test("hard cases 47 to 52: addresses, booleans and dates", arguments: Engine.all, conditions.indices)
  func conditionCases(engine: Engine, index: Int) throws {
    let row = Self.conditions[index]
    let stack = try MemberAccount.stack(scp: Conditions.deny(row.condition))
    let decision = engine.decide(.api("x:Y", [row.key: row.value]), under: stack)
    #expect(decision.result == (row.holds ? .explicitDeny : .allowed), "case \(row.number)")
  }

  @Test("hard case 53: sts:GetCallerIdentity is allowed under a Deny", arguments: Engine.all)
  func case53(engine: Engine) throws {
    let stack = try MemberAccount.stack(scp: HardCasesGatesTests.denyAll)
    #expect(engine.decide(.api("sts:GetCallerIdentity"), under: stack).result == .allowed)
    #expect(engine.decide(.api("sts:GetSessionToken"), under: stack).result == .explicitDeny)
  }

  @Test("hard case 54: actions compare without case", arguments: Engine.all)
  func case54(engine: Engine) throws {
    let scp = #"{"Effect":"Deny","Action":"cloudFormation:DELETESTACK","Resource":"*"}"#
    let decision = engine.decide(.api("cloudformation:DeleteStack"), under: try MemberAccount.stack(scp: scp))
    #expect(decision.result == .explicitDeny)
  }

  @Test("hard case 55: a short ARN in an identity policy is completed", arguments: Engine.all)
  func case55(engine: Engine) throws {
    let stack = try MemberAccount.stack(identity: Conditions.allow(resource: "arn:aws:sqs"))
    let queue = Request.api("sqs:SendMessage", on: "arn:aws:sqs:us-east-1:111122223333:q")
    #expect(engine.decide(queue, under: stack).result == .allowed)
    let topic = Request.api("sns:Publish", on: "arn:aws:sns:us-east-1:111122223333:t")
    #expect(engine.decide(topic, under: stack).result == .implicitDeny)
  }
}
