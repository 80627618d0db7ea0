import CommandLineTool
import Foundation
import Testing

/// Completions loaded by real shells, where they are installed.
@Suite struct CompletionsTests {
  private static func script(_ shell: String) -> String { CapturedConsole.run("completions", shell).output }

  /// The path of a shell; nil where it is not installed.
  static func shell(_ name: String) -> String? {
    let folders = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The lines that a shell writes for a script, everything it says on standard error among them.
  static func lines(_ shell: String, _ arguments: [String], _ script: String) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stockade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(script.utf8).write(to: folder.appendingPathComponent("script"))
    try Data().write(to: folder.appendingPathComponent("stack policy.json"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: shell)
    process.arguments = arguments + ["script"]
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "dumb"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// What is typed, the words that bash makes of it, and some of what is offered.
  static let typed: [(words: [String], offered: [String])] = [
    (["stockade", "ev"], ["evaluate"]),
    (["stockade", "evaluate", "--f"], ["--format", "--files-from", "--fail-on"]),
    (["stockade", "evaluate", "--format", ""], ["text", "ndjson", "csv"]),
    (["stockade", "evaluate", "-f", "n"], ["ndjson"]),
    (["stockade", "plan", "--stack-policy", "st"], ["stack policy.json"]),
    (["stockade", "check", "st"], ["stack policy.json"]),
    (["stockade", "completions", "f"], ["fish"]),
    (["stockade", "test", "--report", "ju"], ["junit="]),
  ]

  @Test("bash", .enabled(if: shell("bash") != nil, "bash is not installed"), arguments: typed)
  func bash(words: [String], offered: [String]) throws {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      Self.script("bash") + """
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
        _stockade
        printf '%s\\n' "${COMPREPLY[@]}"

        """
    let lines = try Self.lines(try #require(Self.shell("bash")), ["--norc"], script)
    #expect(Set(offered).isSubset(of: lines), "\(lines)")
    #expect(lines.allSatisfy { $0.hasPrefix(words.last ?? "") })
  }

  @Test("bash, which takes an equals sign for a word", .enabled(if: shell("bash") != nil, "bash is not installed"))
  func bashEquals() throws {
    let script =
      Self.script("bash") + """
        COMP_WORDS=(stockade evaluate --format = nd); COMP_CWORD=4; _stockade; echo "${COMPREPLY[@]}"
        COMP_WORDS=(stockade evaluate --report junit = st); COMP_CWORD=5; _stockade; echo "${COMPREPLY[@]}"

        """
    let lines = try Self.lines(try #require(Self.shell("bash")), ["--norc"], script)
    #expect(lines == ["ndjson", "stack policy.json"])
  }

  @Test("fish", .enabled(if: shell("fish") != nil, "fish is not installed"), arguments: typed)
  func fish(words: [String], offered: [String]) throws {
    let line = words.joined(separator: " ")
    let script = Self.script("fish") + "complete -C '\(line)'\n"
    let lines = try Self.lines(try #require(Self.shell("fish")), ["--no-config"], script)
      .map { String($0.split(separator: "\t", omittingEmptySubsequences: false)[0]) }
      .map { $0.replacingOccurrences(of: "\\ ", with: " ") }
    #expect(Set(offered).isSubset(of: lines), "\(lines)")
  }

  @Test("zsh loads it and finds its functions", .enabled(if: shell("zsh") != nil, "zsh is not installed"))
  func zsh() throws {
    let script =
      "autoload -Uz compinit && compinit -D -u\n" + Self.script("zsh") + """
        print $_comps[stockade]
        whence -w _stockade _stockade_commands _stockade_formats _stockade_named_file

        """
    let lines = try Self.lines(try #require(Self.shell("zsh")), ["-f"], script)
    #expect(
      lines == [
        "_stockade", "_stockade: function", "_stockade_commands: function", "_stockade_formats: function",
        "_stockade_named_file: function",
      ])
  }

  @Test(
    "zsh completes on a terminal of its own", .enabled(if: shell("zsh") != nil, "zsh is not installed"),
    arguments: [
      ("stockade eva", "luate"), ("stockade evaluate --form", "--format"),
      ("stockade evaluate --format=nd", "ndjson"), ("stockade check st", "stack\\ policy.json"),
      ("stockade completions fi", "completions fish"), ("stockade test --report jun", "junit="),
    ])
  func zshOnATerminal(typed: String, shown: String) throws {
    // zpty gives zsh a terminal; a tab, then an end that is easy to find.
    let inner = "PS1=; autoload -Uz compinit; compinit -D -u; source ./completion; print READY\n"
    let script = """
      cat > completion <<'END_OF_SCRIPT'
      \(Self.script("zsh"))
      END_OF_SCRIPT
      zmodload zsh/zpty
      zpty -b inner zsh -f -i
      zpty -w inner '\(inner.dropLast())'
      zpty -r inner output '*READY*READY*'
      zpty -w -n inner $'\(typed)\\t'
      output=''; deadline=$((SECONDS + 10))
      while (( SECONDS < deadline )); do
        if zpty -r -t inner part; then output+=$part; else sleep 0.1; fi
        [[ $output == *'\(shown)'* ]] && break
      done
      print -r -- "$output"
      zpty -d inner

      """
    let text = try Self.lines(try #require(Self.shell("zsh")), ["-f"], script).joined(separator: "\n")
    #expect(text.contains(shown), "\(text)")
  }

  @Test("every option of every command is in every script", arguments: ["bash", "zsh", "fish"])
  func everyOption(shell: String) {
    let script = Self.script(shell)
    let help = CapturedConsole.run("--help").output
    let commands = help.components(separatedBy: "Commands:\n")[1].components(separatedBy: "\n\n")[0]
      .split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(commands.contains("completions"))
    for command in commands {
      let options = CapturedConsole.run(command, "--help").output.components(separatedBy: "\nExamples:")[0]
      for flag in options.matches(of: /(?m)^  (?:-.,|   ) --([a-z-]+)/) {
        #expect(script.contains(shell == "fish" ? "-l \(flag.1)" : "--\(flag.1)"), "\(command) \(flag.1)")
      }
    }
  }

  @Test("the manual page has every command and option, and the formatter nothing to say of it")
  func manual() throws {
    let page = CapturedConsole.run("man").output
    #expect(page.contains("\\fB\\-\\-stack\\-policy\\fR \\fI[NAME=]FILE\\fR"))
    #expect(page.contains(".SH STOCKADE EVALUATE"))
    #expect(!page.split(separator: "\n").contains { $0.hasPrefix(". ") })
    guard let mandoc = Self.shell("mandoc") else { return }
    let complaints = try Self.lines(mandoc, ["-T", "lint", "-W", "warning"], page)
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("a shell that nobody knows is an error")
  func unknownShell() {
    #expect(CapturedConsole.run("completions", "csh").status.rawValue == 2)
    #expect(CapturedConsole.run("completions").status.rawValue == 2)
  }
}
