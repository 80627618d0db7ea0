import Documents
import Reporting

/// Reports for the tests of the formats.
enum ReportSample {
  /// Text that tries to break out of every format.
  static let hostile = "]]>\u{1}\u{1B}[31m\u{FFFE}<img src=x onerror=\"a\">|`@x`, 50%: 'q'\r\n::error::=1"

  /// A report of nothing.
  static func empty(_ status: Report.Verdict.Status = .success, command: String = "test") -> Report {
    Report(
      origin: .init(
        command: command, toolVersion: "1.2.3", commandLine: ["stockade", command, "it's here"],
        inputs: [.init(file: "a b.json", byteCount: 3, digest: String(repeating: "ab", count: 32))]),
      verdict: .init(status, "all is well"))
  }

  /// A report with one of everything, all of whose texts are hostile.
  static func full(_ text: String = hostile) -> Report {
    var report = empty(.finding)
    report.verdict.sentence = text
    report.counts = [.init("denied", 2, .deny), .init(text, 1)]
    let place = Report.Place(file: text, line: 3, column: 5)
    report.findings = [finding(text, .warning, place: place), finding(text, .error, place: nil)]
    report.cases = Report.Case.Outcome.allCases.map { outcome in
      Report.Case(
        suite: text, name: "\(outcome) \(text)", place: place, outcome: outcome, message: text, detail: text)
    }
    let statement = Report.Statement(name: text, policyType: "scp", level: text, place: place, text: text)
    let ruling = Report.Ruling(state: .deny, word: "Deny", reason: text, statement: statement)
    report.changes = [
      Report.Change(
        title: "Newly denied", state: .deny, count: 4, before: ruling, after: ruling,
        groups: [
          .init(principal: text, action: text, account: text, count: 4, firstResource: text, first: place)
        ])
    ]
    report.explanations = [.init(id: "why-1", text: text, statement: statement)]
    report.matrices = [
      Report.Matrix(
        title: "What the stack policy protects", rowTitle: "Resource", columnTitle: "Update action",
        rows: [.init(text, detail: text)], columns: [.init("Modify"), .init("Delete")],
        cells: [
          [
            .init(letter: "A", state: .allow, isAsked: true, data: text, losesData: true, explanation: "why-1"),
            .notAsked,
          ]
        ])
    ]
    report.organization = [
      .init(
        kind: .root, id: text, name: text, parent: nil, policies: [.init(policyType: "scp", name: text)], denials: 3)
    ]
    report.policySources = [
      .init(file: text, kind: "scp", lines: [.init(number: 1, text: text, hits: 2, mark: .decisive)])
    ]
    report.rankings = [.init(title: "Most denied principals", entries: [.init(text, 4)], rest: 2)]
    report.rows = [
      .init(place: place, id: "\"a1\"", principal: text, action: text, resource: text, ruling: ruling),
      .init(
        place: place, id: nil, principal: nil, action: "", resource: "", ruling: ruling, errorCode: "record.shape"),
    ]
    report.leftOut = ["3 findings left out"]
    return report
  }

  /// A finding.
  static func finding(
    _ message: String, _ severity: Severity = .error, code: String = "policy.size", place: Report.Place? = nil,
    fingerprint: String = "0123"
  ) -> Report.Finding {
    Report.Finding(
      code: code, severity: severity, message: message, place: place, suggestion: message, title: "it is too long",
      help: "Make it shorter.", fingerprint: fingerprint)
  }

  /// A report as text.
  static func render(_ report: Report, _ format: ReportFormat) -> String {
    String(decoding: format.render(report), as: UTF8.self)
  }
}
