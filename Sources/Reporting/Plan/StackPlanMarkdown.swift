import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// Plans as Markdown for a comment on a pull request: the outcome, what becomes of data, a table, and the rest folded.
///
/// Names from input can neither format nor mention nor break out of the table: they stand in `<code>`, escaped. A
/// comment holds 65,536 characters at most; the table is cut before that, least urgent resources first, and says so.
public struct StackPlanMarkdown: Sendable {
  /// The bytes that the table may fill, which leaves room for the rest of a comment.
  public var tableLimit: Int

  /// Makes a renderer.
  public init(tableLimit: Int = 40_000) {
    self.tableLimit = tableLimit
  }

  /// The whole comment.
  public func render(_ plan: StackPlan) -> String {
    let stack = plan.stack.isEmpty ? "" : " of \(code(plan.stack.string))"
    let operation = plan.operation == .deleteStack ? "Deletion" : "Update"
    var text = "### \(plan.outcome.sign) \(operation)\(stack): \(plan.outcome.rawValue)\n\n"
    text += escaped(capitalized(StackPlanWords.headline(plan))) + ".\n"
    if let data = StackPlanWords.data(plan) {
      text += data.isLoss ? "**Data loss: \(escaped(data.sentence)).**\n" : escaped(capitalized(data.sentence)) + ".\n"
    }
    if let warning = StackPlanWords.missingPermissions(plan) { text += "Warning: \(escaped(warning)).\n" }
    if let message = plan.message { text += "\n> \(cut(message))\n" }
    text += table(plan) + unknowns(plan) + disagreements(plan) + overrides(plan, path: nil)
    if let wayOut = StackPlanWords.wayOut(plan) {
      text += "\n\(code("--suggest-override"))\(escaped(String(wayOut.dropFirst("--suggest-override".count)))).\n"
    }
    return text
  }

  // MARK: - Table

  private func table(_ plan: StackPlan) -> String {
    let rows = StackPlanRow.changing(plan)
    let unchanged = StackPlanRow.all(plan).count - rows.count
    var text = ""
    var shown = 0
    for row in rows {
      let line = self.line(row)
      if text.utf8.count + line.utf8.count > tableLimit { break }
      text += line
      shown += 1
    }
    if !text.isEmpty {
      let answer = plan.operation == .deleteStack ? "Permitted" : "Stack policy"
      text = "\n| | Resource | Change | \(answer) | Physical resource |\n|---|---|---|---|---|\n" + text
    }
    if shown < rows.count {
      text +=
        "\n**The table is cut**: \(Plural.count(rows.count - shown, "resource")) that "
        + "\(rows.count - shown == 1 ? "changes is" : "change are") left out.\n"
    }
    if unchanged > 0, plan.outcome != .noChanges {
      text += "\n\(Plural.count(unchanged, "resource")) \(unchanged == 1 ? "does" : "do") not change.\n"
    }
    return text
  }

  private func line(_ row: StackPlanRow) -> String {
    let type = code(row.resource.change.resourceType.string)
    let change = [escaped(row.change), row.reason.map(escaped)].compactMap(\.self).joined(separator: "<br>")
    let answer = ([row.answer.role == .deny ? "**\(row.answer.word)**" : row.answer.word] + row.answers.map(escaped))
    let fate = row.resource.losesData ? "**\(escaped(row.physical))**" : escaped(row.physical)
    var physical = [fate]
    if let policy = row.policyInEffect { physical.append(escaped(policy)) }
    if let ifAllowed = row.ifAllowed { physical.append("if allowed: \(escaped(ifAllowed))") }
    physical += row.troubles.map(escaped)
    if let note = row.note { physical.append(escaped(note)) }
    return "| \(row.sign) | \(code(row.name))<br>\(type) | \(change) | \(answer.joined(separator: "<br>")) | "
      + "\(physical.joined(separator: "<br>")) |\n"
  }

  // MARK: - What stands behind the table

  private func unknowns(_ plan: StackPlan) -> String {
    guard !plan.unknowns.isEmpty else { return "" }
    let shown = plan.unknowns.prefix(Self.listLimit)
    var text =
      "\n<details><summary>\(Plural.count(plan.unknowns.count, "value")) not known before deployment</summary>\n\n"
    for unknown in shown { text += "- \(cut(unknown.what)) at \(code(StackPlanWords.position(of: unknown)))\n" }
    if plan.unknowns.count > shown.count {
      text += "- **The list is cut**: \(plan.unknowns.count - shown.count) more are left out\n"
    }
    return text + "\n</details>\n"
  }

  private func disagreements(_ plan: StackPlan) -> String {
    guard !plan.disagreements.isEmpty else { return "" }
    let shown = plan.disagreements.prefix(Self.listLimit)
    var text = "\nThe change set and the templates differ:\n\n"
    for item in shown {
      text +=
        "- \(code(item.logicalResourceId.string)): \(item.changeSet.rawValue) in the change set, "
        + "\(item.templates.rawValue) by the templates\n"
    }
    if plan.disagreements.count > shown.count {
      text += "- **The list is cut**: \(plan.disagreements.count - shown.count) more are left out\n"
    }
    return text
  }

  private func overrides(_ plan: StackPlan, path: String?) -> String {
    var text = ""
    if let policy = plan.suggestedOverride {
      let introduction = StackPlanWords.introduction(ofOverrideFor: plan, nestedIn: path)
      text += "\n<details><summary>\(escaped(introduction))</summary>\n\n```json\n"
      text += PolicyPrinter().print(policy).string + "\n```\n\n</details>\n"
    }
    for resource in plan.resources {
      guard let nested = resource.nested else { continue }
      let id = resource.change.logicalResourceId.string
      text += overrides(nested, path: path.map { "\($0)/\(id)" } ?? id)
    }
    return text
  }

  // MARK: - Text

  private static let listLimit = 20

  /// A text that may be long, such as what CloudFormation says.
  private func cut(_ text: String) -> String { MarkdownText.cut(text) }

  private func code(_ text: String) -> String { MarkdownText.code(text) }

  private func capitalized(_ text: String) -> String {
    (text.first.map { String($0).uppercased() } ?? "") + text.dropFirst()
  }

  private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }
}

extension StackPlanRow {
  fileprivate var sign: String {
    switch weight {
    case .failing: "❌"
    case .alarming: "⚠️"
    case .open: "❔"
    case .changing, .unchanged: ""
    }
  }
}

extension StackPlan.Outcome {
  fileprivate var sign: String {
    switch self {
    case .updateComplete, .deleteComplete, .noChanges: "✅"
    case .refused, .updateRollbackComplete, .deleteFailed: "❌"
    case .inconclusive: "❔"
    }
  }
}
