import CommandLineTool
import Foundation
import TestSupport
import Testing

/// What docs/ci.md tells people to paste has options that exist.
@Suite struct CIGuideTests {
  /// The command lines of the page, lines that end in a backslash joined.
  static let commands: [String] = {
    let page = Repository.root.appendingPathComponent("docs/ci.md")
    let text = ((try? String(contentsOf: page, encoding: .utf8)) ?? "").replacingOccurrences(of: "\\\n", with: " ")
    return text.components(separatedBy: "\n").compactMap { line in
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard let start = trimmed.range(of: "stockade test") ?? trimmed.range(of: "stockade diff"),
        !trimmed.contains("`")
      else { return nil }
      let command = trimmed[start.lowerBound...].components(separatedBy: " || ")[0]
      return command.hasSuffix(")") ? String(command.dropLast()) : command
    }
  }()

  @Test func thereAreCommands() {
    #expect(Self.commands.count { $0.hasPrefix("stockade test") } == 3)
    #expect(Self.commands.count { $0.hasPrefix("stockade diff") } == 4)
  }

  @Test(arguments: commands)
  func everyOptionExists(command: String) throws {
    let words = command.components(separatedBy: " ").filter { !$0.isEmpty }.dropFirst()
      .map { $0.replacingOccurrences(of: "\"", with: "") }
    let outcome = CapturedConsole().run(words)
    // There are no files here; that is the one thing to object to.
    #expect(outcome.status == .inputError)
    #expect(!outcome.error.contains("[usage."), "\(outcome.error)")
  }
}
