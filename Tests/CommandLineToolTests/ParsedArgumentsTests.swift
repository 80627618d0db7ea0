import Testing

@testable import CommandLineTool

@Suite struct ParsedArgumentsTests {
  static let format = OptionSpec.format(["text", "json"])
  static let context = OptionSpec(
    "context", value: .init("KEY=VALUE"), isRepeatable: true, category: .request, summary: "A context key")
  static let spec = CommandSpec(
    "try", summary: "Try", discussion: [], operand: .init("FILE", isRequired: false, summary: "A file"),
    options: [format, context, .jobs], examples: [])

  enum Format: String { case text, json }

  private func parse(_ arguments: String...) throws(UsageError) -> ParsedArguments {
    try ParsedArguments(arguments, for: Self.spec)
  }

  /// The code and suggestion of the error that arguments make.
  private func failure(_ arguments: String...) -> String {
    do throws(UsageError) {
      _ = try ParsedArguments(arguments, for: Self.spec)
      return "none"
    } catch {
      return error.code + (error.suggestion.map { " " + $0 } ?? "")
    }
  }

  @Test(arguments: [["--format", "json"], ["--format=json"], ["-f", "json"], ["-fjson"], ["-f=json"], ["-qfjson"]])
  func spellingsOfOneOption(_ arguments: [String]) throws {
    let parsed = try ParsedArguments(arguments + ["file"], for: Self.spec)
    #expect(try parsed.choice(Self.format, default: Format.text) == .json)
    #expect(parsed.operands == ["file"])
  }

  @Test func operandsMayStandAmongOptions() throws {
    let parsed = try parse("a", "-q", "-", "--", "-f", "--", "b")
    #expect(parsed.operands == ["a", "-", "-f", "--", "b"])
    #expect(parsed.has(.quiet))
  }

  @Test func repeatableOptionsKeepTheirOrder() throws {
    let parsed = try parse("--context", "a=1", "--context=b=2=3", "--context", "c=")
    #expect(try parsed.assignments(Self.context).map { "\($0.name) \($0.value)" } == ["a 1", "b 2=3", "c "])
  }

  @Test func anAssignmentNeedsAName() throws {
    let parsed = try parse("--context", "=1")
    #expect(throws: UsageError.self) { try parsed.assignments(Self.context) }
  }

  @Test func whatIsWrongIsNamed() {
    #expect(failure("--fromat", "json") == "usage.unknownOption --format")
    #expect(failure("-format", "json") == "usage.unknownOption --format" || failure("-format", "json") == "none")
    #expect(failure("-x") == "usage.unknownOption")
    #expect(failure("--zzzzzzzzzzz") == "usage.unknownOption")
    #expect(failure("-f") == "usage.missingValue")
    #expect(failure("--format", "--quiet") == "usage.missingValue")
    #expect(failure("--format", "--") == "usage.missingValue")
    #expect(failure("--quiet=yes") == "usage.unexpectedValue")
    #expect(failure("-f", "text", "--format", "json") == "usage.repeated")
    #expect(failure("-qq") == "none")
  }

  @Test func aWrongWordSuggestsTheNearest() throws {
    let parsed = try parse("-f", "jsn")
    #expect {
      try parsed.choice(Self.format, default: Format.text)
    } throws: {
      ($0 as? UsageError)?.message == "'--format' takes text, json, not 'jsn'"
        && ($0 as? UsageError)?.suggestion == "json"
    }
  }

  @Test(arguments: ["0", "x", "", "99999999999999999999", "1.5"])
  func numbersAreChecked(_ text: String) throws {
    let parsed = try parse("--jobs=\(text)")
    #expect(throws: UsageError.self) { try parsed.integer(.jobs, in: 1...1024) }
  }

  @Test func everyCommandIsDescribed() {
    for row in CommandRow.all {
      #expect(row.spec.examples.count >= 2, "\(row.spec.name)")
      #expect(row.spec.examples.allSatisfy { $0.command.contains("stockade \(row.spec.name)") }, "\(row.spec.name)")
      let names = row.spec.allOptions.map(\.name)
      #expect(Set(names).count == names.count, "\(row.spec.name)")
      let shorts = row.spec.allOptions.compactMap(\.short)
      #expect(Set(shorts).count == shorts.count, "\(row.spec.name)")
      #expect(shorts.allSatisfy { $0.utf8.count == 1 })
    }
  }
}
