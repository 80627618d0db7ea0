import Documents

/// Tells what kind of policy a document is by what it holds.
///
/// Where the kinds look alike, the guess is: all Deny without principals is an SCP, all Deny for everybody an RCP.
enum PolicyRecognition {
  static func kind(of node: DocumentNode) -> PolicyKind? {
    if let container = PolicyContainer(node) { return kind(of: container) }
    if let members = node.members, members.isEmpty { return .stack }
    let statements = Statements(node)
    guard !statements.all.isEmpty else { return nil }
    if statements.areOfStacks { return .stack }
    if statements.havePrincipals {
      if statements.areOfRoles { return .trust }
      return statements.denyEverybody || statements.allowEverybodyEverything ? .rcp : .resource
    }
    return statements.deny || statements.allowEverything ? .scp : .identity
  }

  private static func kind(of container: PolicyContainer) -> PolicyKind? {
    if let kinds = container.kinds { return kinds.first }
    guard let text = container.document.text else { return kind(of: container.document) }
    // A container in a container is nobody's output; reading stops at one level.
    guard let inner = try? JSONReader().read(PolicyDocumentText.decoded(text).bytes), PolicyContainer(inner) == nil
    else { return nil }
    return kind(of: inner)
  }
}

/// The statements of a document that may lack its wrapper, and what they have in common.
private struct Statements {
  let all: [DocumentNode]

  init(_ node: DocumentNode) {
    let candidates: [DocumentNode]
    if let statement = node["Statement"] {
      candidates = statement.elements ?? [statement]
    } else {
      candidates = node.elements ?? [node]
    }
    all = candidates.filter { $0["Effect"] != nil || $0["Action"] != nil || $0["NotAction"] != nil }
  }

  private func texts(_ names: ByteString...) -> [ByteString] {
    all.flatMap { statement in
      names.flatMap { name -> [ByteString] in
        guard let value = statement[name] else { return [] }
        return (value.elements ?? [value]).compactMap(\.text)
      }
    }
  }

  var areOfStacks: Bool {
    texts("Action", "NotAction").contains { $0.asciiLowercased.hasPrefix("update") }
      || texts("Resource", "NotResource").contains { $0.asciiLowercased.hasPrefix("logicalresourceid/") }
      || all.contains { $0["Condition"]?.members?.contains { $0.value["ResourceType"] != nil } == true }
  }

  var havePrincipals: Bool { all.contains { $0["Principal"] != nil || $0["NotPrincipal"] != nil } }

  var areOfRoles: Bool {
    let actions = texts("Action", "NotAction")
    return !actions.isEmpty && actions.allSatisfy { $0.asciiLowercased.hasPrefix("sts:") }
      && !all.contains { $0["Resource"] != nil || $0["NotResource"] != nil }
  }

  var deny: Bool { all.allSatisfy { $0["Effect"]?.text == "Deny" } }

  var denyEverybody: Bool { deny && all.allSatisfy { $0["Principal"]?.text == "*" && $0["NotAction"] == nil } }

  var allowEverything: Bool {
    all.contains { $0["Effect"]?.text == "Allow" && isStar($0["Action"]) && isStar($0["Resource"]) } && !all.isEmpty
  }

  var allowEverybodyEverything: Bool { all.count == 1 && allowEverything && isStar(all[0]["Principal"]) }

  private func isStar(_ node: DocumentNode?) -> Bool {
    guard let node else { return false }
    let elements = node.elements ?? [node]
    return elements.count == 1 && elements[0].text == "*"
  }
}
