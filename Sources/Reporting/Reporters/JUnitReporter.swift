import Documents

/// A report as JUnit XML, in the dialect that Jenkins, GitLab, CircleCI and Azure read; `docs/formats/junit.xsd`.
///
/// A suite is a scenario, a stack or a file, a case a step, a resource or a finding, with `file` and `line`. What is
/// wrong with inputs beside the cases stands in the suite `findings`, so that a run that failed is never all green.
public enum JUnitReporter {
  /// The document, with its line end.
  public static func render(_ report: Report) -> [UInt8] {
    let suites = suites(report)
    var xml = XMLWriter()
    let all = suites.flatMap(\.cases)
    let attributes = [("name", "stockade \(report.origin.command)")] + counts(all)
    xml.element("testsuites", attributes) { xml in
      for suite in suites { append(suite, to: &xml) }
    }
    return xml.bytes
  }

  private struct Suite {
    let name: String
    var cases: [Report.Case]
    /// What stands on the suite's own output.
    var output: [String] = []
  }

  /// The suites in the order of their first cases, then the errors that no case tells.
  private static func suites(_ report: Report) -> [Suite] {
    var suites: [Suite] = []
    var places: [String: Int] = [:]
    for item in report.cases {
      if let place = places[item.suite] {
        suites[place].cases.append(item)
      } else {
        places[item.suite] = suites.count
        suites.append(Suite(name: item.suite, cases: [item]))
      }
    }
    let told = Set(report.cases.filter { $0.outcome != .passed }.map { "\($0.place?.description ?? ""):\($0.message)" })
    var rest = Suite(name: "findings", cases: [])
    for finding in report.findings {
      let place = finding.place.map { "\($0): " } ?? ""
      let hint = finding.suggestion.map { "\ndid you mean \($0)?" } ?? ""
      let line = "\(place)\(finding.severity.rawValue): \(finding.message) [\(finding.code)]\(hint)"
      // An error keeps something from being decided; what weighs less is said, and fails nothing. The findings of
      // check are its cases, where --fail-on has them.
      if told.contains("\(finding.place?.description ?? ""):\(finding.message)") { continue }
      if finding.severity == .error, report.origin.command != "check" || report.cases.isEmpty {
        rest.cases.append(
          Report.Case(
            suite: rest.name, name: finding.code, place: finding.place, outcome: .error, message: finding.message,
            detail: line))
      } else {
        rest.output.append(line)
      }
    }
    rest.output += report.leftOut
    if rest.cases.isEmpty, !report.verdict.isGood, all(suites).allSatisfy({ $0.outcome == .passed }) {
      // Whatever else happens: a run that did not end well has a case that says so.
      rest.cases.append(
        Report.Case(
          suite: rest.name, name: report.verdict.status.word, place: nil,
          outcome: report.verdict.status == .finding ? .failed : .error, message: report.verdict.sentence))
    }
    if rest.cases.isEmpty, !rest.output.isEmpty {
      rest.cases.append(Report.Case(suite: rest.name, name: "no errors", place: nil, outcome: .passed))
    }
    if !rest.cases.isEmpty { suites.append(rest) }
    return suites
  }

  private static func all(_ suites: [Suite]) -> [Report.Case] { suites.flatMap(\.cases) }

  private static func counts(_ cases: [Report.Case]) -> [(String, String)] {
    [
      ("tests", String(cases.count)), ("failures", String(cases.count { $0.outcome == .failed })),
      ("errors", String(cases.count { $0.outcome == .error })),
      ("skipped", String(cases.count { $0.outcome == .skipped || $0.outcome == .unknown })),
    ]
  }

  private static func append(_ suite: Suite, to xml: inout XMLWriter) {
    xml.element("testsuite", [("name", suite.name)] + counts(suite.cases)) { xml in
      for item in suite.cases { append(item, to: &xml) }
      if !suite.output.isEmpty { xml.element("system-out", []) { $0.text(suite.output.joined(separator: "\n")) } }
    }
  }

  private static func append(_ item: Report.Case, to xml: inout XMLWriter) {
    var attributes = [("name", item.name), ("classname", item.suite)]
    if let place = item.place {
      attributes.append(("file", place.file))
      if let line = place.line { attributes.append(("line", String(line))) }
    }
    xml.element("testcase", attributes) { xml in
      let place = item.place.map { "\($0)\n" } ?? ""
      switch item.outcome {
      case .passed: break
      case .failed:
        xml.element("failure", [("message", item.message), ("type", "failed")]) { $0.text(place + item.detail) }
      case .error:
        xml.element("error", [("message", item.message), ("type", "error")]) { $0.text(place + item.detail) }
      case .skipped: xml.element("skipped", [("message", item.message)]) { _ in }
      case .unknown: xml.element("skipped", [("message", "unknown: \(item.message)")]) { _ in }
      }
    }
  }
}

extension Report.Verdict {
  /// Whether there is nothing to object to, or nothing that anybody knows.
  fileprivate var isGood: Bool { status == .success || status == .inconclusive }
}
