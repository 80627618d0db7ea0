/// `stockade man`: the manual page, from the table of options.
struct ManCommand: Command {
  static let spec = CommandSpec(
    "man", summary: "Write the manual page",
    discussion: ["The page holds what --help says of all commands, in the language of man(7)."],
    operand: nil, options: [],
    statuses: ["0  the page is written", "2  a usage error", "70 internal error"],
    examples: [
      .init("stockade man | man -l -", "Read it"),
      .init("stockade man -o /usr/local/share/man/man1/stockade.1", "Install it for 'man stockade'"),
    ])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in session: Session) throws -> ExitStatus {
    try session.write(ManualPage(version: CommandLineTool.version).page(CommandRow.all.map(\.spec)))
    return .success
  }
}
