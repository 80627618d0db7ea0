import Documents
import PolicyLanguage

/// Answers what follows from the matches: Deny over everything, then every gate must allow (authorization.md section 4).
public enum Authorizer {
  /// Decides a request under the policies it meets.
  ///
  /// Compiles the policies for this one request; a stream compiles them once.
  public static func decide(_ request: Request, under stack: PolicyStack) -> Decision {
    let program = Program(stack)
    var frame = RequestFrame(keyCount: program.keys.count)
    frame.load(request, keys: program.keys)
    return decide(frame, under: CompiledStack(stack, program: program), keys: program.keys)
  }

  /// Decides an update action under a stack policy: without one, or with one that has no statement, everything is
  /// allowed (rulings 2 and 5).
  public static func decide(_ request: Request, byStackPolicy policy: Policy?) -> Decision {
    guard let policy else { return Decision(result: .allowed) }
    let program = Program(CollectionOfOne(policy))
    var frame = RequestFrame(keyCount: program.keys.count)
    frame.load(request, keys: program.keys)
    return decide(frame, under: CompiledStack(stackPolicy: policy, program: program), keys: program.keys)
  }

  /// Decides the request in a frame under a compiled stack of the same program as `keys`.
  public static func decide(
    _ frame: borrowing RequestFrame, under stack: CompiledStack, keys: KeyTable
  ) -> Decision {
    // AWS answers this one whatever any policy says (step 0); a stack policy without a statement protects nothing.
    if isGetCallerIdentity(frame.action) { return Decision(result: .allowed) }
    if stack.isEmptyStackPolicy {
      return Decision(result: .allowed, by: DecidingStatement(policyType: .stack), gates: stack.types)
    }
    var gates: [GateMatches] = []
    for gate in stack.gates {
      let matches = GateMatches(gate, frame, hasBoundary: stack.hasBoundary)
      if let deny = matches.deny {
        return Decision(result: .explicitDeny, by: gate.decider(deny), gates: stack.types)
      }
      gates.append(matches)
    }
    let passed = GateRules(stack.resourcePolicyRole, gates).passed
    if let failed = passed.firstIndex(of: .no) {
      return Decision(result: .implicitDeny, by: gates[failed].gate.decider(nil), gates: stack.types)
    }
    if passed.allSatisfy({ $0 == .yes }), gates.allSatisfy(\.undecidedDenies.isEmpty) {
      return Decision(result: .allowed, by: granting(gates), gates: stack.types)
    }
    let missing = MissingKeys(gates: gates, passed: passed, frame, keys: keys)
    return Decision(result: .unknown, gates: stack.types, missing: missing.spellings)
  }

  /// What an Allow names: the granting identity or resource statement, else the SCP statement nearest the account,
  /// else the nearest RCP's, the boundary's or the session's.
  private static func granting(_ gates: [GateMatches]) -> DecidingStatement? {
    let find = { (type: PolicyType) in gates.last { $0.gate.type == type } }
    let isLimited = [find(.boundary), find(.session)].contains { $0.map { $0.allow == nil } ?? false }
    let identity = find(.identity)
    if let identity, !isLimited, let allow = identity.allow { return identity.gate.decider(allow) }
    if let resource = find(.resource) {
      // What this statement must do for the request, by table 4.3, to be the one that grants it.
      let reach: PrincipalMatch = isLimited ? .direct : identity == nil ? .account : .role
      if let allow = resource.allow(atLeast: reach) { return resource.gate.decider(allow) }
    }
    for type in [PolicyType.scp, .rcp, .boundary, .session, .stack] {
      if let gate = find(type), let allow = gate.allow { return gate.gate.decider(allow) }
    }
    return nil
  }

  private static func isGetCallerIdentity(_ action: ByteSlice) -> Bool {
    let name: StaticString = "sts:getcalleridentity"
    guard action.count == name.utf8CodeUnitCount else { return false }
    for offset in 0..<action.count where lowercased(action.base[offset]) != name.utf8Start[offset] { return false }
    return true
  }
}

/// Which gates let a request pass, from what matched in each: table 4.3 for resource policies of the same account.
struct GateRules {
  /// For each gate, whether it lets the request pass.
  let passed: [Truth]

  init(_ role: ResourcePolicyRole, _ gates: [GateMatches]) {
    let resource = gates.first { $0.gate.type == .resource }
    // How far a resource policy's Allow reaches over the other gates: only within one account (4.4).
    let reach = { (match: PrincipalMatch) -> Truth in
      role == .crossAccount ? .no : resource?.allows(atLeast: match) ?? .no
    }
    let replacesIdentity = reach(.role)
    let replacesLimits = reach(.direct)
    passed = gates.map { gate in
      switch gate.gate.type {
      case .resource: role == .sameAccount ? .yes : gate.allows
      case .identity: max(gate.allows, replacesIdentity)
      case .boundary, .session: max(gate.allows, replacesLimits)
      case .scp, .rcp, .stack: gate.allows
      }
    }
  }
}
