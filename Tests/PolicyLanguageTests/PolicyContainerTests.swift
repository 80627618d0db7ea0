import Documents
import PolicyLanguage
import TestSupport
import Testing

@Suite("Documents that hold a policy")
struct PolicyContainerTests {
  static let body = #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}"#
  static let control = #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }

  static func read(_ text: String, as kind: PolicyKind) -> PolicyReading {
    PolicyReader(kind: kind).read(SourceText(name: "out.json", text: text))
  }

  static let containers: [(PolicyKind, String)] = [
    (.stack, "{\"StackPolicyBody\":\(quoted(body))}"),
    (.stack, "{\"Parameters\":{\"A\":\"b\"},\"Tags\":{},\"StackPolicy\":\(body)}"),
    (
      .scp,
      "{\"Policy\":{\"PolicySummary\":{\"Id\":\"p-1\",\"Type\":\"SERVICE_CONTROL_POLICY\"},\"Content\":\(quoted(control))}}"
    ),
    (.scp, "{\"PolicySummary\":{\"Type\":\"SERVICE_CONTROL_POLICY\"},\"Content\":\(quoted(control))}"),
    (.scp, "{\"Policy\":{\"Content\":\(quoted(control))}}"),
    (.scp, "{\"Content\":\(quoted(control))}"),
    (.scp, "{\"PolicyVersion\":{\"Document\":\(control),\"VersionId\":\"v1\"}}"),
    (.scp, "{\"RoleName\":\"r\",\"PolicyName\":\"p\",\"PolicyDocument\":\(control)}"),
    (
      .resource,
      "{\"Policy\":\(quoted(control.replacing("\"Action\"", with: "\"Principal\":{\"AWS\":\"*\"},\"Action\"")))}"
    ),
  ]

  @Test("are recognised, read and told apart by content", arguments: containers)
  func readsContainers(kind: PolicyKind, text: String) throws {
    let reading = Self.read(text, as: kind)
    let policy = try #require(reading.policy)
    #expect(reading.diagnostics.isEmpty)
    #expect(policy.statements.count == 1 && policy.name == "out.json" && policy.source.name == "out.json")
    #expect(PolicyReader.recognise(try JSONReader().read(SourceText(name: "a", text: text))) == kind)
  }

  @Test("positions in an embedded text count from its own start, and the message says so")
  func embeddedPositions() throws {
    let inner = MarkedText(
      "{\n  \"Statement\": [\n    {\"Effect\": ⟦⟧\"DENY\", \"Action\": \"Update:*\", \"Principal\": \"*\", \"Resource\": \"*\"}\n  ]\n}"
    )
    let reading = Self.read("{\"StackPolicyBody\":\(Self.quoted(inner.text))}", as: .stack)
    let error = try #require(reading.diagnostics.first)
    #expect(error.code == "policy.effect.value" && error.file == "out.json")
    #expect(error.position == inner.position(""))
    #expect(error.message.hasSuffix("(in the text of StackPolicyBody)"))
    let broken = Self.read("{\"StackPolicyBody\":\"{\\n}}\"}", as: .stack)
    let fault = try #require(broken.diagnostics.first)
    #expect(fault.code == "json.trailingContent" && fault.position?.description == "2:2")
    #expect(fault.message.hasSuffix("(in the text of StackPolicyBody)"))
  }

  @Test("a template configuration's policy is read where it stands, and measured alone")
  func templateConfiguration() throws {
    let padding = String(repeating: " ", count: 20_000)
    let marked = MarkedText("{\"Tags\":{\(padding)},\"StackPolicy\":{\"Statement\":⟦⟧[]}}")
    let reading = Self.read(marked.text, as: .stack)
    #expect(reading.diagnostics.map(\.code) == ["policy.statement.empty"])
    #expect(reading.diagnostics.first?.position == marked.position(""))
  }

  @Test(
    "AWS's output for another kind of policy is refused",
    arguments: [
      (PolicyKind.scp, "{\"StackPolicyBody\":⟦⟧\(quoted(body))}"),
      (.identity, "{\"StackPolicy\":⟦⟧\(body)}"),
      (.rcp, "{\"Policy\":{\"PolicySummary\":{\"Type\":\"SERVICE_CONTROL_POLICY\"},\"Content\":⟦⟧\(quoted(control))}}"),
      (.stack, "{\"Policy\":{\"PolicySummary\":{\"Type\":\"TAG_POLICY\"},\"Content\":⟦⟧\"{}\"}}"),
    ])
  func otherKinds(kind: PolicyKind, marked: String) {
    let text = MarkedText(marked)
    let reading = Self.read(text.text, as: kind)
    #expect(reading.policy == nil && reading.diagnostics.map(\.code) == ["policy.container.kind"])
    #expect(reading.diagnostics.first?.position == text.position(""))
  }

  @Test(
    "a container without a policy in it is refused",
    arguments: ["null", "7", "[]", "\"\"", "\"null\"", "\"\\\"{}\\\"\""])
  func emptyContainers(value: String) {
    let reading = Self.read("{\"StackPolicyBody\":\(value)}", as: .stack)
    #expect(reading.policy == nil && reading.hasErrors)
    #expect(reading.diagnostics.allSatisfy { $0.position != nil })
  }

  @Test("an inline document is read where it stands; a string as the text of a policy, encoded or not")
  func inline() throws {
    let marked = MarkedText(
      "{\"a\":1,\n\"policy\":{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":⟦⟧\"allow\",\"Action\":\"*\",\"Resource\":\"*\"}}}"
    )
    let source = SourceText(name: "environment.json", text: marked.text)
    let node = try #require(JSONReader().read(source)["policy"])
    let reading = PolicyReader(kind: .identity).read(node, in: source, name: "deployer")
    #expect(reading.diagnostics.map(\.code) == ["policy.effect.value"])
    #expect(reading.diagnostics.first?.position == marked.position(""))

    for text in [
      Self.control,
      "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%2c%22Action%22%3A%22s3%3A*%22%2C%22Resource%22%3A%22*%22%7D%5D%7D",
    ] {
      let node = DocumentNode(.string(ByteString(text)), at: SourceRange(0, 0))
      let reading = PolicyReader(kind: .scp).read(node, in: source, name: "x")
      #expect(reading.policy?.statements.first?.action.patterns.first?.text == "s3:*")
      #expect(reading.diagnostics.isEmpty)
    }
  }

  @Test("percent-encoding is decoded byte by byte; what is no escape stands for itself")
  func percentDecoding() {
    #expect(PolicyDocumentText.percentDecoded("%7B%22a%22%7d%C3%A9%2B+%") == "{\"a\"}é++%")
    #expect(PolicyDocumentText.percentDecoded("%zz%4") == "%zz%4")
    #expect(PolicyDocumentText.decoded("{\"a\":\"100%25\"}") == "{\"a\":\"100%25\"}")
    #expect(PolicyDocumentText.decoded("%7B%7D") == "{}")
    #expect(PolicyDocumentText.decoded("") == "")
  }
}
