import Documents
import Replay
import Reporting

/// `stockade merge`: adds the summaries of several runs.
struct MergeCommand: Command {
  static let spec = CommandSpec(
    "merge", summary: "Add the summaries of several runs",
    discussion: [
      """
      Reads summaries that evaluate --summary wrote, and writes their sum, the same bytes in whatever order and groups \
      they are added: the sum of the parts of a log is the summary of one run over all of it.
      """,
      """
      A table that was dropped from one of them, or that has more names in the sum than its bound, is dropped from the \
      sum.
      """,
    ],
    operand: .init("SUMMARY", summary: "Summaries to add"), options: [.filesFrom],
    statuses: ["0  the sum was written", "2  a usage error, or a file that is no summary"],
    examples: [
      .init("stockade merge monday.json tuesday.json -o week.json", "One summary of two days"),
      .init("stockade merge part-*.json | stockade report -", "Add the parts and read the sum"),
    ])

  private let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
  }

  func run(in session: Session) throws -> ExitStatus {
    var sum: StreamSummary?
    for path in try session.inputPaths(arguments) {
      let summary = try SummaryJSON.read(try session.read(path))
      if var known = sum {
        known.add(summary)
        sum = known
      } else {
        sum = summary
      }
    }
    let text = SummaryJSON.render(sum ?? StreamSummary())
    // A sum of counts that nothing ever counted may be too large to be one; so what is written can be read again.
    _ = try SummaryJSON.read(SourceText(name: "the sum", bytes: text))
    try session.write(text)
    return .success
  }
}
