import CommandLineTool
import Documents
import Foundation
import TestSupport
import Testing

/// Issue 5, must show 5: mutated templates neither crash nor hang `plan`, and every refusal has a position.
@Suite("plan: mutated templates")
struct PlanMutationTests {
  private struct Tally {
    var mutants = 0
    /// Those that the YAML or JSON reader takes.
    var read = 0
    /// Those that got a plan, REFUSED ones among them.
    var planned = 0
    /// What CloudFormation would refuse.
    var refused = 0
    var faults: [String] = []

    mutating func add(_ other: Tally) {
      mutants += other.mutants
      read += other.read
      planned += other.planned
      refused += other.refused
      faults += other.faults
    }
  }

  private static let policy = Array(
    #"{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"},{"Effect":"Deny","Action":["Update:Replace","Update:Delete"],"Principal":"*","Resource":"*"}]}"#
      .utf8)

  /// Plans the update of a template to one mutant of it.
  private static func plan(_ template: [UInt8], _ mutator: inout TemplateMutator, into tally: inout Tally) {
    let mutant = mutator.mutated(template)
    let files = ["before": template, "after": mutant, "policy": policy]
    let outcome = CapturedConsole(bytes: files).run([
      "plan", "--before", "before", "--after", "after", "--stack-policy", "policy",
    ])
    tally.mutants += 1
    func fault(_ what: String) {
      tally.faults.append("\(what)\n\(outcome.error)\(outcome.output)\n\(String(decoding: mutant, as: UTF8.self))")
    }
    switch outcome.status {
    case .success, .finding, .inconclusive:
      tally.read += 1
      tally.planned += 1
      guard outcome.output.hasPrefix("REFUSED") else { return }
      tally.refused += 1
      if !outcome.output.contains(/at after:\d+:\d+/) { fault("a refusal without a position") }
    case .inputError:
      if !outcome.error.contains(/\[(yaml|json)\./) { tally.read += 1 }
      if !outcome.error.contains(/after:\d+:\d+: error/) { fault("an error without a position") }
    default: fault("status \(outcome.status)")
    }
  }

  /// Plans so many mutants of some templates in turn, on all cores.
  private static func plan(_ templates: [[UInt8]], mutants: Int, seed: UInt64) async -> Tally {
    await withTaskGroup(of: Tally.self) { group in
      let parts = 10
      for part in 0..<parts {
        group.addTask {
          var mutator = TemplateMutator(seed: seed &+ UInt64(part))
          var tally = Tally()
          for index in stride(from: part, to: mutants, by: parts) {
            plan(templates[index % templates.count], &mutator, into: &tally)
          }
          return tally
        }
      }
      var total = Tally()
      for await tally in group { total.add(tally) }
      return total
    }
  }

  private static func check(_ tally: Tally, of what: String) {
    #expect(tally.faults.count == 0, "\(tally.faults.first ?? "")")
    #expect(tally.read * 2 >= tally.mutants)
    // A mutator that changed nothing would pass, too.
    #expect(tally.read * 20 < tally.mutants * 19)
    print(
      "mutated \(what): \(tally.mutants) planned, \(tally.read) get past the reader, "
        + "\(tally.planned) have a plan, of which CloudFormation refuses \(tally.refused)")
  }

  /// The templates of the repository's scenarios, without the long ones: thousands of them are planned.
  private static func scenarioTemplates() throws -> [[UInt8]] {
    let root = Repository.root.appendingPathComponent("scenarios")
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    let templates = try paths.filter { $0.hasSuffix(".yaml") }.sorted()
      .map { [UInt8](try Data(contentsOf: root.appendingPathComponent($0))) }
      .filter { $0.count <= 1_000 }
    return try #require(templates.isEmpty ? nil : templates)
  }

  @Test("5,000 mutants of the scenarios' templates", .timeLimit(.minutes(5)))
  func scenarios() async throws {
    let tally = await Self.plan(try Self.scenarioTemplates(), mutants: 5_000, seed: 20_261_121)
    Self.check(tally, of: "scenario templates")
  }

  @Test(
    "mutants of the templates of the corpus", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"),
    .timeLimit(.minutes(5)))
  func corpus() async throws {
    let files = ["yaml", "yml", "template"].flatMap { Corpus.files(in: "templates", withExtension: $0) }
    let templates = try files.map { [UInt8](try Data(contentsOf: $0)) }.filter { $0.count < 8_192 }
    let tally = await Self.plan(templates, mutants: 2 * templates.count, seed: 20_261_122)
    Self.check(tally, of: "corpus templates")
  }
}
