/// The completion of zsh, by its own function _arguments.
enum ZshCompletion {
  /// The script: a file `_stockade` in a folder of `fpath`, or to be sourced.
  static func script(_ commands: [CommandSpec]) -> String {
    """
    #compdef stockade
    # zsh completion of stockade, made by: stockade completions zsh

    _stockade() {
      local curcontext="$curcontext" state line
      typeset -A opt_args
      _arguments -C \\
        '(- *)--version[Show the version]' \\
        '(- *)'{-h,--help}'[Show the help]' \\
        '1:command:_stockade_commands' \\
        '*::argument:->arguments'
      [[ $state == arguments ]] || return
      curcontext="${curcontext%:*:*}:stockade-$line[1]:"
      case $line[1] in
    \(commands.map(section).joined(separator: "\n"))
        help) _stockade_commands ;;
      esac
    }

    _stockade_commands() {
      local -a commands=(
    \(commands.map { "    '\($0.name):\(quoted($0.summary))'" }.joined(separator: "\n"))
      )
      _describe -t commands 'command' commands
    }

    # A format, an equals sign and a file.
    _stockade_formats() {
      if compset -P '*='; then _files; else compadd -S '=' -q -- "$@"; fi
    }

    # A file, behind a name and an equals sign if there is one.
    _stockade_named_file() {
      compset -P '[A-Za-z0-9-]#='
      _files
    }

    if [[ $funcstack[1] == _stockade ]]; then _stockade "$@"; else compdef _stockade stockade; fi

    """
  }

  private static func section(_ command: CommandSpec) -> String {
    var arguments = command.allOptions.map(argument)
    if let operand = command.operand {
      let repeats = operand.isRepeatable ? "*" : operand.isRequired ? "1" : "1:"
      let name = operand.name
      arguments.append("'\(repeats == "1:" ? "1:" : repeats):\(name):\(action(operand.completion, isNamed: false))'")
    }
    return "    \(command.name))\n      _arguments -s -S \\\n"
      + arguments.map { "        " + $0 }.joined(separator: " \\\n") + "\n      ;;"
  }

  private static func argument(_ option: OptionSpec) -> String {
    let summary = "[\(bracketed(option.summary))]"
    let value = option.value.map { value in
      ":\(quoted(value.name).split(separator: ":").joined(separator: "\\:")):"
        + action(value.completion, isNamed: value.name.utf8.starts(with: "[NAME=]".utf8))
    }
    let names = option.flag + (option.value == nil ? "" : "=")
    let repeats = option.isRepeatable || option.value == nil
    guard let short = option.short else { return "'\(repeats ? "*" : "")\(names)\(summary)\(value ?? "")'" }
    let both = "{-\(short)\(option.value == nil ? "" : "+"),\(names)}"
    if repeats { return "\\*\(both)'\(summary)\(value ?? "")'" }
    return "'(-\(short) \(option.flag))'\(both)'\(summary)\(value ?? "")'"
  }

  private static func action(_ completion: OptionSpec.Completion, isNamed: Bool) -> String {
    switch completion {
    case .file: isNamed ? "_stockade_named_file" : "_files"
    case .folder: "_files -/"
    case .choices(let words): "(\(words.joined(separator: " ")))"
    case .assignedFile(let words): "_stockade_formats \(words.joined(separator: " "))"
    case .nothing: " "
    }
  }

  /// Text inside single quotes.
  private static func quoted(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
  }

  /// Text inside single quotes and the brackets of a description.
  private static func bracketed(_ text: String) -> String {
    String(quoted(text).flatMap { "[]".contains($0) ? ["\\", $0] : [$0] })
  }
}
