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
  /// For each way of naming the principal, the first Allow that names it so and matches for certain.
  private var allowByName: [Place?] = [nil, nil, nil, nil]

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
          let name = match.principal.rawValue
          allowsByName[name] = max(allowsByName[name], truth)
          if truth == .yes, allowByName[name] == nil { allowByName[name] = place }
        }
      }
    }
  }

  /// The first Allow that matches for certain and names the principal in this way or a stronger one.
  func allow(atLeast name: PrincipalMatch) -> Place? {
    allowByName[name.rawValue...].compactMap(\.self).min { ($0.policy, $0.statement) < ($1.policy, $1.statement) }
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

/// The keys that an Unknown hangs on.
///
/// Those of the undecided Deny statements of every gate; of the undecided Allow statements of each SCP and RCP level that
/// is not certain to pass; and, where the grant is not certain, of the undecided Allow statements of each other gate that
/// no Allow of its own is certain to pass.
struct MissingKeys {
  /// As the policies spell them, sorted.
  let spellings: [ByteString]

  init(gates: [GateMatches], passed: [Truth], _ frame: borrowing RequestFrame, keys: KeyTable) {
    var isGranted = true
    for (gate, passed) in zip(gates, passed) where !gate.isControl && passed != .yes { isGranted = false }
    var found: Set<Int> = []
    for (gate, passed) in zip(gates, passed) {
      let countsAllows = gate.isControl ? passed != .yes : !isGranted && gate.allows != .yes
      for place in gate.undecidedDenies + (countsAllows ? gate.undecidedAllows : []) {
        let statement = gate.gate.policies[place.policy].statements[place.statement]
        found.formUnion(Evaluator.undecidedKeys(of: statement, frame))
      }
    }
    spellings = found.map { keys.spellings[$0] }.sorted()
  }
}

extension GateMatches {
  /// Whether this is a level of service or resource control policies.
  fileprivate var isControl: Bool { gate.type == .scp || gate.type == .rcp }
}
