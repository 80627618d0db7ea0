import CloudFormation
import Documents

/// The members of `resources` in the expectation of a stack operation.
extension ScenarioReader {
  private static let changes = ResourceChange.Kind.allCases.map { ByteString($0.rawValue) }
  private static let updateActions = UpdateAction.allCases.map { ByteString($0.rawValue) }
  private static let fates = PhysicalFate.allCases.map { ByteString($0.rawValue) }

  mutating func resources(_ node: DocumentNode) -> [Expectation.Item] {
    var items: [Expectation.Item] = []
    for member in reader.table(node, "'resources'") ?? [] {
      let id = ScenarioName(member.key, at: member.keyRange)
      let known = ExpectedResourceMember.allCases.map(\.rawValue) + ["permissions"]
      guard let members = reader.members(of: member.value, known: known, what: "an expected resource") else { continue }
      if members.isEmpty { reader.report("expect.empty", ExpectationMessage.empty, at: member.value.range) }
      if let permissions = members["permissions"] { items += self.permissions(permissions, of: id) }
      for inner in member.value.members ?? [] {
        guard let known = ExpectedResourceMember(rawValue: inner.key.string), let value = value(inner.value, of: known)
        else { continue }
        items.append(Expectation.Item(subject: .resource(id, known), value: value, range: inner.value.range))
      }
    }
    return items
  }

  private mutating func value(_ node: DocumentNode, of member: ExpectedResourceMember) -> ExpectedValue? {
    switch member {
    case .resourceType: name(node, "'resourceType'").map { .text($0.text) }
    case .change: text(node, among: Self.changes, "'change'")
    case .certainty: text(node, among: ["certain", "maybe"], "'certainty'")
    case .automatic: reader.truth(node, "'automatic'").map { .truth($0) }
    case .asked: list(node, among: Self.updateActions, "'asked'")
    case .decision: node.isNull ? .nothing : text(node, among: Self.decisions, "a decision")
    case .evaluation: node.isNull ? .nothing : text(node, among: Self.evaluations, "'evaluation'")
    case .by: by(node)
    case .physical, .ifAllowed, .replaced:
      node.isNull ? .nothing : text(node, among: Self.fates, "'\(member.rawValue)'")
    }
  }

  /// Reads the decisions expected on the actions that CloudFormation asks for a resource: words, or objects.
  private mutating func permissions(_ node: DocumentNode, of id: ScenarioName) -> [Expectation.Item] {
    var items: [Expectation.Item] = []
    for member in reader.table(node, "'permissions'") ?? [] {
      let action = ScenarioName(member.key, at: member.keyRange)
      if member.value.text != nil {
        guard let value = text(member.value, among: Self.decisions, "a decision") else { continue }
        items.append(
          Expectation.Item(subject: .permission(id, action, .decision), value: value, range: member.value.range))
        continue
      }
      let known = ExpectedMember.members(of: .decision)
      guard
        let members = reader.members(of: member.value, known: known.map(\.rawValue), what: "an expected decision")
      else { continue }
      if members.isEmpty { reader.report("expect.empty", ExpectationMessage.empty, at: member.value.range) }
      for inner in member.value.members ?? [] {
        guard let known = ExpectedMember(rawValue: inner.key.string), let value = value(inner.value, of: known) else {
          continue
        }
        items.append(
          Expectation.Item(subject: .permission(id, action, known), value: value, range: inner.value.range))
      }
    }
    return items
  }
}
