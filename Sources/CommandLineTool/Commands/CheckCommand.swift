import Documents
import PolicyLanguage
import Reporting

/// `stockade check`: what is wrong with policies, without deciding anything.
struct CheckCommand: Command {
  static let spec = CommandSpec(
    "check", summary: "Find what is wrong with policies",
    discussion: [
      "Reads every FILE and prints its errors, warnings and notices with file, line and column."
    ],
    operand: .init("FILE", summary: "A policy; \"-\" is standard input"),
    options: [.filesFrom, formatOption],
    examples: [
      .init("stockade check stack-policy.json", "Check one policy"),
      .init("stockade check -f json policies/*.json", "Check many, for a machine to read"),
    ])

  enum Format: String { case text, json }
  static let formatOption = OptionSpec.format(["text", "json"])

  let format: Format
  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    format = try arguments.choice(Self.formatOption, default: .text)
  }

  func run(in session: Session) throws -> ExitStatus {
    var findings: [Diagnostic] = []
    for path in try session.inputPaths(arguments) {
      let source = try session.read(path)
      do throws(JSONError) { _ = try JSONReader().read(source) } catch { findings.append(error.diagnostic(in: source)) }
    }
    switch format {
    case .text:
      for finding in findings { try session.write(DiagnosticText(style: session.outputStyle).render(finding)) }
    case .json: try session.write(FindingsJSON.render(findings))
    }
    return findings.isEmpty ? .success : .finding
  }
}
