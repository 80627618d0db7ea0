import Documents
import PolicyLanguage

/// Reads the `organization` member of an environment file.
///
/// Everything wrong is reported to the reader that is passed along; reading goes on behind it.
public struct OrganizationReader {
  /// Turns an element of a policy list into a policy, reporting what keeps it from being one.
  public typealias PolicySource = (DocumentNode, PolicyKind, inout MemberReader) -> Policy?

  /// The most organizational units one inside the other (authorization.md section 1).
  public static let maximumDepth = 5

  private let policySource: PolicySource
  private var nodes: [OrganizationNode] = []
  private var ranges: [ByteString: SourceRange] = [:]
  private var namesResourceControlPolicies = false

  private init(policySource: @escaping PolicySource) {
    self.policySource = policySource
  }

  /// Reads an organization; nil when the node is no object. With an error in `reader` the result must not be used for
  /// decisions (ruling 20).
  public static func read(
    _ node: DocumentNode, reporting reader: inout MemberReader, policySource: @escaping PolicySource
  ) -> Organization? {
    var organization = OrganizationReader(policySource: policySource)
    return organization.organization(node, &reader)
  }

  private mutating func organization(_ node: DocumentNode, _ reader: inout MemberReader) -> Organization? {
    let known = ["id", "managementAccount", "externalAccounts", "root"]
    guard let members = reader.members(of: node, known: known, what: "an organization") else { return nil }
    let id = members["id"] == nil ? nil : reader.requiredText(members, "id", of: node, "an organization")
    let managementAccount = members["managementAccount"].flatMap { accountID($0, "'managementAccount'", &reader) }
    let rootIsNamed = members["root"]?["id"] != nil
    if let root = members["root"] {
      container(root, kind: .root, parent: nil, depth: 0, &reader)
    }
    if nodes.isEmpty {
      nodes.append(OrganizationNode(kind: .root, id: "root", parent: nil))
    }
    return Organization(
      id: id, managementAccount: managementAccount,
      externalAccounts: externalAccounts(members["externalAccounts"], managementAccount, &reader), nodes: nodes,
      hasResourceControlPolicies: namesResourceControlPolicies, rootIsNamed: rootIsNamed)
  }

  /// Reads the root or an organizational unit with all that is in it. Depth is bounded: below the fifth unit it stops.
  private mutating func container(
    _ node: DocumentNode, kind: OrganizationNode.Kind, parent: Int?, depth: Int, _ reader: inout MemberReader
  ) {
    let known = [
      "id", "name", "serviceControlPolicies", "resourceControlPolicies", "organizationalUnits", "accounts",
    ]
    guard let members = reader.members(of: node, known: known, what: kind.phrase) else { return }
    if depth > Self.maximumDepth {
      reader.report("organization.depth", Message.tooDeep, at: (members["id"] ?? node).range)
      return
    }
    let name = reader.text(members["name"], "'name'")
    let id: ByteString
    if members["id"] != nil || (kind == .organizationalUnit && name == nil) {
      guard let text = reader.requiredText(members, "id", of: node, kind.phrase) else { return }
      id = text
    } else {
      id = kind == .root ? "root" : name ?? "root"
    }
    let index = add(kind: kind, id: id, name: name, parent: parent, members, at: members["id"] ?? node, &reader)
    for unit in reader.elements(members["organizationalUnits"], "'organizationalUnits'") ?? [] {
      container(unit, kind: .organizationalUnit, parent: index, depth: depth + 1, &reader)
    }
    for element in reader.elements(members["accounts"], "'accounts'") ?? [] {
      account(element, parent: index, &reader)
    }
  }

  private mutating func account(_ node: DocumentNode, parent: Int, _ reader: inout MemberReader) {
    let known = ["id", "name", "serviceControlPolicies", "resourceControlPolicies"]
    guard let members = reader.members(of: node, known: known, what: "an account") else { return }
    guard members["id"] != nil else {
      _ = reader.requiredText(members, "id", of: node, "an account")
      return
    }
    guard let idNode = members["id"], let id = accountID(idNode, "'id'", &reader) else { return }
    _ = add(
      kind: .account, id: id, name: reader.text(members["name"], "'name'"), parent: parent, members, at: idNode,
      &reader)
  }

  /// Adds a node with its policies and returns its index.
  private mutating func add(
    kind: OrganizationNode.Kind, id: ByteString, name: ByteString?, parent: Int?, _ members: [ByteString: DocumentNode],
    at idNode: DocumentNode, _ reader: inout MemberReader
  ) -> Int {
    if let earlier = ranges[id] {
      reader.report(
        "organization.duplicateId", Message.duplicate(id, reader.source.position(at: earlier.start)), at: idNode.range)
    } else {
      ranges[id] = idNode.range
    }
    if members["resourceControlPolicies"] != nil { namesResourceControlPolicies = true }
    nodes.append(
      OrganizationNode(
        kind: kind, id: id, name: name, parent: parent,
        serviceControlPolicies: policies(members["serviceControlPolicies"], .scp, at: kind, &reader)
          ?? [.fullAWSAccess],
        resourceControlPolicies: (policies(members["resourceControlPolicies"], .rcp, at: kind, &reader) ?? [])
          .filter { !$0.isFullAWSAccess }))
    return nodes.count - 1
  }

  /// The policies of a list; nil when the member is not there.
  private mutating func policies(
    _ node: DocumentNode?, _ kind: PolicyKind, at nodeKind: OrganizationNode.Kind, _ reader: inout MemberReader
  ) -> [Policy]? {
    let member = kind == .scp ? "serviceControlPolicies" : "resourceControlPolicies"
    guard let node, let elements = reader.elements(node, "'\(member)'") else { return nil }
    var policies: [Policy] = []
    for element in elements {
      guard let policy = policySource(element, kind, &reader) else { continue }
      if policies.contains(where: { $0 === policy }) {
        reader.report("organization.duplicatePolicy", Message.duplicatePolicy(policy.name), at: element.range)
      } else {
        policies.append(policy)
      }
    }
    if let quota = PolicyQuota(kind) {
      let counted = policies.filter { kind == .scp || !$0.isFullAWSAccess }.count
      if counted > quota.policiesPerNode {
        reader.report("organization.policyCount", Message.tooMany(counted, kind, quota, nodeKind), at: node.range)
      }
    }
    return policies
  }

  private func externalAccounts(
    _ node: DocumentNode?, _ managementAccount: ByteString?, _ reader: inout MemberReader
  ) -> Set<ByteString> {
    var external: Set<ByteString> = []
    for element in reader.elements(node, "'externalAccounts'") ?? [] {
      guard let id = accountID(element, "an external account", &reader) else { continue }
      if !external.insert(id).inserted || ranges[id] != nil || id == managementAccount {
        reader.report("organization.duplicateId", Message.notExternal(id), at: element.range)
      }
    }
    return external
  }

  private func accountID(_ node: DocumentNode, _ what: String, _ reader: inout MemberReader) -> ByteString? {
    // Twelve digits without quotes are a number in JSON, which is taken at its digits: `"id": 111122223333`.
    let text: ByteString?
    if case .number(let digits) = node.content { text = digits } else { text = reader.text(node, what) }
    guard let text else { return nil }
    guard text.isAccountID else {
      reader.report("organization.accountId", Message.notAnAccount(text), at: node.range)
      return nil
    }
    return text
  }
}

extension ByteString {
  /// Whether this is twelve digits, as the id of every AWS account is.
  public var isAccountID: Bool { count == 12 && bytes.allSatisfy { $0 &- 0x30 < 10 } }
}

private enum Message {
  static let tooDeep = "organizational units nest 5 deep at most, this is the sixth"

  static func duplicate(_ id: ByteString, _ earlier: SourcePosition) -> String {
    "the id \(id.quoted()) is taken by line \(earlier.line), column \(earlier.column)"
  }

  static func duplicatePolicy(_ name: String) -> String {
    "the policy \(ByteString(name).quoted()) is attached here already"
  }

  static func tooMany(
    _ count: Int, _ kind: PolicyKind, _ quota: PolicyQuota, _ node: OrganizationNode.Kind
  ) -> String {
    "\(node.phrase) holds \(quota.policiesPerNode) \(kind == .scp ? "SCPs" : "RCPs") at most, here are \(count)"
  }

  static func notExternal(_ id: ByteString) -> String {
    "the account \(id) is in the organization, or named twice, so it cannot be external"
  }

  static func notAnAccount(_ text: ByteString) -> String {
    "an account id has twelve digits, \(text.quoted()) has not"
  }
}
