import Documents
import PolicyLanguage
import Simulation
import Testing

/// The hard cases that hang on who meets which policies and which keys a request has: the policies come from an
/// environment, the decision from both evaluators.
@Suite struct HardCasesWorldTests {
  static let allow = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#

  static func document(_ statement: String) -> String { #"{"Version":"2012-10-17","Statement":[\#(statement)]}"# }

  static func denying(_ action: String, principal: Bool = false) -> String {
    let principal = principal ? #""Principal":"*","# : ""
    return document(#"{"Effect":"Deny",\#(principal)"Action":"\#(action)","Resource":"*"}"#)
  }

  /// An organization with one OU and one member account; the SCP stands at the account, the RCP at the root.
  static func organization(scp: String? = nil, rcp: String? = nil) -> String {
    let scps = [#""FullAWSAccess""#] + (scp.map { [$0] } ?? [])
    return """
      "organization":{"id":"o-ab12","managementAccount":"999988887777","externalAccounts":["444455556666"],
       "root":{"id":"r-ab12","resourceControlPolicies":[\(rcp ?? "")],"organizationalUnits":[
        {"id":"ou-1","accounts":[{"id":"111122223333","serviceControlPolicies":[\(scps.joined(separator: ","))]}]}]}}
      """
  }

  /// A role that may do everything, but for what its boundary and session policies leave out.
  static func role(_ arn: String = MemberAccount.roleArn, boundary: String? = nil, session: String? = nil) -> String {
    let boundary = boundary.map { #","permissionsBoundary":\#($0)"# } ?? ""
    let session = session.map { #","sessionPolicies":[\#($0)]"# } ?? ""
    return #"{"arn":"\#(arn)","identityPolicies":[\#(allow)]\#(boundary)\#(session)}"#
  }

  static func bucket(_ members: String) -> String {
    #"{"arn":"arn:aws:s3:::b","account":"111122223333",\#(members)}"#
  }

  static func environment(_ organization: String, principals: [String] = [role()], resources: [String] = []) -> String {
    """
    {\(organization),"principals":[\(principals.joined(separator: ","))],
     "resources":[\(resources.joined(separator: ","))]}
    """
  }

  /// What an engine decides on a request in the world of an environment.
  static func decide(
    _ engine: Engine, _ environment: String, _ action: ByteString, on resource: ByteString = "arn:aws:s3:::b/o",
    by principal: ByteString = ByteString(MemberAccount.sessionArn)
  ) throws -> Decision {
    let reading = EnvironmentReader.read(
      SourceText(name: "environment.json", text: environment), files: FileReader(files: [:]))
    let errors = reading.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [])
    let world = World(try #require(reading.environment))
    let (request, stack) = try world.completed(
      Request(action: action, principal: Principal(principal), resource: resource))
    return engine.decide(request, under: stack)
  }

  @Test("hard case 19: the environment puts the role's ARN into aws:PrincipalArn", arguments: Engine.all)
  func case19(engine: Engine) throws {
    let scp = Self.document(
      HardCasesConditionsTests.deny(#""ArnLike":{"aws:PrincipalArn":"arn:aws:sts::*:assumed-role/Deployer/*"}"#))
    #expect(try Self.decide(engine, Self.environment(Self.organization(scp: scp)), "s3:GetObject").result == .allowed)
  }

  @Test("hard case 20: with the path that the environment lists", arguments: Engine.all)
  func case20(engine: Engine) throws {
    let scp = Self.document(
      HardCasesConditionsTests.deny(#""ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Dep*"}"#))
    let withPath = Self.environment(
      Self.organization(scp: scp), principals: [Self.role("arn:aws:iam::111122223333:role/team/Deployer")])
    #expect(try Self.decide(engine, withPath, "s3:GetObject").result == .explicitDeny)
    let without = Self.environment(Self.organization(scp: scp))
    #expect(try Self.decide(engine, without, "s3:GetObject").result == .allowed)
  }

  @Test("hard cases 26, 27, 28: who is under an SCP", arguments: Engine.all)
  func cases26To28(engine: Engine) throws {
    let linked = "arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup"
    let managing = "arn:aws:iam::999988887777:role/Admin"
    let environment = Self.environment(
      Self.organization(scp: Self.denying("s3:*")), principals: [Self.role(), Self.role(linked), Self.role(managing)])
    #expect(try Self.decide(engine, environment, "s3:GetObject").result == .explicitDeny)
    // Management account, service-linked role, root user of the member.
    let elsewhere: ByteString = "arn:aws:s3:::other/o"
    let free = try Self.decide(engine, environment, "s3:GetObject", on: elsewhere, by: ByteString(managing))
    #expect(free.result == .allowed)
    #expect(free.gates == [.identity])
    #expect(try Self.decide(engine, environment, "s3:GetObject", by: ByteString(linked)).result == .allowed)
    let root = try Self.decide(engine, environment, "s3:GetObject", by: "arn:aws:iam::111122223333:root")
    #expect(root.result == .explicitDeny)
    #expect(root.by?.level == "111122223333")
  }

  @Test("hard cases 29, 30: an outsider meets the owner's RCPs, not its SCPs", arguments: Engine.all)
  func cases29And30(engine: Engine) throws {
    let policy = Self.document(HardCasesGatesTests.bucket(#"{"AWS":"444455556666"}"#))
    let resources = [Self.bucket(#""policy":\#(policy)"#)]
    let outsider: ByteString = "arn:aws:iam::444455556666:role/B"
    let scp = Self.environment(Self.organization(scp: Self.denying("s3:*")), resources: resources)
    #expect(try Self.decide(engine, scp, "s3:GetObject", by: outsider).result == .allowed)
    let rcp = Self.environment(Self.organization(rcp: Self.denying("s3:*", principal: true)), resources: resources)
    let denied = try Self.decide(engine, rcp, "s3:GetObject", by: outsider)
    #expect(denied.result == .explicitDeny)
    #expect(denied.by?.policyType == .rcp)
    // Ruling 31: without a bucket policy nobody of another account.
    let bare = Self.environment(Self.organization(), resources: [Self.bucket(#""tags":{}"#)])
    #expect(try Self.decide(engine, bare, "s3:GetObject", by: outsider).summary.by == "resource")
  }

  /// How a bucket policy names the role, and whether the role's boundary, and its session policy, limit it then.
  static let grants = [
    (31, #"{"AWS":"\#(MemberAccount.roleArn)"}"#, true), (32, #"{"AWS":"\#(MemberAccount.sessionArn)"}"#, false),
    (32, #""*""#, false),
  ]

  @Test("hard cases 31, 32, 34: what limits what a bucket policy gives", arguments: Engine.all, grants.indices)
  func cases31To34(engine: Engine, index: Int) throws {
    let (_, principal, isLimited) = Self.grants[index]
    let resources = [Self.bucket(#""policy":\#(Self.document(HardCasesGatesTests.bucket(principal)))"#)]
    let onlyEC2 = Self.document(HardCasesGatesTests.allowEC2)
    let bounded = Self.environment(
      Self.organization(), principals: [Self.role(boundary: onlyEC2)], resources: resources)
    let byBoundary = try Self.decide(engine, bounded, "s3:GetObject")
    #expect(byBoundary.result == (isLimited ? .implicitDeny : .allowed))
    let inSession = Self.environment(
      Self.organization(), principals: [Self.role(session: onlyEC2)], resources: resources)
    let bySession = try Self.decide(engine, inSession, "s3:GetObject")
    #expect(bySession.result == (isLimited ? .implicitDeny : .allowed))
  }

  @Test("hard case 33: across accounts a boundary limits in any case", arguments: Engine.all)
  func case33(engine: Engine) throws {
    let outsider = "arn:aws:iam::444455556666:role/B"
    let policy = Self.document(HardCasesGatesTests.bucket(#""*""#))
    let environment = Self.environment(
      Self.organization(), principals: [Self.role(outsider, boundary: Self.document(HardCasesGatesTests.allowEC2))],
      resources: [Self.bucket(#""policy":\#(policy)"#)])
    let decision = try Self.decide(engine, environment, "s3:GetObject", by: ByteString(outsider))
    #expect(decision.summary.by == "boundary")
  }

  @Test("hard case 36: a key policy must allow, in its own account, too", arguments: Engine.all)
  func case36(engine: Engine) throws {
    let key: ByteString = "arn:aws:kms:us-east-1:111122223333:key/k-1"
    func environment(_ principal: String) -> String {
      let policy = Self.document(
        #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"kms:*","Resource":"*"}"#)
      return Self.environment(Self.organization(), resources: [#"{"arn":"\#(key)","policy":\#(policy)}"#])
    }
    let other = try Self.decide(engine, environment("arn:aws:iam::111122223333:role/Y"), "kms:Decrypt", on: key)
    #expect(other.result == .implicitDeny)
    #expect(other.by?.policyType == .resource)
    let account = try Self.decide(engine, environment("arn:aws:iam::111122223333:root"), "kms:Decrypt", on: key)
    #expect(account.result == .allowed)
  }

  @Test("hard case 37: a trust policy must allow, in its own account, too", arguments: Engine.all)
  func case37(engine: Engine) throws {
    let target: ByteString = "arn:aws:iam::111122223333:role/Target"
    func environment(_ principal: String) -> String {
      let trust = Self.document(
        #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"sts:AssumeRole"}"#)
      return Self.environment(Self.organization(), resources: [#"{"arn":"\#(target)","policy":\#(trust)}"#])
    }
    let other = try Self.decide(engine, environment("arn:aws:iam::111122223333:role/Y"), "sts:AssumeRole", on: target)
    #expect(other.result == .implicitDeny)
    let own = try Self.decide(engine, environment(MemberAccount.roleArn), "sts:AssumeRole", on: target)
    #expect(own.result == .allowed)
  }

  @Test("hard cases 44, 45, 46: tags of the environment, and a bucket without ABAC", arguments: Engine.all)
  func cases44To46(engine: Engine) throws {
    let scp = Self.document(
      HardCasesConditionsTests.deny(#""StringEquals":{"aws:ResourceTag/Protected":"true"}"#))
    let volume: ByteString = "arn:aws:ec2:us-east-1:111122223333:volume/vol-1"
    func environment(_ resource: String) -> String {
      Self.environment(Self.organization(scp: scp), resources: [resource])
    }
    let tagged = environment(#"{"arn":"\#(volume)","tags":{"protected":"true"}}"#)
    #expect(try Self.decide(engine, tagged, "ec2:DeleteVolume", on: volume).result == .explicitDeny)
    let other = environment(#"{"arn":"\#(volume)","tags":{"protected":"True"}}"#)
    #expect(try Self.decide(engine, other, "ec2:DeleteVolume", on: volume).result == .allowed)
    let plain = environment(Self.bucket(#""tags":{"protected":"true"}"#))
    #expect(try Self.decide(engine, plain, "s3:DeleteBucket", on: "arn:aws:s3:::b").result == .allowed)
    let abac = environment(Self.bucket(#""tags":{"protected":"true"},"abac":true"#))
    #expect(try Self.decide(engine, abac, "s3:DeleteBucket", on: "arn:aws:s3:::b").result == .explicitDeny)
  }
}
