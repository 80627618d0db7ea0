import Documents
import PolicyLanguage

/// Which gates reach a request by what its principal, action and resource are, whatever policies there may be
/// (authorization.md sections 4.2 and 4.4).
struct GateReach {
  private let principal: Principal?
  private let resource: ResourceName
  private let action: ActionReach

  init(principal: Principal?, action: ActionReach, resource: ResourceName) {
    self.principal = principal
    self.action = action
    self.resource = resource
  }

  /// Whether SCPs can restrict the action.
  var serviceControlPolicies: Bool { !action.contains(.noServiceControlPolicies) }

  /// Whether RCPs apply: not to service-linked roles, not to what they cannot restrict, and only to the services that
  /// support them.
  var resourceControlPolicies: Bool {
    guard principal?.isServiceLinkedRole != true, !resource.isAWSManagedKeyAlias else { return false }
    return action.contains(.resourceControlPolicies)
  }

  /// Whether the resource's policy has a say: a trust policy only in who may assume the role, and a bucket policy not
  /// in what the root user of the bucket's account may always do.
  func resourcePolicy(isCrossAccount: Bool) -> Bool {
    if resource.isRole { return action.contains(.trustPolicies) }
    guard !isCrossAccount, principal?.kind == .root, resource.isS3Bucket else { return true }
    return !action.contains(.bucketPolicies)
  }

  /// What the resource's policy can do, when it has a say.
  func resourcePolicyRole(isCrossAccount: Bool) -> ResourcePolicyRole {
    if isCrossAccount { return .crossAccount }
    return resource.isKMSKey || resource.isRole ? .required : .sameAccount
  }
}
