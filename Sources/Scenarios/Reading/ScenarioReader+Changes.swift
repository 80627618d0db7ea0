import Documents
import PolicyLanguage
import Simulation

/// The steps that change the world.
extension ScenarioReader {
  mutating func terminationProtection(_ node: DocumentNode) -> StepAction? {
    let what = "termination protection"
    guard let members = reader.members(of: node, known: ["stack", "enabled"], what: what),
      let stack = requiredName(members, "stack", of: node, what)
    else { return nil }
    if members["enabled"] == nil {
      reader.report("member.missing", "\(what) needs the member 'enabled'", at: node.range)
    }
    guard let isEnabled = reader.truth(members["enabled"], "'enabled'") else { return nil }
    return .updateTerminationProtection(stack: stack, isEnabled: isEnabled)
  }

  mutating func setStackPolicy(_ node: DocumentNode) -> StepAction? {
    let what = "a new stack policy"
    guard let members = reader.members(of: node, known: ["stack", "policy"], what: what),
      let stack = requiredName(members, "stack", of: node, what),
      let policyNode = required("policy", members, of: node, what), let policy = policy(policyNode, .stack)
    else { return nil }
    return .setStackPolicy(stack: stack, policy: policy)
  }

  mutating func tagResource(_ node: DocumentNode) -> StepAction? {
    let what = "tagging a resource"
    guard let members = reader.members(of: node, known: ["resource", "tags"], what: what),
      let resource = requiredName(members, "resource", of: node, what),
      let tagsNode = required("tags", members, of: node, what), let tags = tags(tagsNode)
    else { return nil }
    if tags.values.isEmpty { reader.report("type", "'tags' is empty", at: tagsNode.range) }
    return .tagResource(resource, tags)
  }

  mutating func untagResource(_ node: DocumentNode) -> StepAction? {
    let what = "untagging a resource"
    guard let members = reader.members(of: node, known: ["resource", "keys"], what: what),
      let resource = requiredName(members, "resource", of: node, what),
      let keysNode = required("keys", members, of: node, what),
      let elements = reader.elements(keysNode, "'keys'")
    else { return nil }
    if elements.isEmpty { reader.report("type", "'keys' is empty", at: keysNode.range) }
    return .untagResource(resource, keys: elements.compactMap { name($0, "an element of 'keys'")?.text })
  }

  mutating func attachment(_ kind: StepKind, _ node: DocumentNode) -> StepAction? {
    let what = kind == .attachPolicy ? "attaching a policy" : "detaching a policy"
    guard let members = reader.members(of: node, known: ["target", "policy"], what: what),
      let target = requiredName(members, "target", of: node, what),
      let policyNode = required("policy", members, of: node, what),
      let policy = policy(policyNode, attachedKind(policyNode))
    else { return nil }
    return kind == .attachPolicy
      ? .attachPolicy(target: target, policy: policy) : .detachPolicy(target: target, policy: policy)
  }

  mutating func moveAccount(_ node: DocumentNode) -> StepAction? {
    let what = "moving an account"
    guard let members = reader.members(of: node, known: ["account", "to"], what: what),
      let account = requiredName(members, "account", of: node, what),
      let target = requiredName(members, "to", of: node, what)
    else { return nil }
    return .moveAccount(account, to: target)
  }

  mutating func createResource(_ node: DocumentNode) -> StepAction? {
    let what = "a new resource"
    let known = ["arn", "account", "tags", "abac", "policy"]
    guard let members = reader.members(of: node, known: known, what: what),
      let arn = requiredName(members, "arn", of: node, what)
    else { return nil }
    let name = ResourceName(arn.text)
    var resource = ListedResource(
      arn: name, account: reader.text(members["account"], "'account'"), tags: members["tags"].flatMap { tags($0) },
      abac: reader.truth(members["abac"], "'abac'") ?? false)
    if let policy = members["policy"] { resource.policy = self.policy(policy, name.isRole ? .trust : .resource) }
    return .createResource(resource, at: arn.range)
  }

  mutating func deleteResource(_ node: DocumentNode) -> StepAction? {
    let what = "deleting a resource"
    guard let members = reader.members(of: node, known: ["resource"], what: what),
      let resource = requiredName(members, "resource", of: node, what)
    else { return nil }
    return .deleteResource(resource)
  }

  private mutating func required(
    _ member: ByteString, _ members: [ByteString: DocumentNode], of owner: DocumentNode, _ what: String
  ) -> DocumentNode? {
    if members[member] == nil {
      reader.report("member.missing", "\(what) needs the member '\(member)'", at: owner.range)
    }
    return members[member]
  }

  private mutating func tags(_ node: DocumentNode) -> Tags? {
    guard let members = reader.table(node, "'tags'") else { return nil }
    var tags = Tags()
    for member in members {
      guard let value = member.value.scalarText else {
        let kind = member.value.kindName
        reader.report("type", "the value of a tag is a string, this is \(kind)", at: member.value.range)
        continue
      }
      tags[member.key] = value
    }
    return tags
  }

  /// Whether a policy that is attached to an organization is an SCP or an RCP: RCPs name a principal.
  private mutating func attachedKind(_ node: DocumentNode) -> PolicyKind {
    var document: DocumentNode? = node
    if let text = node.text {
      if text == "RCPFullAWSAccess" { return .rcp }
      document = nil
      if case .success(let source) = library.source(FileReader.path(text.string, namedBy: reader.source.name)) {
        document = try? JSONReader().read(source)
      }
    }
    switch document.flatMap({ PolicyReader.recognise($0) }) {
    case .rcp, .resource, .trust: return .rcp
    case .stack, .scp, .identity, .session, nil: return .scp
    }
  }
}
