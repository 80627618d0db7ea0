import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Organizations

@Suite struct OrganizationTests {
  private func read(_ text: String) throws -> Organization {
    let (organization, diagnostics) = try OrganizationSample.read(text)
    #expect(diagnostics.isEmpty)
    return try #require(organization)
  }

  private static let nested = """
    {"id":"o-1","managementAccount":"999988887777","externalAccounts":["444455556666"],
     "root":{"id":"r-1","serviceControlPolicies":["FullAWSAccess","root.json"],"accounts":[{"id":"100000000001"}],
      "organizationalUnits":[{"id":"ou-1","serviceControlPolicies":[],"organizationalUnits":[
        {"id":"ou-2","resourceControlPolicies":["rcp.json"],
         "accounts":[{"id":"111122223333","serviceControlPolicies":["account.json"]}]}]}]}}
    """

  @Test func levelsGoFromTheRootThroughTheUnitsToTheAccount() throws {
    let levels = try #require(read(Self.nested).serviceControlPolicyLevels(of: "111122223333"))
    #expect(levels.map(\.id) == ["r-1", "ou-1", "ou-2", "111122223333"])
    #expect(
      levels.map { $0.policies.map(\.name) } == [
        ["FullAWSAccess", "root.json"], [], ["FullAWSAccess"], ["account.json"],
      ])
  }

  @Test func anAccountInTheRootHasTwoLevels() throws {
    let levels = try #require(read(Self.nested).serviceControlPolicyLevels(of: "100000000001"))
    #expect(levels.map(\.id) == ["r-1", "100000000001"])
  }

  @Test func everyRCPLevelHoldsRCPFullAWSAccess() throws {
    let levels = try #require(read(Self.nested).resourceControlPolicyLevels(of: "111122223333"))
    #expect(
      levels.map { $0.policies.map(\.name) } == [
        ["RCPFullAWSAccess"], ["RCPFullAWSAccess"], ["RCPFullAWSAccess", "rcp.json"], ["RCPFullAWSAccess"],
      ])
  }

  @Test func namingRCPFullAWSAccessAddsNothing() throws {
    let organization = try read(
      #"{"root":{"resourceControlPolicies":["RCPFullAWSAccess"],"accounts":[{"id":"111122223333"}]}}"#)
    let levels = try #require(organization.resourceControlPolicyLevels(of: "111122223333"))
    #expect(levels.map { $0.policies.count } == [1, 1])
  }

  @Test func withoutAnyRCPMemberThePolicyTypeIsNotSwitchedOn() throws {
    let organization = try read(#"{"root":{"accounts":[{"id":"111122223333"}]}}"#)
    #expect(organization.resourceControlPolicyLevels(of: "111122223333") == nil)
    #expect(organization.serviceControlPolicyLevels(of: "111122223333")?.map(\.id) == ["root", "111122223333"])
  }

  @Test(
    "ruling 22: membership",
    arguments: [
      ("999988887777", Organization.Membership.managementAccount), ("111122223333", .member),
      ("444455556666", .external), ("123456789012", .unknown), ("ou-1", .unknown),
    ])
  func membership(account: String, expected: Organization.Membership) throws {
    let organization = try read(Self.nested)
    #expect(organization.membership(of: ByteString(account)) == expected)
    #expect((organization.serviceControlPolicyLevels(of: ByteString(account)) != nil) == (expected == .member))
  }

  @Test func pathsNameTheUnits() throws {
    let organization = try read(Self.nested)
    #expect(organization.path(of: "111122223333") == "o-1/r-1/ou-1/ou-2/")
    #expect(organization.path(of: "100000000001") == "o-1/r-1/")
    #expect(organization.path(of: "999988887777") == "o-1/r-1/")
    #expect(organization.path(of: "444455556666") == nil)
    #expect(try read(#"{"id":"o-1","root":{"accounts":[{"id":"111122223333"}]}}"#).path(of: "111122223333") == nil)
  }

  @Test func movingAnAccountChangesItsChain() throws {
    var organization = try read(Self.nested)
    try organization.move("111122223333", to: "ou-1")
    #expect(organization.chain(of: "111122223333").map(\.id) == ["r-1", "ou-1", "111122223333"])
    try organization.move("111122223333", to: "r-1")
    #expect(organization.chain(of: "111122223333").map(\.id) == ["r-1", "111122223333"])
    #expect(throws: OrganizationChangeError.notAParent("100000000001")) {
      try organization.move("111122223333", to: "100000000001")
    }
    #expect(throws: OrganizationChangeError.targetNotFound("ou-9")) {
      try organization.move("111122223333", to: "ou-9")
    }
    #expect(throws: OrganizationChangeError.accountNotFound("ou-1")) { try organization.move("ou-1", to: "r-1") }
  }

  @Test func attachingAndDetaching() throws {
    var organization = try read(Self.nested)
    let policy = OrganizationSample.policy("new.json", .scp)
    try organization.attach(policy, to: "ou-1")
    #expect(organization.nodes[1 + 1].serviceControlPolicies.isEmpty == false)
    #expect(throws: OrganizationChangeError.duplicateAttachment(policy: "new.json", target: "ou-1")) {
      try organization.attach(policy, to: "ou-1")
    }
    try organization.detach(policy, from: "ou-1")
    #expect(throws: OrganizationChangeError.policyNotAttached(policy: "new.json", target: "ou-1")) {
      try organization.detach(policy, from: "ou-1")
    }
    #expect(throws: OrganizationChangeError.notDetachable(policy: "RCPFullAWSAccess")) {
      try organization.detach(.rcpFullAWSAccess, from: "ou-1")
    }
    #expect(throws: OrganizationChangeError.wrongPolicyKind(.identity)) {
      try organization.attach(OrganizationSample.policy("p.json", .identity), to: "ou-1")
    }
  }

  @Test("ruling 16: the tenth SCP can be attached, the eleventh cannot") func attachmentQuota() throws {
    var organization = try read(Self.nested)
    for number in 0..<10 { try organization.attach(OrganizationSample.policy("\(number)", .scp), to: "ou-1") }
    #expect(throws: OrganizationChangeError.tooManyPolicies(target: "ou-1", limit: 10)) {
      try organization.attach(OrganizationSample.policy("11", .scp), to: "ou-1")
    }
  }
}
