/// The tables of what is protected, each cell coloured, lettered and linked to its explanation.
struct HTMLMatrices {
  private(set) var parts: [HTMLPart] = []

  var size: Int { HTMLPart.size(parts) }

  init(_ report: Report, _ explanations: HTMLExplanations, limit: Int) {
    var rest = limit
    for (index, matrix) in report.matrices.enumerated() where !matrix.rows.isEmpty {
      let share = rest / max(1, report.matrices.count - index)
      let part = Self.part(matrix, index + 1, isDiff: report.origin.command == "diff", explanations, limit: share)
      rest = max(0, rest - part.body.count)
      parts.append(part)
    }
  }

  private static func part(
    _ matrix: Report.Matrix, _ number: Int, isDiff: Bool, _ explanations: HTMLExplanations, limit: Int
  ) -> HTMLPart {
    var html = legend(matrix, isDiff: isDiff)
    // A page of paper holds six columns: more are printed below each other, each cell with the name of its column.
    let isWide = matrix.columns.count > 6
    let style: HTML = isWide ? "matrix wide" : "matrix"
    html +=
      "<div class='box' tabindex='0' role='region' aria-label='\(HTML.label(matrix.title))'><table class='\(style)'>\n<thead><tr>"
    html += "<th scope='col'>\(HTML.label(matrix.rowTitle))</th>"
    for column in matrix.columns { html += "<th scope='col'>\(HTML.label(column.name))\(detail(column))</th>" }
    html += "</tr></thead>\n<tbody>\n"
    let missing = html.append(Array(zip(matrix.rows, matrix.cells)), limit: limit) { row, cells in
      var line: HTML = "<tr><th scope='row'>\(HTML.code(row.name))\(detail(row))</th>"
      for (column, cell) in zip(matrix.columns, cells) {
        line += isWide ? "<td data-column='\(column.name)'>" : "<td>"
        line += "\(render(cell, explanations))</td>"
      }
      return line + "</tr>\n"
    }
    html += "</tbody></table></div>\n" + HTMLLeftOut.note(missing, "row")
    return HTMLPart(
      "matrix-\(number)", matrix.title, lead: "Each cell leads to what decided it.", html)
  }

  private static func detail(_ label: Report.Matrix.Label) -> HTML {
    label.detail.isEmpty ? "" : "<span class='soft'>\(HTML.label(label.detail))</span>"
  }

  private static func render(_ cell: Report.Matrix.Cell, _ explanations: HTMLExplanations) -> HTML {
    let asked: HTML = cell.isAsked ? " asked" : ""
    let style: HTML = cell.letter.contains("/") ? "mixed" : cell.state.style
    var inside: HTML = "<b>\(cell.letter)</b>"
    if cell.state != .notAsked, !cell.data.contains(cell.state.word) { inside += " \(cell.state.title)" }
    if cell.letter.contains("/") {
      for part in cell.data.split(separator: ", ") { inside += "<span class='fate'>\(String(part))</span>" }
    } else if cell.state == .deny, !cell.data.isEmpty, !cell.data.contains(cell.state.word) {
      inside += "<span class='fate'>if allowed: \(cell.data)</span>"
    } else if !cell.data.isEmpty {
      inside +=
        cell.losesData ? "<span class='fate loss'>\(cell.data)</span>" : "<span class='fate'>\(cell.data)</span>"
    }
    guard let link = explanations.link(cell.explanation) else {
      return "<span class='cell \(style)\(asked)'>\(inside)</span>"
    }
    return "<a class='cell \(style)\(asked)' href='#\(link)'>\(inside)</a>"
  }

  /// What the letters mean, as far as they occur.
  private static func legend(_ matrix: Report.Matrix, isDiff: Bool) -> HTML {
    var states: Set<Report.State> = []
    var isMixed = false
    var isChanged = false
    var isAsked = false
    for cell in matrix.cells.joined() {
      states.insert(cell.state)
      isMixed = isMixed || cell.letter.contains("/")
      isChanged = isChanged || cell.letter.contains("→")
      isAsked = isAsked || cell.isAsked
    }
    var html: HTML = "<ul class='legend'>"
    for state in Report.State.allCases where states.contains(state) {
      html += "<li>\(state.tag) \(state.word)</li>"
    }
    if isMixed { html += "<li><span class='tag mixed'>D/A</span> some of each</li>" }
    if isChanged { html += "<li><span class='tag idle'>D→A</span> before and after</li>" }
    if isAsked, !isDiff { html += "<li><span class='tag idle asked'>A</span> what this operation asks</li>" }
    return html + "</ul>\n"
  }
}

extension Report.State {
  /// The decision's own word.
  fileprivate var title: String {
    switch self {
    case .allow: "Allow"
    case .deny: "Deny"
    case .unknown: "Unknown"
    case .notAsked: ""
    }
  }
}
