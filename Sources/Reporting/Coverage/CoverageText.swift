import Documents
import PolicyLanguage
import Scenarios

/// Coverage for people: each policy's own source, with marks at its statements, and the statements that lack something.
///
/// ```
/// scp.json  66.66 % (4 of 6 shown, 2 statements)
///   MN*   4 |     {"Sid": "KeepVolumes", "Effect": "Deny",
///         5 |      "Action": "ec2:DeleteVolume", "Resource": "*"},
///   .N.   6 |     {"Sid": "KeepKeys", "Effect": "Deny",
/// ```
public struct CoverageText: Sendable {
  private let style: TextStyle
  /// The longest source that is printed whole; of longer ones only the lines where statements begin.
  private static let longestSource = 2_000

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The whole report.
  public func render(_ coverage: CoverageTally, minimum: CoverageFigure.Percentage? = nil) -> String {
    var text = style.paint("Coverage", .strong) + "  M matched, N not matched, * decisive, . never\n"
    for policy in coverage.policies { text += "\n" + render(policy) }
    let lacking = coverage.policies.flatMap(\.statements).filter { !$0.missing.isEmpty }
    if !lacking.isEmpty {
      text += "\n" + style.paint("Never shown", .strong) + "\n"
      for statement in lacking {
        let what = Self.listed(statement.missing.map(\.words))
        let line = "\(Self.title(statement)): \(what)"
        for (index, part) in style.wrap(line, indent: 4).enumerated() {
          text += (index == 0 ? "  " : "    ") + part + "\n"
        }
      }
    }
    return text + "\n" + figure(coverage, minimum)
  }

  /// The one line that says how much of all policies was shown.
  public func figure(_ coverage: CoverageTally, _ minimum: CoverageFigure.Percentage?) -> String {
    let figure = coverage.figure
    let statements = coverage.policies.reduce(0) { $0 + $1.statements.count }
    let isEnough = minimum.map { figure.isAtLeast($0) } ?? true
    return style.paint("coverage \(figure.percent) %", isEnough ? .allow : .deny)
      + " (\(Plural.grouped(figure.shown)) of \(Plural.grouped(figure.total)) shown, "
      + "\(Plural.count(statements, "statement")) in \(Self.policies(coverage.policies.count)))\n"
  }

  private static func policies(_ count: Int) -> String { "\(Plural.grouped(count)) polic\(count == 1 ? "y" : "ies")" }

  private func render(_ policy: CoverageTally.PolicyCoverage) -> String {
    let source = policy.policy.source
    let figure = policy.figure
    var text = style.paint(TerminalText.escaped(source.name), .strong) + "  \(figure.percent) %"
    text += " (\(Plural.grouped(figure.shown)) of \(Plural.grouped(figure.total)) shown, "
    text += "\(Plural.count(policy.statements.count, "statement")))\n"
    // Several statements may begin on one line; the marks are those of the first, and the list below names all.
    var marks: [Int: StatementCoverage] = [:]
    for statement in policy.statements.reversed() { marks[statement.statement.position.line] = statement }
    let first = source.position(at: policy.policy.range.start).line
    let last = max(first, source.position(at: max(policy.policy.range.start, policy.policy.range.end - 1)).line)
    for line in first...last {
      if marks[line] == nil, last - first > Self.longestSource { continue }
      let number = String(line)
      let padding = String(repeating: " ", count: max(0, 4 - number.utf8.count))
      let mark = marks[line].map(self.marks) ?? "   "
      let shown = Self.cut(source.line(line), to: max(20, style.width - 13))
      text += "  \(mark) \(padding)\(style.paint(number, .faint)) \(style.paint("|", .faint)) \(shown)"
      while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
      text += "\n"
    }
    return text
  }

  private func marks(_ statement: StatementCoverage) -> String {
    StatementCoverage.Aspect.allCases.map { aspect in
      guard statement.aspects.contains(aspect) else { return "-" }
      return statement.count(aspect) > 0 ? style.paint(aspect.letter, .allow) : style.paint(".", .deny)
    }.joined()
  }

  private static func cut(_ line: ArraySlice<UInt8>, to width: Int) -> String {
    let text = TerminalText.escaped(ByteString(copying: line.prefix(4 * width)))
    guard TerminalText.width(of: text) > width else { return text }
    return String(text.unicodeScalars.prefix(width - 1).map(Character.init)) + "…"
  }

  private static func title(_ statement: StatementCoverage) -> String {
    let reference = statement.statement
    return
      "\(reference.statement.effect.rawValue) \(DecisionText.name(reference)) at \(DecisionText.position(reference))"
  }

  private static func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension StatementCoverage.Aspect {
  /// The mark of what was shown.
  fileprivate var letter: String {
    switch self {
    case .matched: "M"
    case .notMatched: "N"
    case .decisive: "*"
    }
  }

  /// What a sentence says of something that was never shown.
  fileprivate var words: String {
    switch self {
    case .matched: "never matched"
    case .notMatched: "never not matched"
    case .decisive: "never decisive"
    }
  }
}
