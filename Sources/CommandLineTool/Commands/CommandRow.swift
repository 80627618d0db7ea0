import Documents

/// One row of the table of commands.
struct CommandRow: Sendable {
  /// What the command is called and takes.
  let spec: CommandSpec
  /// Reads its options.
  let make: @Sendable (ParsedArguments) throws -> any Command

  /// Makes a row of a command's type.
  init<Kind: Command & SendableMetatype>(_ type: Kind.Type) {
    spec = Kind.spec
    make = { try Kind($0) }
  }

  /// All commands, in the order of the help.
  static let all = [
    CommandRow(EvaluateCommand.self),
    CommandRow(ExplainCommand.self),
    CommandRow(CheckCommand.self),
    CommandRow(PlanCommand.self),
    CommandRow(TestCommand.self),
    CommandRow(DiffCommand.self),
    CommandRow(SimulateCommand.self),
    CommandRow(GenerateCommand.self),
    CommandRow(MergeCommand.self),
    CommandRow(ReportCommand.self),
    CommandRow(CompletionsCommand.self),
    CommandRow(ManCommand.self),
  ]

  /// The command of a name.
  static func named(_ name: String) throws(UsageError) -> CommandRow {
    if let row = all.first(where: { $0.spec.name == name }) { return row }
    throw .unknownCommand(name, nearest: NearestSpelling.of(name, among: all.map(\.spec.name)))
  }
}
