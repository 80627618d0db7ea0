import Reporting

/// `stockade report`: shows the summary of a run to people.
struct ReportCommand: Command {
  static let spec = CommandSpec(
    "report", summary: "Show the summary of a run",
    discussion: [
      """
      Reads a summary that evaluate --summary or merge wrote, and shows its counts, the first rows of each table, the \
      most denied first, and how the decisions compare with the log where the run was calibrated.
      """
    ],
    operand: .init(
      "SUMMARY", isRequired: false, isRepeatable: false,
      summary: "A summary; \"-\", and nothing at all, is standard input"),
    options: [],
    statuses: ["0  the report was written", "2  a usage error, or a file that is no summary"],
    examples: [
      .init("stockade report week.json", "What was denied, to whom and by what?"),
      .init("stockade merge part-*.json | stockade report -", "The same of several runs"),
    ])

  private let path: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.operands.first ?? "-"
  }

  func run(in session: Session) throws -> ExitStatus {
    let summary = try SummaryJSON.read(try session.read(path))
    try session.write(SummaryText(style: session.outputStyle).render(summary))
    return .success
  }
}
