import PolicyValidation

/// The page of all finding codes, `docs/diagnostics.md`: what each means, what follows, and an input with and without it.
public enum FindingCodesMarkdown {
  /// The page, with its line end.
  public static func render(_ codes: [FindingCode] = FindingCode.all) -> String {
    var text = """
      # Finding codes

      Every code that Stockade gives. Codes are stable, wording is not. What `stockade check` finds in files that it read
      can be passed over, by `--ignore CODE`, [`.stockade.json`](formats/configuration.md) or a
      [baseline](formats/baseline.md); the tables say of which codes that is so, and asking for another is an error.
      The weight is that of most places; each finding says its own. The examples are run by the tests: the first has the
      fault, the second has not.

      This page is made by `stockade check --codes > docs/diagnostics.md`; a test compares the two.


      """
    var families: [String] = []
    for code in codes where !families.contains(code.family) { families.append(code.family) }
    for family in families {
      let members = codes.filter { $0.family == family }
      text += "## \(title(family))\n\n| code | weight | `--ignore` | meaning |\n|---|---|---|---|\n"
      for code in members {
        text += "| [`\(code.code)`](\(anchor(code))) | \(code.severity.rawValue)"
        text += " | \(code.mayBeIgnored ? "yes" : "no") | \(cell(code.title)) |\n"
      }
      text += "\n"
      for code in members { text += section(code) }
    }
    while text.hasSuffix("\n\n") { text.removeLast() }
    return text
  }

  private static func section(_ code: FindingCode) -> String {
    var text = "### \(code.code)\n\n**\(code.severity.rawValue)**: \(escaped(code.title)) \(escaped(code.help))\n\n"
    guard let example = code.example else { return text }
    let command = Self.command(example.arguments)
    if let wrong = example.wrongArguments {
      return text + "Wrong: `\(Self.command(wrong))`\n\nRight: `\(command)`\n\n"
    }
    text +=
      "Wrong, by `\(command)`:\n\n\(block(example.wrong, example.file))\nRight:\n\n\(block(example.right, example.file))\n"
    for (name, companion) in example.companions.sorted(by: { $0.key < $1.key }).prefix(2) {
      text += "With `\(name)`:\n\n\(block(companion, name))\n"
    }
    return text
  }

  private static func command(_ arguments: [String]) -> String { "stockade " + arguments.joined(separator: " ") }

  /// A text as a block of code; control characters and long runs are shown by their names.
  private static func block(_ text: String, _ file: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": shown += "\n"
      case "\u{FEFF}", "\u{0}"..."\u{1F}": shown += "<U+" + hexadecimal(scalar.value) + ">"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    if shown.utf8.count > 1_000 { shown = String(shown.prefix(60)) + " …" }
    while shown.hasSuffix("\n") { shown.removeLast() }
    return "```\(file.hasSuffix(".yaml") ? "yaml" : "json")\n\(shown)\n```\n"
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func anchor(_ code: FindingCode) -> String {
    String(code.page.drop { $0 != "#" })
  }

  private static func cell(_ text: String) -> String { escaped(text).replacing("|", with: "\\|") }

  /// Markdown takes stars, underscores and brackets for marks.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "*_[]<>".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private static func title(_ family: String) -> String {
    switch family {
    case "file": "Files"
    case "check": "Checks"
    case "json": "JSON"
    case "yaml": "YAML"
    case "policy": "Policies"
    case "condition": "Conditions"
    case "variable": "Policy variables"
    case "stack": "Stack policies"
    case "rcp": "Resource control policies"
    case "guard": "Guards against deletion"
    case "template": "Templates"
    case "environment": "Environments"
    case "scenario": "Scenarios"
    case "findings": "Limits"
    case "record": "Records of streams"
    case "action", "principal": "Records: their \(family)s"
    case "cloudtrail": "CloudTrail"
    case "stackEvents": "Stack events"
    case "input": "Inputs of streams"
    case "changeSet": "Change sets"
    case "parameters": "Parameters of templates"
    case "plan": "Planning"
    case "update": "Updates that are refused"
    case "delete": "Deletions that are refused"
    case "diff": "Comparisons"
    case "override": "Override policies"
    case "simulate": "Simulation"
    case "generate": "Made-up policies"
    case "summary": "Summaries"
    case "checkpoint": "Checkpoints"
    case "configuration": "Configuration of check"
    case "baseline": "Baselines of check"
    case "test", "evaluate": "Outcomes of \(family)"
    case "usage": "Command line"
    case "output": "Outputs"
    case "internal": "Stockade itself"
    default: family
    }
  }
}
