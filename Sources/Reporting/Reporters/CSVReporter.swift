import Documents

/// A report as CSV (RFC 4180 with line feeds): a row for each finding, case, changed decision and listed decision.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe; control characters are shown as
/// escapes, line ends within a cell too, so that every row is one line.
public enum CSVReporter {
  /// The columns.
  static let columns = [
    "kind", "state", "code", "file", "line", "column", "suite", "name", "count", "message", "detail", "fingerprint",
  ]

  /// The rows under a header row.
  public static func render(_ report: Report) -> [UInt8] {
    var text = columns.joined(separator: ",") + "\n"
    text += row([
      "verdict", report.verdict.status.word, "", "", "", "", "", report.origin.command, "", report.verdict.sentence,
    ])
    for count in report.counts {
      text += row(["count", count.state?.rawValue ?? "", "", "", "", "", "", count.label, String(count.value)])
    }
    for finding in report.findings {
      text += row(
        ["finding", finding.severity.rawValue, finding.code] + place(finding.place)
          + ["", "", "", finding.message, finding.suggestion.map { "did you mean \($0)?" } ?? "", finding.fingerprint])
    }
    for item in report.cases {
      text += row(
        ["case", item.outcome.rawValue, ""] + place(item.place) + [
          item.suite, item.name, "", item.message, item.detail,
        ])
    }
    for change in report.changes {
      for group in change.groups {
        let name = group.action + (group.principal.map { " by \($0)" } ?? "")
        text += row(
          ["change", change.after.state.rawValue, ""] + place(change.after.statement?.place ?? group.first)
            + [change.title, name, String(group.count), change.after.reason, "before: " + change.before.reason])
      }
    }
    for decision in report.rows {
      text += row(
        ["decision", decision.ruling.word, decision.errorCode ?? ""] + place(decision.place)
          + [decision.principal ?? "", "\(decision.action) \(decision.resource)", "", decision.ruling.reason])
    }
    for note in report.leftOut { text += row(["leftOut", "", "", "", "", "", "", "", "", note]) }
    return Array(text.utf8)
  }

  private static func place(_ place: Report.Place?) -> [String] {
    [place?.file ?? "", place?.line.map { String($0) } ?? "", place?.column.map { String($0) } ?? ""]
  }

  private static func row(_ cells: [String]) -> String {
    let missing = [String](repeating: "", count: max(0, columns.count - cells.count))
    return (cells + missing).map(cell).joined(separator: ",") + "\n"
  }

  private static func cell(_ text: String) -> String {
    let oneLine = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.escaped(String($0)) }
      .joined(separator: " / ")
    var shown = oneLine
    if let first = oneLine.utf8.first, "=+-@".utf8.contains(first) { shown = "'" + oneLine }
    guard shown.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") }) else { return shown }
    return "\"" + shown.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
