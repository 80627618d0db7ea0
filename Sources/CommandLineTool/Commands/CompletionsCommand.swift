/// `stockade completions`: what a shell needs to complete command lines, from the table of options.
struct CompletionsCommand: Command {
  enum Shell: String, CaseIterable { case bash, zsh, fish }

  static let spec = CommandSpec(
    "completions", summary: "Write the completion of commands and options for a shell",
    discussion: [
      """
      Commands, options, their words and files are completed in bash, zsh and fish. The script is made from the same \
      table as the help.
      """
    ],
    operand: .init(
      "SHELL", isRepeatable: false, completion: .choices(Shell.allCases.map(\.rawValue)),
      summary: "bash, zsh or fish"),
    options: [],
    statuses: ["0  the script is written", "2  a usage error", "70 internal error"],
    examples: [
      .init("source <(stockade completions bash)", "Complete in this bash; in ~/.bashrc, in every one"),
      .init("stockade completions zsh -o ~/.zfunc/_stockade", "Install it for zsh, where ~/.zfunc is in fpath"),
      .init("stockade completions fish -o ~/.config/fish/completions/stockade.fish", "Install it for fish"),
    ])

  private let shell: Shell

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = arguments.operands.first ?? ""
    guard let shell = Shell(rawValue: name) else {
      throw .other(code: "unknownShell", message: "completions are for bash, zsh and fish, not '\(name)'")
    }
    self.shell = shell
  }

  func run(in session: Session) throws -> ExitStatus {
    let commands = CommandRow.all.map(\.spec)
    switch shell {
    case .bash: try session.write(BashCompletion.script(commands))
    case .zsh: try session.write(ZshCompletion.script(commands))
    case .fish: try session.write(FishCompletion.script(commands))
    }
    return .success
  }
}
