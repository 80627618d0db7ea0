import Foundation
import PolicyValidation
import TestSupport
import Testing

/// Every code has an example that triggers it, and the same input without the fault, which does not.
@Suite struct FindingCodeTests {
  /// The findings of `check` whose faults need an input that no page could show; they have tests of their own.
  static let withoutExample: Set<String> = [
    "json.utf8", "policy.size", "policy.size.whitespace", "policy.diagnostics.more", "findings.more", "findings.cut",
    "yaml.utf8", "yaml.encoding", "yaml.depth", "yaml.tag",
  ]

  private static func codes(_ arguments: [String], _ example: FindingCode.Example, _ text: String) -> [String] {
    var files = example.companions
    files[example.file] = text
    let outcome = CapturedConsole(files: files).run(arguments)
    let shown = outcome.output + outcome.error
    return shown.matches(of: /(?:\[|"code":")([a-zA-Z]+(?:\.[a-zA-Z]+)+)(?:\]\n|")/).map { String($0.1) }
  }

  @Test(arguments: FindingCode.all.map(\.code))
  func theExampleShowsTheFault(_ name: String) throws {
    let code = try #require(FindingCode.named(name))
    guard let example = code.example else {
      #expect(!code.mayBeIgnored || Self.withoutExample.contains(name), "\(name) has no example")
      return
    }
    #expect(!Self.withoutExample.contains(name))
    let wrong = Self.codes(example.wrongArguments ?? example.arguments, example, example.wrong)
    #expect(wrong.contains(name), "\(name) is not found in \(example.wrong): \(wrong)")
    let right = Self.codes(example.arguments, example, example.right)
    #expect(!right.contains(name), "\(name) is found in \(example.right)")
  }

  @Test("what check finds can be ignored, and nothing else", arguments: FindingCode.all.map(\.code))
  func ignoring(_ name: String) throws {
    let code = try #require(FindingCode.named(name))
    let outcome = CapturedConsole.run(
      "check", "--config", "none", "--ignore", name, "policy.json", files: ["policy.json": "{}"])
    #expect((outcome.status == .inputError) != code.mayBeIgnored, "\(outcome.error)")
    if !code.mayBeIgnored { #expect(outcome.error.contains("[usage.notIgnorable]")) }
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

  /// Every code that the sources spell out is in the table, whatever part of the program gives it.
  @Test func everyCodeOfTheSourcesIsKnown() throws {
    let sources = Repository.root.appendingPathComponent("Sources")
    let families = ["environment", "scenario", "configuration", "baseline", "simulate", "scenario.request"]
    func isKnown(_ code: String) -> Bool {
      FindingCode.named(code) != nil || families.contains { FindingCode.named("\($0).\(code)") != nil }
    }
    // A code is the first text of a call that reports one, or stands behind `code:`.
    let calls =
      /(?:report|refuse|refusal|fault|failure|error|StepError|RecordError|Diagnostic|self\.init)\(\s*(?:\.error,\s*|\.warning,\s*|\.notice,\s*|init:\s*)?"([a-z][A-Za-z]*(?:\.[A-Za-z]+)*)"|[( ]code: "([a-z][A-Za-z]*(?:\.[A-Za-z]+)*)"/
    // Spelt out anywhere else, in a table or behind `case … :`, a code has a point and a family.
    let familyNames = Set(FindingCode.all.map(\.family))
    var unknown: Set<String> = []
    var found = 0
    for name in FileManager.default.enumerator(atPath: sources.path)?.compactMap({ $0 as? String }) ?? []
    where name.hasSuffix(".swift") && !name.hasPrefix("Catalog/Data/") && !name.contains("/Codes/") {
      let text = try String(contentsOf: sources.appendingPathComponent(name), encoding: .utf8)
      for match in text.matches(of: calls) {
        let code = String(match.1 ?? match.2 ?? "")
        found += 1
        if !isKnown(code), FindingCode.named("usage." + code) == nil { unknown.insert("\(name): \(code)") }
      }
      for match in text.matches(of: /"([a-z][A-Za-z]*)((?:\.[A-Za-z]+)+)"/) {
        let code = String(match.1 + match.2)
        let isFile = ["json", "yaml", "xml", "md", "com", "iot", "marketplace"].contains { code.hasSuffix("." + $0) }
        if familyNames.contains(String(match.1)), !isFile, !isKnown(code) { unknown.insert("\(name): \(code)") }
      }
    }
    #expect(unknown.isEmpty)
    #expect(found > 150, "the sources are not where they are looked for")
  }
}
