import Documents
import PolicyLanguage
import Scenarios
import Simulation

/// Why one step failed, in lines that are the same in every format.
public struct ScenarioFailure: Sendable {
  /// One line, with the columns that it is indented by.
  public struct Line: Sendable {
    /// The text, escaped.
    public let text: String
    /// The columns.
    public let indent: Int
  }

  /// The lines; none for a step that did not fail.
  public let lines: [Line]

  /// Describes what came of a step.
  public init(_ step: StepResult) {
    var lines: [Line] = []
    if let error = step.error {
      let hint = error.suggestion.map { "; did you mean \(TerminalText.escaped($0))?" } ?? ""
      lines.append(Line(text: "\(TerminalText.escaped(error.message))\(hint) [\(error.code)]", indent: 0))
    }
    for mismatch in step.mismatches {
      let expected = Self.text(mismatch.expected)
      let path = TerminalText.escaped(mismatch.subject.path)
      lines.append(Line(text: "\(path): expected \(expected), got \(Self.text(mismatch.actual))", indent: 0))
    }
    if let decision = step.decision, !step.mismatches.isEmpty {
      lines.append(Line(text: "why: " + DecisionText.reason(decision), indent: 0))
    }
    if let plan = step.plan, !step.mismatches.isEmpty { lines += Self.reasons(plan, step.mismatches) }
    if let miss = step.nearestMiss, let request = step.explanation?.request {
      let text = NearestMissText(miss, request)
      lines.append(Line(text: "nearest: " + text.statement + " misses:", indent: 0))
      if let missed = text.missed { lines.append(Line(text: missed, indent: 2)) }
    }
    self.lines = lines
  }

  /// The lines as one text, each but the first on a line of its own.
  public var message: String {
    lines.map { String(repeating: " ", count: $0.indent) + $0.text }.joined(separator: "\n")
  }

  /// What CloudFormation says, and what was decided for each resource that is not as expected.
  private static func reasons(_ plan: StackPlan, _ mismatches: [ExpectationMismatch]) -> [Line] {
    var lines: [Line] = []
    if let message = plan.message { lines.append(Line(text: "why: " + TerminalText.escaped(message), indent: 0)) }
    var ids: [ByteString] = []
    for mismatch in mismatches {
      switch mismatch.subject {
      case .step: ids += plan.resources.filter { $0.failure != nil }.map(\.change.logicalResourceId)
      case .resource(let id, _), .permission(let id, _, _): ids.append(id.text)
      }
    }
    var seen: Set<ByteString> = []
    for id in ids where seen.insert(id).inserted {
      guard let resource = plan[id] else { continue }
      let name = TerminalText.escaped(id)
      for (action, answer) in zip(resource.change.asked, resource.answers) {
        lines.append(Line(text: "\(name): \(action.rawValue): \(DecisionText.reason(answer))", indent: 0))
      }
      for permission in resource.permissions where permission.isDeleteAction {
        let action = TerminalText.escaped(permission.action)
        lines.append(Line(text: "\(name): \(action): \(DecisionText.reason(permission.decision))", indent: 0))
      }
    }
    return lines
  }

  private static func text(_ actual: ActualValue) -> String {
    switch actual {
    case .statement(let reference?): DecisionText.name(reference) + " at " + DecisionText.position(reference)
    case .statement(nil): "no statement"
    case .value(let value): text(value)
    }
  }

  private static func text(_ value: ExpectedValue) -> String {
    switch value {
    case .text(let text): TerminalText.escaped(text)
    case .index(let index): "statement \(index)"
    case .truth(let truth): truth ? "true" : "false"
    case .nothing: "nothing"
    case .list(let texts): "[" + texts.map { TerminalText.escaped($0) }.joined(separator: ", ") + "]"
    }
  }
}
