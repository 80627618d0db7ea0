import Documents
import PolicyLanguage

/// The input document of `aws iam simulate-custom-policy`, its policies read.
///
/// A gate that is nil is not asked; a level or list that is there and empty allows nothing.
public struct SimulateCustomPolicyInput: Sendable {
  /// `PolicyInputList`: the identity policies.
  public var identityPolicies: [Policy]?
  /// `PermissionsBoundaryPolicyInputList`.
  public var permissionsBoundary: [Policy]?
  /// `SessionPolicyInputList`, which AWS does not have.
  public var sessionPolicies: [Policy]?
  /// `OrderedOrganizationPolicyInputList`: the SCP levels, root first.
  public var serviceControlPolicies: [PolicyLevel]?
  /// `OrderedResourceControlPolicyInputList`, which AWS does not have: the RCP levels, root first.
  public var resourceControlPolicies: [PolicyLevel]?
  /// `ResourcePolicy`, attached to every resource of the simulation.
  public var resourcePolicy: Policy?
  /// `ActionNames`.
  public var actionNames: [ByteString]
  /// `ResourceArns`; nil where it is absent or empty, which means `*`.
  public var resourceARNs: [ByteString]?
  /// The account of `ResourceOwner`, for resources whose ARN names none.
  public var resourceOwner: ByteString?
  /// `CallerArn`.
  public var caller: Principal?
  /// `ContextEntries`.
  public var context: RequestContext

  /// All policies, in the order in which decisions name them.
  var policies: [Policy] {
    var all = (serviceControlPolicies ?? []).flatMap(\.policies)
    all += (resourceControlPolicies ?? []).flatMap(\.policies)
    if let resourcePolicy { all.append(resourcePolicy) }
    return all + (identityPolicies ?? []) + (permissionsBoundary ?? []) + (sessionPolicies ?? [])
  }
}
