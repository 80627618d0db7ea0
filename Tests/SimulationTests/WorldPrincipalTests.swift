import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct WorldPrincipalTests {
  private let principals = """
    "principals":[
      {"arn":"arn:aws:iam::111122223333:role/team/Deployer","identityPolicies":["allow.json"],"tags":{"team":"red","Cost":"1"}},
      {"arn":"arn:aws:sts::111122223333:assumed-role/Deployer/night","sessionPolicies":["session.json"],"tags":{"Team":"blue"}},
      {"arn":"arn:aws:iam::111122223333:user/dev/bob","identityPolicies":["allow.json"],"permissionsBoundary":"boundary.json"},
      {"arn":"arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS","identityPolicies":["allow.json"]}]
    """

  private func world(requiresIdentity: Bool = false) throws -> World {
    try EnvironmentSample.world(
      "{\(EnvironmentSample.organization),\(principals)}", requiresIdentity: requiresIdentity)
  }

  private func context(_ facts: PrincipalFacts) -> [ByteString: ContextValue] {
    Dictionary(facts.context.map { ($0.key, $0.value) }) { _, last in last }
  }

  private static let whoIsExempt: [(String, SCPExemption?)] = [
    ("arn:aws:iam::111122223333:role/Any", nil), ("arn:aws:iam::111122223333:user/dev/bob", nil),
    ("arn:aws:sts::111122223333:assumed-role/Deployer/x", nil), ("arn:aws:iam::111122223333:root", nil),
    ("111122223333", nil), ("arn:aws:sts::111122223333:federated-user/f", nil),
    ("arn:aws:iam::999988887777:role/Admin", SCPExemption.managementAccount),
    ("arn:aws:iam::999988887777:root", .managementAccount),
    ("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", .serviceLinkedRole),
    ("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForRDS/x", .serviceLinkedRole),
    ("cloudtrail.amazonaws.com", .service), ("arn:aws:iam::444455556666:role/Partner", .externalAccount),
    ("*", .noAccount), ("accounts.google.com", .noAccount),
  ]

  @Test("ruling 22: who is under SCPs and who is exempt", arguments: Self.whoIsExempt)
  func exemptions(principal: String, expected: SCPExemption?) throws {
    let facts = try world().principalFacts(ByteString(principal))
    #expect(facts.exemption == expected)
    #expect((facts.serviceControlPolicies == nil) == (expected != nil))
    if expected == nil {
      #expect(facts.serviceControlPolicies?.map(\.id) == ["r-1", "ou-1", "111122223333"])
    }
  }

  @Test("what is kept of accounts changes nothing of what is said of their principals")
  func keptAccounts() throws {
    let world = try world()
    var accounts = AccountFacts()
    for (principal, _) in Self.whoIsExempt + Self.whoIsExempt {
      let alone = try world.principalFacts(ByteString(principal))
      let kept = try world.principalFacts(Principal(ByteString(principal)), &accounts)
      #expect(kept.context == alone.context, "\(principal)")
      #expect(kept.exemption == alone.exemption, "\(principal)")
      #expect(kept.serviceControlPolicies?.map(\.id) == alone.serviceControlPolicies?.map(\.id), "\(principal)")
      #expect(kept.identityPolicies?.map(\.name) == alone.identityPolicies?.map(\.name), "\(principal)")
    }
    for _ in 0..<2 {
      #expect(throws: RequestError.unknownAccount("111122223334", suggestion: "111122223333")) {
        _ = try world.principalFacts(Principal("arn:aws:iam::111122223334:role/R"), &accounts)
      }
    }
  }

  @Test("ruling 22: an account that nobody knows is an input error, not an allow") func unknownAccount() throws {
    let world = try world()
    #expect(throws: RequestError.unknownAccount("111122223334", suggestion: "111122223333")) {
      _ = try world.principalFacts("arn:aws:iam::111122223334:role/R")
    }
    #expect(throws: RequestError.unreadablePrincipal("Deployer")) { _ = try world.principalFacts("Deployer") }
    #expect(throws: RequestError.missingPrincipal) {
      _ = try world.completed(Request(action: "s3:GetObject"))
    }
  }

  @Test func withoutOrganizationThereIsNoSCPGate() throws {
    let facts = try World().principalFacts("arn:aws:iam::123456789012:role/R")
    #expect(facts.serviceControlPolicies == nil)
    #expect(facts.exemption == nil)
  }

  @Test func whoIsListedHasAnIdentityGateAndWhoIsNotHasNone() throws {
    let world = try world()
    #expect(try world.principalFacts("arn:aws:iam::111122223333:user/dev/bob").identityPolicies?.count == 1)
    #expect(try world.principalFacts("arn:aws:iam::111122223333:user/dev/bob").permissionsBoundary?.count == 1)
    #expect(try world.principalFacts("arn:aws:iam::111122223333:user/eve").identityPolicies == nil)
    #expect(try world.principalFacts("arn:aws:iam::111122223333:user/eve").permissionsBoundary == nil)
  }

  @Test func requireIdentityClosesTheGateOfWhoIsNotListed() throws {
    let world = try world(requiresIdentity: true)
    #expect(try world.principalFacts("arn:aws:iam::111122223333:user/eve").identityPolicies?.isEmpty == true)
    #expect(try world.principalFacts("arn:aws:iam::444455556666:role/P").identityPolicies?.isEmpty == true)
    for principal: ByteString in ["arn:aws:iam::111122223333:root", "ec2.amazonaws.com", "*"] {
      #expect(try world.principalFacts(principal).identityPolicies == nil, "\(principal) has none to ask")
    }
  }

  @Test func aSessionHasItsRolesPathAndPolicies() throws {
    let facts = try world().principalFacts("arn:aws:sts::111122223333:assumed-role/Deployer/day")
    #expect(facts.principal.arn == "arn:aws:iam::111122223333:role/team/Deployer")
    #expect(facts.principal.identifier == "arn:aws:sts::111122223333:assumed-role/Deployer/day")
    #expect(facts.identityPolicies?.map(\.name) == ["allow.json"])
    #expect(facts.sessionPolicies == nil)
    #expect(context(facts)["aws:principalarn"] == .single("arn:aws:iam::111122223333:role/team/Deployer"))
    #expect(context(facts)["aws:principaltag/team"] == .single("red"))
  }

  @Test func aListedSessionAddsItsSessionPoliciesAndTags() throws {
    let facts = try world().principalFacts("arn:aws:sts::111122223333:assumed-role/Deployer/night")
    #expect(facts.identityPolicies?.map(\.name) == ["allow.json"])
    #expect(facts.sessionPolicies?.map(\.name) == ["session.json"])
    #expect(context(facts)["aws:principaltag/team"] == .single("blue"))
    #expect(context(facts)["aws:principaltag/cost"] == .single("1"))
  }

  @Test func theRoleIsFoundWithoutItsPath() throws {
    let facts = try world().principalFacts("arn:aws:iam::111122223333:role/Deployer")
    #expect(facts.identityPolicies?.map(\.name) == ["allow.json"])
  }

  @Test(
    "derived keys",
    arguments: [
      ("arn:aws:iam::111122223333:user/dev/bob", "User", "111122223333", ContextValue.single("bob")),
      ("arn:aws:sts::111122223333:assumed-role/Deployer/x", "AssumedRole", "111122223333", .absent),
      ("arn:aws:iam::111122223333:root", "Account", "111122223333", .absent),
      ("*", "Anonymous", "anonymous", .absent),
    ])
  func derivedKeys(principal: String, type: String, account: String, username: ContextValue) throws {
    let context = context(try world().principalFacts(ByteString(principal)))
    #expect(context["aws:principaltype"] == .single(ByteString(type)))
    #expect(context["aws:principalaccount"] == .single(ByteString(account)))
    #expect(context["aws:username"] == username)
    #expect((context["aws:principalarn"] == .absent) == (principal == "*"))
  }

  @Test func organizationKeysAreThoseOfThePrincipalsAccount() throws {
    let world = try world()
    let member = context(try world.principalFacts("arn:aws:iam::111122223333:root"))
    #expect(member["aws:principalorgid"] == .single("o-1"))
    #expect(member["aws:principalorgpaths"] == .list(["o-1/r-1/ou-1/"]))
    let management = context(try world.principalFacts("arn:aws:iam::999988887777:root"))
    #expect(management["aws:principalorgid"] == .single("o-1"))
    #expect(management["aws:principalorgpaths"] == .list(["o-1/r-1/"]))
    let external = context(try world.principalFacts("arn:aws:iam::444455556666:root"))
    #expect(external["aws:principalorgid"] == nil)
  }
}
