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
  public func render(_ result: ScenarioRun.Result) -> String {
    let updated = result.updated
    return result.scenarios.map { render($0, updated) }.joined()
      + counts(ScenarioCounts(result.scenarios, updated: updated))
  }

  /// The lines of one scenario.
  private func render(_ scenario: ScenarioResult, _ updated: Set<String>) -> String {
    let (word, role): (String, TextStyle.Role) =
      switch scenario.status {
      case _ where scenario.isUpdated(updated): ("UPDATED", .strong)
      case .failed: ("FAILED", .deny)
      case .error: ("ERROR ", .error)
      default: ("passed", .allow)
      }
    let name = TerminalText.escaped(scenario.name)
    let steps = scenario.steps.isEmpty ? "" : "(\(Plural.count(scenario.steps.count, "step")))"
    let file = TerminalText.escaped(scenario.file)
    let title = scenario.name == ByteString(scenario.file) ? "" : name
    let rest = [title, steps].filter { !$0.isEmpty }.joined(separator: " ")
    let margin = String(repeating: " ", count: 7)
    var text = style.paint(word, role) + " " + file
    let lines = style.wrap(rest, indent: margin.utf8.count)
    if rest.isEmpty {
      text += "\n"
    } else if lines.count == 1, word.utf8.count + 3 + TerminalText.width(of: file + rest) <= style.width {
      text += (title.isEmpty ? " " : "  ") + rest + "\n"
    } else {
      // What there is no room for beside the path stands below it.
      text += "\n" + margin + lines.joined(separator: "\n" + margin) + "\n"
    }
    for step in scenario.steps where step.status == .failed || step.status == .error { text += render(step, scenario) }
    let skipped = scenario.steps.count { $0.status == .skipped }
    if skipped > 0 { text += "  \(Plural.count(skipped, "step")) skipped\n" }
    return text
  }

  private func render(_ step: StepResult, _ scenario: ScenarioResult) -> String {
    let place = "\(TerminalText.escaped(scenario.file)):\(step.position)"
    let heads = style.wrap("step \(step.number) \"\(TerminalText.escaped(step.name))\" at", indent: 4, firstIndent: 2)
    var text = "  " + heads.joined(separator: "\n    ")
    let room = style.width - (heads.count > 1 ? 4 : 2) - TerminalText.width(of: heads.last ?? "")
    text += room > TerminalText.width(of: place) ? " " : "\n    "
    text += style.paint(place, .strong) + "\n"
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
    if counts.updated > 0 { parts.append("\(Plural.grouped(counts.updated)) updated") }
    if counts.failed > 0 { parts.append(style.paint("\(Plural.grouped(counts.failed)) failed", .deny)) }
    if counts.errors > 0 { parts.append(style.paint("\(Plural.grouped(counts.errors)) with errors", .error)) }
    let scenarios = Plural.count(counts.scenarios, "scenario") + ": " + parts.joined(separator: ", ")
    return scenarios + "; \(Plural.count(counts.expectations, "expectation")), "
      + "\(Plural.grouped(counts.expectations - counts.unmet)) met\n"
  }
}
