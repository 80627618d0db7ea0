@testable import CommandLineTool
import Testing

import enum CommandLineTool.ExitStatus

@Suite struct CommandLineToolTests {
  @Test func noArgumentsIsAUsageError() {
    let outcome = CapturedConsole.run()
    #expect(outcome.status == .inputError)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.error == "stockade: error: no command was given [usage.missingCommand]\n'stockade --help' tells more.\n")
  }

  @Test func versionGoesToStandardOutput() {
    let outcome = CapturedConsole.run("--version")
    #expect(outcome.status == .success)
    #expect(outcome.output == "stockade \(CommandLineTool.version)\n")
  }

  @Test func unknownCommandSuggestsTheNearest() {
    let outcome = CapturedConsole.run("chekc", "x")
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("there is no command 'chekc' [usage.unknownCommand]\n    = did you mean check?\n"))
  }

  @Test(arguments: [["--help"], ["-h"], ["help"]])
  func helpListsEveryCommand(_ arguments: [String]) {
    let outcome = CapturedConsole().run(arguments)
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("\n  check   "))
    #expect(outcome.error.isEmpty)
  }

  @Test(arguments: [["check", "--help"], ["help", "check"], ["check", "--help", "--quiet"]])
  func commandHelpHasExamples(_ arguments: [String]) {
    let outcome = CapturedConsole().run(arguments)
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("Usage:\n  stockade check [OPTION]... [FILE]...\n"))
    #expect(outcome.output.contains("\nExamples:\n  # "))
  }

  @Test(arguments: CommandRow.all.map(\.spec.name))
  func everyHelpFitsEightyColumns(_ name: String) {
    for flag in ["-h", "--help"] {
      let lines = CapturedConsole.run(name, flag).output.split(separator: "\n")
      #expect(lines.filter { $0.unicodeScalars.count > 80 } == [])
    }
  }

  @Test func anOptionBeforeTheCommandIsNamed() {
    let outcome = CapturedConsole.run("-q", "check", "x")
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("'-q' stands before the command"))
  }

  @Test func escapeSequencesOfArgumentsAreNotShownRaw() {
    let outcome = CapturedConsole.run("\u{1B}[2Jcheck")
    #expect(!outcome.error.contains("\u{1B}"))
    #expect(outcome.error.contains(#"\u{1b}[2Jcheck"#))
  }

  @Test func aBrokenPipeEndsQuietly() {
    let console = CapturedConsole(outputLimit: 0)
    let outcome = console.run(["--help"])
    #expect(outcome.status == .success)
    #expect(outcome.error.isEmpty)
  }

  @Test func outputGoesToTheFile() {
    let console = CapturedConsole(files: ["a.json": "{"])
    let outcome = console.run(["check", "-f", "json", "-o", "out.json", "a.json"])
    #expect(outcome.output.isEmpty)
    #expect(console.file("out.json")?.hasPrefix("{\n  \"schema\": \"stockade/findings/1\"") == true)
  }

  @Test func anOutputThatCannotBeMadeIsAnInputError() {
    let outcome = CapturedConsole.run("check", "-o", "no-such-folder/x", "a.json", files: ["a.json": "{}"])
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("no-such-folder/x: error: cannot write"))
  }

  @Test func aMissingFileSuggestsTheNearest() {
    let outcome = CapturedConsole.run("check", "policies/stack.jsn", files: ["policies/stack.json": "{}"])
    #expect(outcome.status == .inputError)
    #expect(outcome.error.contains("[file.notFound]\n    = did you mean policies/stack.json?\n"))
  }

  @Test func colourIsForTerminalsOnly() {
    let files = ["a.json": "{"]
    #expect(!CapturedConsole.run("check", "a.json", files: files).output.contains("\u{1B}"))
    #expect(CapturedConsole.run("check", "a.json", files: files, columns: 100).output.contains("\u{1B}[1;31m"))
    #expect(
      !CapturedConsole.run("check", "a.json", files: files, variables: ["NO_COLOR": "1"], columns: 100).output
        .contains("\u{1B}"))
    #expect(
      !CapturedConsole.run("check", "a.json", files: files, variables: ["TERM": "dumb"], columns: 100).output
        .contains("\u{1B}"))
    #expect(CapturedConsole.run("check", "--color", "always", "a.json", files: files).output.contains("\u{1B}"))
  }
}

@Suite struct ExitStatusTests {
  @Test func theFirstThatAppliesCounts() {
    #expect(ExitStatus.allCases.sorted(by: >).map(\.rawValue) == [70, 2, 1, 3, 0])
  }
}
