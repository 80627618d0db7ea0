import Documents

/// Findings, cases and decisions: tables with a filter, which shows itself where scripts run.
struct HTMLTables {
  private(set) var parts: [HTMLPart] = []

  var size: Int { HTMLPart.size(parts) }

  init(_ report: Report, _ sources: HTMLPolicySources, limit: Int) {
    var rest = limit
    func add(_ part: HTMLPart?) {
      guard let part else { return }
      rest = max(0, rest - part.body.count)
      parts.append(part)
    }
    add(Self.findings(report.findings, limit: rest / 3))
    // Cases of streams and comparisons say again what changes and rows say.
    let saysMore = report.cases.count > 1 || report.cases.contains { $0.outcome != .passed }
    if report.rows.isEmpty, report.changes.isEmpty, saysMore { add(Self.cases(report.cases, limit: rest / 2)) }
    add(Self.rows(report.rows, sources, limit: rest))
  }

  // MARK: - Findings

  private static func findings(_ findings: [Report.Finding], limit: Int) -> HTMLPart? {
    guard !findings.isEmpty else { return nil }
    var body = HTML()
    let missing = body.append(findings, limit: limit) { finding in
      let suggestion: HTML =
        finding.suggestion.map { "<br><span class='soft'>did you mean \(HTML.code($0))?</span>" } ?? ""
      let help: HTML =
        finding.help.isEmpty ? "" : "<details><summary>\(finding.title)</summary><p>\(finding.help)</p></details>"
      return """
        <tr data-is='\(finding.severity.rawValue)'><td><span class='tag \(finding.severity.style)'>\(finding.severity.rawValue)\
        </span></td><td class='wide'>\(finding.place.map { HTML.code($0.description) } ?? "")</td>\
        <td class='widest'>\(finding.message)\(suggestion)\(help)</td><td class='short'><code>\(finding.code)</code></td></tr>

        """
    }
    let table = HTMLTable(
      id: "finding-rows", title: "Findings", columns: ["Severity", "Where", "What", "Code"],
      choices: values(findings.map { $0.severity.rawValue }))
    return HTMLPart("findings", "Findings", table.render(body) + HTMLLeftOut.note(missing, "finding"))
  }

  // MARK: - Cases

  private static func cases(_ cases: [Report.Case], limit: Int) -> HTMLPart? {
    guard !cases.isEmpty else { return nil }
    var body = HTML()
    let missing = body.append(cases, limit: limit) { item in
      let message: HTML = item.message.isEmpty ? "" : "<br><strong>\(item.message)</strong>"
      let detail: HTML =
        item.detail.isEmpty || item.detail == item.message ? "" : "<p class='detail soft small'>\(item.detail)</p>"
      return """
        <tr data-is='\(item.outcome.rawValue)'><td><span class='tag \(item.outcome.style)'>\(item.outcome.rawValue)</span>\
        </td><td class='wide'>\(item.suite)</td><td class='widest'>\(item.name)\
        \(message)\(detail)</td>\
        <td class='wide'>\(item.place.map { HTML.code($0.description) } ?? "")</td></tr>

        """
    }
    let table = HTMLTable(
      id: "case-rows", title: "Cases", columns: ["Outcome", "Of", "Case", "Where"],
      choices: values(cases.map(\.outcome.rawValue)))
    return HTMLPart("cases", "Cases", table.render(body) + HTMLLeftOut.note(missing, "case"))
  }

  // MARK: - Decisions

  private static func rows(_ rows: [Report.Row], _ sources: HTMLPolicySources, limit: Int) -> HTMLPart? {
    guard !rows.isEmpty else { return nil }
    let hasPrincipal = rows.contains { $0.principal != nil }
    var body = HTML()
    let missing = body.append(rows, limit: limit) { row in
      let id: HTML = row.id.map { "<br><span class='soft small'>\($0)</span>" } ?? ""
      let principal: HTML = hasPrincipal ? "<td class='wide'>\(row.principal.map { HTML.code($0) } ?? "")</td>" : ""
      let code: HTML = row.errorCode.map { " \(HTML.code($0))" } ?? ""
      let reason = HTML(text: row.ruling.reason)
      let why = row.ruling.statement.flatMap { sources.link($0.place, reason) } ?? reason
      let tag: HTML = row.errorCode == nil ? row.ruling.state.tag : "<span class='tag unknown'>E</span>"
      return """
        <tr data-is='\(row.ruling.word)'><td>\(tag)</td><td class='short'>\(place(row.place))\(id)</td>\
        <td class='short'><code>\(row.action)</code></td><td class='wide'>\(HTML.code(row.resource))</td>\(principal)\
        <td class='wide'>\(why)\(code)</td></tr>

        """
    }
    let table = HTMLTable(
      id: "decision-rows", title: "Decisions",
      columns: ["", "Record", "Action", "Resource"] + (hasPrincipal ? ["Principal"] : []) + ["Why"],
      choices: values(rows.map(\.ruling.word)))
    return HTMLPart(
      "decisions", "Decisions", lead: "What was not plainly allowed, first come first.",
      table.render(body) + HTMLLeftOut.note(missing, "decision"))
  }

  /// `line 7`, behind the file where there is a name to tell.
  private static func place(_ place: Report.Place) -> HTML {
    let line: HTML = place.line.map { "line \($0)" } ?? ""
    return place.file.hasPrefix("<") ? line : "\(HTML.code(place.file)) \(line)"
  }

  private static func values(_ words: [String]) -> [String] {
    var seen: [String] = []
    for word in words where !seen.contains(word) { seen.append(word) }
    return seen
  }
}

/// A table with a filter.
struct HTMLTable {
  /// The id, which the filter in an address names: `#filter-decision-rows=s3`.
  let id: String
  let title: String
  let columns: [String]
  /// What the buttons beside the filter choose between; none where there is no choice.
  let choices: [String]

  func render(_ rows: HTML) -> HTML {
    var html: HTML = """
      <div class='filter' data-table='\(id)' hidden><input type='search' aria-label='Filter: \(title)' \
      placeholder='Filter: words that a row must hold' spellcheck='false' autocomplete='off'>
      """
    if choices.count > 1 {
      html += "<button type='button' value='' aria-pressed='true'>All</button>"
      for choice in choices {
        html += "<button type='button' value='\(choice)' aria-pressed='false'>\(choice)</button>"
      }
    }
    html += "<output></output></div>\n<div class='box' tabindex='0' role='region' aria-label='\(title)'>"
    html += "<table class='rows' id='\(id)'>\n<thead><tr>"
    for column in columns {
      html +=
        column.isEmpty ? "<th scope='col'><span class='unseen'>Decision</span></th>" : "<th scope='col'>\(column)</th>"
    }
    return html + "</tr></thead>\n<tbody>\n\(rows)</tbody></table></div>\n"
  }
}

extension Severity {
  fileprivate var style: HTML {
    switch self {
    case .error: "deny"
    case .warning: "unknown"
    case .notice: "idle"
    }
  }
}

extension Report.Case.Outcome {
  fileprivate var style: HTML {
    switch self {
    case .passed: "allow"
    case .failed, .error: "deny"
    case .unknown: "unknown"
    case .skipped: "idle"
    }
  }
}
