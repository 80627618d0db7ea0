import Documents
import PolicyLanguage
import Replay

/// The summary of a run in text, for people.
public struct SummaryText: Sendable {
  private let style: TextStyle
  /// The most rows of a table that are shown.
  private static let rowLimit = 10

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The counts, the times, each table's first rows, and how it compares with the log.
  public func render(_ summary: StreamSummary) -> String {
    var text = StreamSummaryText(style: style).render(summary.tally) + TrailSummaryText.render(summary.trail)
    if let first = summary.firstTime, let last = summary.lastTime {
      text += "from \(TerminalText.escaped(first)) to \(TerminalText.escaped(last))\n"
    }
    for dimension in StreamSummary.Dimension.allCases {
      if let table = summary.tables[dimension] { text += render(table, dimension) }
    }
    if let calibration = summary.calibration { text += "\n" + CalibrationText(style: style).render(calibration) }
    return text
  }

  private func render(_ table: SummaryTable, _ dimension: StreamSummary.Dimension) -> String {
    var text = "\n" + style.paint("by " + dimension.rawValue, .strong)
    if table.isDropped {
      return text + "  dropped: more than \(Plural.grouped(table.limit)) names\n"
    }
    text += "\n" + Self.row("denied", "unknown", "allowed", "") + "\n"
    let rows = table.rows.sorted { left, right in
      let (first, second) = (Self.denied(left.value), Self.denied(right.value))
      if first != second { return first > second }
      if left.value.total != right.value.total { return left.value.total > right.value.total }
      return left.key < right.key
    }
    for (name, counts) in rows.prefix(Self.rowLimit) {
      let cells = [Self.denied(counts), counts.count(.unknown), counts.count(.allowed)].map { Plural.grouped($0) }
      text += Self.row(cells[0], cells[1], cells[2], TerminalText.escaped(name)) + "\n"
    }
    if rows.count > Self.rowLimit { text += "  and \(Plural.count(rows.count - Self.rowLimit, "more row"))\n" }
    return text
  }

  private static func denied(_ counts: SummaryTable.Counts) -> Int {
    counts.count(.explicitDeny) + counts.count(.implicitDeny)
  }

  private static func row(_ first: String, _ second: String, _ third: String, _ name: String) -> String {
    let line = [first, second, third].map { String(repeating: " ", count: max(1, 12 - $0.utf8.count)) + $0 }.joined()
    return name.isEmpty ? line : line + "  " + name
  }
}

/// What CloudTrail events came to beside decisions, in a few lines.
public enum TrailSummaryText {
  /// The lines, each with its line end; nothing where there is nothing to say.
  public static func render(_ trail: TrailTally) -> String {
    var text = ""
    if trail.notEvaluableCount > 0 {
      text += Plural.count(trail.notEvaluableCount, "event")
      text += trail.notEvaluableCount == 1 ? " is no request: " : " are no requests: "
      text += list(trail.notEvaluable) + "\n"
    }
    if !trail.stackOperations.isEmpty {
      let count = trail.stackOperations.values.reduce(0, +)
      text += Plural.count(count, "stack operation") + ": " + list(trail.stackOperations)
      text += "; describe-stack-events tells what they asked the stack policy\n"
    }
    return text
  }

  private static func list(_ counts: [String: Int]) -> String {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      "\(TerminalText.escaped($0.key)) \(Plural.grouped($0.value))"
    }.joined(separator: ", ")
  }
}

/// How decisions compare with what a log says happened.
public struct CalibrationText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The agreements, then the disagreements by cause, the most frequent first.
  public func render(_ calibration: Calibration) -> String {
    let agreed = calibration.allowedAsLogged + calibration.deniedAsLogged
    let compared = agreed + calibration.disagreementCount
    var text = style.paint("against the log", .strong)
    text += ": \(Plural.grouped(agreed)) of \(Plural.grouped(compared)) as logged"
    text += " (\(Plural.grouped(calibration.allowedAsLogged)) allowed, "
    text += "\(Plural.grouped(calibration.deniedAsLogged)) denied, "
    text += "\(Plural.grouped(calibration.sameReason)) of these by the kind of policy that the log names)\n"
    text += "  not compared: \(Plural.grouped(calibration.undecided)) Unknown here, "
    text += "\(Plural.grouped(calibration.withoutEvidence)) that ended in another error\n"
    let causes = calibration.causes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
    for (cause, found) in causes {
      text += "  \(Plural.grouped(found.count))  \(TerminalText.escaped(cause))"
      text += ", as at \(TerminalText.escaped(found.example))\n"
    }
    if calibration.otherDisagreements > 0 {
      text += "  \(Plural.grouped(calibration.otherDisagreements))  for more causes than are told apart\n"
    }
    return text
  }
}
