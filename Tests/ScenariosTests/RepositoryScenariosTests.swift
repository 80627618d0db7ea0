import Foundation
import Simulation
import TestSupport
import Testing

@testable import Scenarios

/// Every scenario of the repository, as `stockade test scenarios` runs them.
@Suite struct RepositoryScenariosTests {
  static let paths: [String] = {
    let root = Repository.root.appendingPathComponent("scenarios")
    let found = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".scenario.json") }.sorted().map { root.appendingPathComponent($0).path }
  }()

  @Test func thereAreScenariosOfEveryTopic() {
    for topic in ["organization", "identity", "resource-policies", "code-ocean"] {
      #expect(Self.paths.contains { $0.contains("/scenarios/\(topic)/") }, "\(topic)")
    }
  }

  @Test(arguments: paths)
  func passes(path: String) throws {
    let result = try #require(ScenarioRun().run([path]).scenarios.first)
    #expect(result.diagnostics.filter { $0.severity > .notice }.isEmpty, "\(result.diagnostics.map(\.message))")
    for step in result.steps where step.status == .failed || step.status == .error {
      let mismatches = step.mismatches.map { "\($0.subject.path): \($0.expected), got \($0.actual.expected)" }
      Issue.record("\(path):\(step.position): \(step.name): \(step.error?.message ?? "") \(mismatches)")
    }
    #expect(result.status == .passed)
  }
}
