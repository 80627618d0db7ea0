import PolicyLanguage
import Testing

@Suite("PolicyDiagnosticCode")
struct PolicyDiagnosticCodeTests {
  @Test("codes are dotted words, no two alike, and each says what it means")
  func table() {
    let codes = PolicyDiagnosticCode.allCases
    #expect(Set(codes.map(\.rawValue)).count == codes.count)
    #expect(Set(codes.map(\.summary)).count == codes.count)
    for code in codes {
      let words = code.rawValue.split(separator: ".", omittingEmptySubsequences: false)
      #expect(words.count >= 2 && words.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isLetter) }, "\(code.rawValue)")
      #expect(code.summary.hasSuffix("."))
    }
  }

  @Test("every code has a fixture that brings it about")
  func coverage() {
    let fixtures =
      StackPolicyReaderTests.defaultDenial + StackPolicyReaderTests.empty + StackPolicyReaderTests.errors
      + StackPolicyReaderTests.accepted + StackPolicyReaderTests.warnings + StackPolicyReaderTests.caseSensitive
      + IAMPolicyReaderTests.grammar + IAMPolicyReaderTests.controlPolicies + IAMPolicyReaderTests.ruling16
      + IAMPolicyReaderTests.ruling18 + IAMPolicyReaderTests.ruling23 + IAMPolicyReaderTests.ruling26
      + IAMPolicyReaderTests.ruling28 + IAMPolicyReaderTests.ruling29 + IAMPolicyReaderTests.ruling30
      + IAMPolicyReaderTests.conditions + IAMPolicyReaderTests.principals
    let covered = Set(fixtures.flatMap(\.codes))
    // These have tests of their own, beside the fixtures.
    let elsewhere: Set<PolicyDiagnosticCode> = [.containerKind, .moreDiagnostics, .sizeWhitespace, .characters]
    #expect(Set(PolicyDiagnosticCode.allCases).subtracting(covered) == elsewhere)
  }
}
