import Documents
import PolicyLanguage
import Testing

/// Hard cases 1 to 21 of authorization.md: conditions, variables and resources.
@Suite struct HardCasesConditionsTests {
  static let regionLock = """
    {"Effect":"Deny","NotAction":["iam:*","sts:*"],"Resource":"*",
     "Condition":{"StringNotEquals":{"aws:RequestedRegion":["eu-west-1"]}}}
    """

  static func deny(_ condition: String, action: String = "*") -> String {
    #"{"Effect":"Deny","Action":"\#(action)","Resource":"*","Condition":{\#(condition)}}"#
  }

  static func allow(_ condition: String) -> String {
    #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{\#(condition)}}"#
  }

  static func allow(resource: String) -> String {
    #"{"Effect":"Allow","Action":"*","Resource":"\#(resource)"}"#
  }

  @Test("hard case 1: a region lock denies what is neither excluded nor in the region", arguments: Engine.all)
  func case1(engine: Engine) throws {
    let stack = try MemberAccount.stack(scp: Self.regionLock)
    let elsewhere = Request.api("ec2:RunInstances", ["aws:RequestedRegion": .single("us-east-1")])
    let decision = engine.decide(elsewhere, under: stack)
    #expect(decision.summary.by == "scp 111122223333 111122223333.json[0]")
    #expect(decision.result == .explicitDeny)
    let there = Request.api("ec2:RunInstances", ["aws:RequestedRegion": .single("eu-west-1")])
    #expect(engine.decide(there, under: stack).result == .allowed)
  }

  @Test("hard case 2: NotAction leaves iam out of the region lock", arguments: Engine.all)
  func case2(engine: Engine) throws {
    let request = Request.api("iam:CreateRole", ["aws:RequestedRegion": .single("us-east-1")])
    let decision = engine.decide(request, under: try MemberAccount.stack(scp: Self.regionLock))
    #expect(decision.result == .allowed)
    #expect(decision.summary.by == "identity identity.json[0]")
    #expect(decision.gates == [.scp, .identity])
  }

  @Test("hard case 3: a negated operator holds on an absent key", arguments: Engine.all)
  func case3(engine: Engine) throws {
    let scp = Self.deny(#""StringNotEquals":{"aws:PrincipalTag/team":"x"}"#)
    #expect(engine.decide(.api("s3:ListBucket"), under: try MemberAccount.stack(scp: scp)).result == .explicitDeny)
  }

  @Test("hard case 4: so it does with IfExists", arguments: Engine.all)
  func case4(engine: Engine) throws {
    let scp = Self.deny(#""StringNotEqualsIfExists":{"aws:PrincipalTag/team":"x"}"#)
    #expect(engine.decide(.api("s3:ListBucket"), under: try MemberAccount.stack(scp: scp)).result == .explicitDeny)
  }

  @Test("hard case 5: a negated operator holds on a missing variable", arguments: Engine.all)
  func case5(engine: Engine) throws {
    let identity = Self.allow(#""StringNotEquals":{"aws:ResourceTag/owner":"${aws:PrincipalTag/x}"}"#)
    let request = Request.api("s3:ListBucket", ["aws:ResourceTag/owner": .single("bob")])
    #expect(engine.decide(request, under: try MemberAccount.stack(identity: identity)).result == .allowed)
  }

  static let bob = Principal("arn:aws:iam::111122223333:user/bob")
  static let bobsObject = Request.api(
    "s3:GetObject", on: "arn:aws:s3:::b/bob/x", by: bob, ["aws:username": .single("bob")])

  @Test("hard case 6: version 2008, and none, takes ${…} literally", arguments: Engine.all, ["2008-10-17", nil])
  func case6(engine: Engine, version: String?) throws {
    var stack = try MemberAccount.stack()
    stack.identityPolicies = [
      try MemberAccount.policy(
        .identity, Self.allow(resource: "arn:aws:s3:::b/${aws:username}/*"), version: version)
    ]
    #expect(engine.decide(Self.bobsObject, under: stack).result == .implicitDeny)
  }

  @Test("hard case 7: version 2012 substitutes it", arguments: Engine.all)
  func case7(engine: Engine) throws {
    let stack = try MemberAccount.stack(identity: Self.allow(resource: "arn:aws:s3:::b/${aws:username}/*"))
    #expect(engine.decide(Self.bobsObject, under: stack).result == .allowed)
  }

  @Test("hard case 8: ForAllValues holds without values", arguments: Engine.all)
  func case8(engine: Engine) throws {
    let identity = Self.allow(#""ForAllValues:StringEquals":{"aws:TagKeys":["a"]}"#)
    #expect(
      engine.decide(.api("ec2:CreateTags"), under: try MemberAccount.stack(identity: identity)).result == .allowed)
  }

  @Test("hard case 9: ForAnyValue does not, even negated", arguments: Engine.all)
  func case9(engine: Engine) throws {
    let scp = Self.deny(#""ForAnyValue:StringNotEquals":{"aws:TagKeys":["a"]}"#)
    #expect(engine.decide(.api("ec2:CreateTags"), under: try MemberAccount.stack(scp: scp)).result == .allowed)
  }

  @Test("hard case 10: ForAllValues:StringNotEquals wants every value to differ from all", arguments: Engine.all)
  func case10(engine: Engine) throws {
    let stack = try MemberAccount.stack(scp: Self.deny(#""ForAllValues:StringNotEquals":{"aws:TagKeys":["a","b"]}"#))
    let some = Request.api("ec2:CreateTags", ["aws:TagKeys": .list(["a", "c"])])
    #expect(engine.decide(some, under: stack).result == .allowed)
    let none = Request.api("ec2:CreateTags", ["aws:TagKeys": .list(["c", "d"])])
    #expect(engine.decide(none, under: stack).result == .explicitDeny)
  }

  @Test("hard case 11: a multi-valued key without a set operator never matches", arguments: Engine.all)
  func case11(engine: Engine) throws {
    let scp = Self.deny(#""StringEquals":{"aws:TagKeys":"a"}"#)
    let request = Request.api("ec2:CreateTags", ["aws:TagKeys": .list(["a"])])
    #expect(engine.decide(request, under: try MemberAccount.stack(scp: scp)).result == .allowed)
  }

  @Test("hard case 12: each resource of an action is asked with its own tags", arguments: Engine.all)
  func case12(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      scp: Self.deny(#""Null":{"aws:RequestTag/o":"true"}"#, action: "ec2:CreateSubnet"))
    let subnet = Request.api(
      "ec2:CreateSubnet", on: "arn:aws:ec2:us-east-1:111122223333:subnet/*", ["aws:RequestTag/o": .single("x")])
    #expect(engine.decide(subnet, under: stack).result == .allowed)
    let vpc = Request.api("ec2:CreateSubnet", on: "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1")
    #expect(engine.decide(vpc, under: stack).result == .explicitDeny)
  }

  /// Resource patterns of an identity policy's only Allow, and what they reach.
  static let resources: [(number: Int, pattern: String, resource: String, isAllowed: Bool)] = [
    (13, "arn:aws:ec2:*:*:*/*", "arn:aws:ec2:us-east-1:111122223333:volume/vol-1", true),
    (14, "arn:*:kms:*:*:key/*", "arn:aws:kms:us-east-1:111122223333:key/k-1", true),
    (15, "arn:aws:logs:us-east-1:*", "arn:aws:logs:us-east-1:111122223333:log-group:g:*", true),
    (15, "arn:aws:dynamodb:*:table/p*", "arn:aws:dynamodb:us-east-1:111122223333:table/p1", true),
    (17, "arn:aws:s3:::b/*", "arn:aws:s3:::b/a:b:c", true),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/test/o", false),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/2/test/3/o.jpg", true),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b//test/o", true),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/test/", true),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1-test/o", false),
    (18, "arn:aws:s3:::b/*/test/*", "arn:aws:s3:::b/1/2/test.jpg", false),
    (21, "arn:aws:iam::111122223333:role/pre-*", "arn:aws:iam::111122223333:role/pre-a/b", true),
  ]

  @Test("hard cases 13, 14, 15, 17, 18, 21: wildcards in resources", arguments: Engine.all, resources.indices)
  func resourceCases(engine: Engine, index: Int) throws {
    let row = Self.resources[index]
    let stack = try MemberAccount.stack(identity: Self.allow(resource: row.pattern))
    let decision = engine.decide(.api("x:Y", on: ByteString(row.resource)), under: stack)
    #expect(decision.result == (row.isAllowed ? .allowed : .implicitDeny), "case \(row.number)")
  }

  @Test("hard case 16: ArnLike needs six fields", arguments: Engine.all)
  func case16(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      identity: Self.allow(#""ArnLike":{"aws:SourceArn":"arn:aws:logs:us-east-1:*"}"#))
    let arn = ContextValue.single("arn:aws:logs:us-east-1:111122223333:log-group:g")
    #expect(engine.decide(.api("x:Y", ["aws:SourceArn": arn]), under: stack).result == .implicitDeny)
  }

  @Test("hard case 19: aws:PrincipalArn of a session is its role's", arguments: Engine.all)
  func case19(engine: Engine) throws {
    let scp = Self.deny(#""ArnLike":{"aws:PrincipalArn":"arn:aws:sts::*:assumed-role/Adm/*"}"#)
    let session = Principal("arn:aws:sts::111122223333:assumed-role/Adm/s")
    #expect(engine.decide(.api("x:Y", by: session), under: try MemberAccount.stack(scp: scp)).result == .allowed)
  }

  @Test("hard case 20: with the role's path", arguments: Engine.all)
  func case20(engine: Engine) throws {
    let scp = Self.deny(#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Adm*"}"#)
    let session = Principal(
      "arn:aws:sts::111122223333:assumed-role/Adm1/s", roleArn: "arn:aws:iam::111122223333:role/team/Adm1")
    #expect(engine.decide(.api("x:Y", by: session), under: try MemberAccount.stack(scp: scp)).result == .explicitDeny)
  }
}
