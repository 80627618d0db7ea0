import Documents
import PolicyLanguage
import Testing

/// Hard cases 22 to 37 of authorization.md: levels of the organization, boundaries, sessions and resource policies.
///
/// Who is exempt from SCPs and RCPs is decided by whoever makes the stack; here the gate is not asked then.
@Suite struct HardCasesGatesTests {
  static let denyAll = #"{"Effect":"Deny","Action":"*","Resource":"*"}"#
  static let denyS3 = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
  static let allowEC2 = #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#
  static let get = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o")

  /// A bucket policy that lets a principal get objects.
  static func bucket(_ principal: String) -> String {
    #"{"Effect":"Allow","Principal":\#(principal),"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}"#
  }

  @Test("hard case 22: each level must allow", arguments: Engine.all)
  func case22(engine: Engine) throws {
    var stack = try MemberAccount.stack()
    stack.serviceControlPolicies?[1].policies = []
    let decision = engine.decide(Self.get, under: stack)
    #expect(decision.result == .implicitDeny)
    #expect(decision.summary.by == "scp ou-1")
  }

  @Test("hard case 23: a narrow allow list at an OU", arguments: Engine.all)
  func case23(engine: Engine) throws {
    var stack = try MemberAccount.stack()
    stack.serviceControlPolicies?[1].policies = [try MemberAccount.policy(.scp, Self.allowEC2)]
    #expect(engine.decide(.api("s3:ListBucket"), under: stack).result == .implicitDeny)
    #expect(engine.decide(.api("ec2:RunInstances"), under: stack).result == .allowed)
  }

  @Test("hard case 24: an Allow with a condition allows only what matches it", arguments: Engine.all)
  func case24(engine: Engine) throws {
    var stack = try MemberAccount.stack()
    let inRegion = HardCasesConditionsTests.allow(#""StringEquals":{"aws:RequestedRegion":"eu-west-1"}"#)
    stack.serviceControlPolicies?[1].policies = [try MemberAccount.policy(.scp, inRegion)]
    let elsewhere = Request.api("ec2:RunInstances", ["aws:RequestedRegion": .single("us-east-1")])
    #expect(engine.decide(elsewhere, under: stack).result == .implicitDeny)
    let there = Request.api("ec2:RunInstances", ["aws:RequestedRegion": .single("eu-west-1")])
    #expect(engine.decide(there, under: stack).result == .allowed)
  }

  @Test("hard case 25: a Deny at the root", arguments: Engine.all)
  func case25(engine: Engine) throws {
    var stack = try MemberAccount.stack()
    stack.serviceControlPolicies = try MemberAccount.levels(root: Self.denyS3)
    let decision = engine.decide(Self.get, under: stack)
    #expect(decision.result == .explicitDeny)
    #expect(decision.summary.by == "scp r-1 r-1.json[0]")
  }

  @Test("hard cases 26, 27: management account and service-linked roles meet no SCP", arguments: Engine.all)
  func case26and27(engine: Engine) throws {
    var stack = try MemberAccount.stack(scp: Self.denyAll)
    #expect(engine.decide(Self.get, under: stack).result == .explicitDeny)
    stack.serviceControlPolicies = nil
    #expect(engine.decide(Self.get, under: stack).result == .allowed)
  }

  @Test("hard case 28: an SCP holds for a member's root user", arguments: Engine.all)
  func case28(engine: Engine) throws {
    let root = Principal("arn:aws:iam::111122223333:root")
    let stack = PolicyStack(serviceControlPolicies: try MemberAccount.levels(account: Self.denyS3))
    #expect(engine.decide(.api("s3:GetObject", by: root), under: stack).result == .explicitDeny)
    #expect(engine.decide(.api("ec2:RunInstances", by: root), under: stack).result == .allowed)
  }

  /// B, outside the organization, reads a bucket of A.
  static func outsider(rcp: String?) throws -> (Request, PolicyStack) {
    let outsider = Principal("arn:aws:iam::444455556666:role/B")
    var stack = PolicyStack(
      resourcePolicies: [
        try MemberAccount.policy(.resource, bucket(#"{"AWS":"444455556666"}"#), named: "resource.json")
      ], resourcePolicyRole: .crossAccount)
    if let rcp {
      let full = #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#
      stack.resourceControlPolicies = [
        PolicyLevel(
          id: "r-1",
          policies: [
            try MemberAccount.policy(.rcp, full, named: "RCPFullAWSAccess"),
            try MemberAccount.policy(.rcp, rcp, named: "rcp.json"),
          ])
      ]
    }
    return (.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: outsider), stack)
  }

  @Test("hard case 29: the owner's SCPs do not reach an outside principal", arguments: Engine.all)
  func case29(engine: Engine) throws {
    let (request, stack) = try Self.outsider(rcp: nil)
    #expect(engine.decide(request, under: stack).result == .allowed)
  }

  @Test("hard case 30: the owner's RCPs do", arguments: Engine.all)
  func case30(engine: Engine) throws {
    let (request, stack) = try Self.outsider(
      rcp: #"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)
    let decision = engine.decide(request, under: stack)
    #expect(decision.result == .explicitDeny)
    #expect(decision.summary.by == "rcp r-1 rcp.json[0]")
  }

  @Test("hard case 31: a boundary limits what a bucket policy gives a role", arguments: Engine.all)
  func case31(engine: Engine) throws {
    let stack = try MemberAccount.stack(
      resource: Self.bucket(#"{"AWS":"\#(MemberAccount.roleArn)"}"#), boundary: Self.allowEC2)
    let decision = engine.decide(Self.get, under: stack)
    #expect(decision.result == .implicitDeny)
    #expect(decision.summary.by == "boundary")
  }

  static let unlimited = [#"{"AWS":"\#(MemberAccount.sessionArn)"}"#, #""*""#, #"{"AWS":"*"}"#]

  @Test("hard case 32: not what it gives the session or everyone", arguments: Engine.all, unlimited)
  func case32(engine: Engine, principal: String) throws {
    let stack = try MemberAccount.stack(resource: Self.bucket(principal), boundary: Self.allowEC2)
    let decision = engine.decide(Self.get, under: stack)
    #expect(decision.result == .allowed)
    #expect(decision.summary.by == "resource resource.json[0]")
    #expect(decision.gates == [.scp, .resource, .identity, .boundary])
  }

  @Test("hard case 33: across accounts it limits in any case", arguments: Engine.all, unlimited)
  func case33(engine: Engine, principal: String) throws {
    let stack = try MemberAccount.stack(
      resource: Self.bucket(principal), role: .crossAccount, boundary: Self.allowEC2)
    let decision = engine.decide(Self.get, under: stack)
    #expect(decision.result == .implicitDeny)
    #expect(decision.summary.by == "boundary")
  }

  @Test("hard case 34: a session policy does not limit what a bucket policy gives the session", arguments: Engine.all)
  func case34(engine: Engine) throws {
    let named = try MemberAccount.stack(
      resource: Self.bucket(#"{"AWS":"\#(MemberAccount.sessionArn)"}"#), session: Self.allowEC2)
    #expect(engine.decide(Self.get, under: named).result == .allowed)
    let role = try MemberAccount.stack(
      resource: Self.bucket(#"{"AWS":"\#(MemberAccount.roleArn)"}"#), session: Self.allowEC2)
    #expect(engine.decide(Self.get, under: role).summary.by == "session")
  }

  @Test("hard case 35: Deny with NotPrincipal denies whoever has a boundary", arguments: Engine.all)
  func case35(engine: Engine) throws {
    let others = """
      {"Effect":"Deny","NotPrincipal":{"AWS":["111122223333","\(MemberAccount.roleArn)","\(MemberAccount.sessionArn)"]},
       "Action":"s3:*","Resource":"*"}
      """
    let bounded = try MemberAccount.stack(resource: others, boundary: MemberAccount.allowAll)
    #expect(engine.decide(Self.get, under: bounded).result == .explicitDeny)
    let unbounded = try MemberAccount.stack(resource: others)
    #expect(engine.decide(Self.get, under: unbounded).result == .allowed)
    let roleOnly =
      #"{"Effect":"Deny","NotPrincipal":{"AWS":"\#(MemberAccount.roleArn)"},"Action":"s3:*","Resource":"*"}"#
    let boundedRole = try MemberAccount.stack(resource: roleOnly, boundary: MemberAccount.allowAll)
    #expect(engine.decide(Self.get, under: boundedRole).result == .explicitDeny)
  }

  @Test("hard case 36: a key policy without the account allows nobody else", arguments: Engine.all)
  func case36(engine: Engine) throws {
    let key =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Y"},"Action":"kms:*","Resource":"*"}"#
    let identity = #"{"Effect":"Allow","Action":"kms:*","Resource":"*"}"#
    let request = Request.api("kms:Decrypt", on: "arn:aws:kms:us-east-1:111122223333:key/k-1")
    let without = try MemberAccount.stack(resource: key, role: .required, identity: identity)
    #expect(engine.decide(request, under: without).summary.by == "resource")
    #expect(engine.decide(request, under: without).result == .implicitDeny)
    let account =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}"#
    let with = try MemberAccount.stack(resource: key + "," + account, role: .required, identity: identity)
    #expect(engine.decide(request, under: with).result == .allowed)
  }

  @Test("hard case 37: a trust policy that names another role", arguments: Engine.all)
  func case37(engine: Engine) throws {
    let trust =
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/Y"},"Action":"sts:AssumeRole"}"#
    let stack = try MemberAccount.stack(resource: trust, role: .required, kind: .trust)
    let target: ByteString = "arn:aws:iam::111122223333:role/Z"
    #expect(engine.decide(.api("sts:AssumeRole", on: target), under: stack).result == .implicitDeny)
    let y = Principal("arn:aws:iam::111122223333:role/Y")
    #expect(engine.decide(.api("sts:AssumeRole", on: target, by: y), under: stack).result == .allowed)
  }
}
