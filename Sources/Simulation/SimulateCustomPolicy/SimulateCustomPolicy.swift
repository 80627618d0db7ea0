import Documents
import Evaluation
import PolicyLanguage

/// Answers what `aws iam simulate-custom-policy` answers, without AWS.
public enum SimulateCustomPolicy {
  /// Reads an input document and simulates it.
  ///
  /// - Throws: everything that is wrong with the input; over a stream of inputs it fails its own line only (ruling 20).
  public static func simulate(_ source: SourceText) throws(DiagnosticsError) -> SimulateCustomPolicyResult {
    simulate(try SimulateCustomPolicyInputReader.read(source))
  }

  /// Simulates an input: every action on every resource, keys that are not given being absent.
  public static func simulate(_ input: SimulateCustomPolicyInput) -> SimulateCustomPolicyResult {
    let simulation = CompiledSimulation(input)
    return SimulateCustomPolicyResult(evaluationResults: input.actionNames.map(simulation.result))
  }
}

/// One input with its policies compiled.
private struct CompiledSimulation {
  private typealias Result = SimulateCustomPolicyResult

  let input: SimulateCustomPolicyInput
  let program: Program

  init(_ input: SimulateCustomPolicyInput) {
    self.input = input
    program = Program(input.policies)
  }

  func result(_ action: ByteString) -> SimulateCustomPolicyResult.EvaluationResult {
    let resources = input.resourceARNs ?? ["*"]
    let answers = resources.map { answer(action, $0) }
    let isSpecific = resources != ["*"]
    let decision = answers.reduce(EvaluationResult.allowed) { $0.joined($1.decision) }
    var matched: [Result.MatchedStatement] = []
    for answer in answers where answer.decision == decision {
      for statement in answer.matched where !matched.contains(statement) { matched.append(statement) }
    }
    let details = isSpecific ? answers.first.map(\.details) ?? nil : nil
    return Result.EvaluationResult(
      evalActionName: action, evalResourceName: resources.count == 1 ? resources.first ?? "*" : "*",
      evalDecision: decision, matchedStatements: matched,
      missingContextValues: isSpecific ? [] : answers.first?.missing ?? [],
      allowedByOrganizations: every(answers.map(\.allowedByOrganizations)),
      allowedByPermissionsBoundary: every(answers.map(\.allowedByBoundary)), evalDecisionDetails: details,
      resourceSpecificResults: isSpecific ? zip(resources, answers).map(specific) : nil)
  }

  private func specific(_ resource: ByteString, _ answer: Answer) -> SimulateCustomPolicyResult.ResourceSpecificResult {
    Result.ResourceSpecificResult(
      evalResourceName: resource, evalResourceDecision: answer.decision, matchedStatements: answer.matched,
      missingContextValues: answer.missing, evalDecisionDetails: answer.details?.isEmpty == true ? nil : answer.details,
      allowedByPermissionsBoundary: answer.allowedByBoundary)
  }

  /// Whether all resources say yes; nil where none says anything.
  private func every(_ answers: [Bool?]) -> Bool? {
    let known = answers.compactMap { $0 }
    return known.isEmpty ? nil : known.allSatisfy { $0 }
  }

  /// What follows for one action on one resource.
  struct Answer {
    let decision: EvaluationResult
    let matched: [SimulateCustomPolicyResult.MatchedStatement]
    let missing: [ByteString]
    let details: [SimulateCustomPolicyResult.DecisionDetail]?
    let allowedByOrganizations: Bool?
    let allowedByBoundary: Bool?
  }

  private func answer(_ action: ByteString, _ resource: ByteString) -> Answer {
    let name = ResourceName(resource)
    let account = name.account ?? input.resourceOwner ?? input.caller?.account
    let isCrossAccount = name.isARN && input.caller != nil && account != nil && account != input.caller?.account
    let request = Request(
      action: action, principal: input.caller, resource: resource, context: context(resourceAccount: account))
    let stack = stack(action, name, isCrossAccount: isCrossAccount)
    let explanation = Explanation(request, under: stack, program: program)
    let organizations = explanation.gates.filter { $0.policyType == .scp }
    let isAllowed = explanation.decision.result == .allowed
    let organizationsAllow = isAllowed || organizations.allSatisfy { $0.allows == .yes && $0.denies == .no }
    return Answer(
      decision: explanation.decision.result, matched: matched(explanation), missing: missing(request.context),
      details: organizationsAllow ? details(explanation, isCrossAccount: isCrossAccount) : nil,
      allowedByOrganizations: input.serviceControlPolicies == nil ? nil : organizationsAllow,
      allowedByBoundary: explanation.gates.first { $0.policyType == .boundary }.map {
        $0.allows == .yes && $0.denies == .no
      })
  }

  /// The gates whose members are given and that reach the request (authorization.md section 4.2).
  private func stack(_ action: ByteString, _ resource: ResourceName, isCrossAccount: Bool) -> PolicyStack {
    let reach = GateReach(principal: input.caller, action: ActionReach(action), resource: resource)
    var stack = PolicyStack(
      serviceControlPolicies: isUnderSCPs && reach.serviceControlPolicies ? input.serviceControlPolicies : nil,
      resourceControlPolicies: reach.resourceControlPolicies ? input.resourceControlPolicies : nil,
      identityPolicies: input.identityPolicies, permissionsBoundary: input.permissionsBoundary,
      sessionPolicies: input.sessionPolicies)
    if let policy = input.resourcePolicy, reach.resourcePolicy(isCrossAccount: isCrossAccount) {
      stack.resourcePolicies = [policy]
      // Who is of no account gets nothing but by the resource's policy.
      let isOutside = isCrossAccount || (input.caller != nil && input.caller?.account == nil)
      stack.resourcePolicyRole = reach.resourcePolicyRole(isCrossAccount: isOutside)
    }
    return stack
  }

  /// Service-linked roles, services and who is of no account are not under SCPs, whoever else may be.
  private var isUnderSCPs: Bool {
    guard let caller = input.caller else { return true }
    return caller.account != nil && !caller.isServiceLinkedRole
  }

  /// The given keys and the three that are derived; whatever is given wins.
  private func context(resourceAccount: ByteString?) -> RequestContext {
    var context = input.context
    func derive(_ key: ByteString, _ value: ContextValue?) {
      if let value, !context.mentions(key) { context[key] = value }
    }
    if let caller = input.caller {
      derive("aws:PrincipalArn", caller.arn.map { .single($0) } ?? .absent)
      let account = caller.kind == .anonymous ? "anonymous" : caller.account
      derive("aws:PrincipalAccount", account.map { .single($0) } ?? .absent)
    }
    derive("aws:ResourceAccount", resourceAccount.map { .single($0) })
    return context
  }

  /// The keys that the policies look at, SCPs included, and that nobody gave.
  private func missing(_ context: RequestContext) -> [ByteString] {
    zip(program.keys.names, program.keys.spellings).filter { !context.mentions($0.0) }.map(\.1).sorted()
  }

  /// The statements that determine a result: every Deny that matches; for an Allow every Allow that matches, those of
  /// SCPs and RCPs, which grant nothing, only where no other gate was asked; none for an implicit deny.
  private func matched(_ explanation: Explanation) -> [SimulateCustomPolicyResult.MatchedStatement] {
    let effect: Effect
    var gates = explanation.gates
    switch explanation.decision.result {
    case .explicitDeny: effect = .deny
    case .allowed:
      effect = .allow
      let granting = gates.filter { $0.policyType != .scp && $0.policyType != .rcp }
      if !granting.isEmpty { gates = granting }
    case .implicitDeny, .unknown: return []
    }
    return gates.flatMap { gate in
      gate.policies.flatMap(\.statements).filter { $0.matches == .yes && $0.statement.statement.effect == effect }
        .map { Self.matched($0.statement, gate.policyType) }
    }
  }

  private static func matched(
    _ statement: StatementReference, _ type: PolicyType
  ) -> SimulateCustomPolicyResult.MatchedStatement {
    let sourceType: Result.MatchedStatement.SourcePolicyType =
      switch type {
      case .identity, .boundary: .userManaged
      case .resource: .resource
      case .scp, .rcp, .session, .stack: .none
      }
    let source = statement.policy.source
    return Result.MatchedStatement(
      sourcePolicyId: statement.policy.name, sourcePolicyType: sourceType, startPosition: statement.position,
      endPosition: source.position(at: statement.statement.range.end))
  }

  /// What each side says by itself, where the accounts differ; nothing within one account.
  private func details(
    _ explanation: Explanation, isCrossAccount: Bool
  ) -> [SimulateCustomPolicyResult.DecisionDetail] {
    guard isCrossAccount else { return [] }
    let sources: [(PolicyType, String)] = [
      (.identity, "IAM Policy"), (.boundary, "Permissions Boundary"), (.session, "Session Policy"),
      (.resource, "Resource Policy"),
    ]
    return sources.compactMap { type, source in
      guard let gate = explanation.gates.first(where: { $0.policyType == type }) else { return nil }
      let decision: EvaluationResult =
        gate.denies == .yes ? .explicitDeny : gate.allows == .yes ? .allowed : .implicitDeny
      return Result.DecisionDetail(source: source, decision: decision)
    }
  }
}

extension EvaluationResult {
  /// What follows for an action when it follows for each of its resources: the worst of both.
  fileprivate func joined(_ other: EvaluationResult) -> EvaluationResult {
    let order: [EvaluationResult] = [.explicitDeny, .implicitDeny, .unknown, .allowed]
    return order.first { self == $0 || other == $0 } ?? self
  }
}
