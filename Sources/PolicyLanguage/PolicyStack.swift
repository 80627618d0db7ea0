import Documents

/// The policies attached at one node of an organization: root, organizational unit or account.
public struct PolicyLevel: Sendable {
  /// The node's id; nil for policies given directly by `--scp`.
  public var id: String?
  /// The policies attached there. None at all allows nothing.
  public var policies: [Policy]

  /// Makes a level.
  public init(id: String?, policies: [Policy]) {
    self.id = id
    self.policies = policies
  }
}

/// Which part a resource policy plays in a decision.
public enum ResourcePolicyRole: Sendable {
  /// The principal and the resource are of one account: the policy may grant alone, by table 4.3.
  case sameAccount
  /// They are of different accounts: both sides must allow, and no policy allows nobody (ruling 31).
  case crossAccount
  /// The policy must allow, in the same account too: role trust policies and KMS key policies (4.4).
  case required
}

/// All policies that one request meets, gate by gate, by authorization.md section 4.
///
/// A gate that is nil is not asked. A gate that is present and empty allows nothing. Exemptions (4.2) are the business
/// of whoever makes the stack: the SCP gate of a management account is nil here.
public struct PolicyStack: Sendable {
  /// The SCP levels, root first.
  public var serviceControlPolicies: [PolicyLevel]?
  /// The RCP levels of the resource's account, root first.
  public var resourceControlPolicies: [PolicyLevel]?
  /// The policies of the resource: at most one today.
  public var resourcePolicies: [Policy]?
  /// What the resource policies can do.
  public var resourcePolicyRole: ResourcePolicyRole
  /// The principal's own identity policies and those of its groups.
  public var identityPolicies: [Policy]?
  /// The permissions boundary.
  public var permissionsBoundary: [Policy]?
  /// The session policies.
  public var sessionPolicies: [Policy]?

  /// Makes a stack; a gate left out is not asked.
  public init(
    serviceControlPolicies: [PolicyLevel]? = nil, resourceControlPolicies: [PolicyLevel]? = nil,
    resourcePolicies: [Policy]? = nil, resourcePolicyRole: ResourcePolicyRole = .sameAccount,
    identityPolicies: [Policy]? = nil, permissionsBoundary: [Policy]? = nil, sessionPolicies: [Policy]? = nil
  ) {
    self.serviceControlPolicies = serviceControlPolicies
    self.resourceControlPolicies = resourceControlPolicies
    self.resourcePolicies = resourcePolicies
    self.resourcePolicyRole = resourcePolicyRole
    self.identityPolicies = identityPolicies
    self.permissionsBoundary = permissionsBoundary
    self.sessionPolicies = sessionPolicies
  }

  /// The gates that are asked, in the order that decisions list them.
  public var gates: [PolicyType] {
    var gates: [PolicyType] = []
    if serviceControlPolicies != nil { gates.append(.scp) }
    if resourceControlPolicies != nil { gates.append(.rcp) }
    if resourcePolicies != nil { gates.append(.resource) }
    if identityPolicies != nil { gates.append(.identity) }
    if permissionsBoundary != nil { gates.append(.boundary) }
    if sessionPolicies != nil { gates.append(.session) }
    return gates
  }
}
