import Documents
import PolicyLanguage

struct UnreadablePolicy: Error { let text: String }

/// Policies from short texts.
enum PolicyFixture {
  static func read(_ text: String, as kind: PolicyKind, named name: String = "policy.json") throws -> Policy {
    let source = SourceText(name: name, text: text)
    let node = try JSONReader().read(source)
    func patterns(_ node: DocumentNode) -> [PolicyText] {
      (node.elements ?? [node]).compactMap { n in n.scalarText.map { PolicyText($0, at: n.range) } }
    }
    func element(_ node: DocumentNode, _ name: ByteString) -> PatternElement? {
      if let n = node[name] { return PatternElement(isNegated: false, patterns: patterns(n), range: n.range) }
      if let n = node[ByteString("Not" + name.string)] {
        return PatternElement(isNegated: true, patterns: patterns(n), range: n.range)
      }
      return nil
    }
    func principal(_ node: DocumentNode) -> PrincipalElement? {
      let negated = node["Principal"] == nil
      guard let n = node["Principal"] ?? node["NotPrincipal"] else { return nil }
      if n.text != nil {
        return PrincipalElement(isNegated: negated, entries: [.init(type: .aws, value: patterns(n)[0])], range: n.range)
      }
      return PrincipalElement(
        isNegated: negated,
        entries: (n.members ?? []).flatMap { m in
          patterns(m.value).map { .init(type: PrincipalElement.EntryType(rawValue: m.key.string)!, value: $0) }
        }, range: n.range)
    }
    let statements = node["Statement"].map { $0.elements ?? [$0] } ?? []
    return Policy(
      kind: kind, name: name, source: source, range: node.range,
      version: node["Version"]?.text == "2012-10-17" ? .v2012 : .v2008, id: nil,
      statements: try statements.enumerated().map { index, s in
        guard let effect = s["Effect"]?.text.flatMap({ Effect(rawValue: $0.string) }), let action = element(s, "Action")
        else { throw UnreadablePolicy(text: text) }
        return Statement(
          index: index, sid: s["Sid"]?.text, effect: effect, principal: principal(s), action: action,
          resource: element(s, "Resource"),
          conditions: (s["Condition"]?.members ?? []).flatMap { op in
            (op.value.members ?? []).map { key in
              Condition(
                operator: ConditionOperator(spelling: op.key)!, key: PolicyText(key.key, at: key.keyRange),
                values: patterns(key.value), range: key.value.range)
            }
          },
          range: s.range)
      })
  }
}
