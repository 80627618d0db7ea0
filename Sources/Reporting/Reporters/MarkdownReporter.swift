import Documents

/// A report as Markdown for a step summary or a comment on a pull request: the verdict, the figures, and as much of
/// what was found as fits, the gravest first.
///
/// Text from input can neither format nor mention nor link nor break out of a table. A comment holds 65,536 characters
/// at most: every list is cut before that, and says by how much.
public struct MarkdownReporter: Sendable {
  /// The bytes that the whole may have.
  public var limit: Int

  /// Makes a reporter.
  public init(limit: Int = 60_000) {
    self.limit = limit
  }

  /// The page, with its line end.
  public func render(_ report: Report) -> [UInt8] {
    let head = head(report)
    let foot = foot(report)
    var page = MarkdownPage(limit: max(0, limit - head.utf8.count - foot.utf8.count))
    append(problems: report, to: &page)
    append(changes: report, to: &page)
    for matrix in report.matrices { append(matrix, to: &page) }
    append(organization: report, to: &page)
    for ranking in report.rankings { append(ranking, to: &page) }
    append(rows: report, to: &page)
    return Array((head + page.text + foot).utf8)
  }

  private func head(_ report: Report) -> String {
    let verdict = report.verdict
    var text = "### \(verdict.status.sign) stockade \(report.origin.command): \(verdict.status.word)\n\n"
    text += MarkdownText.cut(MarkdownText.sentence(verdict.sentence)) + "\n"
    let counts = report.counts.filter { $0.value > 0 || $0.state != nil }
    guard !counts.isEmpty else { return text }
    text += "\n| " + counts.map { MarkdownText.escaped($0.label) }.joined(separator: " | ") + " |\n"
    text += "|" + String(repeating: "---:|", count: counts.count) + "\n"
    return text + "| " + counts.map { Plural.grouped($0.value) }.joined(separator: " | ") + " |\n"
  }

  private func foot(_ report: Report) -> String {
    var text = ""
    for note in report.leftOut.prefix(20) { text += "\n**Cut**: \(MarkdownText.cut(note)).\n" }
    if report.leftOut.count > 20 { text += "\n**Cut**: \(report.leftOut.count - 20) more notes like these.\n" }
    text += "\n<details><summary>How to have it again</summary>\n\n"
    text += "<pre>\(MarkdownText.html(String(report.origin.shellCommand.prefix(4_000))))</pre>\n\n"
    for input in report.origin.inputs.prefix(50) {
      let size = input.byteCount.map { "\(Plural.grouped($0)) bytes" } ?? "not read"
      let digest = input.digest.map { ", SHA-256 \(MarkdownText.code($0))" } ?? ""
      text += "- \(MarkdownText.code(input.file)): \(size)\(digest)\n"
    }
    if report.origin.inputs.count > 50 { text += "- and \(report.origin.inputs.count - 50) more files\n" }
    return text + "\nStockade \(report.origin.toolVersion)\n\n</details>\n"
  }

  // MARK: - Sections

  private func append(problems report: Report, to page: inout MarkdownPage) {
    let rows = report.problems.map { problem in
      let place = problem.place.map { MarkdownText.code($0.description) } ?? ""
      let hint = problem.suggestion.map { "<br>did you mean \(MarkdownText.code($0))?" } ?? ""
      return "| \(problem.severity.sign) | \(place) | \(MarkdownText.cut(problem.message))\(hint) | "
        + "\(MarkdownText.code(problem.code)) |"
    }
    page.table("What to look at", ["", "Where", "What", "Code"], rows, noun: "line")
  }

  private func append(changes report: Report, to page: inout MarkdownPage) {
    for change in report.changes {
      let title =
        "\(change.after.state.sign) \(change.title): \(Plural.count(change.count, "decision")), "
        + MarkdownText.escaped(change.after.reason)
      var intro = "- before: **\(change.before.word)**, \(MarkdownText.escaped(change.before.reason))\n"
      if let now = change.now { intro += Self.counterpart("now", now, isNew: true) }
      intro += "- after: **\(change.after.word)**, \(MarkdownText.escaped(change.after.reason))\n"
      if let was = change.was { intro += Self.counterpart("was", was, isNew: false) }
      if let nearest = change.nearest { intro += "- nearest: \(MarkdownText.escaped(nearest))\n" }
      let rows = change.groups.map { group in
        let who = group.principal.map { MarkdownText.code($0) } ?? ""
        let account = group.account.map { MarkdownText.code($0) } ?? ""
        return "| \(Plural.grouped(group.count)) | \(MarkdownText.code(group.action)) | \(who) | \(account) | "
          + "\(MarkdownText.code(group.firstResource)) |"
      }
      page.table(
        title, ["Decisions", "Action", "Principal", "Account or stack", "First resource"], rows, noun: "line",
        intro: intro)
    }
  }

  /// What became of a statement, both texts one above the other as a difference.
  private static func counterpart(_ name: String, _ other: Report.Counterpart, isNew: Bool) -> String {
    var text = "- \(name): \(MarkdownText.escaped(other.sentence))\n"
    guard let excerpt = other.excerpt else { return text }
    let (old, new) = isNew ? (other.ownExcerpt, excerpt) : (excerpt, other.ownExcerpt)
    text += "\n<pre>- \(MarkdownText.html(old))\n+ \(MarkdownText.html(new))</pre>\n\n"
    return text
  }

  private func append(_ matrix: Report.Matrix, to page: inout MarkdownPage) {
    // The rows that somebody objects to first; wide tables are for the HTML report.
    let columns = matrix.columns.prefix(12)
    var rows: [(weight: Int, text: String)] = []
    for (label, cells) in zip(matrix.rows, matrix.cells) {
      let detail = label.detail.isEmpty ? "" : "<br>\(MarkdownText.code(label.detail))"
      let shown = cells.prefix(columns.count).map { cell in
        let data = cell.data.isEmpty ? "" : "<br>" + MarkdownText.escaped(cell.data)
        return (cell.isAsked ? "**\(cell.sign)**" : cell.sign)
          + (cell.losesData ? "<br>**" + MarkdownText.escaped(cell.data) + "**" : data)
      }
      let weight = cells.map { ($0.isAsked ? 10 : 0) + $0.state.weight }.max() ?? 0
      rows.append((weight, "| \(MarkdownText.code(label.name))\(detail) | \(shown.joined(separator: " | ")) |"))
    }
    let sorted = rows.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    let cut = matrix.columns.count - columns.count
    page.table(
      matrix.title, [matrix.rowTitle] + columns.map(\.name), sorted.map(\.element.text), noun: matrix.rowTitle,
      intro: cut > 0 ? "**Cut**: \(Plural.count(cut, "column")) left out.\n" : "", isFolded: true)
  }

  private func append(organization report: Report, to page: inout MarkdownPage) {
    let denying = report.organization.filter { $0.denials > 0 }.sorted { $1.denials < $0.denials }
    let rows = denying.map { node in
      "| \(MarkdownText.code(node.id)) | \(node.name.map(MarkdownText.escaped) ?? "") | \(Plural.grouped(node.denials)) |"
    }
    page.table("Where the organization denies", ["Node", "Name", "Denied"], rows, noun: "node")
  }

  private func append(_ ranking: Report.Ranking, to page: inout MarkdownPage) {
    var rows = ranking.entries.map { "| \(MarkdownText.code($0.label)) | \(Plural.grouped($0.value)) |" }
    if ranking.rest > 0 { rows.append("| all others | \(Plural.grouped(ranking.rest)) |") }
    page.table(ranking.title, ["", "Decisions"], rows, noun: "line", isFolded: true)
  }

  private func append(rows report: Report, to page: inout MarkdownPage) {
    let rows = report.rows.map { row in
      let who = row.principal.map { "<br>by \(MarkdownText.code($0))" } ?? ""
      let what =
        row.action.isEmpty ? "" : "\(MarkdownText.code(row.action))<br>\(MarkdownText.code(row.resource))\(who)"
      return "| \(MarkdownText.code(row.place.description)) | \(what) | **\(row.ruling.word)** | "
        + "\(MarkdownText.cut(row.ruling.reason)) |"
    }
    page.table("Decisions", ["Where", "What", "", "Why"], rows, noun: "decision", isFolded: true)
  }
}

/// The sections of a page under way, within a limit of bytes.
private struct MarkdownPage {
  private(set) var text = ""
  private let limit: Int
  /// No section may take all that is left, so that those behind it get a word.
  private static let share = 2

  init(limit: Int) {
    self.limit = limit
  }

  /// Adds a section with a table, as many of its rows as there is room for.
  mutating func table(
    _ title: String, _ columns: [String], _ rows: [String], noun: String, intro: String = "", isFolded: Bool = false
  ) {
    guard !rows.isEmpty else { return }
    let head =
      "| " + columns.map { MarkdownText.escaped($0) }.joined(separator: " | ") + " |\n"
      + "|" + String(repeating: "---|", count: columns.count) + "\n"
    let open = isFolded ? "\n<details><summary>\(MarkdownText.html(title))</summary>\n\n" : "\n#### \(title)\n\n"
    let close = isFolded ? "\n</details>\n" : ""
    let frame = open.utf8.count + close.utf8.count + intro.utf8.count + head.utf8.count + 200
    let room = (limit - text.utf8.count - frame) / Self.share
    var body = ""
    var shown = 0
    for row in rows {
      if body.utf8.count + row.utf8.count + 1 > room { break }
      body += row + "\n"
      shown += 1
    }
    if room <= 0 {
      // What there is no room for is not even named beyond a point: the head says how much there was.
      if limit - text.utf8.count > 200 {
        text += "\n**Cut**: \(Plural.count(rows.count, noun)) of “\(title)” left out.\n"
      }
      return
    }
    text += open + (intro.isEmpty ? "" : intro + "\n") + (shown > 0 ? head + body : "")
    if shown < rows.count {
      text += "\n**Cut**: \(Plural.count(rows.count - shown, "more \(noun.lowercased())")) left out.\n"
    }
    text += close
  }
}

extension Report.Verdict.Status {
  fileprivate var sign: String {
    switch self {
    case .success: "✅"
    case .finding, .inputError, .internalError: "❌"
    case .inconclusive: "❔"
    }
  }
}

extension Report.State {
  fileprivate var sign: String {
    switch self {
    case .allow: "🟢"
    case .deny: "🔴"
    case .unknown: "🟡"
    case .notAsked: "·"
    }
  }
}

extension Report.Matrix.Cell {
  fileprivate var sign: String { state == .notAsked ? state.sign : "\(state.sign) \(MarkdownText.escaped(letter))" }
}

extension Severity {
  fileprivate var sign: String {
    switch self {
    case .error: "❌"
    case .warning: "⚠️"
    case .notice: "ℹ️"
    }
  }
}
