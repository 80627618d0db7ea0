import Documents
import PolicyLanguage
import Testing

/// The rulings on stack policies that concern evaluation, through both evaluators.
@Suite struct StackPolicyRulingsTests {
  static let allowAll = #"{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}"#
  static let denyDatabase =
    #"{"Effect":"Deny","Principal":"*","Action":"Update:*","Resource":"LogicalResourceId/Database"}"#

  static func policy(_ statements: String) throws -> Policy {
    try MemberAccount.policy(.stack, statements, version: nil, named: "stack-policy.json")
  }

  @Test("ruling 1: Deny wins in any order", arguments: Engine.all)
  func ruling1(engine: Engine) throws {
    for statements in [Self.allowAll + "," + Self.denyDatabase, Self.denyDatabase + "," + Self.allowAll] {
      let policy = try Self.policy(statements)
      let denied = engine.decide(.update("Update:Modify", "Database"), byStackPolicy: policy)
      #expect(denied.result == .explicitDeny)
      #expect(denied.by?.statement?.statement.effect == .deny)
      let allowed = engine.decide(.update("Update:Modify", "Web"), byStackPolicy: policy)
      #expect(allowed.result == .allowed)
      #expect(allowed.gates == [.stack])
    }
  }

  @Test("ruling 2: no policy allows; a policy denies what it does not allow", arguments: Engine.all)
  func ruling2(engine: Engine) throws {
    let without = engine.decide(.update("Update:Delete", "Database"), byStackPolicy: nil)
    #expect(without.summary == Decision(result: .allowed).summary)
    let narrow = try Self.policy(
      #"{"Effect":"Allow","Principal":"*","Action":"Update:Modify","Resource":"LogicalResourceId/Web"}"#)
    let with = engine.decide(.update("Update:Delete", "Database"), byStackPolicy: narrow)
    #expect(with.result == .implicitDeny)
    #expect(with.summary.by == "stack")
  }

  @Test("ruling 3: default denial protects, NotResource included", arguments: Engine.all)
  func ruling3(engine: Engine) throws {
    let policy = try Self.policy(
      #"{"Effect":"Allow","Principal":"*","Action":"Update:*","NotResource":"LogicalResourceId/Database"}"#)
    #expect(engine.decide(.update("Update:Modify", "Database"), byStackPolicy: policy).result == .implicitDeny)
    #expect(engine.decide(.update("Update:Modify", "Web"), byStackPolicy: policy).result == .allowed)
  }

  @Test("ruling 5: an empty policy protects nothing", arguments: Engine.all)
  func ruling5(engine: Engine) throws {
    let empty = try PolicyFixture.read("{}", as: .stack)
    #expect(engine.decide(.update("Update:Delete", "Database"), byStackPolicy: empty).result == .allowed)
  }

  /// Elements of a policy's only Allow, the request, and whether it is allowed.
  static let rows:
    [(ruling: String, elements: String, action: ByteString, id: String, type: String?, isAllowed: Bool)] =
      [
        ("7: no Resource matches nothing", #""Action":"Update:*""#, "Update:Modify", "Web", nil, false),
        ("7: Action * is Update:*", #""Action":"*","Resource":"*""#, "Update:Delete", "Web", nil, true),
        ("7: a wildcard in an action", #""Action":"Update:R*","Resource":"*""#, "Update:Replace", "Web", nil, true),
        ("7: a wildcard in an action", #""Action":"Update:R*","Resource":"*""#, "Update:Modify", "Web", nil, false),
        (
          "7: ? in a logical id", #""Action":"Update:*","Resource":"LogicalResourceId/We?""#, "Update:Modify", "Web",
          nil,
          true
        ),
        (
          "7: ? in a logical id", #""Action":"Update:*","Resource":"LogicalResourceId/We?""#, "Update:Modify", "We",
          nil,
          false
        ),
        (
          "7: StringEquals takes * literally",
          #""Action":"Update:*","Resource":"*","Condition":{"StringEquals":{"ResourceType":"AWS::EC2::*"}}"#,
          "Update:Modify", "Web", "AWS::EC2::Instance", false
        ),
        (
          "7: StringLike does not",
          #""Action":"Update:*","Resource":"*","Condition":{"StringLike":{"ResourceType":"AWS::EC2::*"}}"#,
          "Update:Modify", "Web", "AWS::EC2::Instance", true
        ),
        ("7: an empty list matches nothing", #""Action":[],"Resource":"*""#, "Update:Modify", "Web", nil, false),
        ("7: an empty Not-list everything", #""NotAction":[],"NotResource":[]"#, "Update:Modify", "Web", nil, true),
        ("8: actions compare exactly", #""Action":"Update:*","Resource":"*""#, "update:modify", "Web", nil, false),
        (
          "8: so do logical ids", #""Action":"Update:*","Resource":"LogicalResourceId/web""#, "Update:Modify", "Web",
          nil,
          false
        ),
        (
          "8: and types, but not the key",
          #""Action":"Update:*","Resource":"*","Condition":{"StringEquals":{"resourcetype":"AWS::EC2::Instance"}}"#,
          "Update:Modify", "Web", "AWS::EC2::Instance", true
        ),
        (
          "8: and types",
          #""Action":"Update:*","Resource":"*","Condition":{"StringEquals":{"ResourceType":"aws::ec2::instance"}}"#,
          "Update:Modify", "Web", "AWS::EC2::Instance", false
        ),
      ]

  @Test("rulings 7 and 8: what an Allow reaches", arguments: Engine.all, rows.indices)
  func rulings7And8(engine: Engine, index: Int) throws {
    let row = Self.rows[index]
    let policy = try Self.policy(#"{"Effect":"Allow","Principal":"*",\#(row.elements)}"#)
    let type = row.type.map { ContextValue.single(ByteString($0)) } ?? .absent
    let decision = engine.decide(.update(row.action, row.id, type: type), byStackPolicy: policy)
    #expect(decision.result == (row.isAllowed ? .allowed : .implicitDeny), "ruling \(row.ruling)")
  }

  @Test("section 5: an unknown type leaves the decision open where a policy tests it", arguments: Engine.all)
  func unknownType(engine: Engine) throws {
    let denyInstances = """
      {"Effect":"Deny","Principal":"*","Action":"Update:Replace","Resource":"*",
       "Condition":{"StringEquals":{"ResourceType":"AWS::EC2::Instance"}}}
      """
    let policy = try Self.policy(Self.allowAll + "," + denyInstances)
    let replace = engine.decide(.update("Update:Replace", "Web", type: .unknown), byStackPolicy: policy)
    #expect(replace.result == .unknown)
    #expect(replace.missing == ["ResourceType"])
    let modify = engine.decide(.update("Update:Modify", "Web", type: .unknown), byStackPolicy: policy)
    #expect(modify.result == .allowed)
  }
}
