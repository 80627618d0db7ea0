import Documents
import PolicyLanguage
import Scenarios

extension Report {
  /// The report of scenarios: a suite for each, a case for each step.
  ///
  /// - Parameter minimum: the coverage that was asked for.
  public static func test(
    _ result: ScenarioRun.Result, minimum: CoverageFigure.Percentage? = nil, origin: Origin, status: Verdict.Status
  ) -> Report {
    let counts = ScenarioCounts(result.scenarios, updated: result.updated)
    var report = Report(origin: origin, verdict: Verdict(status, sentence(counts, result.coverage, minimum)))
    report.counts = [
      Count("scenarios", counts.scenarios), Count("passed", counts.passed, .allow),
      Count("failed", counts.failed, counts.failed > 0 ? .deny : nil),
      Count("with errors", counts.errors, counts.errors > 0 ? .deny : nil),
      Count("expectations", counts.expectations),
      Count("unmet", counts.unmet, counts.unmet > 0 ? .deny : nil),
    ]
    report.add(result.scenarios.flatMap(\.diagnostics))
    for scenario in result.scenarios { report.cases += cases(scenario, isUpdated: scenario.isUpdated(result.updated)) }
    if let coverage = result.coverage {
      report.counts.append(Count("things shown of statements", coverage.figure.shown))
      report.counts.append(Count("things that can be shown", coverage.figure.total))
      report.add(coverage.policies.map { PolicySource($0) })
      if let minimum {
        let isEnough = coverage.figure.isAtLeast(minimum)
        report.cases.append(
          Case(
            suite: "coverage", name: "coverage", place: nil, outcome: isEnough ? .passed : .failed,
            message: isEnough ? "" : "coverage is \(coverage.figure.percent) %, less than --coverage-min",
            detail: missing(coverage).joined(separator: "\n")))
      }
    }
    return report
  }

  private static func sentence(
    _ counts: ScenarioCounts, _ coverage: CoverageTally?, _ minimum: CoverageFigure.Percentage?
  ) -> String {
    var parts = ["\(counts.passed) passed"]
    if counts.updated > 0 { parts.append("\(counts.updated) updated") }
    if counts.failed > 0 { parts.append("\(counts.failed) failed") }
    if counts.errors > 0 { parts.append("\(counts.errors) with errors") }
    let coverage = coverage.map { coverage in
      let isEnough = minimum.map { coverage.figure.isAtLeast($0) } ?? true
      return "; coverage \(coverage.figure.percent) %" + (isEnough ? "" : ", which is not enough")
    }
    return "\(Plural.count(counts.scenarios, "scenario")): \(parts.joined(separator: ", "))" + (coverage ?? "")
  }

  private static func missing(_ coverage: CoverageTally) -> [String] {
    coverage.policies.flatMap(\.statements).filter { !$0.missing.isEmpty }.map { statement in
      let never = statement.missing.map(\.rawValue).joined(separator: ", ")
      return "\(statement.statement.displayName) at \(Place(statement.statement)): never \(never)"
    }
  }

  private static func cases(_ scenario: ScenarioResult, isUpdated: Bool) -> [Case] {
    let suite = scenario.name.string
    var cases = scenario.steps.map { step in
      let failure = ScenarioFailure(step).lines
      let outcome: Case.Outcome =
        switch step.status {
        case .passed, .done, .denied: .passed
        // What was expected has been rewritten; the lines say from what to what.
        case .failed: isUpdated ? .passed : .failed
        case .error: .error
        case .skipped: .skipped
        }
      return Case(
        suite: suite, name: "\(step.number). \(step.name)", place: Place(scenario.file, step.position),
        outcome: outcome,
        message: outcome == .passed
          ? "" : outcome == .skipped ? "a step before it could not be run" : failure.first?.text ?? "",
        detail: ScenarioFailure(step).message)
    }
    for diagnostic in scenario.diagnostics where diagnostic.severity == .error {
      cases.append(
        Case(
          suite: suite, name: diagnostic.code,
          place: Place(
            file: diagnostic.file.isEmpty ? scenario.file : diagnostic.file, line: diagnostic.position?.line,
            column: diagnostic.position?.column), outcome: .error, message: diagnostic.message,
          detail: diagnostic.suggestion.map { "did you mean \($0)?" } ?? ""))
    }
    if cases.isEmpty {
      cases.append(Case(suite: suite, name: suite, place: Place(file: scenario.file), outcome: .passed))
    }
    return cases
  }
}
