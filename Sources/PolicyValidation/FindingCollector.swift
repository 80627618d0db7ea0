import Documents
import PolicyLanguage

/// Collects what the checks find in one document, and what they share: published facts, and limits.
final class FindingCollector {
  /// How many findings a document gets of each code; a hostile one could hold millions.
  static let mostOfACode = 200

  let source: SourceText
  let facts: PublishedFacts
  private(set) var findings: [Diagnostic] = []
  private var counts: [String: Int] = [:]
  private var lastRange: [String: SourceRange] = [:]
  /// How many more suggestions are looked for: each is a walk over all names of a service.
  private var suggestionsLeft = 100

  init(_ source: SourceText, _ facts: PublishedFacts) {
    self.source = source
    self.facts = facts
  }

  /// Adds a finding with the weight of its code, or another one where the place calls for it.
  func report(
    _ code: FindingCode, at range: SourceRange, _ message: @autoclosure () -> String,
    suggestion: @autoclosure () -> String? = nil, severity: Severity? = nil
  ) {
    counts[code.code, default: 0] += 1
    lastRange[code.code] = range
    guard counts[code.code, default: 0] <= Self.mostOfACode else { return }
    findings.append(
      Diagnostic(
        severity ?? code.severity, code.code, message(), in: source, at: range, suggestion: suggestion()))
  }

  /// The name nearest to one that is not published; nil too when too many were looked for.
  func suggestion(_ find: () -> ByteString?) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    return find()?.string
  }

  /// The findings in the order of the text, and a notice for each code that had more than are listed.
  func finish() -> [Diagnostic] {
    for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.mostOfACode {
      findings.append(
        Diagnostic(
          FindingCode.moreFindings.severity, FindingCode.moreFindings.code,
          "\(count - Self.mostOfACode) more findings of \(code) are not listed", in: source,
          at: lastRange[code] ?? SourceRange(0, 0)))
    }
    return findings.enumerated().sorted {
      ($0.element.range.start, $0.offset) < ($1.element.range.start, $1.offset)
    }.map(\.element)
  }

  /// How messages name a statement other than the one they are about.
  func name(of statement: Statement) -> String {
    let position = source.position(at: statement.range.start)
    let place = "at line \(position.line), column \(position.column)"
    guard let sid = statement.sid, !sid.isEmpty else { return "the statement \(place)" }
    return "the statement \(sid.quoted()) \(place)"
  }
}

extension FindingCode {
  static let moreFindings = FindingCode(
    "findings.more", .notice, "The document has more findings of a code than are listed.",
    help: "Two hundred of a code are listed. Mend those, or ignore the code, and check again.")
  static let findingsCut = FindingCode(
    "findings.cut", .notice, "A check was cut short, because the document is too large for it.",
    help: """
      Statements are held against each other as long as that takes a fraction of a second. Those that were not may \
      shadow each other unseen; split the document to have all of it checked.
      """)
}
