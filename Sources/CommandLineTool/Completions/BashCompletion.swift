/// The completion of bash, 3.2 and later, without the package bash-completion.
enum BashCompletion {
  /// The script, to be sourced.
  static func script(_ commands: [CommandSpec]) -> String {
    """
    # bash completion of stockade, made by: stockade completions bash
    _stockade() {
      local current previous command options="" index
      current=${COMP_WORDS[COMP_CWORD]}
      previous=${COMP_WORDS[COMP_CWORD-1]}
      command=${COMP_WORDS[1]}
      COMPREPLY=()
      # An equals sign is a word of its own: --format=json is three words, --report junit=FILE four.
      if [[ $current == "=" ]]; then
        current=""
      elif [[ $previous == "=" && $COMP_CWORD -gt 2 ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
      fi
      if [[ $COMP_CWORD -eq 1 ]]; then
        _stockade_words "\(commands.map(\.name).joined(separator: " ")) help --help --version"
        return
      fi
      case $command in
    \(commands.map(section).joined(separator: "\n"))
        help) _stockade_words "\(commands.map(\.name).joined(separator: " "))"; return ;;
        *) return ;;
      esac
      if [[ $current == -* ]]; then _stockade_words "$options"; fi
    }

    # Offers the words of a list that begin as what is typed.
    _stockade_words() {
      local word
      for word in $1; do
        if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
      done
    }

    # Offers files, folders with a slash.
    _stockade_files() {
      local word
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
    }

    # Offers formats with an equals sign, behind which a file stands.
    _stockade_formats() {
      local word
      compopt -o nospace 2>/dev/null
      for word in $1; do
        if [[ $word == "$current"* ]]; then COMPREPLY+=("$word="); fi
      done
    }

    complete -F _stockade stockade

    """
  }

  /// What the arguments of one command are.
  private static func section(_ command: CommandSpec) -> String {
    var lines = ["    \(command.name))", "      case $previous in"]
    for option in command.allOptions {
      guard let value = option.value else { continue }
      let names = [option.flag] + (option.short.map { ["-" + $0] } ?? [])
      lines.append("        \(names.joined(separator: "|"))) \(action(value.completion)); return ;;")
    }
    lines.append("      esac")
    let flags = command.allOptions.flatMap { [$0.flag] + ($0.short.map { ["-" + $0] } ?? []) }
    lines.append("      options=\"\(flags.joined(separator: " "))\"")
    let operand = command.operand.map { action($0.completion) } ?? ":"
    lines.append("      if [[ $current != -* ]]; then \(operand); return; fi ;;")
    return lines.joined(separator: "\n")
  }

  private static func action(_ completion: OptionSpec.Completion) -> String {
    switch completion {
    case .file, .folder: "_stockade_files"
    case .choices(let words): "_stockade_words \"\(words.joined(separator: " "))\""
    case .assignedFile(let words): "_stockade_formats \"\(words.joined(separator: " "))\""
    case .nothing: ":"
    }
  }
}
