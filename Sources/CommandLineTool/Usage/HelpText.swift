import Reporting

/// The help of the program and of its commands, from their descriptions.
struct HelpText {
  let style: TextStyle

  /// The help of the program: its commands.
  func program(_ commands: [CommandSpec]) -> String {
    var text = style.paint("stockade", .strong) + " tells what AWS would allow, before AWS does, without AWS.\n\n"
    text += heading("Usage") + "  stockade COMMAND [OPTION]... [ARGUMENT]...\n\n"
    text += heading("Commands")
    for command in commands { text += row(command.name, [command.summary], column: 14) }
    text += "\n" + heading("Options")
    text += row("-h, --help", ["Show this help"], column: 14)
    text += row("--version", ["Show the version"], column: 14)
    return text + "\n'stockade COMMAND --help' tells more about a command, with examples.\n"
  }

  /// The help of a command; `isLong` adds what `-h` leaves out.
  func command(_ spec: CommandSpec, isLong: Bool) -> String {
    var text = style.wrap("\(spec.name): \(spec.summary).").joined(separator: "\n") + "\n\n"
    text += heading("Usage") + "  " + Self.usageLine(spec) + "\n"
    if isLong {
      for paragraph in spec.discussion { text += "\n" + style.wrap(paragraph).joined(separator: "\n") + "\n" }
    }
    if let operand = spec.operand {
      text += "\n" + heading("Arguments") + row(operand.usage, [operand.summary], column: 24)
    }
    for category in OptionSpec.Category.allCases {
      let options = spec.allOptions.filter { $0.category == category }
      if options.isEmpty { continue }
      text += "\n" + heading(category.rawValue)
      for option in options {
        let doc = [option.summary] + (isLong && !option.discussion.isEmpty ? [option.discussion] : [])
        text += row(Self.label(option), doc, column: 24)
      }
    }
    if isLong { text += statuses(spec) }
    text += "\n" + heading("Examples")
    for (number, example) in spec.examples.enumerated() {
      if number > 0 { text += "\n" }
      text += style.wrap("# \(example.purpose)", indent: 4, firstIndent: 2).enumerated()
        .map { (line, words) in "  " + (line > 0 ? "# " : "") + words + "\n" }.joined()
      for line in shellLines(example.command) { text += "  \(line)\n" }
    }
    return text
  }

  /// How a command is called, in one line.
  static func usageLine(_ spec: CommandSpec) -> String {
    "stockade \(spec.name) [OPTION]..." + (spec.operand.map { " " + $0.usage } ?? "")
  }

  /// How the help writes an option: `-f, --format FORMAT`.
  static func label(_ option: OptionSpec) -> String {
    (option.short.map { "-\($0), " } ?? "    ") + option.flag + (option.value.map { " " + $0.name } ?? "")
  }

  /// A command line broken so that it fits and can still be pasted.
  private func shellLines(_ command: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in Self.shellWords(command) {
      // Two columns are kept for the backslash.
      if !line.isEmpty, line.utf8.count + 1 + word.utf8.count > style.width - 4 {
        lines.append(line.hasSuffix("|") || line.hasSuffix("&&") ? line : line + " \\")
        line = "   "
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
    return lines
  }

  /// The words of a command line; what stands in quotes is one, and so is an option with its value.
  private static func shellWords(_ command: String) -> [String] {
    var words: [String] = []
    var isQuoted = false
    for part in command.split(separator: " ") {
      let isValue = !part.hasPrefix("-") && part != "|" && part != "&&" && words.last.map(isLoneOption) == true
      if isQuoted || isValue { words[words.count - 1] += " " + part } else { words.append(String(part)) }
      if part.utf8.lazy.filter({ $0 == UInt8(ascii: "'") }).count % 2 == 1 { isQuoted.toggle() }
    }
    return words
  }

  private static func isLoneOption(_ word: String) -> Bool {
    word.hasPrefix("-") && !word.contains(" ") && !word.contains("=") && word.utf8.count > 1
  }

  private func statuses(_ spec: CommandSpec) -> String {
    let lines =
      spec.statuses.isEmpty
      ? ["0  nothing to object to", "1  a finding", "2  usage or input error", "3  inconclusive", "70 internal error"]
      : spec.statuses
    return "\n" + heading("Exit status") + lines.map { "  \($0)\n" }.joined()
  }

  private func heading(_ text: String) -> String { style.paint(text + ":", .strong) + "\n" }

  /// A name, and its text in a column beside it, or below when the name is too long for that.
  private func row(_ name: String, _ paragraphs: [String], column: Int) -> String {
    let indent = column + 2
    var lines = paragraphs.flatMap { style.wrap($0, indent: indent) }
    var text = "  " + name
    if name.utf8.count < column - 1, !lines.isEmpty {
      text += String(repeating: " ", count: indent - 2 - name.utf8.count) + lines.removeFirst()
    }
    text += "\n"
    for line in lines { text += String(repeating: " ", count: indent) + line + "\n" }
    return text
  }
}
