import Documents
import PolicyLanguage
import Scenarios

/// The results of scenarios as one JSON document, `stockade/test/1`.
public enum ScenarioRunJSON {
  /// The document, with its line end.
  ///
  /// - Parameter minimum: the coverage that was asked for.
  public static func render(
    _ result: ScenarioRun.Result, minimum: CoverageFigure.Percentage? = nil
  ) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/test/1")
      let counts = ScenarioCounts(result.scenarios, updated: result.updated)
      json.object("counts") { json in
        json.member("scenarios", counts.scenarios)
        json.member("passed", counts.passed)
        json.member("failed", counts.failed)
        json.member("updated", counts.updated)
        json.member("errors", counts.errors)
        json.member("expectations", counts.expectations)
        json.member("unmet", counts.unmet)
      }
      json.array("scenarios") { list in
        for scenario in result.scenarios {
          list.object { append(scenario, isUpdated: scenario.isUpdated(result.updated), to: &$0) }
        }
      }
      if let coverage = result.coverage {
        json.object("coverage") { CoverageJSON.append(coverage, minimum: minimum, to: &$0) }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ scenario: ScenarioResult, isUpdated: Bool, to json: inout JSONWriter) {
    json.member("name", scenario.name)
    json.member("file", scenario.file)
    json.member("status", isUpdated ? "updated" : scenario.status.rawValue)
    json.array("steps") { list in
      for step in scenario.steps { list.object { append(step, to: &$0) } }
    }
    json.array("findings") { list in
      for diagnostic in scenario.diagnostics { FindingsJSON.append(diagnostic, to: &list) }
    }
  }

  private static func append(_ step: StepResult, to json: inout JSONWriter) {
    json.member("step", step.number)
    json.member("name", step.name)
    json.member("kind", step.kind.rawValue)
    json.member("line", step.position.line)
    json.member("column", step.position.column)
    json.member("status", step.status.rawValue)
    if let decision = step.decision { ExplanationJSON.append(decision, to: &json) }
    if let plan = step.plan {
      json.member("outcome", plan.outcome.rawValue)
      if let message = plan.message { json.member("answer", message) }
    }
    if !step.mismatches.isEmpty {
      json.array("mismatches") { list in
        for mismatch in step.mismatches { list.object { append(mismatch, to: &$0) } }
      }
    }
    if let miss = step.nearestMiss {
      json.object("nearestMiss") { NearestMissText.append(miss, step.explanation?.request, to: &$0) }
    }
    if let error = step.error {
      json.key("error")
      FindingsJSON.append(error, to: &json)
    }
    let message = ScenarioFailure(step).message
    if !message.isEmpty { json.member("message", message) }
  }

  private static func append(_ mismatch: ExpectationMismatch, to json: inout JSONWriter) {
    json.member("member", mismatch.subject.path)
    json.key("expected")
    append(mismatch.expected, to: &json)
    json.key("actual")
    append(mismatch.actual.expected, to: &json)
  }

  private static func append(_ value: ExpectedValue, to json: inout JSONWriter) {
    switch value {
    case .text(let text): json.string(text)
    case .index(let index): json.integer(index)
    case .truth(let truth): json.bool(truth)
    case .nothing: json.null()
    case .list(let texts): json.array { list in for text in texts { list.string(text) } }
    }
  }
}
