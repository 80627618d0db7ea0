import Documents
import PolicyLanguage
import Testing

/// Table 4.3 of authorization.md row by row: what a resource policy of the own account gives to whom it names.
@Suite struct GrantTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let principal: Principal
    /// How the resource policy names it.
    let named: String
    let needsIdentity: Bool
    let isLimitedByBoundary: Bool
    let isLimitedBySession: Bool

    var testDescription: String { "\(principal.identifier) named as \(named)" }
  }

  static let user = Principal("arn:aws:iam::111122223333:user/bob")
  static let federated = Principal("arn:aws:sts::111122223333:federated-user/fay")

  static let rows = [
    Row(
      principal: user, named: "111122223333", needsIdentity: true, isLimitedByBoundary: true, isLimitedBySession: true),
    Row(
      principal: user, named: "arn:aws:iam::111122223333:root", needsIdentity: true, isLimitedByBoundary: true,
      isLimitedBySession: true),
    Row(
      principal: user, named: "arn:aws:iam::111122223333:user/bob", needsIdentity: false, isLimitedByBoundary: false,
      isLimitedBySession: false),
    Row(
      principal: MemberAccount.session, named: MemberAccount.roleArn, needsIdentity: false, isLimitedByBoundary: true,
      isLimitedBySession: true),
    Row(
      principal: MemberAccount.session, named: MemberAccount.sessionArn, needsIdentity: false,
      isLimitedByBoundary: false, isLimitedBySession: false),
    Row(
      principal: federated, named: "arn:aws:sts::111122223333:federated-user/fay", needsIdentity: false,
      isLimitedByBoundary: false, isLimitedBySession: false),
    Row(
      principal: MemberAccount.session, named: "*", needsIdentity: false, isLimitedByBoundary: false,
      isLimitedBySession: false),
  ]

  static let allowOther = #"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#

  static func stack(_ row: Row, identity: String, boundary: String? = nil, session: String? = nil) throws -> PolicyStack
  {
    try MemberAccount.stack(
      resource: HardCasesGatesTests.bucket(#"{"AWS":"\#(row.named)"}"#), identity: identity, boundary: boundary,
      session: session)
  }

  @Test("table 4.3: whether an identity policy must allow, too", arguments: Engine.all, rows)
  func identity(engine: Engine, row: Row) throws {
    let request = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: row.principal)
    let decision = engine.decide(request, under: try Self.stack(row, identity: Self.allowOther))
    #expect(decision.summary.by == (row.needsIdentity ? "identity" : "resource resource.json[0]"))
    #expect(decision.result == (row.needsIdentity ? .implicitDeny : .allowed))
    let both = engine.decide(request, under: try Self.stack(row, identity: MemberAccount.allowAll))
    #expect(both.summary.by == "identity identity.json[0]")
  }

  @Test("table 4.3: whether a boundary limits", arguments: Engine.all, rows)
  func boundary(engine: Engine, row: Row) throws {
    let request = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: row.principal)
    let stack = try Self.stack(row, identity: MemberAccount.allowAll, boundary: Self.allowOther)
    let decision = engine.decide(request, under: stack)
    #expect(decision.summary.by == (row.isLimitedByBoundary ? "boundary" : "resource resource.json[0]"))
    #expect(decision.result == (row.isLimitedByBoundary ? .implicitDeny : .allowed))
  }

  @Test("table 4.3: whether a session policy limits", arguments: Engine.all, rows.filter { $0.principal.kind != .user })
  func session(engine: Engine, row: Row) throws {
    let request = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: row.principal)
    let stack = try Self.stack(row, identity: MemberAccount.allowAll, session: Self.allowOther)
    let decision = engine.decide(request, under: stack)
    #expect(decision.summary.by == (row.isLimitedBySession ? "session" : "resource resource.json[0]"))
  }

  @Test("table 4.3: explicit denies limit everyone, wherever they stand", arguments: Engine.all, rows)
  func denies(engine: Engine, row: Row) throws {
    let request = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: row.principal)
    let deny = MemberAccount.allowAll + "," + HardCasesGatesTests.denyS3
    let inIdentity = engine.decide(request, under: try Self.stack(row, identity: deny))
    #expect(inIdentity.summary.by == "identity identity.json[1]")
    let inBoundary = try Self.stack(row, identity: MemberAccount.allowAll, boundary: deny)
    #expect(engine.decide(request, under: inBoundary).summary.by == "boundary boundary.json[1]")
    let inSession = try Self.stack(row, identity: MemberAccount.allowAll, session: deny)
    #expect(engine.decide(request, under: inSession).summary.by == "session session.json[1]")
  }

  @Test("table 4.3: a service needs the resource policy alone", arguments: Engine.all)
  func service(engine: Engine) throws {
    let policy = try MemberAccount.policy(
      .resource, HardCasesGatesTests.bucket(#"{"Service":"cloudtrail.amazonaws.com"}"#), named: "resource.json")
    let stack = PolicyStack(resourcePolicies: [policy], resourcePolicyRole: .required)
    let named = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: Principal("cloudtrail.amazonaws.com"))
    #expect(engine.decide(named, under: stack).result == .allowed)
    let other = Request.api("s3:GetObject", on: "arn:aws:s3:::b/o", by: Principal("config.amazonaws.com"))
    #expect(engine.decide(other, under: stack).result == .implicitDeny)
  }
}
