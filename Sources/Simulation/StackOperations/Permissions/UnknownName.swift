import Documents
import Evaluation
import PolicyLanguage

/// Decides requests on a resource whose name is not known yet: of a resource that is still to be created, mostly.
///
/// Every pattern of a policy that may or may not match the name is taken once for a match and once for none, so that
/// the first reading denies as much as can be and the second as little; where both come to the same result, that is
/// the decision. Each reading rewrites `Resource` and `NotResource` and leaves the rest to the evaluator.
struct UnknownName {
  /// The formats that the name may have, `*` for what is unknown.
  let formats: [ByteString]
  /// A name of the first format that no pattern matches but by its wildcards.
  let opaque: ByteString

  init(_ formats: [ByteString]) {
    self.formats = formats
    // A control character stands in no ARN; several of them leave room for patterns with a few `?`.
    let unknown = [UInt8](repeating: 0x01, count: 24)
    let first = formats.first ?? "*"
    opaque = ByteString(first.bytes.flatMap { $0 == UInt8(ascii: "*") ? unknown : [$0] })
  }

  /// A stack with every policy in the reading that denies most or least.
  func reading(of stack: PolicyStack, denying: Bool, _ cache: inout [Key: Policy]) -> PolicyStack {
    func policies(_ policies: [Policy]?) -> [Policy]? { policies?.map { reading(of: $0, denying: denying, &cache) } }
    func levels(_ levels: [PolicyLevel]?) -> [PolicyLevel]? {
      levels?.map { PolicyLevel(id: $0.id, policies: policies($0.policies) ?? []) }
    }
    return PolicyStack(
      serviceControlPolicies: levels(stack.serviceControlPolicies),
      resourceControlPolicies: levels(stack.resourceControlPolicies),
      resourcePolicies: policies(stack.resourcePolicies), resourcePolicyRole: stack.resourcePolicyRole,
      identityPolicies: policies(stack.identityPolicies), permissionsBoundary: policies(stack.permissionsBoundary),
      sessionPolicies: policies(stack.sessionPolicies))
  }

  /// What a rewritten policy is kept by.
  struct Key: Hashable {
    let policy: ObjectIdentifier
    let formats: [ByteString]
    let denying: Bool
  }

  private func reading(of policy: Policy, denying: Bool, _ cache: inout [Key: Policy]) -> Policy {
    let key = Key(policy: ObjectIdentifier(policy), formats: formats, denying: denying)
    if let known = cache[key] { return known }
    var isSame = true
    let statements = policy.statements.map { statement -> Statement in
      guard let resource = statement.resource, resource.patterns.contains(where: { isAmbiguous($0.text) }) else {
        return statement
      }
      isSame = false
      // A Deny that matches denies; an Allow that matches does not.
      let matches = (statement.effect == .deny) == denying
      return statement.with(resource: resolved(resource, matches: matches))
    }
    let reading =
      isSame
      ? policy
      : Policy(
        kind: policy.kind, name: policy.name, source: policy.source, range: policy.range, version: policy.version,
        id: policy.id, statements: statements)
    cache[key] = reading
    return reading
  }

  /// Whether a pattern matches some names of the formats and not others.
  private func isAmbiguous(_ pattern: ByteString) -> Bool {
    if pattern == "*" { return false }
    guard formats.contains(where: { PatternOverlap.exists(pattern, $0) }) else { return false }
    let hangsOnRequest = pattern.bytes.contains(UInt8(ascii: "$")) || pattern.bytes.contains(UInt8(ascii: "?"))
    return formats.count > 1 || hangsOnRequest || !PatternOverlap.exists(pattern, opaque)
  }

  /// The element with its ambiguous patterns taken for matches or for none, in view of what is negated.
  private func resolved(_ element: PatternElement, matches: Bool) -> PatternElement {
    let patternsMatch = matches != element.isNegated
    var patterns = element.patterns.filter { !isAmbiguous($0.text) }
    if patternsMatch { patterns.append(PolicyText("*", at: element.range)) }
    return PatternElement(isNegated: element.isNegated, patterns: patterns, range: element.range)
  }
}

extension Statement {
  fileprivate func with(resource: PatternElement) -> Statement {
    Statement(
      index: index, sid: sid, effect: effect, principal: principal, action: action, resource: resource,
      conditions: conditions, range: range)
  }
}
