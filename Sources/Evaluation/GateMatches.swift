import Documents
import PolicyLanguage

/// Which statements of one gate match a request.
struct GateMatches {
  /// A statement by its place: which policy of the gate, which statement of the policy.
  struct Place {
    let policy: Int
    let statement: Int
  }

  let gate: CompiledStack.Gate
  /// The first Deny that matches for certain.
  private(set) var deny: Place?
  /// The first Allow that matches for certain.
  private(set) var allow: Place?
  /// Whether an Allow matches.
  private(set) var allows = Truth.no
  /// Deny statements that may match.
  private(set) var undecidedDenies: [Place] = []
  /// Allow statements that may match.
  private(set) var undecidedAllows: [Place] = []
  /// For each way of naming the principal, whether an Allow that names it so matches.
  private var allowsByName: [Truth] = [.no, .no, .no, .no]

  init(_ gate: CompiledStack.Gate, _ frame: borrowing RequestFrame, hasBoundary: Bool) {
    self.gate = gate
    for (policyIndex, policy) in gate.policies.enumerated() {
      for (index, statement) in policy.statements.enumerated() {
        let match = Evaluator.match(statement, frame, hasBoundary: hasBoundary)
        let place = Place(policy: policyIndex, statement: index)
        switch (statement.effect, match.truth) {
        case (_, .no): continue
        case (.deny, .yes): if deny == nil { deny = place }
        case (.deny, .unknown): undecidedDenies.append(place)
        case (.allow, let truth):
          if truth == .unknown { undecidedAllows.append(place) } else if allow == nil { allow = place }
          allows = max(allows, truth)
          allowsByName[match.principal.rawValue] = max(allowsByName[match.principal.rawValue], truth)
        }
      }
    }
  }

  /// Whether an Allow matches that names the principal in this way or a stronger one.
  func allows(atLeast name: PrincipalMatch) -> Truth {
    allowsByName[name.rawValue...].max() ?? .no
  }
}

extension CompiledStack.Gate {
  /// What a decision says of a statement of this gate; of the gate alone, when there is none.
  func decider(_ place: GateMatches.Place?) -> DecidingStatement {
    DecidingStatement(
      policyType: type, level: level,
      statement: place.map { StatementReference(policies[$0.policy].policy, $0.statement) })
  }
}

/// The keys that an Unknown hangs on: those unknown to the undecided Deny statements of every gate, and to the undecided
/// Allow statements of the gates that are not certain to pass.
struct MissingKeys {
  /// As the policies spell them, sorted.
  let spellings: [ByteString]

  init(gates: [GateMatches], passed: [Truth], _ frame: borrowing RequestFrame, keys: KeyTable) {
    var found: Set<Int> = []
    for (gate, passed) in zip(gates, passed) {
      for place in gate.undecidedDenies + (passed == .yes ? [] : gate.undecidedAllows) {
        found.formUnion(Evaluator.unknownKeys(of: gate.gate.policies[place.policy].statements[place.statement], frame))
      }
    }
    // A resource policy's Allow may also be what lets the gates behind it pass.
    if passed.contains(.unknown), let resource = gates.first(where: { $0.gate.type == .resource }) {
      for place in resource.undecidedAllows {
        found.formUnion(
          Evaluator.unknownKeys(of: resource.gate.policies[place.policy].statements[place.statement], frame))
      }
    }
    spellings = found.map { keys.spellings[$0] }.sorted()
  }
}
