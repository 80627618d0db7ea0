import Documents
import PolicyLanguage
import Scenarios

extension Report.PolicySource {
  /// The most lines of one policy that a report shows.
  static let lineLimit = 3_000
  /// The most characters of one line.
  static let columnLimit = 400

  /// What was counted of one statement.
  struct StatementMark {
    let statement: StatementReference
    let hits: Int
    let mark: Mark?
  }

  /// The source of a policy with what coverage says of its statements.
  ///
  /// - Parameter isWhole: whether everything that there is was asked, so that what never matched is dead.
  init(_ coverage: CoverageTally.PolicyCoverage, isWhole: Bool = false) {
    self.init(
      coverage.policy,
      coverage.statements.map { statement in
        let mark: Mark =
          statement.count(.decisive) > 0
          ? .decisive : statement.count(.matched) > 0 ? .matched : isWhole ? .dead : .notMatched
        return StatementMark(statement: statement.statement, hits: statement.count(.matched), mark: mark)
      })
  }

  /// The source of a policy with marks at its statements; later ones win on lines that several share.
  init(_ policy: Policy, _ marks: [StatementMark]) {
    let source = policy.source
    let first = source.position(at: policy.range.start).line
    let last = max(first, source.position(at: max(policy.range.start, policy.range.end - 1)).line)
    let shown = min(last, first + Self.lineLimit - 1)
    var lines = (first...shown).map { number in
      Line(number: number, text: Self.text(source.line(number)))
    }
    for mark in marks {
      let start = mark.statement.position.line
      let range = mark.statement.statement.range
      let end = max(start, source.position(at: max(range.start, range.end - 1)).line)
      for number in start...end where lines.indices.contains(number - first) {
        lines[number - first].mark = mark.mark
      }
      if lines.indices.contains(start - first) {
        // Several statements of a minified policy begin on one line: their hits add up.
        lines[start - first].hits = (lines[start - first].hits ?? 0) + mark.hits
      }
    }
    self.init(file: source.name, kind: policy.kind.rawValue, lines: lines, leftOut: last - shown)
  }

  static func text(_ line: ArraySlice<UInt8>) -> String {
    let text = String(decoding: line.prefix(4 * columnLimit), as: UTF8.self)
    let scalars = text.unicodeScalars
    guard line.count > 4 * columnLimit || scalars.count > columnLimit else { return text }
    return String(String.UnicodeScalarView(scalars.prefix(columnLimit))) + "…"
  }
}

extension Report {
  /// The most policies whose source a report shows.
  static let policyLimit = 100
  /// The most lines of all policies together.
  static let policyLineLimit = 10_000
  /// The most bytes of all policies together, so that minified ones are no way around it.
  static let policyByteLimit = 1_500_000

  /// Adds policies' sources as far as there is room, and says how many are left out.
  mutating func add(_ sources: [PolicySource]) {
    var lines = 0
    var bytes = 0
    var added = 0
    for source in sources {
      let size = source.lines.reduce(0) { $0 + $1.text.utf8.count }
      guard added < Self.policyLimit, lines + source.lines.count <= Self.policyLineLimit,
        bytes + size <= Self.policyByteLimit
      else { continue }
      policySources.append(source)
      lines += source.lines.count
      bytes += size
      added += 1
      if source.leftOut > 0 { leaveOut("\(Plural.count(source.leftOut, "line")) of \(source.file)") }
    }
    if added < sources.count {
      let rest = sources.count - added
      leaveOut("the source of \(Plural.grouped(rest)) polic\(rest == 1 ? "y" : "ies")")
    }
  }
}
