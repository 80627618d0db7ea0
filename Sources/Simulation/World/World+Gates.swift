import Catalog
import Documents
import PolicyLanguage

extension World {
  /// The policies that a request meets, gate by gate (authorization.md sections 4.2 and 4.4).
  public func policyStack(_ asking: PrincipalFacts, _ asked: ResourceFacts, action: ByteString) -> PolicyStack {
    var stack = PolicyStack(
      serviceControlPolicies: asking.serviceControlPolicies, identityPolicies: asking.identityPolicies,
      permissionsBoundary: asking.permissionsBoundary, sessionPolicies: asking.sessionPolicies)
    let action = action.asciiLowercased
    if reachedByRCPs(asking, asked, action) { stack.resourceControlPolicies = asked.resourceControlPolicies }
    let gate = resourceGate(asking, asked, action)
    stack.resourcePolicies = gate.policies
    stack.resourcePolicyRole = gate.role
    return stack
  }

  /// Whether RCPs apply: not to service-linked roles, not to what they cannot restrict, and only to the services that
  /// support them (section 4.2; ruling 22).
  private func reachedByRCPs(_ asking: PrincipalFacts, _ asked: ResourceFacts, _ action: ByteString) -> Bool {
    guard asked.resourceControlPolicies != nil, !asking.principal.isServiceLinkedRole else { return false }
    guard action != "kms:retiregrant", !asked.name.isAWSManagedKeyAlias else { return false }
    guard let colon = action.bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return Catalog.isReachedByResourceControlPolicies(ByteString(copying: action.bytes[..<colon]))
  }

  /// The resource policy gate: nil when it is not asked, empty when there is no policy to allow it.
  private func resourceGate(
    _ asking: PrincipalFacts, _ asked: ResourceFacts, _ action: ByteString
  ) -> (policies: [Policy]?, role: ResourcePolicyRole) {
    let policy = governs(asked, action) ? asked.policy : nil
    if asked.isCrossAccount {
      // Ruling 31: a resource without a resource policy allows nobody of another account. Services, anonymous and users
      // of identity providers are of no account, so that no resource is theirs.
      return (policy.map { [$0] } ?? [], .crossAccount)
    }
    guard let policy, !isAlwaysTheOwners(asking, asked, action) else { return (nil, .sameAccount) }
    return ([policy], asked.name.isKMSKey || asked.name.isRole ? .required : .sameAccount)
  }

  /// Whether a resource's policy has a say in an action: a trust policy only in who may assume the role.
  private func governs(_ asked: ResourceFacts, _ action: ByteString) -> Bool {
    !asked.name.isRole || action.hasPrefix("sts:")
  }

  /// Whether the root user of a bucket's account may do this whatever the bucket policy says (section 4.4).
  private func isAlwaysTheOwners(_ asking: PrincipalFacts, _ asked: ResourceFacts, _ action: ByteString) -> Bool {
    guard asking.principal.kind == .root, asked.name.isS3Bucket else { return false }
    return ["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"].contains(action)
  }
}
