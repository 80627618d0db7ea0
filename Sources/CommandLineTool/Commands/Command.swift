/// A command with its options read: the last two phases, typed options and the run.
protocol Command {
  /// What it is called and takes.
  static var spec: CommandSpec { get }

  /// Reads the options; opens nothing.
  init(_ arguments: ParsedArguments) throws(UsageError)

  /// Does the work. What it throws is shown: `Diagnostic`, `DiagnosticsError` and `UsageError` end with status 2.
  func run(in session: Session) throws -> ExitStatus
}
