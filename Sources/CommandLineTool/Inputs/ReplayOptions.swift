import Replay

/// What `evaluate` does beside deciding: summaries, checkpoints, and the comparison with what a log says.
struct ReplayOptions {
  static let summary = OptionSpec(
    "summary", value: .init("FILE", .file), category: .output,
    summary: "Write the counts of the run to FILE, for report and merge",
    discussion: """
      JSON: decisions by account, principal, action, resource, statement and gate, errors, and the first and last \
      time. A table of more than 10,000 names is dropped and says so. See docs/formats/summary.md.
      """)
  static let summaryOnly = OptionSpec(
    "summary-only", category: .output, summary: "Write the summary instead of the decisions",
    discussion: "As text; with -f ndjson as the document that --summary writes.")
  static let checkpoint = OptionSpec(
    "checkpoint", value: .init("FILE", .file), category: .output,
    summary: "Keep in FILE how far the run is, and go on from there",
    discussion: """
      Needs --output. A run that was ended at any moment and is started again with the same arguments leaves the \
      output of one uninterrupted run. FILE is removed when the run is done.
      """)
  static let calibrate = OptionSpec(
    "calibrate", category: .decisions, summary: "Compare decisions with what CloudTrail says happened",
    discussion: """
      The summary lists the agreements, and the disagreements by cause: a success proves that a call was allowed at \
      that time, under the policies of that time; a refusal names at most one reason.
      """)
  static let all = [calibrate, summary, summaryOnly, checkpoint]

  let summaryPath: String?
  let isSummaryOnly: Bool
  let checkpointPath: String?
  let calibrates: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    summaryPath = arguments.value(Self.summary)
    isSummaryOnly = arguments.has(Self.summaryOnly)
    checkpointPath = arguments.value(Self.checkpoint)
    calibrates = arguments.has(Self.calibrate)
    guard checkpointPath != nil else { return }
    // What a report shows of the records before a checkpoint is not in it.
    if arguments.has(ReportOptions.option()) { throw .conflict(Self.checkpoint, ReportOptions.option()) }
    if isSummaryOnly { throw .conflict(Self.checkpoint, Self.summaryOnly) }
    if arguments.value(.output).map({ $0 == "-" }) ?? true { throw .requires(Self.checkpoint, .output) }
  }

  /// Whether the run has to be one over records of any kind.
  var needsRecords: Bool { summaryPath != nil || isSummaryOnly || checkpointPath != nil || calibrates }

  /// The bound of the summary's tables; nil where nobody reads them.
  var tableLimit: Int? { summaryPath != nil || isSummaryOnly ? SummaryTable.standardLimit : nil }
}
