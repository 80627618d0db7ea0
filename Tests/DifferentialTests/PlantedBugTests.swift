import Foundation
import PolicyLanguage
import TestSupport
import Testing

/// The generated cases would show the bugs that evaluators are known to have.
@Suite struct PlantedBugTests {
  /// The names of the bugs that so many cases do not show.
  static func survivors(of bugs: [PlantedBug], _ kind: DifferentialRun.Kind, cases: Int) throws -> [String] {
    var alive = bugs
    try kind.forEachCase(cases) { candidate, _ in
      let right = candidate.decided(by: .production)
      alive.removeAll { $0.isCaught(by: candidate, decidedAs: right) }
      return !alive.isEmpty
    }
    return alive.map(\.name)
  }

  @Test("bugs in matching are caught by the cases of one gate")
  func matching() throws {
    #expect(PlantedBug.matching.count >= 20)
    #expect(try Self.survivors(of: PlantedBug.matching, .singleGate, cases: 20_000) == [])
  }

  @Test("bugs in gates are caught by the cases of all gates")
  func gates() throws {
    #expect(PlantedBug.gates.count >= 20)
    #expect(try Self.survivors(of: PlantedBug.gates, .multiGate, cases: 20_000) == [])
  }

  @Test("the README names every planted bug")
  func readme() throws {
    let readme = Repository.root.appendingPathComponent("Tests/DifferentialTests/README.md")
    let lines = try String(contentsOf: readme, encoding: .utf8).split(separator: "\n")
    let listed = lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
    #expect(listed == (PlantedBug.matching + PlantedBug.gates).map(\.name))
  }
}
