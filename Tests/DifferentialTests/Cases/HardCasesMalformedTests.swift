import Documents
import PolicyLanguage
import Testing

/// Hard cases 41 to 43 and 55 of authorization.md: documents that are refused and never evaluated.
@Suite struct HardCasesMalformedTests {
  static func read(_ statement: String, as kind: PolicyKind) -> PolicyReading {
    PolicyReader(kind: kind).read(
      SourceText(name: "policy.json", text: #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#))
  }

  static let documents = [
    (41, #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"stringequals":{"aws:username":"x"}}}"#),
    (42, #"{"Effect":"deny","Action":"*","Resource":"*"}"#),
    (
      43,
      #"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"true"}},"Condition":{"Bool":{"a:b":"false"}}}"#
    ),
  ]

  @Test("hard cases 41, 42, 43: an unknown operator, a misspelt effect, an element twice", arguments: documents)
  func refused(number: Int, statement: String) {
    for kind in [PolicyKind.scp, .identity, .session] {
      let reading = Self.read(statement, as: kind)
      #expect(reading.policy == nil, "case \(number)")
      let error = reading.diagnostics.first { $0.severity == .error }
      #expect(error?.position != nil, "case \(number)")
    }
  }

  @Test("hard case 55: a short ARN is refused in a session policy, and only there")
  func case55() {
    let statement = #"{"Effect":"Allow","Action":"*","Resource":"arn:aws:sqs"}"#
    #expect(Self.read(statement, as: .session).policy == nil)
    #expect(Self.read(statement, as: .identity).policy != nil)
  }
}
