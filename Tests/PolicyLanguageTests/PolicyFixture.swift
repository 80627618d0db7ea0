import Documents
import PolicyLanguage
import TestSupport
import Testing

/// A policy text and what reading it must say: codes in the order of the text, each at its mark `⟦1⟧`, `⟦2⟧`, ….
struct PolicyFixture: CustomTestStringConvertible {
  let kind: PolicyKind
  let marked: String
  let codes: [PolicyDiagnosticCode]
  let suggestion: String?

  /// Makes a fixture of a whole document.
  init(_ kind: PolicyKind, document: String, _ codes: PolicyDiagnosticCode..., suggestion: String? = nil) {
    self.kind = kind
    self.marked = document
    self.codes = codes
    self.suggestion = suggestion
  }

  /// Makes a fixture of statements: the document around them is faultless.
  init(_ kind: PolicyKind, _ statements: String, _ codes: PolicyDiagnosticCode..., suggestion: String? = nil) {
    self.kind = kind
    let version = kind == .stack ? "" : "\"Version\":\"2012-10-17\","
    self.marked = "{\(version)\"Statement\":[\(statements)]}"
    self.codes = codes
    self.suggestion = suggestion
  }

  var testDescription: String { "\(kind) \(marked) \(codes.map(\.rawValue))" }

  /// Reads the text and checks that these diagnostics come out and no others.
  @discardableResult
  func check(sourceLocation: SourceLocation = #_sourceLocation) -> PolicyReading {
    let text = MarkedText(marked)
    let source = SourceText(name: "policy.json", text: text.text)
    let reading = PolicyReader(kind: kind).read(source)
    #expect(reading.diagnostics.map(\.code) == codes.map(\.rawValue), sourceLocation: sourceLocation)
    for (index, (diagnostic, code)) in zip(reading.diagnostics, codes).enumerated() {
      #expect(diagnostic.severity == code.severity(in: kind), sourceLocation: sourceLocation)
      let mark = text.position("\(index + 1)") ?? text.position("")
      #expect(diagnostic.position == mark, "\(diagnostic.message)", sourceLocation: sourceLocation)
      #expect(!diagnostic.message.isEmpty && !diagnostic.message.hasSuffix("."), sourceLocation: sourceLocation)
      #expect(diagnostic.range.end <= source.bytes.count, sourceLocation: sourceLocation)
    }
    if let suggestion {
      #expect(reading.diagnostics.contains { $0.suggestion == suggestion }, sourceLocation: sourceLocation)
    }
    let isRefused = codes.contains { $0.severity(in: kind) == .error }
    #expect((reading.policy == nil) == isRefused, "ruling 20", sourceLocation: sourceLocation)
    return reading
  }
}
