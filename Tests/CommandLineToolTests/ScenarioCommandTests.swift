import CommandLineTool
import Foundation
import TestSupport
import Testing

/// Runs the `command` of every folder under scenarios/ that has one, and compares what it prints byte for byte with the
/// `decisions.ndjson` or `output.txt` beside it, and the exit status with its `status`, 0 where there is none.
@Suite struct ScenarioCommandTests {
  /// One folder.
  struct Scenario: CustomTestStringConvertible, Sendable {
    let folder: URL
    var testDescription: String { folder.path.replacingOccurrences(of: Repository.root.path + "/", with: "") }

    /// The text of one of its files.
    func text(_ name: String) -> String? {
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  static let scenarios: [Scenario] = {
    let root = Repository.root.appendingPathComponent("scenarios")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix("/command") }.sorted().map {
      Scenario(folder: root.appendingPathComponent($0).deletingLastPathComponent())
    }
  }()

  @Test func thereAreScenarios() {
    let names = Self.scenarios.map(\.testDescription)
    #expect(names.contains("scenarios/quickstart"))
    #expect(names.contains("scenarios/code-ocean"))
    #expect(names.filter { $0.hasPrefix("scenarios/stack-policies/") }.count >= 17)
  }

  @Test(arguments: scenarios)
  func printsWhatStandsBesideIt(_ scenario: Scenario) throws {
    let command = try #require(scenario.text("command"))
    let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
    try #require(words.first == "stockade")
    let outcome = CapturedConsole(files: files(in: scenario.folder)).run(Array(words.dropFirst()))
    let expected = try #require(scenario.text("decisions.ndjson") ?? scenario.text("output.txt"))
    #expect(outcome.output == expected)
    let status = scenario.text("status").flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
    #expect(outcome.status.rawValue == status, "\(outcome.error)")
  }

  /// Every record's explanation must come to the decision that the stream had: the two read records on their own.
  @Test(arguments: scenarios)
  func explainsTheSameDecisions(_ scenario: Scenario) throws {
    let command = try #require(scenario.text("command"))
    let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.dropFirst().first == "evaluate", words.suffix(3) == ["-f", "ndjson", "actions.ndjson"] else { return }
    let files = files(in: scenario.folder)
    let decisions = try #require(scenario.text("decisions.ndjson")).split(separator: "\n")
    for (index, line) in decisions.enumerated() {
      let arguments = ["explain"] + words.dropFirst(2).dropLast(3)
      let outcome = CapturedConsole(files: files).run(
        arguments + ["-f", "json", "-q", "actions.ndjson", "--line", String(index + 1)])
      let decision = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let explanation = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any], "\(outcome.error)")
      for member in ["decision", "evaluation"] {
        #expect(decision[member] as? String == explanation[member] as? String, "\(line)")
      }
      #expect(
        (decision["by"] as? NSDictionary) == (explanation["by"] as? NSDictionary), "\(line)\n\(outcome.output)")
    }
  }

  /// The files of a folder and of the folders below it, by their path from it.
  private func files(in folder: URL) -> [String: String] {
    var files: [String: String] = [:]
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for path in paths {
      if let data = try? Data(contentsOf: folder.appendingPathComponent(path)) {
        files[path] = String(decoding: data, as: UTF8.self)
      }
    }
    return files
  }
}
