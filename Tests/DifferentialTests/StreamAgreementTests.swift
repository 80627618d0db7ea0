import Documents
import Evaluation
import PolicyLanguage
import Testing

/// Streams of requests through one program, whose classes they share, are decided as the reference decides each.
///
/// What one request leaves behind in a cache must not change the decision on another; so several worlds are decided in
/// turns, and requests come again.
@Suite struct StreamAgreementTests {
  /// Worlds that are decided in turns.
  static let worldsAtOnce = 4
  static let requestsOfAWorld = 25

  /// The worlds of one stream: one of a single gate for three of all gates.
  static func worlds(_ stream: Int) throws -> [GeneratedWorld] {
    try (0..<worldsAtOnce).map { place in
      let number = stream * worldsAtOnce + place
      let seed = 3_000_000_000 &+ DifferentialRun.firstSeed &+ UInt64(number)
      var generator = CaseGenerator(seed: seed, requestCount: requestsOfAWorld)
      return try place == 0 ? generator.singleGateWorld() : generator.multiGateWorld()
    }
  }

  static func compiled(_ policies: DifferentialCase.Policies, _ program: Program) -> CompiledStack? {
    switch policies {
    case .stackPolicy(let policy): policy.map { CompiledStack(stackPolicy: $0, program: program) }
    case .stack(let stack): CompiledStack(stack, program: program)
    }
  }

  @Test(
    "streams through one program are decided request by request as the reference decides", arguments: [false, true])
  func streams(usesDiagram: Bool) throws {
    var differences: [String] = []
    var (stream, decided) = (0, 0)
    while decided < DifferentialRun.casesOfEachKind, differences.count < EvaluatorAgreementTests.enough {
      let worlds = try Self.worlds(stream).filter { world in
        if case .stackPolicy(nil) = world.policies { false } else { true }
      }
      let policies = worlds.flatMap { $0.cases[0].attachments.map(\.policy) }
      let program = Program(policies)
      let classifier = KeyClassifier(program)
      let stacks = worlds.compactMap { Self.compiled($0.policies, program) }
      let indexed = stacks.map { IndexedStack($0, program: program, classifier: classifier, usesDiagram: usesDiagram) }
      var frame = RequestFrame(keyCount: program.keys.count)
      let summaries = worlds.map { world in
        world.requests.map { DifferentialCase(policies: world.policies, request: $0).decided(by: .reference).summary }
      }
      // Every request comes twice, the second time among others.
      for turn in 0..<(2 * Self.requestsOfAWorld) {
        for place in worlds.indices where differences.count < EvaluatorAgreementTests.enough {
          let number = turn * 7 % Self.requestsOfAWorld
          let request = worlds[place].requests[number]
          frame.load(request, keys: program.keys)
          let verdict = indexed[place].decide(frame)
          let missing = verdict.result == .unknown ? indexed[place].missingKeys(frame) : []
          let decision = stacks[place].decision(verdict, missing: missing).summary
          let right = summaries[place][number]
          decided += 1
          if decision != right {
            let candidate = DifferentialCase(policies: worlds[place].policies, request: request)
            differences.append(
              "stream \(stream), turn \(turn), world \(place)\n\(candidate)\nindexed: \(decision)\nreference: \(right)")
          }
        }
      }
      // All requests of a world at once, by what the turns left behind and by what other batches did.
      let batch = FrameBatch(program, capacity: Self.requestsOfAWorld)
      let shared = KeyClassifier(program)
      let others = stacks.map { IndexedStack($0, program: program, classifier: shared, usesDiagram: usesDiagram) }
      for indexes in [others, indexed, others] {
        for place in worlds.indices {
          let requests = worlds[place].requests
          for (number, decision) in batch.decisions(requests, by: indexes[place]).enumerated()
          where decision != summaries[place][number] && differences.count < EvaluatorAgreementTests.enough {
            let candidate = DifferentialCase(policies: worlds[place].policies, request: requests[number])
            differences.append(
              "stream \(stream), world \(place), request \(number) of a batch\n\(candidate)\nindexed: \(decision)\nreference: \(summaries[place][number])"
            )
          }
        }
      }
      stream += 1
    }
    for difference in differences { Issue.record("\(difference)") }
  }
}
