import Documents
import PolicyLanguage
import Reporting

/// `stockade check`: what is wrong with policies, templates and environments, without deciding anything.
struct CheckCommand: Command {
  static let spec = CommandSpec(
    "check", summary: "Find what is wrong with policies, templates and environments",
    discussion: [
      """
      Reads every FILE and prints its errors, warnings and notices with file, line, column, a stable code, and the \
      nearest legal spelling. What kind of file it is is seen from its content, unless --kind says it.
      """
    ],
    operand: .init(
      "FILE", summary: "A policy, an AWS output that holds one, a template, or an environment; \"-\" is standard input"),
    options: [kind, .filesFrom, failOn, ReportOptions.option(), format],
    statuses: [
      "0  nothing that --fail-on lists was found",
      "1  a finding as grave as --fail-on says",
      "2  a usage error, or a file that cannot be read",
      "70 internal error",
    ],
    examples: [
      .init("stockade check stack-policy.json", "Find what AWS would refuse, and what it would take differently"),
      .init(
        "git ls-files '*.json' | stockade check --files-from - --fail-on warning",
        "Check all policies of a repository, and fail on warnings too"),
    ])

  enum Format: String { case text, json }
  enum FailOn: String { case error, warning, notice, none }

  static let format = OptionSpec.format(["text", "json"])
  static let failOn = OptionSpec(
    "fail-on", value: .choice("SEVERITY", of: ["error", "warning", "notice", "none"]), category: .decisions,
    summary: "The least finding that makes the status 1; default error")
  static let kind = OptionSpec(
    "kind", value: .choice("KIND", of: CheckedKind.allNames), category: .input,
    summary: "What the files are, instead of looking: \(CheckedKind.allNames.joined(separator: ", "))")

  private let arguments: ParsedArguments
  private let format: Format
  private let failOn: FailOn
  private let kind: CheckedKind?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    format = try arguments.choice(Self.format, default: .text)
    failOn = try arguments.choice(Self.failOn, default: .error)
    kind = try arguments.value(Self.kind) == nil ? nil : arguments.choice(Self.kind, default: .stack)
  }

  func run(in session: Session) throws -> ExitStatus {
    var findings: [Diagnostic] = []
    var status = ExitStatus.success
    var unreadable: Set<String> = []
    let paths = try session.inputPaths(arguments)
    let renderer = DiagnosticText(style: session.outputStyle)
    for path in paths {
      let found: [Diagnostic]
      do {
        found = check(try session.read(path), session)
      } catch let failure as Diagnostic {
        status = .inputError
        session.report(failure)
        findings.append(failure)
        unreadable.insert(path)
        continue
      }
      findings += found
      if format == .text { for finding in found { try session.write(renderer.render(finding)) } }
    }
    if format == .json { try session.write(FindingsJSON.render(findings)) }
    let counts = FindingCounts(findings)
    session.note("\(Plural.count(paths.count, "file")) checked: \(counts.text)\n")
    if let least = failOn.severity, counts.count(from: least) > 0 { status = max(status, .finding) }
    try session.writeReports(status) { origin, status in
      Report.check(
        findings, files: paths, unreadable: unreadable, origin: origin, status: status,
        objectingFrom: failOn.severity)
    }
    return status
  }

  private func check(_ source: SourceText, _ session: Session) -> [Diagnostic] {
    let reading = CheckedKind.findings(in: source, kind: kind, files: session.fileReader)
    if let found = reading.kind { session.detail("\(TerminalText.escaped(source.name)): \(found.rawValue)\n") }
    return reading.findings
  }
}

extension CheckCommand.FailOn {
  fileprivate var severity: Severity? {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    case .none: nil
    }
  }
}
