import PolicyLanguage

extension Statement {
  /// The same statement with some of its parts replaced.
  func with(
    effect: Effect? = nil, principal: PrincipalElement?? = nil, action: PatternElement? = nil,
    resource: PatternElement?? = nil, conditions: [Condition]? = nil
  ) -> Statement {
    Statement(
      index: index, sid: sid, effect: effect ?? self.effect, principal: principal ?? self.principal,
      action: action ?? self.action, resource: resource ?? self.resource, conditions: conditions ?? self.conditions,
      range: range)
  }

  /// A statement in its place that matches nothing, so that the others keep their indexes.
  var silenced: Statement { with(action: PatternElement(isNegated: false, patterns: [], range: action.range)) }
}

extension PatternElement {
  func with(isNegated: Bool? = nil, patterns: [PolicyText]? = nil) -> PatternElement {
    PatternElement(isNegated: isNegated ?? self.isNegated, patterns: patterns ?? self.patterns, range: range)
  }
}

extension Condition {
  func with(operator: ConditionOperator? = nil, values: [PolicyText]? = nil) -> Condition {
    Condition(operator: `operator` ?? self.operator, key: key, values: values ?? self.values, range: range)
  }
}

extension Policy {
  /// The same policy with its statements rewritten.
  func mapStatements(version: Version? = nil, _ rewrite: (Statement) -> Statement) -> Policy {
    Policy(
      kind: kind, name: name, source: source, range: range, version: version ?? self.version, id: id,
      statements: statements.map(rewrite))
  }
}

extension PolicyStack {
  /// The same stack with its policies rewritten.
  func mapPolicies(_ rewrite: (PolicyType, Policy) -> Policy) -> PolicyStack {
    var stack = self
    func levels(_ type: PolicyType, _ levels: [PolicyLevel]?) -> [PolicyLevel]? {
      levels?.map { PolicyLevel(id: $0.id, policies: $0.policies.map { rewrite(type, $0) }) }
    }
    stack.serviceControlPolicies = levels(.scp, serviceControlPolicies)
    stack.resourceControlPolicies = levels(.rcp, resourceControlPolicies)
    stack.resourcePolicies = resourcePolicies?.map { rewrite(.resource, $0) }
    stack.identityPolicies = identityPolicies?.map { rewrite(.identity, $0) }
    stack.permissionsBoundary = permissionsBoundary?.map { rewrite(.boundary, $0) }
    stack.sessionPolicies = sessionPolicies?.map { rewrite(.session, $0) }
    return stack
  }
}

extension DifferentialCase {
  /// The same case with its policies rewritten.
  func mapPolicies(_ rewrite: (PolicyType, Policy) -> Policy) -> DifferentialCase {
    var copy = self
    switch policies {
    case .stackPolicy(let policy): copy.policies = .stackPolicy(policy.map { rewrite(.stack, $0) })
    case .stack(let stack): copy.policies = .stack(stack.mapPolicies(rewrite))
    }
    return copy
  }

  /// The same case with its statements rewritten.
  func mapStatements(_ rewrite: (Statement) -> Statement) -> DifferentialCase {
    mapPolicies { $1.mapStatements(rewrite) }
  }

  /// The same case with its conditions rewritten.
  func mapConditions(_ rewrite: (Condition) -> Condition) -> DifferentialCase {
    mapStatements { $0.with(conditions: $0.conditions.map(rewrite)) }
  }

  /// The same case under another stack of policies, where it has one.
  func mapStack(_ rewrite: (inout PolicyStack) -> Void) -> DifferentialCase {
    guard case .stack(var stack) = policies else { return self }
    rewrite(&stack)
    return DifferentialCase(policies: .stack(stack), request: request)
  }
}
