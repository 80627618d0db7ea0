/// The manual page of the program, in the macros of man(7), from the descriptions of its commands.
struct ManualPage {
  let version: String

  /// The page, with its line end.
  func page(_ commands: [CommandSpec]) -> String {
    var lines = [
      ".\\\" Made by: stockade man",
      ".TH STOCKADE 1 \"\(CommandLineTool.released)\" \"Stockade \(version)\" \"User Commands\"",
      ".SH NAME", "stockade \\- what AWS would allow, before AWS does, without AWS",
      ".SH SYNOPSIS", ".B stockade", "\\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...",
      ".SH DESCRIPTION",
      escaped(
        "Decides offline what stack policies, service control policies, resource control policies and IAM policies "
          + "allow: streams of actions, single actions, stack operations and changes of policies; with the statement "
          + "that decided."),
      ".SH COMMANDS",
    ]
    for command in commands {
      lines += [".TP", ".B \(escaped(command.name))", escaped(command.summary + ".")]
    }
    for command in commands { lines += section(command) }
    lines += [".SH GENERAL OPTIONS", "Every command takes these."]
    for option in OptionSpec.general { lines += item(option) }
    lines += exitStatus + environment
    return lines.joined(separator: "\n") + "\n"
  }

  private func section(_ command: CommandSpec) -> [String] {
    var lines = [".SH STOCKADE \(escaped(command.name.uppercased()))", ".B \(escaped(HelpText.usageLine(command)))"]
    for paragraph in command.discussion { lines += [".PP", escaped(paragraph)] }
    if let operand = command.operand {
      lines += [".TP", ".I \(escaped(operand.usage))", escaped(operand.summary + ".")]
    }
    for category in OptionSpec.Category.allCases {
      let options = command.options.filter { $0.category == category }
      if options.isEmpty { continue }
      lines.append(".SS \(escaped(category.rawValue))")
      for option in options { lines += item(option) }
    }
    if !command.statuses.isEmpty {
      lines += [".SS Exit status", ".nf"] + command.statuses.map(escaped) + [".fi"]
    }
    lines.append(".SS Examples")
    for example in command.examples {
      lines += [escaped(example.purpose + (example.purpose.hasSuffix("?") ? "" : ".")), ".PP", ".nf", ".RS 4"]
      lines += [escaped(example.command), ".RE", ".fi", ".PP"]
    }
    // A paragraph that nothing follows is none.
    lines.removeLast()
    return lines
  }

  private func item(_ option: OptionSpec) -> [String] {
    let short = option.short.map { "\\fB\(escaped("-" + $0))\\fR, " } ?? ""
    let value = option.value.map { " \\fI\(escaped($0.name))\\fR" } ?? ""
    var lines = [".TP", "\(short)\\fB\(escaped(option.flag))\\fR\(value)", escaped(option.summary + ".")]
    if !option.discussion.isEmpty { lines.append(escaped(option.discussion)) }
    return lines
  }

  private var exitStatus: [String] {
    let statuses = [
      ("0", "Nothing to object to."), ("1", "A finding, by --fail-on."),
      ("2", "A usage or input error; what could be decided was printed."),
      ("3", "Inconclusive: the answer hangs on what is not known."), ("70", "An internal error."),
    ]
    return [".SH EXIT STATUS", "The first that applies in the order 70, 2, 1, 3, 0."]
      + statuses.flatMap { [".TP", ".B \($0.0)", escaped($0.1)] }
  }

  private var environment: [String] {
    let variables = [
      ("NO_COLOR", "Set and not empty, it turns colour off, unless --color always is given."),
      ("TERM", "With the value \"dumb\", so does this."),
      ("COLUMNS", "The width of text, where it is not that of the terminal."),
    ]
    return [".SH ENVIRONMENT"] + variables.flatMap { [".TP", ".B \($0.0)", escaped($0.1)] }
  }

  /// Text as the formatter takes it: no escape, no control line, and hyphens that can be pasted into a shell.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "\n": result += " "
      default: result.unicodeScalars.append(character)
      }
    }
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
