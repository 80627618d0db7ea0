import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// Plans as a table for people: the outcome and what becomes of data first, then every resource that changes.
public struct StackPlanText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The whole plan.
  public func render(_ plan: StackPlan) -> String {
    var text = ""
    let title = plan.stack.isEmpty ? "" : "\(TerminalText.escaped(plan.stack)): "
    text += lines("\(style.paint(plan.outcome.rawValue, plan.outcome.role))  \(title)\(StackPlanWords.headline(plan))")
    if let data = StackPlanWords.data(plan) {
      let sentence = TerminalText.escaped(data.sentence)
      text += lines(data.isLoss ? style.paint("DATA LOSS: ", .deny) + sentence : capitalized(sentence))
    }
    if let message = plan.message { text += "\n" + lines(TerminalText.escaped(message)) }
    for refusal in plan.refusals where refusal.source != nil {
      let position = refusal.position.map { ":\($0)" } ?? ""
      text += lines("at \(TerminalText.escaped(refusal.file))\(position)", indent: 2)
    }
    text += table(plan) + rest(plan)
    return text
  }

  // MARK: - Table

  private struct Widths {
    let name: Int
    let change: Int
    let answer: Int
  }

  private func table(_ plan: StackPlan) -> String {
    let rows = StackPlanRow.changing(plan)
    guard !rows.isEmpty else { return "" }
    let titles = ["RESOURCE", "CHANGE", plan.operation == .deleteStack ? "PERMITTED" : "POLICY", "PHYSICAL RESOURCE"]
    func widest(_ title: String, _ column: (StackPlanRow) -> String) -> Int {
      max(title.utf8.count, rows.map { column($0).utf8.count }.max() ?? 0)
    }
    let change = widest(titles[1], \.change)
    let answer = widest(titles[2]) { $0.answer.word }
    let physical = widest(titles[3], \.physical)
    let widest = rows.map { TerminalText.width(of: TerminalText.escaped($0.name)) }.max() ?? 0
    let room = style.width - 2 - change - answer - physical - 6
    let widths = Widths(name: max(8, min(room, widest)), change: change, answer: answer)
    var text =
      "\n  "
      + style.paint(
        padded(titles[0], widths.name) + "  " + padded(titles[1], change) + "  " + padded(titles[2], answer) + "  "
          + titles[3], .faint) + "\n"
    for row in rows { text += line(row, widths) + details(row) }
    return text
  }

  private func line(_ row: StackPlanRow, _ widths: Widths) -> String {
    let name = TerminalText.escaped(row.name)
    let answer = row.answer
    let word = padded(answer.word, widths.answer)
    let cells =
      "  " + padded(row.change, widths.change) + "  " + (answer.role.map { style.paint(word, $0) } ?? word) + "  "
      + (row.resource.losesData ? style.paint(row.physical, .deny) : row.physical) + "\n"
    let mark = row.mark.map { style.paint($0.sign, $0.role) } ?? " "
    if TerminalText.width(of: name) <= widths.name { return "\(mark) \(padded(name, widths.name))" + cells }
    return "\(mark) \(name)\n  \(String(repeating: " ", count: widths.name))" + cells
  }

  private func details(_ row: StackPlanRow) -> String {
    let type = row.resource.change.resourceType.string
    var text = detail([type, row.reason].compactMap(\.self).joined(separator: ": "))
    for answer in row.answers { text += detail(answer) }
    if let ifAllowed = row.ifAllowed { text += detail("if allowed: \(ifAllowed)") }
    for trouble in row.troubles { text += detail(trouble) }
    if let note = row.note { text += detail(note) }
    return text
  }

  private func detail(_ text: String) -> String {
    lines(TerminalText.escaped(text), indent: 4) { style.paint($0, .faint) }
  }

  // MARK: - What stands behind the table

  private func rest(_ plan: StackPlan) -> String {
    var text = ""
    let unchanged = StackPlanRow.all(plan).filter { $0.weight == .unchanged }.count
    if unchanged > 0, plan.outcome != .noChanges {
      text += lines("\(Plural.count(unchanged, "resource")) \(unchanged == 1 ? "does" : "do") not change.")
    }
    text += open(plan)
    if !plan.unknowns.isEmpty {
      text += "\n" + style.paint("Not known before deployment", .strong) + "\n"
      let shown = plan.unknowns.prefix(Self.unknownLimit)
      for unknown in shown {
        text += lines(
          TerminalText.escaped("\(unknown.what) at \(StackPlanWords.position(of: unknown))"), indent: 2)
      }
      if plan.unknowns.count > shown.count { text += "  and \(plan.unknowns.count - shown.count) more\n" }
    }
    if !plan.disagreements.isEmpty {
      text += "\n" + style.paint("The change set and the templates differ", .strong) + "\n"
      for item in plan.disagreements {
        text += lines(
          TerminalText.escaped(
            "\(item.logicalResourceId): \(item.changeSet.rawValue) in the change set, \(item.templates.rawValue) by the "
              + "templates"), indent: 2)
      }
    }
    text += overrides(plan, path: nil)
    if let wayOut = StackPlanWords.wayOut(plan) { text += "\n" + lines(wayOut + ".") }
    return text.isEmpty ? "" : "\n" + text.drop { $0 == "\n" }
  }

  /// How many requests hang on something, said once for all of them.
  private func open(_ plan: StackPlan) -> String {
    let rows = StackPlanRow.all(plan)
    let open = rows.flatMap(\.resource.permissions).filter { !$0.isDeleteAction && $0.decision.result == .unknown }
    guard !open.isEmpty else { return "" }
    let keys = Set(open.flatMap(\.decision.missing).map(\.string)).sorted()
    let reason = keys.isEmpty ? "names that are known later" : StackPlanWords.listed(keys)
    return lines(TerminalText.escaped("\(Plural.count(open.count, "permission")) of handlers hang on \(reason)."))
  }

  private func overrides(_ plan: StackPlan, path: String?) -> String {
    var text = ""
    if let policy = plan.suggestedOverride {
      let introduction = StackPlanWords.introduction(ofOverrideFor: plan, nestedIn: path)
      text += "\n" + lines(TerminalText.escaped(introduction)) + "\n"
      text += TerminalText.escapedLines(PolicyPrinter().print(policy).string) + "\n"
    }
    for resource in plan.resources {
      guard let nested = resource.nested else { continue }
      let id = resource.change.logicalResourceId.string
      text += overrides(nested, path: path.map { "\($0)/\(id)" } ?? id)
    }
    return text
  }

  // MARK: - Layout

  private static let unknownLimit = 10

  private func lines(_ text: String, indent: Int = 0, paint: (String) -> String = { $0 }) -> String {
    let spaces = String(repeating: " ", count: indent)
    return style.wrap(text, indent: indent).map { spaces + paint($0) + "\n" }.joined()
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - TerminalText.width(of: text)))
  }

  private func capitalized(_ text: String) -> String {
    (text.first.map { String($0).uppercased() } ?? "") + text.dropFirst() + "."
  }
}

extension StackPlanRow {
  /// What draws the eye to a row; nil for one that is as it should be.
  fileprivate var mark: (sign: String, role: TextStyle.Role)? {
    switch weight {
    case .failing: ("x", .deny)
    case .losing: ("!", .deny)
    case .open: ("?", .unknown)
    case .changing, .unchanged: nil
    }
  }
}

extension StackPlan.Outcome {
  /// The colour of the word.
  var role: TextStyle.Role {
    switch self {
    case .updateComplete, .deleteComplete, .noChanges: .allow
    case .refused, .updateRollbackComplete, .deleteFailed: .deny
    case .inconclusive: .unknown
    }
  }
}
