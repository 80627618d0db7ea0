import Documents
import PolicyLanguage
import Testing

/// Which gate and statement a decision names, and which keys an Unknown, through both evaluators.
@Suite struct DecidingStatementTests {
  static let deny = MemberAccount.allowAll + "," + HardCasesGatesTests.denyS3

  /// A stack in which each gate from a place on denies, and those before it allow.
  static func stack(denyingFrom first: Int) throws -> PolicyStack {
    func statements(_ place: Int) -> String { place >= first ? deny : MemberAccount.allowAll }
    func forResource(_ statements: String) -> String {
      statements.replacing(#""Action""#, with: #""Principal":"*","Action""#)
    }
    return PolicyStack(
      serviceControlPolicies: [
        PolicyLevel(id: "r-1", policies: [try MemberAccount.policy(.scp, statements(0), named: "root.json")]),
        PolicyLevel(id: "ou-1", policies: [try MemberAccount.policy(.scp, statements(1), named: "ou.json")]),
      ],
      resourceControlPolicies: [
        PolicyLevel(
          id: "r-1",
          policies: [
            try PolicyFixture.read(
              #"{"Version":"2012-10-17","Statement":[\#(forResource(MemberAccount.allowAll))]}"#, as: .rcp,
              named: "RCPFullAWSAccess")
          ]
            + (first <= 2
              ? [try MemberAccount.policy(.rcp, forResource(HardCasesGatesTests.denyS3), named: "rcp.json")] : []))
      ],
      resourcePolicies: [try MemberAccount.policy(.resource, forResource(statements(3)), named: "resource.json")],
      identityPolicies: [
        try MemberAccount.policy(.identity, MemberAccount.allowAll, named: "first.json"),
        try MemberAccount.policy(.identity, statements(4), named: "identity.json"),
      ],
      permissionsBoundary: [try MemberAccount.policy(.identity, statements(5), named: "boundary.json")],
      sessionPolicies: [try MemberAccount.policy(.session, statements(6), named: "session.json")])
  }

  static let order = [
    "scp r-1 root.json[1]", "scp ou-1 ou.json[1]", "rcp r-1 rcp.json[0]", "resource resource.json[1]",
    "identity identity.json[1]", "boundary boundary.json[1]", "session session.json[1]", "identity first.json[0]",
  ]

  @Test("the first Deny by gate, level, policy and statement is named", arguments: Engine.all, order.indices)
  func explicitDeny(engine: Engine, first: Int) throws {
    let decision = engine.decide(HardCasesGatesTests.get, under: try Self.stack(denyingFrom: first))
    #expect(decision.summary.by == Self.order[first])
    #expect(decision.gates == [.scp, .rcp, .resource, .identity, .boundary, .session])
  }

  /// The gates that allow nothing, and the one that is named.
  static let implicit: [(empty: Set<PolicyType>, role: ResourcePolicyRole, by: String)] = [
    ([.scp, .identity, .session], .sameAccount, "scp r-1"), ([.identity, .session], .sameAccount, "identity"),
    ([.resource], .sameAccount, ""), ([.resource, .identity], .sameAccount, "identity"),
    ([.resource, .identity], .crossAccount, "resource"), ([.resource, .identity], .required, "resource"),
    ([.identity, .boundary], .crossAccount, "identity"), ([.boundary, .session], .crossAccount, "boundary"),
    ([.session], .crossAccount, "session"),
  ]

  @Test("the first gate that allows nothing is named", arguments: Engine.all, implicit.indices)
  func implicitDeny(engine: Engine, index: Int) throws {
    let row = Self.implicit[index]
    var stack = try Self.stack(denyingFrom: 9)
    // Naming the account grants nothing without the other gates.
    let account = HardCasesGatesTests.bucket(#"{"AWS":"111122223333"}"#)
    stack.resourcePolicies = [try MemberAccount.policy(.resource, account, named: "resource.json")]
    stack.resourcePolicyRole = row.role
    if row.empty.contains(.scp) { stack.serviceControlPolicies?[0].policies = [] }
    if row.empty.contains(.resource) { stack.resourcePolicies = [] }
    if row.empty.contains(.identity) { stack.identityPolicies = [] }
    if row.empty.contains(.boundary) { stack.permissionsBoundary = [] }
    if row.empty.contains(.session) { stack.sessionPolicies = [] }
    let decision = engine.decide(HardCasesGatesTests.get, under: stack)
    #expect(decision.result == (row.by.isEmpty ? .allowed : .implicitDeny))
    #expect(decision.summary.by == (row.by.isEmpty ? "identity first.json[0]" : row.by))
  }

  @Test("a gate that is asked and has no level allows nothing", arguments: Engine.all)
  func noLevels(engine: Engine) {
    let scp = engine.decide(HardCasesGatesTests.get, under: PolicyStack(serviceControlPolicies: []))
    #expect(scp.result == .implicitDeny)
    #expect(scp.summary.by == "scp")
    let rcp = engine.decide(HardCasesGatesTests.get, under: PolicyStack(resourceControlPolicies: []))
    #expect(rcp.summary.by == "rcp")
  }

  @Test("an Allow names the SCP nearest the account where nothing else grants", arguments: Engine.all)
  func allowBySCP(engine: Engine) throws {
    let stack = PolicyStack(serviceControlPolicies: try MemberAccount.levels())
    #expect(engine.decide(HardCasesGatesTests.get, under: stack).summary.by == "scp 111122223333 FullAWSAccess[0]")
    #expect(engine.decide(HardCasesGatesTests.get, under: PolicyStack()).summary == Decision(result: .allowed).summary)
  }

  @Test(
    "section 5: every operator on an unknown key leaves it open", arguments: Engine.all, ConditionOperator.Base.allCases
  )
  func unknownKey(engine: Engine, base: ConditionOperator.Base) throws {
    var operators = [base.rawValue]
    if base != .null {
      operators += [
        base.rawValue + "IfExists", "ForAllValues:" + base.rawValue, "ForAnyValue:" + base.rawValue + "IfExists",
      ]
    }
    for op in operators {
      let identity = HardCasesConditionsTests.allow(#""\#(op)":{"aws:K":"true"}"#)
      let request = Request.api("x:Y", ["aws:K": .unknown])
      let decision = engine.decide(request, under: try MemberAccount.stack(identity: identity))
      #expect(decision.result == .unknown, "\(op)")
      #expect(decision.missing == ["aws:K"], "\(op)")
      #expect(decision.by == nil)
    }
  }

  /// Statements of the only identity policy, and the keys that stay missing; none where it is decided all the same.
  static let missing: [(statements: String, keys: [ByteString])] = [
    // A certain Allow, and a Deny that hangs on two keys.
    (
      MemberAccount.allowAll + ","
        + HardCasesConditionsTests.deny(#""StringEquals":{"aws:B":"x","aws:A":"x"}"#),
      ["aws:A", "aws:B"]
    ),
    // A condition that certainly fails makes the rest of its statement no matter.
    (
      MemberAccount.allowAll + ","
        + HardCasesConditionsTests.deny(#""StringEquals":{"aws:B":"x","aws:Known":"other"}"#),
      []
    ),
    // An Allow that is open beside one that is certain.
    (MemberAccount.allowAll + "," + HardCasesConditionsTests.allow(#""StringEquals":{"aws:A":"x"}"#), []),
    // An unknown variable, in a value and in a resource.
    (HardCasesConditionsTests.allow(#""StringEquals":{"aws:Known":"${aws:V}"}"#), ["aws:V"]),
    (HardCasesConditionsTests.allow(#""StringEquals":{"aws:Known":["known","${aws:V}"]}"#), []),
    (HardCasesConditionsTests.allow(resource: "arn:aws:s3:::b/${aws:V}/*"), ["aws:V"]),
    // Another entry matches for certain; or no value of the variable could make this one match.
    (#"{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::b/*","arn:aws:s3:::b/${aws:V}/*"]}"#, []),
    (MemberAccount.allowAll + #",{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::c/${aws:V}"}"#, []),
    (
      MemberAccount.allowAll
        + #",{"Effect":"Deny","Action":"*","NotResource":["arn:aws:s3:::c/*","arn:aws:s3:::b/${aws:V}/x"]}"#, ["aws:V"]
    ),
    // The resource matches for certain, whatever stands beside; the condition is open.
    (
      MemberAccount.allowAll
        + #",{"Effect":"Deny","Action":"*","Resource":["*","arn:aws:s3:::b/${aws:V}/*"],"#
        + #""Condition":{"StringEquals":{"aws:A":"x"}}}"#,
      ["aws:A"]
    ),
    // Several spellings are one key.
    (
      MemberAccount.allowAll + "," + HardCasesConditionsTests.deny(#""StringEquals":{"aws:A":"x"}"#) + ","
        + HardCasesConditionsTests.deny(#""StringLike":{"aws:A":"y"}"#),
      ["aws:A"]
    ),
  ]

  @Test("section 5: the keys that an Unknown hangs on", arguments: Engine.all, missing.indices)
  func missingKeys(engine: Engine, index: Int) throws {
    let row = Self.missing[index]
    let request = Request.api(
      "x:Y", on: "arn:aws:s3:::b/u/x", ["aws:Known": .single("known")], missingIsUnknown: true)
    let decision = engine.decide(request, under: try MemberAccount.stack(identity: row.statements))
    #expect(decision.missing == row.keys)
    #expect(decision.result == (row.keys.isEmpty ? .allowed : .unknown))
  }
}
