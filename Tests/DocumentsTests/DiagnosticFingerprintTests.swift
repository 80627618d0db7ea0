import Documents
import Testing

@Suite struct DiagnosticFingerprintTests {
  private func diagnostic(_ text: String, _ start: Int, _ end: Int, code: String = "policy.x") -> Diagnostic {
    Diagnostic(
      .warning, code, "a message", in: SourceText(name: "p.json", text: text), at: SourceRange(start, end))
  }

  @Test("it stays when lines come before it, and when its white space changes")
  func staysTheSame() {
    let first = diagnostic("{\"a\": 1}", 1, 7).fingerprint()
    #expect(diagnostic("\n\n{\"a\": 1}", 3, 9).fingerprint() == first)
    #expect(diagnostic("{\"a\":\n  1}", 1, 9).fingerprint() == first)
    #expect(first.utf8.count == 32)
  }

  @Test("it differs by code, by text, and by order among equals")
  func differs() {
    let first = diagnostic("{\"a\": 1}", 1, 7)
    #expect(diagnostic("{\"a\": 2}", 1, 7).fingerprint() != first.fingerprint())
    #expect(diagnostic("{\"a\": 1}", 1, 7, code: "policy.y").fingerprint() != first.fingerprint())
    let prints = [first, first, diagnostic("{\"a\": 2}", 1, 7)].fingerprints
    #expect(Set(prints).count == 3)
    #expect(prints.first == first.fingerprint())
  }
}
