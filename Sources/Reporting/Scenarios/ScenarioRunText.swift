import Documents
import Scenarios

/// The results of scenarios for people: a line for each scenario, and for what failed what was expected, what came, the
/// statement that decided, and the statement that came nearest.
///
/// ```
/// FAILED scenarios/volume.scenario.json  The volume is kept (3 steps)
///   step 2 "the deletion is denied" at scenarios/volume.scenario.json:7:5
///     decision: expected Deny, got Allow
///     why: allowed by statement 0 at admin.json:3:5
///     nearest: Deny "KeepVolumes" at scp.json:4:5 misses:
///       Condition StringEquals aws:ResourceTag/keep "yes": the request has "Yes"
/// ```
public struct ScenarioRunText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The lines of all scenarios and the counts.
  public func render(_ scenarios: [ScenarioResult]) -> String {
    scenarios.map { render($0) }.joined() + counts(ScenarioCounts(scenarios))
  }

  /// The lines of one scenario.
  public func render(_ scenario: ScenarioResult) -> String {
    let (word, role): (String, TextStyle.Role) =
      switch scenario.status {
      case .failed: ("FAILED", .deny)
      case .error: ("ERROR ", .error)
      default: ("passed", .allow)
      }
    let name = TerminalText.escaped(scenario.name)
    let steps = scenario.steps.isEmpty ? "" : " (\(Plural.count(scenario.steps.count, "step")))"
    let title = scenario.name == ByteString(scenario.file) ? "" : "  " + name
    var text = style.paint(word, role) + " \(TerminalText.escaped(scenario.file))\(title)\(steps)\n"
    for step in scenario.steps where step.status == .failed || step.status == .error { text += render(step, scenario) }
    let skipped = scenario.steps.count { $0.status == .skipped }
    if skipped > 0 { text += "  \(Plural.count(skipped, "step")) skipped\n" }
    return text
  }

  private func render(_ step: StepResult, _ scenario: ScenarioResult) -> String {
    let place = style.paint("\(TerminalText.escaped(scenario.file)):\(step.position)", .strong)
    var text = "  step \(step.number) \"\(TerminalText.escaped(step.name))\" at \(place)\n"
    for line in ScenarioFailure(step).lines {
      let wrapped = style.wrap(line.text, indent: 4 + line.indent)
      for (index, part) in wrapped.enumerated() {
        text += String(repeating: " ", count: 4 + line.indent + (index > 0 ? 2 : 0)) + part + "\n"
      }
    }
    return text
  }

  private func counts(_ counts: ScenarioCounts) -> String {
    var parts = ["\(Plural.grouped(counts.passed)) passed"]
    if counts.failed > 0 { parts.append(style.paint("\(Plural.grouped(counts.failed)) failed", .deny)) }
    if counts.errors > 0 { parts.append(style.paint("\(Plural.grouped(counts.errors)) with errors", .error)) }
    let scenarios = Plural.count(counts.scenarios, "scenario") + ": " + parts.joined(separator: ", ")
    return scenarios + "; \(Plural.count(counts.expectations, "expectation")), "
      + "\(Plural.grouped(counts.expectations - counts.unmet)) met\n"
  }
}
