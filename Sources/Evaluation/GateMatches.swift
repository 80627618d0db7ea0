import Documents
import PolicyLanguage

/// Which statements of one gate match a request.
struct GateMatches {
  /// A statement by its place: which policy of the gate, which statement of the policy.
  struct Place: Comparable {
    let policy: Int
    let statement: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.policy, left.statement) < (right.policy, right.statement)
    }
  }

  let type: PolicyType
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
  private var allowsByName: [Truth] = []
  /// For each way of naming the principal, the first Allow that names it so and matches for certain.
  private var allowByName: [Place?] = []

  init(type: PolicyType) {
    self.type = type
  }

  /// Matches every statement of a gate, one after the other.
  init(_ gate: CompiledStack.Gate, _ frame: borrowing RequestFrame, hasBoundary: Bool) {
    type = gate.type
    if type == .resource {
      allowsByName = [.no, .no, .no, .no]
      allowByName = [nil, nil, nil, nil]
    }
    for (policyIndex, policy) in gate.policies.enumerated() {
      for (index, statement) in policy.statements.enumerated() {
        let match = Evaluator.match(statement, frame, hasBoundary: hasBoundary)
        let place = Place(policy: policyIndex, statement: index)
        add(place, statement.effect, match.truth)
        if type == .resource, statement.effect == .allow {
          let name = match.principal.rawValue
          allowsByName[name] = max(allowsByName[name], match.truth)
          if match.truth == .yes, allowByName[name] == nil { allowByName[name] = place }
        }
      }
    }
  }

  /// Notes one statement; they come in the order in which decisions name them.
  mutating func add(_ place: Place, _ effect: Effect, _ truth: Truth) {
    switch (effect, truth) {
    case (_, .no): return
    case (.deny, .yes): if deny == nil { deny = place }
    case (.deny, .unknown): undecidedDenies.append(place)
    case (.allow, .yes):
      if allow == nil { allow = place }
      allows = .yes
    case (.allow, .unknown):
      undecidedAllows.append(place)
      allows = max(allows, .unknown)
    }
  }

  /// The first Allow of a resource policy that matches for certain and names the principal in this way or a stronger one.
  func allow(atLeast name: PrincipalMatch) -> Place? {
    allowByName.dropFirst(name.rawValue).compactMap(\.self).min()
  }

  /// Whether an Allow of a resource policy matches that names the principal in this way or a stronger one.
  func allows(atLeast name: PrincipalMatch) -> Truth {
    allowsByName.dropFirst(name.rawValue).max() ?? .no
  }

  /// Whether this is a level of service or resource control policies.
  var isControl: Bool { type == .scp || type == .rcp }
}

/// The keys that an Unknown hangs on, where a resource policy is among the gates (`ActionPlan.forEachMissingKey` for all
/// others).
///
/// Those of the undecided Deny statements of every gate; of the undecided Allow statements of each SCP and RCP level that
/// is not certain to pass; and, where the grant is not certain, of the undecided Allow statements of each other gate that
/// no Allow of its own is certain to pass.
struct MissingKeys {
  /// Their numbers in the program's table.
  let numbers: Set<Int>

  init(_ stack: CompiledStack, _ matches: [GateMatches], _ frame: borrowing RequestFrame) {
    let passed = GateRules(stack.resourcePolicyRole, matches).passed
    var isGranted = true
    for (gate, passed) in zip(matches, passed) where !gate.isControl && passed != .yes { isGranted = false }
    var found: Set<Int> = []
    for index in matches.indices {
      let gate = matches[index]
      let countsAllows = gate.isControl ? passed[index] != .yes : !isGranted && gate.allows != .yes
      for place in gate.undecidedDenies + (countsAllows ? gate.undecidedAllows : []) {
        let statement = stack.gates[index].policies[place.policy].statements[place.statement]
        found.formUnion(Evaluator.undecidedKeys(of: statement, frame))
      }
    }
    numbers = found
  }
}
