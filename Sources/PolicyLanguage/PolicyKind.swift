/// The grammar that a policy document is held to; also the words of `--kind`.
public enum PolicyKind: String, Sendable, CaseIterable {
  /// A CloudFormation stack policy.
  case stack
  /// A service control policy.
  case scp
  /// A resource control policy.
  case rcp
  /// An identity policy, managed or inline; permissions boundaries have the same grammar.
  case identity
  /// A session policy: an identity policy that takes no short ARNs.
  case session
  /// A resource policy, KMS key policies included.
  case resource
  /// The trust policy of a role.
  case trust
}

/// The gate that a policy stands at; also the `policyType` of a decision.
public enum PolicyType: String, Sendable, CaseIterable {
  /// A CloudFormation stack policy.
  case stack
  /// A service control policy at some level of the organization.
  case scp
  /// A resource control policy at some level of the organization.
  case rcp
  /// A resource policy, a role's trust policy and a key policy included.
  case resource
  /// An identity policy, of the principal itself or of one of its groups.
  case identity
  /// A permissions boundary.
  case boundary
  /// A session policy.
  case session
}
