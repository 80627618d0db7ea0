/// The completion of fish.
enum FishCompletion {
  /// The script: `stockade.fish` in a folder of `fish_complete_path`, or to be sourced.
  static func script(_ commands: [CommandSpec]) -> String {
    let names = commands.map(\.name).joined(separator: " ")
    var lines = [
      "# fish completion of stockade, made by: stockade completions fish",
      "# A format, an equals sign and a file.",
      "function __stockade_formats",
      "  set -l token (commandline -ct | string replace -r '^--[a-z-]+=' '')",
      "  set -l parts (string split -m 1 = -- $token)",
      "  if set -q parts[2]",
      "    for path in (__fish_complete_path $parts[2])",
      "      echo \"$parts[1]=$path\"",
      "    end",
      "  else",
      "    printf '%s=\\n' $argv",
      "  end",
      "end",
      "",
      "complete -c stockade -f",
      "complete -c stockade -n __fish_use_subcommand -l version -d 'Show the version'",
      "complete -c stockade -n __fish_use_subcommand -s h -l help -d 'Show the help'",
      "complete -c stockade -n __fish_use_subcommand -a help -d 'Show the help of a command'",
      "complete -c stockade -n '__fish_seen_subcommand_from help' -x -a '\(names)'",
    ]
    for command in commands {
      lines.append(
        "complete -c stockade -n __fish_use_subcommand -a \(command.name) -d '\(quoted(command.summary))'")
    }
    for command in commands { lines += section(command) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ command: CommandSpec) -> [String] {
    let begin = "complete -c stockade -n '__fish_seen_subcommand_from \(command.name)'"
    var lines = [""]
    for option in command.allOptions {
      let short = option.short.map { " -s \($0)" } ?? ""
      let value = option.value.map { action($0.completion) } ?? ""
      lines.append("\(begin) -l \(option.name)\(short)\(value) -d '\(quoted(option.summary))'")
    }
    switch command.operand?.completion {
    case .file, .folder, .assignedFile: lines.append("\(begin) -F")
    case .choices(let words): lines.append("\(begin) -a '\(words.joined(separator: " "))'")
    case .nothing, nil: break
    }
    return lines
  }

  private static func action(_ completion: OptionSpec.Completion) -> String {
    switch completion {
    case .file, .folder: " -r -F"
    case .choices(let words): " -x -a '\(words.joined(separator: " "))'"
    case .assignedFile(let words): " -x -a '(__stockade_formats \(words.joined(separator: " ")))'"
    case .nothing: " -x"
    }
  }

  /// Text inside single quotes, in which fish knows two escapes.
  private static func quoted(_ text: String) -> String {
    String(text.flatMap { $0 == "'" || $0 == "\\" ? ["\\", $0] : [$0] })
  }
}
