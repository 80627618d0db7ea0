import Documents
import Reporting
import Scenarios

/// `stockade test`: scenarios with expected decisions, and how much of the policies they cover.
struct TestCommand: Command {
  static let spec = CommandSpec(
    "test", summary: "Run scenarios, and measure how much of the policies they cover",
    discussion: [
      """
      Runs every scenario file (*.scenario.json) of the given files and folders, each over an environment of its own, \
      and compares what its steps give with what they expect. What failed is shown with the statement that decided, \
      and with the one that came nearest to what was expected.
      """,
      """
      A misspelt member or Sid, a resource, stack or policy that exists nowhere, a question without an expectation, and \
      a folder without a scenario are errors, never a pass.
      """,
    ],
    operand: .init(
      "PATH", isRequired: false,
      summary: "A scenario file, or a folder that is searched for them; default the current folder"),
    options: [.filesFrom, filter, update, coverage, coverageMinimum, report, format, .jobs],
    statuses: [
      "0  everything was as expected",
      "1  an expectation was not met, or --coverage-min was not reached",
      "2  a usage error, a scenario that cannot be run, or none at all",
      "70 internal error",
    ],
    examples: [
      .init("stockade test scenarios", "Run all scenarios of a folder and of those below it"),
      .init(
        "stockade test --coverage-min 90 --report lcov=coverage.info",
        "Fail when scenarios show less than 90 % of the policies"),
      .init("stockade test --update policies/region.scenario.json", "Take what the steps give now as expected"),
    ])

  enum Format: String { case text, json }

  static let format = OptionSpec.format(["text", "json"])
  static let filter = OptionSpec(
    "filter", value: .init("TEXT"), category: .input,
    summary: "Run only scenarios whose path or name holds TEXT, in any case")
  static let update = OptionSpec(
    "update", category: .decisions, summary: "Rewrite expectations that are not met to what was given",
    discussion: """
      Only the bytes of the expected values change; the layout of the file stays. A question without an expectation \
      gets one. Scenarios with errors stay as they are.
      """)
  static let coverage = OptionSpec(
    "coverage", category: .output, summary: "Show which statements matched, did not match, and decided",
    discussion: "Printed behind the results, with the source of each policy, also when scenarios fail.")
  static let coverageMinimum = OptionSpec(
    "coverage-min", value: .init("PERCENT"), category: .decisions,
    summary: "End with status 1 when less is covered; 87.5 is 87.5, nothing is rounded",
    discussion: """
      Of each statement three things can be shown: that it matches, that it does not, and that a decision hangs on it. \
      The figure is what was shown of all that can be shown.
      """)
  static let report = ReportOptions.option(also: ["text", "coverage", "coverage-json", "lcov"])

  private let arguments: ParsedArguments
  private let format: Format
  private let minimum: CoverageFigure.Percentage?
  private let jobs: Int?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    format = try arguments.choice(Self.format, default: .text)
    jobs = try arguments.integer(.jobs, in: 1...1024)
    if let text = arguments.value(Self.coverageMinimum) {
      guard let percentage = CoverageFigure.Percentage(text) else {
        throw .invalidValue(Self.coverageMinimum, text, expected: "a percentage from 0 to 100, such as 90 or 87.5")
      }
      minimum = percentage
    } else {
      minimum = nil
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    var run = ScenarioRun(files: session.fileReader)
    run.jobs = jobs ?? session.console.processorCount
    run.filter = arguments.value(Self.filter).map { ByteString($0) }
    run.updatesExpectations = arguments.has(Self.update)
    run.measuresCoverage =
      arguments.has(Self.coverage) || minimum != nil || session.reports.contains(["coverage", "coverage-json", "lcov"])
    let result = run.run(try paths(session))
    if result.scenarios.isEmpty {
      let filter = ByteString(arguments.value(Self.filter) ?? "")
      throw Diagnostic(file: "", code: "scenario.none", message: "no scenario matches the filter \(filter.quoted())")
    }
    report(result.scenarios, session)
    try write(result, session)
    for update in result.updates {
      try session.write(update.text, toFile: update.file)
      let count = Plural.count(update.changes, "expectation")
      session.note("\(TerminalText.escaped(update.file)): \(count) rewritten\n")
    }
    let status = status(result)
    try writeReports(result, status, session)
    return status
  }

  private func paths(_ session: Session) throws -> [String] {
    var given = try session.inputPaths(arguments)
    if given.isEmpty, !arguments.has(.filesFrom) { given = ["."] }
    let paths = try ScenarioFiles.find(given, in: session)
    if paths.isEmpty { throw Diagnostic(file: "", code: "scenario.none", message: "there is no scenario to run") }
    return paths
  }

  /// Shows what is wrong with files and their policies, each finding once however many scenarios meet it.
  private func report(_ scenarios: [ScenarioResult], _ session: Session) {
    var seen: Set<String> = []
    for diagnostic in scenarios.flatMap(\.diagnostics) {
      let key = "\(diagnostic.file):\(diagnostic.range.start):\(diagnostic.code):\(diagnostic.message)"
      if seen.insert(key).inserted { session.report(diagnostic) }
    }
  }

  private func write(_ result: ScenarioRun.Result, _ session: Session) throws {
    switch format {
    case .text:
      let style = session.outputStyle
      try session.write(ScenarioRunText(style: style).render(result))
      guard let coverage = result.coverage else { break }
      let text = CoverageText(style: style)
      if arguments.has(Self.coverage) {
        try session.write("\n" + text.render(coverage, minimum: minimum))
      } else {
        try session.write(text.figure(coverage, minimum))
      }
    case .json: try session.write(ScenarioRunJSON.render(result, minimum: minimum))
    }
  }

  private func writeReports(_ result: ScenarioRun.Result, _ status: ExitStatus, _ session: Session) throws {
    let coverage = result.coverage ?? CoverageTally()
    try session.writeReports(status) { origin, status in
      Report.test(result, minimum: minimum, origin: origin, status: status)
    } other: { format in
      switch format {
      case "coverage": Array(CoverageText(style: .plain).render(coverage, minimum: minimum).utf8)
      case "coverage-json": CoverageJSON.render(coverage, minimum: minimum)
      case "lcov": CoverageLCOV.render(coverage)
      default: Array(ScenarioRunText(style: .plain).render(result).utf8)
      }
    }
  }

  private func status(_ result: ScenarioRun.Result) -> ExitStatus {
    var status = ExitStatus.success
    let updated = Set(result.updates.map(\.file))
    for scenario in result.scenarios {
      if scenario.status == .error { status = max(status, .inputError) }
      if scenario.status == .failed, !updated.contains(scenario.file) { status = max(status, .finding) }
    }
    if let minimum, result.coverage?.figure.isAtLeast(minimum) != true { status = max(status, .finding) }
    return status
  }
}
