import CloudFormation
import Documents
import PolicyValidation
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
      "FILE", isRequired: false,
      summary:
        "A policy, an AWS output that holds one, a template, an environment or a scenario; \"-\" is standard input"
    ),
    options: [kind, template, .filesFrom, failOn, ReportOptions.option(), format, codes, .jobs] + CheckSuppression.all,
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

  static let template = OptionSpec(
    "template", value: .init("FILE", .file), category: .input,
    summary: "Hold the stack policies among the files against this template",
    discussion: """
      What a stack policy names must be in the template, and what holds data should be protected by one of the two. An \
      environment file says so of each of its stacks.
      """)

  static let codes = OptionSpec(
    "codes", category: .output, summary: "Write the page of all codes, with an example and a fix for each, and end")

  private let arguments: ParsedArguments
  private let format: Format
  private let failOn: FailOn
  private let kind: CheckedKind?
  private let suppression: CheckSuppression
  private let jobs: Int?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    format = try arguments.choice(Self.format, default: .text)
    failOn = try arguments.choice(Self.failOn, default: .error)
    kind = try arguments.value(Self.kind) == nil ? nil : arguments.choice(Self.kind, default: .stack)
    suppression = try CheckSuppression(arguments)
    jobs = try arguments.integer(.jobs, in: 1...1024)
    if let operand = Self.spec.operand, arguments.operands.isEmpty, !arguments.has(.filesFrom),
      !arguments.has(Self.codes)
    {
      throw .missingOperand(operand)
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    if arguments.has(Self.codes) {
      try session.write(FindingCodesMarkdown.render())
      return .success
    }
    let paths = try session.inputPaths(arguments)
    let template = try readTemplate(session)
    var run = Run(suppressed: try suppression.load(session))
    let check = FileCheckRun(
      kind: kind, files: session.fileReader, template: template, jobs: jobs ?? session.console.processorCount)
    var batch: [Input] = []
    var size = 0
    for path in paths {
      do {
        let source = try session.read(path)
        size += source.bytes.count
        batch.append(.source(source))
      } catch let failure as Diagnostic {
        batch.append(.unreadable(path, failure))
      }
      if size > FileCheckRun.batchSize {
        try finish(batch, check, &run, session)
        (batch, size) = ([], 0)
      }
    }
    try finish(batch, check, &run, session)
    let findings = run.findings
    var status = run.unreadable.isEmpty ? ExitStatus.success : .inputError
    if format == .json { try session.write(FindingsJSON.render(findings)) }
    let isAccepted = try suppression.finish(run.suppressed, checked: Set(paths + findings.map(\.file)), session)
    let counts = FindingCounts(findings)
    session.note("\(Plural.count(paths.count, "file")) checked: \(counts.text)\n")
    let least = isAccepted ? nil : failOn.severity
    if let least, counts.count(from: least) > 0 { status = max(status, .finding) }
    try session.writeReports(status) { origin, status in
      Report.check(
        findings, files: paths, unreadable: run.unreadable, origin: origin, status: status,
        objectingFrom: least)
    }
    return status
  }

  private enum Input {
    case source(SourceText)
    case unreadable(String, Diagnostic)
  }

  /// What a run has found so far.
  private struct Run {
    var suppressed: CheckSuppression.Loaded
    var findings: [Diagnostic] = []
    var unreadable: Set<String> = []
  }

  /// Checks a batch of files, and tells what is wrong with them.
  private func finish(_ batch: [Input], _ check: FileCheckRun, _ run: inout Run, _ session: Session) throws {
    let renderer = DiagnosticText(style: session.outputStyle)
    let sources = batch.compactMap { input in if case .source(let source) = input { source } else { nil } }
    var results = check.results(sources)[...]
    for input in batch {
      switch input {
      case .unreadable(let path, let failure):
        session.report(failure)
        run.findings.append(failure)
        run.unreadable.insert(path)
      case .source(let source):
        guard let (kind, diagnostics) = results.popFirst() else { continue }
        if let kind { session.detail("\(TerminalText.escaped(source.name)): \(kind.rawValue)\n") }
        let found = run.suppressed.filter.counting(diagnostics)
        run.findings += found
        if format == .text { for finding in found { try session.write(renderer.render(finding)) } }
      }
    }
  }

  /// The template of `--template`. It is read for the policies' sake, so that it must be readable.
  private func readTemplate(_ session: Session) throws -> Template? {
    guard let path = arguments.value(Self.template) else { return nil }
    let (template, diagnostics) = TemplateReader.read(try session.read(path))
    guard let template else { throw DiagnosticsError(diagnostics) }
    return template
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
