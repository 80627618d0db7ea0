/// What the cells of the matrices lead to: each reason once, with the statement's own text.
struct HTMLExplanations {
  private(set) var parts: [HTMLPart] = []
  /// The ids that the page holds.
  private var ids: Set<String> = []
  /// The cells that an explanation names, at most.
  private static let exampleLimit = 12

  var size: Int { HTMLPart.size(parts) }

  init(_ report: Report, _ sources: HTMLPolicySources, limit: Int) {
    guard !report.explanations.isEmpty else { return }
    let uses = Self.uses(report)
    var html: HTML = "<div class='folds'>\n"
    // What denies is what readers look for; the order is that of the cells otherwise.
    let weights = report.explanations.map { uses[$0.id]?.state.weight ?? 0 }
    let order = report.explanations.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
    let explanations = order.map { report.explanations[$0] }
    let missing = html.append(explanations, limit: limit) { explanation in
      Self.render(explanation, uses[explanation.id], sources)
    }
    for explanation in explanations.dropLast(missing) { ids.insert(explanation.id) }
    html += "</div>\n" + HTMLLeftOut.note(missing, "explanation")
    parts = [
      HTMLPart(
        "explanations", "Why",
        lead: "What decided the cells above: each reason once, with the statement as it stands in its file.", html)
    ]
  }

  /// The link of a cell; nil where the page does not hold the explanation.
  func link(_ id: String?) -> String? {
    guard let id, ids.contains(id) else { return nil }
    return "e-\(id)"
  }

  /// The cells that lead to one explanation.
  private struct Use {
    var state: Report.State
    var count = 0
    var examples: [String] = []
  }

  private static func uses(_ report: Report) -> [String: Use] {
    var uses: [String: Use] = [:]
    for matrix in report.matrices {
      for (row, cells) in zip(matrix.rows, matrix.cells) {
        for (column, cell) in zip(matrix.columns, cells) {
          guard let id = cell.explanation else { continue }
          var use = uses[id] ?? Use(state: cell.state)
          use.count += 1
          if use.examples.count < exampleLimit { use.examples.append("\(row.name) × \(column.name)") }
          uses[id] = use
        }
      }
    }
    return uses
  }

  private static func render(
    _ explanation: Report.Explanation, _ use: Use?, _ sources: HTMLPolicySources
  ) -> HTML {
    let tag: HTML = use.map { $0.state.tag + " " } ?? ""
    var inside = HTML()
    if let statement = explanation.statement {
      inside += HTMLStatement.text(statement)
      if let link = sources.link(statement.place, "Where it stands in its policy") {
        inside += "<p class='small'>\(link)</p>\n"
      }
    }
    if let use {
      let rest = use.count - use.examples.count
      let more: HTML = rest > 0 ? " and \(Plural.grouped(rest)) more" : ""
      var list = HTML()
      for (index, example) in use.examples.enumerated() {
        list += "\(index > 0 ? ", " as HTML : "")\(HTML.code(example))"
      }
      inside += "<p class='soft small'>Decides \(Plural.count(use.count, "cell")): \(list)\(more)</p>\n"
    }
    return """
      <details><summary>\(tag)\(explanation.text)</summary><div class='inside' id='e-\(explanation.id)'>
      \(inside)</div></details>

      """
  }
}

/// Statements as pages show them.
enum HTMLStatement {
  /// The statement's text as it stands in its file; nothing for AWS's own policies, which have none.
  static func text(_ statement: Report.Statement) -> HTML {
    guard !statement.text.isEmpty else { return "" }
    let cut: HTML = statement.isCut ? "\n… (cut)" : ""
    return "<pre class='statement'>\(statement.text)\(cut)</pre>\n"
  }
}
