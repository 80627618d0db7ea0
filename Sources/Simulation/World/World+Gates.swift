import Documents
import PolicyLanguage

extension World {
  /// The policies that a request meets, gate by gate (authorization.md sections 4.2 and 4.4).
  public func policyStack(_ asking: PrincipalFacts, _ asked: ResourceFacts, action: ByteString) -> PolicyStack {
    policyStack(asking, asked, action: ActionReach(action))
  }

  /// The policies that the requests of all actions of one reach meet.
  public func policyStack(_ asking: PrincipalFacts, _ asked: ResourceFacts, action: ActionReach) -> PolicyStack {
    let reach = GateReach(principal: asking.principal, action: action, resource: asked.name)
    var stack = PolicyStack(
      serviceControlPolicies: reach.serviceControlPolicies ? asking.serviceControlPolicies : nil,
      identityPolicies: asking.identityPolicies, permissionsBoundary: asking.permissionsBoundary,
      sessionPolicies: asking.sessionPolicies)
    if asked.resourceControlPolicies != nil, reach.resourceControlPolicies {
      stack.resourceControlPolicies = asked.resourceControlPolicies
    }
    let policy = reach.resourcePolicy(isCrossAccount: asked.isCrossAccount) ? asked.policy : nil
    if let policy {
      stack.resourcePolicies = [policy]
      stack.resourcePolicyRole = reach.resourcePolicyRole(isCrossAccount: asked.isCrossAccount)
    } else if asked.isCrossAccount {
      // Ruling 31: a resource without a resource policy allows nobody of another account. Services, anonymous and users
      // of identity providers are of no account, so that no resource is theirs.
      stack.resourcePolicies = []
      stack.resourcePolicyRole = .crossAccount
    }
    return stack
  }
}
