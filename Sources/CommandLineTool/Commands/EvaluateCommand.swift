import Documents
import PolicyLanguage
import Replay
import Reporting

/// `stockade evaluate`: a stream of actions through policies, one decision per action, in order.
struct EvaluateCommand: Command {
  static let spec = CommandSpec(
    "evaluate", summary: "Decide a stream of actions, one decision per action",
    discussion: [
      """
      Reads action records, one JSON object a line, or CloudTrail logs, and decides each: an update action (Update:Modify, Update:Replace, \
      Update:Delete) by the stack policy, an API action by the service control policies, or by all policies of an environment. Prints one decision per \
      record, in order, with the statement that decided and where it stands; a summary goes to standard error.
      """,
      """
      A policy with an error is never evaluated: the run stops before the first decision. A record that cannot be read \
      gives an error line in its place, and the run goes on.
      """,
    ],
    operand: .init(
      "STREAM", isRequired: false, summary: "Records, files or folders; \"-\", and nothing at all, is standard input"),
    options: PolicyOptions.all + [
      .filesFrom, ContextOptions.missingContext, ContextOptions.assume, onBadRecord, failOn, ReportOptions.option(),
      format, .jobs,
    ] + ReplayOptions.all,
    statuses: [
      "0  all records were decided, and nothing that --fail-on lists was found",
      "1  a decision that --fail-on lists",
      "2  a usage error, a policy with an error, or an input or record that cannot",
      "   be read (--on-bad-record line leaves records out of this)",
      "3  --fail-on is given, and the only objection is that a decision is Unknown",
      "70 internal error",
    ],
    examples: [
      .init(
        "stockade evaluate --stack-policy stack-policy.json actions.ndjson",
        "Which of these update actions would the stack policy deny?"),
      .init(
        "gzip -dc log.gz | stockade evaluate --scp scp.json -f ndjson --fail-on deny",
        "Decide a log by an SCP, for machines, and fail when something is denied"),
    ])

  enum Format: String { case text, ndjson, csv }
  enum FailOn: String { case deny, unknown, any, none }

  static let format = OptionSpec.format(["text", "ndjson", "csv"])
  static let failOn = OptionSpec.failOn(["deny", "unknown", "any", "none"], default: "none")
  static let onBadRecord = OptionSpec(
    "on-bad-record", value: .choice("WHAT", of: ["fail", "line", "stop"]), category: .decisions,
    summary: "What a record that cannot be decided does; default fail",
    discussion: """
      Each gives an error line in its place. With "fail" the run goes on and ends with status 2, with "line" it ends \
      as if nothing were wrong, for pipelines, and with "stop" it ends at the first. "line" is so of an input that \
      breaks off, too; one that cannot be opened is an error all the same.
      """)

  let arguments: ParsedArguments
  private let policies: PolicyOptions
  let context: ContextOptions
  let replay: ReplayOptions
  let format: Format
  private let failOn: [FailOn]
  private let badRecords: BadRecordPolicy
  private let jobs: Int?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    policies = try PolicyOptions(arguments)
    context = try ContextOptions(arguments)
    replay = try ReplayOptions(arguments)
    format = try arguments.choice(Self.format, default: .text)
    failOn = try arguments.choices(Self.failOn) ?? []
    badRecords = try arguments.choice(Self.onBadRecord, default: .fail)
    jobs = try arguments.integer(.jobs, in: 1...1024)
    if policies.isEmpty {
      throw PolicyOptions.missing
    }
  }

  func run(in session: Session) throws -> ExitStatus {
    session.notesNamedFiles = replay.checkpointPath != nil
    let policies = try policies.load(session)
    let inputs = try recordInputs(session)
    var run = StreamRun(policies: policies, formatter: formatter(session))
    run.missingContext = context.missingContext
    run.badRecords = badRecords
    run.jobs = jobs ?? session.console.processorCount
    run.collectsHighlights = session.reports.needsModel
    run.namesFiles = inputs.namesFiles
    var result: StreamRun.Result
    switch inputs.kind {
    case .lines(let lines): result = try session.withOutputWriter { write in run.run(lines, write: write) }
    case .records(let files): result = try self.run(run, over: files, in: session)
    }
    result.failures = inputs.failures + result.failures
    for failure in result.failures { session.report(session.located(failure)) }
    if result.outputClosed { return .success }
    if let code = result.outputError {
      throw OutputError(name: try session.output().name, cause: SystemError(code: code))
    }
    if !replay.isSummaryOnly { session.note(StreamSummaryText(style: session.errorStyle).render(result.tally)) }
    let status = status(result)
    try session.writeReports(status) { origin, status in
      Report.evaluate(
        result, of: inputs.firstName ?? Report.unnamedStream, policies: policies, origin: origin, status: status,
        objections: objections,
        diagnostics: session.diagnostics)
    }
    return status
  }

  /// What the run is told to object to.
  private var objections: Set<Report.Objection> {
    var objections: Set<Report.Objection> = badRecords == .line ? [] : [.badRecord]
    if failOn.contains(.deny) || failOn.contains(.any) { objections.insert(.deny) }
    if failOn.contains(.unknown) || failOn.contains(.any) { objections.insert(.unknown) }
    return objections
  }

  private func formatter(_ session: Session) -> any DecisionFormatter {
    switch format {
    case .text: TextDecisionFormatter(style: session.outputStyle)
    case .ndjson: NDJSONDecisionFormatter()
    case .csv: CSVDecisionFormatter(isForTerminal: session.outputIsTerminal)
    }
  }

  private func recordInputs(_ session: Session) throws -> RecordInputs {
    var paths = try session.inputPaths(arguments)
    if paths.isEmpty, !arguments.has(.filesFrom) {
      paths = ["-"]
      if session.console.inputIsTerminal { session.note("reading action records from the terminal\n") }
    }
    return try session.recordInputs(paths, namesFiles: arguments.has(.filesFrom), asRecords: replay.needsRecords)
  }

  private func status(_ result: StreamRun.Result) -> ExitStatus {
    if !result.failures.isEmpty { return .inputError }
    if result.tally.errorCount > 0, badRecords != .line { return .inputError }
    let denied = result.tally.count(.explicitDeny) + result.tally.count(.implicitDeny) > 0
    let unknown = result.tally.count(.unknown) > 0
    let asked = failOn.filter { $0 != .none }
    if denied, asked.contains(.deny) || asked.contains(.any) { return .finding }
    if unknown, asked.contains(.unknown) || asked.contains(.any) { return .finding }
    return unknown && !asked.isEmpty ? .inconclusive : .success
  }
}
