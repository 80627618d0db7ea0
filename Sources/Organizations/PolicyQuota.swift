import Documents
import PolicyLanguage

/// How many policies of a kind a node holds, and how long each may be (authorization.md section 1, ruling 16).
public struct PolicyQuota: Sendable {
  /// The most characters of one policy, white space outside strings not counted.
  public let characters: Int
  /// The most policies at one node; RCPFullAWSAccess is not counted, FullAWSAccess is.
  public let policiesPerNode: Int

  /// The quota of SCPs or RCPs; nil for kinds that are not attached to an organization.
  public init?(_ kind: PolicyKind) {
    switch kind {
    case .scp: (characters, policiesPerNode) = (10_240, 10)
    case .rcp: (characters, policiesPerNode) = (5_120, 5)
    case .stack, .identity, .session, .resource, .trust: return nil
    }
  }
}
