import Documents
import PolicyLanguage

/// Why a change to an organization cannot be made, in the words that Organizations uses.
public enum OrganizationChangeError: Error, Sendable, Equatable {
  /// No root, organizational unit or account has this id.
  case targetNotFound(ByteString)
  /// The organization has no such account.
  case accountNotFound(ByteString)
  /// An account can be moved to the root or to an organizational unit only.
  case notAParent(ByteString)
  /// The policy is attached there already.
  case duplicateAttachment(policy: String, target: ByteString)
  /// The policy is not attached there.
  case policyNotAttached(policy: String, target: ByteString)
  /// RCPFullAWSAccess cannot be detached.
  case notDetachable(policy: String)
  /// The target holds as many policies of this kind as it can.
  case tooManyPolicies(target: ByteString, limit: Int)
  /// Only SCPs and RCPs are attached to an organization.
  case wrongPolicyKind(PolicyKind)

  /// One sentence without a full stop.
  public var message: String {
    switch self {
    case .targetNotFound(let target): "no root, organizational unit or account has the id \(target.quoted())"
    case .accountNotFound(let account): "the organization has no account \(account.quoted())"
    case .notAParent(let target): "accounts are moved to the root or a unit, \(target.quoted()) is an account"
    case .duplicateAttachment(let policy, let target): "\(policy) is attached to \(target) already"
    case .policyNotAttached(let policy, let target): "\(policy) is not attached to \(target)"
    case .notDetachable(let policy): "\(policy) cannot be detached"
    case .tooManyPolicies(let target, let limit): "\(target) holds \(limit) policies of this kind, which is the most"
    case .wrongPolicyKind(let kind): "a policy of kind \(kind.rawValue) is not attached to an organization"
    }
  }
}

extension Organization {
  /// Attaches an SCP or RCP to the root, an organizational unit or an account.
  public mutating func attach(_ policy: Policy, to target: ByteString) throws(OrganizationChangeError) {
    guard let index = index(of: target) else { throw .targetNotFound(target) }
    guard let quota = PolicyQuota(policy.kind) else { throw .wrongPolicyKind(policy.kind) }
    var policies = attached(policy.kind, at: index)
    guard !policies.contains(where: { $0 === policy }), !isAlwaysAttached(policy) else {
      throw .duplicateAttachment(policy: policy.name, target: target)
    }
    guard policies.count < quota.policiesPerNode else {
      throw .tooManyPolicies(target: target, limit: quota.policiesPerNode)
    }
    policies.append(policy)
    set(policy.kind, policies, at: index)
  }

  /// Detaches an SCP or RCP; detaching the last SCP of a level denies everything below it.
  public mutating func detach(_ policy: Policy, from target: ByteString) throws(OrganizationChangeError) {
    guard let index = index(of: target) else { throw .targetNotFound(target) }
    guard PolicyQuota(policy.kind) != nil else { throw .wrongPolicyKind(policy.kind) }
    guard !isAlwaysAttached(policy) else { throw .notDetachable(policy: policy.name) }
    var policies = attached(policy.kind, at: index)
    guard let place = policies.firstIndex(where: { $0 === policy }) else {
      throw .policyNotAttached(policy: policy.name, target: target)
    }
    policies.remove(at: place)
    set(policy.kind, policies, at: index)
  }

  /// Moves an account to the root or to another organizational unit; its chain of levels changes at once.
  public mutating func move(_ account: ByteString, to target: ByteString) throws(OrganizationChangeError) {
    guard let index = index(of: account), nodes[index].kind == .account else { throw .accountNotFound(account) }
    guard let parent = self.index(of: target) else { throw .targetNotFound(target) }
    guard nodes[parent].kind != .account else { throw .notAParent(target) }
    nodes[index].parent = parent
  }

  /// Whether this is RCPFullAWSAccess, by name or by content (ruling 31).
  private func isAlwaysAttached(_ policy: Policy) -> Bool { policy.kind == .rcp && policy.isFullAWSAccess }

  private func attached(_ kind: PolicyKind, at index: Int) -> [Policy] {
    kind == .rcp ? nodes[index].resourceControlPolicies : nodes[index].serviceControlPolicies
  }

  private mutating func set(_ kind: PolicyKind, _ policies: [Policy], at index: Int) {
    if kind == .rcp {
      nodes[index].resourceControlPolicies = policies
      hasResourceControlPolicies = true
    } else {
      nodes[index].serviceControlPolicies = policies
    }
  }
}
