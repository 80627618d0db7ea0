import Documents
import PolicyLanguage
import Testing

@Suite("PolicyReader: stack policies")
struct StackPolicyReaderTests {
  /// A statement beside those under test, so that nothing is protected by default denial.
  static let allowAll = #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}"#

  static let defaultDenial = [
    PolicyFixture(.stack, allowAll),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":⟦⟧"LogicalResourceId/Db"}"#,
      .stackDefaultDenial),
    PolicyFixture(
      .stack,
      #"{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":["LogicalResourceId/Db",⟦⟧"LogicalResourceId/X"]},{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/D*"}"#,
      .stackDefaultDenial),
    PolicyFixture(
      .stack,
      #"{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":"LogicalResourceId/Db"},{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db"}"#
    ),
    PolicyFixture(
      .stack, #"⟦⟧{"Effect":"Allow","NotAction":"Update:Delete","Principal":"*","Resource":"*"}"#, .stackDefaultDenial),
    PolicyFixture(
      .stack, #"⟦⟧{"Effect":"Allow","Action":"Update:Modify","Principal":"*","Resource":"*"}"#, .stackDefaultDenial),
    PolicyFixture(
      .stack, #"⟦⟧{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db"}"#,
      .stackDefaultDenial),
    PolicyFixture(
      .stack, #"⟦⟧{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db"}"#,
      .stackDefaultDenial),
    PolicyFixture(
      .stack,
      #"⟦⟧{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringLike":{"ResourceType":"AWS::EC2::*"}}}"#,
      .stackDefaultDenial),
    PolicyFixture(.stack, #"{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*"}"#),
  ]

  @Test("ruling 3: what is protected by default denial alone gets a warning", arguments: defaultDenial)
  func readsRuling3(fixture: PolicyFixture) { fixture.check() }

  static let empty = [
    PolicyFixture(.stack, document: "⟦⟧{}", .stackEmpty),
    PolicyFixture(.stack, document: #"{"Statement":⟦⟧[]}"#, .statementEmpty),
    PolicyFixture(
      .stack, document: #"⟦1⟧{⟦2⟧"Version":"2012-10-17"}"#, .statementMissing, .stackVersion),
  ]

  @Test("ruling 5: {} is evaluated with a warning, an empty Statement refused", arguments: empty)
  func readsRuling5(fixture: PolicyFixture) { fixture.check() }

  static let errors = [
    PolicyFixture(.stack, document: "⟦⟧[]", .document),
    PolicyFixture(.stack, document: "⟦⟧\"Update:*\"", .document),
    PolicyFixture(.stack, document: "⟦⟧[\(allowAll)]", .statementBare),
    PolicyFixture(.stack, document: "⟦⟧\(allowAll)", .statementBare),
    PolicyFixture(.stack, document: "{⟦1⟧\"Statment\":[\(allowAll)]}", .elementUnknown, suggestion: "Statement"),
    PolicyFixture(.stack, document: "{⟦1⟧\"statement\":[\(allowAll)]}", .elementUnknown, suggestion: "Statement"),
    PolicyFixture(.stack, document: "{\"Statement\":⟦⟧\"x\"}", .elementType),
    PolicyFixture(.stack, "\(allowAll),⟦⟧7", .elementType),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*",⟦⟧"Comment":"x"}"#, .elementUnknown
    ),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*",⟦⟧"Principle":"*","Resource":"*"}"#, .elementUnknown,
      suggestion: "Principal"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow",⟦⟧"action":"Update:*","Principal":"*","Resource":"*"}"#, .elementUnknown,
      suggestion: "Action"),
    PolicyFixture(.stack, #"⟦⟧{"Action":"Update:*","Principal":"*","Resource":"*"}"#, .effectMissing),
    PolicyFixture(
      .stack, #"{"Effect":⟦⟧"DENY","Action":"Update:*","Principal":"*","Resource":"*"}"#, .effectValue,
      suggestion: "Deny"),
    PolicyFixture(
      .stack, #"{"Effect":⟦⟧"Allow ","Action":"Update:*","Principal":"*","Resource":"*"}"#, .effectValue,
      suggestion: "Allow"),
    PolicyFixture(.stack, #"{"Effect":⟦⟧true,"Action":"Update:*","Principal":"*","Resource":"*"}"#, .elementType),
    PolicyFixture(.stack, #"⟦⟧{"Effect":"Allow","Action":"Update:*","Resource":"*"}"#, .principalMissing),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":⟦⟧{"AWS":"*"},"Resource":"*"}"#, .stackPrincipal,
      suggestion: "*"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":⟦⟧["*"],"Resource":"*"}"#, .stackPrincipal),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":⟦⟧"me","Resource":"*"}"#, .stackPrincipal),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*",⟦⟧"NotPrincipal":"*","Resource":"*"}"#,
      .elementForbidden, .elementExclusive),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*",⟦⟧"NotAction":"Update:Delete","Resource":"*"}"#,
      .elementExclusive),
    PolicyFixture(.stack, #"⟦⟧{"Effect":"Allow","Principal":"*","Resource":"*"}"#, .actionMissing),
    PolicyFixture(
      .stack,
      #"{"Effect":"Allow","Action":"Update:*","Principal":"*","NotResource":"*",⟦⟧"Resource":"*"}"#, .elementExclusive),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"Update:Remove","Principal":"*","Resource":"*"}"#, .stackActionUnknown),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"Delete","Principal":"*","Resource":"*"}"#, .stackActionUnknown,
      suggestion: "Update:Delete"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"Update","Principal":"*","Resource":"*"}"#, .stackActionUnknown,
      suggestion: "Update:*"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":["Update:Modify",⟦⟧"Update:X*"],"Principal":"*","Resource":"*"}"#,
      .stackActionUnknown),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"Delete:*","Principal":"*","Resource":"*"}"#, .stackActionUnknown),
    PolicyFixture(.stack, #"{"Effect":"Allow","Action":⟦⟧{},"Principal":"*","Resource":"*"}"#, .elementType),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":["Update:*",⟦⟧null],"Principal":"*","Resource":"*"}"#, .elementType),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":⟦⟧"Db"}"#, .stackResourcePrefix,
      suggestion: "LogicalResourceId/Db"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":⟦⟧"logicalResourceId/Db"}"#,
      .stackResourcePrefix, suggestion: "LogicalResourceId/Db"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":⟦⟧"LogicalResourceId/"}"#,
      .stackResourcePrefix),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":⟦⟧"**"}"#, .stackResourcePrefix,
      suggestion: "*"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":⟦⟧"arn:aws:s3:::b"}"#,
      .stackResourcePrefix),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{⟦⟧"StringEqualsIfExists":{"ResourceType":"AWS::EC2::VPC"}}}"#,
      .stackConditionOperator, suggestion: "StringEquals"),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{⟦⟧"stringequals":{"ResourceType":"AWS::EC2::VPC"}}}"#,
      .operatorUnknown, suggestion: "StringEquals"),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringEquals":{⟦⟧"ResourceTyp":"AWS::EC2::VPC"}}}"#,
      .stackConditionKey, suggestion: "ResourceType"),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{⟦⟧"ResourceType":["AWS::EC2::*"]}}"#,
      .operatorUnknown),
    PolicyFixture(.stack, document: "⟦⟧{\"Statement\":[\(allowAll)]\(String(repeating: " ", count: 16_400))}", .size),
  ]

  @Test("ruling 6: what makes a stack policy unusable", arguments: errors)
  func readsRuling6(fixture: PolicyFixture) { fixture.check() }

  @Test("ruling 6: 16,384 characters are read and one more is not; a character is a scalar")
  func sizeLimit() {
    let sid = #"{"Sid":"é","Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}"#
    let document = "{\"Statement\":[\(sid)]}"
    let padding = 16_384 - document.unicodeScalars.count
    PolicyFixture(.stack, document: document + String(repeating: " ", count: padding)).check()
    PolicyFixture(.stack, document: "⟦⟧" + document + String(repeating: " ", count: padding + 1), .size).check()
  }

  @Test("ruling 6: a duplicate key and text that is not JSON are refused where they stand")
  func notJSON() {
    let reader = PolicyReader(kind: .stack)
    let duplicate = reader.read(SourceText(name: "a", text: "{\"Statement\":[],\n \"Statement\":[]}"))
    #expect(duplicate.diagnostics.map(\.code) == ["json.duplicateKey"])
    #expect(duplicate.diagnostics.first?.position?.description == "2:2")
    let other = reader.read(SourceText(name: "a", text: "Statement:\n"))
    #expect(other.policy == nil && other.diagnostics.map(\.code) == ["json.syntax"])
  }

  static let accepted = [
    PolicyFixture(.stack, document: "{\"Statement\":\(allowAll)}"),
    PolicyFixture(
      .stack, document: "{⟦1⟧\"Version\":\"2012-10-17\",⟦2⟧\"Id\":\"x\",\"Statement\":[\(allowAll)]}", .stackVersion,
      .stackId),
    PolicyFixture(
      .stack,
      #"{"Sid":"any thing","Effect":"Allow","Action":["Update:Modify","Update:Replace","Update:Delete"],"Principal":"*","Resource":["*"]},{"Sid":"any thing","Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"LogicalResourceId/Db*","Condition":{"StringLike":{"resourcetype":["AWS::EC2::*"]}}}"#
    ),
  ]

  @Test("ruling 6: Statement may be one object; Version and Id are accepted with a notice", arguments: accepted)
  func readsRuling6Accepted(fixture: PolicyFixture) { fixture.check() }

  static let warnings = [
    PolicyFixture(
      .stack, #"\#(allowAll),⟦⟧{"Effect":"Deny","Action":"Update:*","Principal":"*"}"#, .stackResourceMissing),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"*","Principal":"*","Resource":"*"}"#, .stackActionStar,
      suggestion: "Update:*"),
    PolicyFixture(
      .stack, #"\#(allowAll),{"Effect":"Deny","Action":⟦⟧"Update:R*","Principal":"*","Resource":"*"}"#,
      .stackActionWildcard),
    PolicyFixture(
      .stack, #"\#(allowAll),{"Effect":"Deny","Action":⟦⟧"Update:?elete","Principal":"*","Resource":"*"}"#,
      .stackActionWildcard),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":⟦⟧"LogicalResourceId/Db?"}"#,
      .stackResourceQuestionMark),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":⟦⟧"LogicalResourceId/my-db"}"#,
      .stackResourceCharacters),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringEquals":{"ResourceType":["AWS::EC2::VPC",⟦⟧"AWS::RDS::*"]}}}"#,
      .stackConditionWildcard, suggestion: "StringLike"),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":⟦1⟧[],"Principal":"*","Resource":⟦2⟧[],"Condition":⟦3⟧{}}"#, .listEmpty,
      .listEmpty, .conditionEmpty),
    PolicyFixture(
      .stack, #"\#(allowAll),{"Effect":"Deny","NotAction":⟦1⟧[],"Principal":"*","NotResource":⟦2⟧[]}"#, .listEmpty,
      .listEmpty),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringEquals":⟦1⟧{},"StringLike":{"ResourceType":⟦2⟧[]}}}"#,
      .conditionEmpty, .valuesEmpty),
  ]

  @Test("ruling 7: what is odd and evaluated all the same", arguments: warnings)
  func readsRuling7(fixture: PolicyFixture) { fixture.check() }

  static let caseSensitive = [
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"update:*","Principal":"*","Resource":"*"}"#, .stackActionUnknown,
      suggestion: "Update:*"),
    PolicyFixture(
      .stack, #"{"Effect":"Allow","Action":⟦⟧"Update:delete","Principal":"*","Resource":"*"}"#, .stackActionUnknown,
      suggestion: "Update:Delete"),
    PolicyFixture(
      .stack,
      #"\#(allowAll),{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*","Condition":{"StringEquals":{"ResourceType":"AWS::EC2::VPC",⟦⟧"RESOURCETYPE":"x"}}}"#,
      .keyDuplicate),
  ]

  @Test("ruling 8: actions compare exactly, the key ResourceType without regard to case", arguments: caseSensitive)
  func readsRuling8(fixture: PolicyFixture) { fixture.check() }

  @Test("all faults of a document are found, in the order of the text")
  func severalFaults() {
    PolicyFixture(
      .stack,
      #"⟦1⟧{"Effect":⟦2⟧"deny","Action":⟦3⟧"Replace","Resource":⟦4⟧"Db"},{⟦5⟧"effect":"Allow","Action":"Update:*","Principal":⟦6⟧"me","Resource":⟦7⟧[]}"#,
      .principalMissing, .effectValue, .stackActionUnknown, .stackResourcePrefix, .elementUnknown, .stackPrincipal,
      .listEmpty
    ).check()
  }

  @Test("a document of countless faults gets a bounded number of diagnostics")
  func manyFaults() throws {
    let text = "{\"Statement\":[" + String(repeating: "0,", count: 5_000) + "0]}"
    let reading = PolicyReader(kind: .stack).read(SourceText(name: "a", text: text))
    #expect(reading.diagnostics.count == 1_001)
    let more = try #require(reading.diagnostics.first { $0.code == "policy.diagnostics.more" })
    #expect(more.message.hasPrefix("4001 "))
    #expect(reading.policy == nil)
  }
}
