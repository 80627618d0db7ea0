import Foundation
import PolicyValidation
import TestSupport
import Testing

/// Every code has an example that triggers it, and the same input without the fault, which does not.
@Suite struct FindingCodeTests {
  /// The codes whose faults need an input that no page could show; they have tests of their own.
  static let withoutExample: Set<String> = [
    "file.notFound", "file.isFolder", "file.unreadable", "json.utf8", "policy.size", "policy.size.whitespace",
    "policy.diagnostics.more", "findings.more", "findings.cut", "yaml.utf8", "yaml.encoding", "yaml.depth", "yaml.tag",
  ]

  private static func codes(_ example: FindingCode.Example, _ text: String) -> [String] {
    var files = example.companions
    files[example.file] = text
    let outcome = CapturedConsole(files: files).run(example.arguments)
    return (outcome.output + outcome.error).matches(of: /\[([a-zA-Z]+(?:\.[a-zA-Z]+)+)\]\n/).map { String($0.1) }
  }

  @Test(arguments: FindingCode.all.map(\.code))
  func theExampleShowsTheFault(_ name: String) throws {
    let code = try #require(FindingCode.named(name))
    guard let example = code.example else {
      #expect(Self.withoutExample.contains(name), "\(name) has no example")
      return
    }
    #expect(!Self.withoutExample.contains(name))
    let wrong = Self.codes(example, example.wrong)
    #expect(wrong.contains(name), "\(name) is not found in \(example.wrong): \(wrong)")
    let right = Self.codes(example, example.right)
    #expect(!right.contains(name), "\(name) is found in \(example.right)")
  }

  @Test func theTableIsWellFormed() {
    let all = FindingCode.all
    #expect(Set(all.map(\.code)).count == all.count)
    #expect(Set(all.map(\.title)).count == all.count)
    for code in all {
      #expect(code.title.hasSuffix(".") && !code.title.contains("\n"), "\(code.code)")
      #expect(code.help.hasSuffix(".") && !code.help.contains("\n"), "\(code.code)")
      #expect(
        code.code.split(separator: ".").allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber } }
          && code.code.contains("."))
    }
    #expect(Set(all.map(\.page)).count == all.count)
  }

  @Test func thePageOfAllCodesIsCurrent() throws {
    let page = try String(
      contentsOf: Repository.root.appendingPathComponent("docs/diagnostics.md"), encoding: .utf8)
    let printed = CapturedConsole.run("check", "--codes").output
    #expect(page == printed, "write it anew: swift run stockade check --codes > docs/diagnostics.md")
    for code in FindingCode.all {
      #expect(printed.contains("### \(code.code)\n"), "\(code.code) has no section")
    }
  }

  /// The codes that sources spell out are in the table, or among those that `check` never gives.
  @Test func everyCodeOfTheSourcesIsKnown() throws {
    let sources = Repository.root.appendingPathComponent("Sources")
    var unknown: Set<String> = []
    for folder in [
      "Documents", "CloudFormation/Templates", "CloudFormation/Deletion", "PolicyLanguage", "PolicyValidation",
    ] {
      let root = sources.appendingPathComponent(folder)
      for name in FileManager.default.enumerator(atPath: root.path)?.compactMap({ $0 as? String }) ?? []
      where name.hasSuffix(".swift") {
        let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
        for match in text.matches(
          of: /"((?:json|yaml|policy|condition|variable|stack|rcp|template|guard|findings)(?:\.[A-Za-z]+)+)"/)
        where FindingCode.named(String(match.1)) == nil && !String(match.1).hasSuffix(".json")
          && !String(match.1).hasSuffix(".yaml")
        {
          unknown.insert(String(match.1))
        }
      }
    }
    #expect(unknown.isEmpty)
  }
}
