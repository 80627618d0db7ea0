import Documents
import PolicyLanguage

/// Answers what follows from the matches: Deny over everything, then every gate must allow (authorization.md section 4).
public enum Authorizer {
  /// Decides a request under the policies it meets.
  ///
  /// Compiles the policies for this one request; a stream compiles them once and uses an `IndexedStack`.
  public static func decide(_ request: Request, under stack: PolicyStack) -> Decision {
    let program = Program(stack)
    return decide(request, CompiledStack(stack, program: program), program)
  }

  /// Decides an update action under a stack policy: without one, or with one that has no statement, everything is
  /// allowed (rulings 2 and 5).
  public static func decide(_ request: Request, byStackPolicy policy: Policy?) -> Decision {
    guard let policy else { return Decision(result: .allowed) }
    let program = Program(CollectionOfOne(policy))
    return decide(request, CompiledStack(stackPolicy: policy, program: program), program)
  }

  private static func decide(_ request: Request, _ stack: CompiledStack, _ program: Program) -> Decision {
    let index = IndexedStack(stack, program: program, usesDiagram: false)
    var frame = RequestFrame(keyCount: program.keys.count)
    frame.load(request, keys: program.keys)
    let verdict = index.decide(frame)
    return stack.decision(verdict, missing: verdict.result == .unknown ? index.missingKeys(frame) : [])
  }

  /// What follows for the gates of a stack from the statements that match in each.
  static func conclude(_ matches: [GateMatches], _ role: ResourcePolicyRole) -> Verdict {
    for (index, gate) in matches.enumerated() {
      if let deny = gate.deny { return verdict(.explicitDeny, index, deny) }
    }
    let passed = GateRules(role, matches).passed
    if let failed = passed.firstIndex(of: .no) { return Verdict(.implicitDeny, gate: failed) }
    guard passed.allSatisfy({ $0 == .yes }), matches.allSatisfy(\.undecidedDenies.isEmpty) else {
      return Verdict(.unknown)
    }
    return granting(matches)
  }

  /// What an Allow names: the granting identity or resource statement, else the SCP statement nearest the account,
  /// else the nearest RCP's, the boundary's or the session's.
  private static func granting(_ matches: [GateMatches]) -> Verdict {
    func last(_ type: PolicyType) -> Int? { matches.lastIndex { $0.type == type } }
    let isLimited = [last(.boundary), last(.session)].contains { $0.map { matches[$0].allow == nil } ?? false }
    let identity = last(.identity)
    if let identity, !isLimited, let allow = matches[identity].allow { return verdict(.allowed, identity, allow) }
    if let resource = last(.resource) {
      // What this statement must do for the request, by table 4.3, to be the one that grants it.
      let reach: PrincipalMatch = isLimited ? .direct : identity == nil ? .account : .role
      if let allow = matches[resource].allow(atLeast: reach) { return verdict(.allowed, resource, allow) }
    }
    for type in IndexedStack.namedLast {
      if let gate = last(type), let allow = matches[gate].allow { return verdict(.allowed, gate, allow) }
    }
    return Verdict(.allowed)
  }

  private static func verdict(_ result: EvaluationResult, _ gate: Int, _ place: GateMatches.Place) -> Verdict {
    Verdict(
      result, gate: gate, policy: Int32(truncatingIfNeeded: place.policy),
      statement: Int32(truncatingIfNeeded: place.statement))
  }
}

/// Which gates let a request pass, from what matched in each: table 4.3 for resource policies of the same account.
struct GateRules {
  /// For each gate, whether it lets the request pass.
  let passed: [Truth]

  init(_ role: ResourcePolicyRole, _ matches: [GateMatches]) {
    let resource = matches.first { $0.type == .resource }
    // How far a resource policy's Allow reaches over the other gates: only within one account (4.4).
    func reach(_ name: PrincipalMatch) -> Truth {
      role == .crossAccount ? .no : resource?.allows(atLeast: name) ?? .no
    }
    let replacesIdentity = reach(.role)
    let replacesLimits = reach(.direct)
    passed = matches.map { gate in
      switch gate.type {
      case .resource: role == .sameAccount ? .yes : gate.allows
      case .identity: max(gate.allows, replacesIdentity)
      case .boundary, .session: max(gate.allows, replacesLimits)
      case .scp, .rcp, .stack: gate.allows
      }
    }
  }
}
