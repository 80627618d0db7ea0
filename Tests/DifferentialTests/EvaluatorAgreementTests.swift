import Documents
import PolicyLanguage
import Testing

/// The product and the reference decide every generated case alike, and the cases are such that this means something.
@Suite struct EvaluatorAgreementTests {
  /// After so many differences a run stops.
  static let enough = 5

  /// Compares all decisions and counts what decided them.
  static func run(_ kind: DifferentialRun.Kind, countingOperators: Bool) throws -> CaseTally {
    var tally = CaseTally()
    var differences: [Difference] = []
    try kind.forEachCase(DifferentialRun.casesOfEachKind) { candidate, origin in
      let decision = candidate.decided(by: .reference)
      tally.add(candidate, decision, countingOperators: countingOperators)
      if candidate.decided(by: .production).summary != decision.summary,
        let difference = Difference(candidate, origin: origin, Engine.all)
      {
        if !differences.contains(where: { $0.decisions.map(\.decision) == difference.decisions.map(\.decision) }) {
          differences.append(difference)
        }
      }
      return differences.count < enough
    }
    for difference in differences { Issue.record("\(difference.description)") }
    return tally
  }

  @Test("policies of one gate, stack policies among them, are decided alike")
  func singleGate() throws {
    let tally = try Self.run(.singleGate, countingOperators: true)
    tally.expectOutcomes()
    #expect(tally.share(of: [.stack]) >= 0.1)
    for base in ConditionOperator.Base.allCases {
      for state in CaseTally.KeyState.allCases {
        let count = tally.decisive[CaseTally.Decisive(base: base, state: state)] ?? 0
        #expect(count * 1000 >= tally.total, "\(base.rawValue) on a key that is \(state) decided \(count) times")
      }
      for holds in [false, true] {
        let count = tally.outcomes[CaseTally.Outcome(base: base, holds: holds)] ?? 0
        #expect(count * 1000 >= tally.total, "\(base.rawValue) decided by \(holds) \(count) times")
      }
    }
  }

  @Test("requests that meet all gates are decided alike")
  func multiGate() throws {
    let tally = try Self.run(.multiGate, countingOperators: false)
    tally.expectOutcomes()
    for gate in PolicyType.allCases where gate != .stack {
      let count = tally.denials[gate] ?? 0
      #expect(count * 100 >= tally.total, "\(gate.rawValue) denied \(count) times")
    }
    for kind in Set(CaseGenerator.principals.map(\.kind)) {
      #expect((tally.principals[kind] ?? 0) * 100 >= tally.total, "\(kind.rawValue)")
    }
  }

  @Test("a policy that was printed and read again is decided alike", arguments: DifferentialRun.Kind.allCases)
  func printed(kind: DifferentialRun.Kind) throws {
    var faults: [String] = []
    try kind.forEachCase(3_000) { candidate, origin in
      let printed = candidate.mapPolicies { _, policy in
        let text = SourceText(name: policy.name, bytes: PolicyPrinter(layout: .compact).print(policy).bytes)
        if let again = PolicyReader(kind: policy.kind).read(text).policy { return again }
        faults.append("\(origin): \(text.bytes.count) bytes of \(policy.name)")
        return policy
      }
      if printed.decided(by: .production).summary != candidate.decided(by: .production).summary {
        faults.append("\(origin)\n\(candidate)")
      }
      return faults.count < Self.enough
    }
    #expect(faults == [])
  }
}
