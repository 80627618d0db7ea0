import Catalog
import Documents
import PolicyLanguage

/// Which gates reach a request by what its principal, action and resource are, whatever policies there may be
/// (authorization.md sections 4.2 and 4.4).
struct GateReach {
  private let principal: Principal?
  private let resource: ResourceName
  /// ASCII-lowercased.
  private let action: ByteString

  init(principal: Principal?, action: ByteString, resource: ResourceName) {
    self.principal = principal
    self.action = action.asciiLowercased
    self.resource = resource
  }

  /// Whether SCPs can restrict the action; Mechanical Turk is the one service with actions that they cannot.
  var serviceControlPolicies: Bool { !action.hasPrefix("mechanicalturk:") }

  /// Whether RCPs apply: not to service-linked roles, not to what they cannot restrict, and only to the services that
  /// support them.
  var resourceControlPolicies: Bool {
    guard principal?.isServiceLinkedRole != true else { return false }
    guard action != "kms:retiregrant", !resource.isAWSManagedKeyAlias else { return false }
    guard let colon = action.bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return Catalog.isReachedByResourceControlPolicies(ByteString(copying: action.bytes[..<colon]))
  }

  /// Whether the resource's policy has a say: a trust policy only in who may assume the role, and a bucket policy not
  /// in what the root user of the bucket's account may always do.
  func resourcePolicy(isCrossAccount: Bool) -> Bool {
    if resource.isRole { return action.hasPrefix("sts:") }
    guard !isCrossAccount, principal?.kind == .root, resource.isS3Bucket else { return true }
    return !["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"].contains(action)
  }

  /// What the resource's policy can do, when it has a say.
  func resourcePolicyRole(isCrossAccount: Bool) -> ResourcePolicyRole {
    if isCrossAccount { return .crossAccount }
    return resource.isKMSKey || resource.isRole ? .required : .sameAccount
  }
}
