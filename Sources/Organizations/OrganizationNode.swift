import Documents
import PolicyLanguage

/// A place where policies are attached: the root of an organization, an organizational unit, or an account.
public struct OrganizationNode: Sendable {
  /// The kinds of node.
  public enum Kind: String, Sendable {
    /// The root, which holds everything.
    case root
    /// An organizational unit (OU).
    case organizationalUnit
    /// A member account.
    case account

    /// What messages call it, with its article.
    public var phrase: String {
      switch self {
      case .root: "the root"
      case .organizationalUnit: "an organizational unit"
      case .account: "an account"
      }
    }
  }

  /// The kind.
  public let kind: Kind
  /// The id as AWS has it, `r-ab12`, `ou-ab12-11111111`, twelve digits; where the file names none, `root` for the root
  /// and the name for an organizational unit.
  public let id: ByteString
  /// The name, if it has one.
  public let name: ByteString?
  /// The index in `Organization.nodes` of what holds it; nil for the root.
  public internal(set) var parent: Int?
  /// The SCPs attached here. None at all denies everything below.
  public internal(set) var serviceControlPolicies: [Policy]
  /// The RCPs attached here, RCPFullAWSAccess left out, which is always there.
  public internal(set) var resourceControlPolicies: [Policy]

  /// Makes a node.
  public init(
    kind: Kind, id: ByteString, name: ByteString? = nil, parent: Int?,
    serviceControlPolicies: [Policy] = [.fullAWSAccess], resourceControlPolicies: [Policy] = []
  ) {
    self.kind = kind
    self.id = id
    self.name = name
    self.parent = parent
    self.serviceControlPolicies = serviceControlPolicies
    self.resourceControlPolicies = resourceControlPolicies
  }
}
