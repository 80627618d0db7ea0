import Documents
import Organizations

extension Report {
  /// The most nodes of an organization that a report shows.
  static let nodeLimit = 2_000

  /// Adds the tree of an organization with the number of denials at each node, by its id.
  mutating func add(_ organization: Organization, denials: [String: Int]) {
    var places: [Int: Int] = [:]
    var leftOut = 0
    // A parent may stand behind its child once accounts were moved: the tree is walked from the root.
    var children: [Int: [Int]] = [:]
    for (index, node) in organization.nodes.enumerated() {
      if let parent = node.parent { children[parent, default: []].append(index) }
    }
    var waiting = organization.nodes.isEmpty ? [] : [0]
    while let index = waiting.popLast() {
      guard self.organization.count < Self.nodeLimit else {
        leftOut = organization.nodes.count - self.organization.count
        break
      }
      let node = organization.nodes[index]
      places[index] = self.organization.count
      let scps = node.serviceControlPolicies.map { Node.Attachment(policyType: "scp", name: $0.name) }
      let rcps = node.resourceControlPolicies.map { Node.Attachment(policyType: "rcp", name: $0.name) }
      let kind: Node.Kind =
        switch node.kind {
        case .root: .root
        case .organizationalUnit: .organizationalUnit
        case .account: .account
        }
      self.organization.append(
        Node(
          kind: kind, id: node.id.string, name: node.name?.string, parent: node.parent.flatMap { places[$0] },
          policies: scps + rcps, denials: denials[node.id.string] ?? 0))
      waiting += (children[index] ?? []).reversed()
    }
    if leftOut > 0 { leaveOut("\(Plural.count(leftOut, "node")) of the organization") }
    nameAccounts()
  }

  /// Puts the names of accounts beside their ids in matrices.
  private mutating func nameAccounts() {
    let accounts = organization.filter { $0.kind == .account }.compactMap { node in node.name.map { (node.id, $0) } }
    let names = Dictionary(accounts, uniquingKeysWith: { first, _ in first })
    for index in matrices.indices where matrices[index].rowTitle == "Account" {
      for row in matrices[index].rows.indices {
        if let name = names[matrices[index].rows[row].name] { matrices[index].rows[row].detail = name }
      }
    }
  }
}
