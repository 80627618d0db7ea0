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
    let stack = plan.stack.isEmpty ? "" : " \(TerminalText.escaped(plan.stack))"
    text += lines("\(plan.outcome.rawValue)\(stack): \(StackPlanWords.headline(plan)).") { line in
      painted(line, plan.outcome.rawValue, plan.outcome.role)
    }
    if let data = StackPlanWords.data(plan) {
      let sentence = TerminalText.escaped(data.sentence)
      text += lines(data.isLoss ? "DATA LOSS: \(sentence)." : capitalized(sentence)) {
        painted($0, "DATA LOSS:", .deny)
      }
    }
    if let warning = StackPlanWords.missingPermissions(plan) {
      text += lines("Warning: \(TerminalText.escaped(warning)).") { painted($0, "Warning:", .warning) }
    }
    if let message = plan.message { text += "\n" + lines(TerminalText.escaped(message)) }
    for refusal in plan.refusals {
      let position = refusal.position.map { ":\($0)" } ?? ""
      let place = refusal.source == nil ? "" : "at \(TerminalText.escaped(refusal.file))\(position) "
      text += lines("\(place)[\(refusal.code)]", indent: 2)
    }
    text += table(plan) + rest(plan)
    return text
  }

  // MARK: - Table

  /// The columns of a table, each as wide as its widest cell; the first takes what is left.
  private struct Columns {
    let name: Int
    let change: Int
    /// Nil where nobody is asked anything.
    let answer: Int?
  }

  private func table(_ plan: StackPlan) -> String {
    let rows = StackPlanRow.changing(plan)
    guard !rows.isEmpty else { return "" }
    let answerTitle = plan.operation == .deleteStack ? "PERMITTED" : "POLICY"
    func widest(_ title: String, _ cell: (StackPlanRow) -> String) -> Int {
      max(title.utf8.count, rows.map { TerminalText.width(of: cell($0)) }.max() ?? 0)
    }
    let isAsked = rows.contains { $0.answer.role != nil }
    let change = widest("CHANGE", \.change)
    let answer = isAsked ? widest(answerTitle) { $0.answer.word } : nil
    let physical = widest("PHYSICAL RESOURCE", \.physical)
    let room = style.width - 2 - (change + 2) - (answer.map { $0 + 2 } ?? 0) - (physical + 2)
    let name = widest("RESOURCE") { TerminalText.escaped($0.name) }
    let columns = Columns(name: max(8, min(room, name)), change: change, answer: answer)
    let head =
      [padded("RESOURCE", columns.name), padded("CHANGE", change)] + (answer.map { [padded(answerTitle, $0)] } ?? [])
    let title = (head + ["PHYSICAL RESOURCE"]).joined(separator: "  ")
    return "\n  \(style.paint(title, .faint))\n" + rows.map { line($0, columns) + details($0) }.joined()
  }

  private func line(_ row: StackPlanRow, _ columns: Columns) -> String {
    let name = TerminalText.escaped(row.name)
    var cells = [padded(row.change, columns.change)]
    if let width = columns.answer {
      let word = padded(row.answer.word, width)
      cells.append(row.answer.role.map { style.paint(word, $0) } ?? word)
    }
    cells.append(row.resource.losesData ? style.paint(row.physical, .deny) : row.physical)
    let rest = "  " + cells.joined(separator: "  ") + "\n"
    let mark = row.mark.map { style.paint($0.sign, $0.role) } ?? " "
    if TerminalText.width(of: name) <= columns.name { return "\(mark) \(padded(name, columns.name))" + rest }
    return "\(mark) \(name)\n  \(String(repeating: " ", count: columns.name))" + rest
  }

  private func details(_ row: StackPlanRow) -> String {
    let type = row.resource.change.resourceType.string
    var text = detail([type, row.reason].compactMap(\.self).joined(separator: ": "))
    if let policy = row.policyInEffect { text += detail(policy) }
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

  /// A line whose first words are in a colour, where it begins with them.
  private func painted(_ line: String, _ words: String, _ role: TextStyle.Role) -> String {
    guard line.utf8.starts(with: words.utf8) else { return line }
    return style.paint(words, role) + line.dropFirst(words.count)
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
    case .alarming: ("!", .deny)
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
