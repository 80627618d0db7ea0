import Documents
import PolicyLanguage

/// An organization: the tree of root, organizational units and accounts, with the policies attached to each.
///
///     nodes[0] root r-ab12 ── nodes[1] ou-1 ── nodes[2] ou-2 ── nodes[3] account 111122223333
///
/// The tree is a list in which every node knows its parent, so that a chain of levels is a walk upward and moving an
/// account is one assignment.
public struct Organization: Sendable {
  /// How an account stands to the organization.
  public enum Membership: Sendable, Equatable {
    /// It is the management account, which no SCP and no RCP reaches (authorization.md section 4.2).
    case managementAccount
    /// It is a member.
    case member
    /// It is named among the external accounts.
    case external
    /// The organization knows nothing of it; as a principal's account this is an input error (ruling 22).
    case unknown
  }

  /// The organization's id, `o-ab12`; nil where the file names none.
  public let id: ByteString?
  /// The management account, if the file names one.
  public let managementAccount: ByteString?
  /// The accounts outside the organization that requests may come from.
  public let externalAccounts: Set<ByteString>
  /// All nodes; the root is the first, and a node stands behind its parent until accounts are moved.
  public internal(set) var nodes: [OrganizationNode]
  /// Whether resource control policies are switched on: some node names RCPs, be it none.
  public internal(set) var hasResourceControlPolicies: Bool

  /// The index of each node by its id.
  private let indices: [ByteString: Int]
  /// Whether the file names the root's id, without which there are no organization paths.
  private let rootIsNamed: Bool

  /// Makes an organization of nodes, the root first.
  public init(
    id: ByteString?, managementAccount: ByteString? = nil, externalAccounts: Set<ByteString> = [],
    nodes: [OrganizationNode], hasResourceControlPolicies: Bool, rootIsNamed: Bool = true
  ) {
    self.id = id
    self.managementAccount = managementAccount
    self.externalAccounts = externalAccounts
    self.nodes = nodes
    self.hasResourceControlPolicies = hasResourceControlPolicies
    self.rootIsNamed = rootIsNamed
    self.indices = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  /// The root; nil only for an organization made without nodes.
  public var root: OrganizationNode? { nodes.first }

  /// The accounts in the tree, in the order of the file.
  public var accounts: [OrganizationNode] { nodes.filter { $0.kind == .account } }

  /// The index of the node of that id.
  public func index(of id: ByteString) -> Int? { indices[id] }

  /// How an account stands to the organization.
  public func membership(of account: ByteString) -> Membership {
    if account == managementAccount { return .managementAccount }
    if let index = indices[account], nodes[index].kind == .account { return .member }
    return externalAccounts.contains(account) ? .external : .unknown
  }

  /// The SCP levels that an account's principals are under, root first, the account last; nil for an account that is
  /// no member, the management account included (ruling 22).
  public func serviceControlPolicyLevels(of account: ByteString) -> [PolicyLevel]? {
    guard membership(of: account) == .member else { return nil }
    return chain(of: account).map { PolicyLevel(id: $0.id.string, policies: $0.serviceControlPolicies) }
  }

  /// The RCP levels that an account's resources are under, root first, each with RCPFullAWSAccess; nil for an account
  /// that is no member, the management account included, and where RCPs are not switched on.
  public func resourceControlPolicyLevels(of account: ByteString) -> [PolicyLevel]? {
    guard hasResourceControlPolicies, membership(of: account) == .member else { return nil }
    return chain(of: account).map {
      PolicyLevel(id: $0.id.string, policies: [.rcpFullAWSAccess] + $0.resourceControlPolicies)
    }
  }

  /// The organization path of an account, `o-ab12/r-ab12/ou-1/`, which is the one value of `aws:PrincipalOrgPaths`;
  /// nil outside the organization and where the file leaves out an id on the way.
  public func path(of account: ByteString) -> ByteString? {
    guard let id, rootIsNamed, let root else { return nil }
    var path = id.bytes + [UInt8(ascii: "/")]
    switch membership(of: account) {
    case .member:
      for node in chain(of: account) where node.kind != .account { path += node.id.bytes + [UInt8(ascii: "/")] }
    case .managementAccount where indices[account] == nil:
      // The management account sits in the root unless the file says otherwise.
      path += root.id.bytes + [UInt8(ascii: "/")]
    case .managementAccount:
      for node in chain(of: account) where node.kind != .account { path += node.id.bytes + [UInt8(ascii: "/")] }
    case .external, .unknown: return nil
    }
    return ByteString(path)
  }

  /// The nodes from the root down to an account; empty when it is not in the tree.
  public func chain(of account: ByteString) -> [OrganizationNode] {
    guard var index = indices[account] else { return [] }
    var chain = [nodes[index]]
    // At most root, five organizational units and the account; the count is bounded against a tree made by hand.
    while let parent = nodes[index].parent, nodes.indices.contains(parent), chain.count <= nodes.count {
      chain.append(nodes[parent])
      index = parent
    }
    return chain.reversed()
  }
}
