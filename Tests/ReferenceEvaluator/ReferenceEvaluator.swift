import Documents
import PolicyLanguage

/// The independent judge: decides as rulings.md and authorization.md read, slowly and plainly.
///
/// It shares no code with the production evaluator, and is written without regard to it. Where the documents leave
/// room, the comments of this folder say what is taken.
public enum ReferenceEvaluator {
  /// Decides an update action by a stack policy; without one, and by one without statements, it is allowed (rulings
  /// 2 and 5).
  public static func decide(_ request: Request, byStackPolicy policy: Policy?) -> Decision {
    guard let policy else { return Decision(result: .allowed) }
    if policy.statements.isEmpty {
      return Decision(result: .allowed, by: DecidingStatement(policyType: .stack), gates: [.stack])
    }
    let gate = Gate(.stack, level: nil, [policy], request, hasBoundary: false)
    let none = GrantingGates(role: .sameAccount, resource: nil, identity: nil, boundary: nil, session: nil)
    return decide([gate], none, asked: [.stack])
  }

  /// Decides a request by all gates that are asked (section 4).
  public static func decide(_ request: Request, under stack: PolicyStack) -> Decision {
    // Step 0. Nothing is asked, therefore no gates are listed.
    if request.action.equalsIgnoringASCIICase("sts:GetCallerIdentity") { return Decision(result: .allowed) }

    let hasBoundary = stack.permissionsBoundary != nil
    func gates(_ type: PolicyType, _ levels: [PolicyLevel]?) -> [Gate] {
      // A list without levels allows nothing, as one level without policies does.
      let levels = levels?.isEmpty == true ? [PolicyLevel(id: nil, policies: [])] : levels ?? []
      return levels.map { Gate(type, level: $0.id, $0.policies, request, hasBoundary: hasBoundary) }
    }
    func gate(_ type: PolicyType, _ policies: [Policy]?) -> Gate? {
      policies.map { Gate(type, level: nil, $0, request, hasBoundary: hasBoundary) }
    }
    let levels =
      gates(.scp, stack.serviceControlPolicies) + gates(.rcp, stack.resourceControlPolicies)
    let granting = GrantingGates(
      role: stack.resourcePolicyRole, resource: gate(.resource, stack.resourcePolicies),
      identity: gate(.identity, stack.identityPolicies), boundary: gate(.boundary, stack.permissionsBoundary),
      session: gate(.session, stack.sessionPolicies))
    return decide(levels, granting, asked: stack.gates)
  }

  /// The order of section 5: a certain Deny, then the first requirement that certainly fails, then what is unknown.
  private static func decide(_ levels: [Gate], _ granting: GrantingGates, asked: [PolicyType]) -> Decision {
    let denies = (levels + granting.all).flatMap(\.statements).filter { $0.effect == .deny }
    if let deny = denies.first(where: { $0.finding.truth == .yes }) {
      return Decision(result: .explicitDeny, by: deny.deciding, gates: asked)
    }
    let requirements = levels.map(\.requirement) + granting.requirements
    if let failed = requirements.first(where: { $0.truth == .no }) {
      let by = DecidingStatement(policyType: failed.type, level: failed.level)
      return Decision(result: .implicitDeny, by: by, gates: asked)
    }
    if Truth.all(denies.map(\.finding.truth.negated) + requirements.map(\.truth)) == .unknown {
      return Decision(result: .unknown, gates: asked, missing: missing(levels, granting))
    }
    let nearest = levels.last { $0.type == .scp } ?? levels.last
    let gates = [nearest] + granting.all
    let allow = granting.grantingStatement ?? gates.compactMap { $0?.firstAllow }.first
    return Decision(result: .allowed, by: allow?.deciding, gates: asked)
  }

  /// The keys that an Unknown hangs on: those that are unknown in statements whose truth is unknown, which are
  ///
  /// - every Deny,
  /// - the Allows of each SCP and RCP level that has no certain one,
  /// - unless it is certain that resource, identity, boundary and session policies together grant, the Allows of each
  ///   of those four that has no certain one.
  ///
  /// Of a statement these are the keys of its unknown conditions with those of the variables in them, and those of the
  /// variables in its unknown Resource entries, as the policies spell them, each key once, in byte order.
  private static func missing(_ levels: [Gate], _ granting: GrantingGates) -> [ByteString] {
    let isGranted = Truth.all(granting.requirements.map(\.truth)) == .yes
    let keys =
      (levels + granting.all).flatMap { $0.unknownKeys(.deny) } + levels.flatMap(\.unknownKeysOfAllows)
      + (isGranted ? [] : granting.all.flatMap(\.unknownKeysOfAllows))
    return Dictionary(grouping: keys, by: \.asciiLowercased).values.compactMap { $0.min() }.sorted()
  }
}
