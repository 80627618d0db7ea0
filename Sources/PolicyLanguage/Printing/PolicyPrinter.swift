import Documents

/// Writes a policy as JSON in one canonical form, which reads back as the same policy.
///
/// Elements stand in AWS's order; one value is a bare string, several are a list; Principal for everybody is `"*"`;
/// conditions are grouped by operator. A stack policy has no Version; all others name theirs.
public struct PolicyPrinter: Sendable {
  /// How the text is laid out.
  public enum Layout: Sendable {
    /// Without white space, as quotas count it.
    case compact
    /// Two spaces a level and a line an element.
    case indented
  }

  private let layout: Layout

  /// Makes a printer.
  public init(layout: Layout = .indented) {
    self.layout = layout
  }

  /// The JSON text of a policy, without a line break at its end.
  public func print(_ policy: Policy) -> ByteString {
    var writer = JSONTreeWriter(isIndented: layout == .indented)
    writer.write(tree(policy))
    return ByteString(writer.output.array())
  }

  private func tree(_ policy: Policy) -> JSONTree {
    var members: [(ByteString, JSONTree)] = []
    if policy.kind != .stack { members.append(("Version", .string(ByteString(policy.version.rawValue)))) }
    if let id = policy.id { members.append(("Id", .string(id))) }
    // `{}` is the one policy without statements, and only stacks have it (ruling 5).
    if !policy.statements.isEmpty { members.append(("Statement", .array(policy.statements.map(tree)))) }
    return .object(members)
  }

  private func tree(_ statement: Statement) -> JSONTree {
    var members: [(ByteString, JSONTree)] = []
    if let sid = statement.sid { members.append(("Sid", .string(sid))) }
    members.append(("Effect", .string(ByteString(statement.effect.rawValue))))
    if let principal = statement.principal {
      members.append((principal.isNegated ? "NotPrincipal" : "Principal", tree(principal)))
    }
    members.append((statement.action.isNegated ? "NotAction" : "Action", tree(statement.action.patterns)))
    if let resource = statement.resource {
      members.append((resource.isNegated ? "NotResource" : "Resource", tree(resource.patterns)))
    }
    if !statement.conditions.isEmpty { members.append(("Condition", tree(statement.conditions))) }
    return .object(members)
  }

  private func tree(_ principal: PrincipalElement) -> JSONTree {
    if principal.entries.count == 1, principal.entries[0].type == .aws, principal.entries[0].value.text == "*" {
      return .string("*")
    }
    return .object(
      PrincipalElement.EntryType.allCases.compactMap { type in
        let values = principal.entries.filter { $0.type == type }.map(\.value)
        return values.isEmpty ? nil : (ByteString(type.rawValue), tree(values))
      })
  }

  private func tree(_ conditions: [Condition]) -> JSONTree {
    var operators: [(operator: ConditionOperator, keys: [(ByteString, JSONTree)])] = []
    for condition in conditions {
      let key = (condition.key.text, tree(condition.values))
      if let index = operators.firstIndex(where: { $0.operator == condition.operator }) {
        operators[index].keys.append(key)
      } else {
        operators.append((condition.operator, [key]))
      }
    }
    return .object(operators.map { (ByteString($0.operator.spelling), .object($0.keys)) })
  }

  private func tree(_ texts: [PolicyText]) -> JSONTree {
    texts.count == 1 ? .string(texts[0].text) : .array(texts.map { .string($0.text) })
  }
}

/// A JSON value to be written.
private indirect enum JSONTree {
  case string(ByteString)
  case array([JSONTree])
  case object([(ByteString, JSONTree)])
}

/// Writes a tree with or without line breaks; its depth is that of the policy grammar.
private struct JSONTreeWriter: ~Copyable {
  let isIndented: Bool
  var output = ByteBuffer()
  private var depth = 0

  init(isIndented: Bool) {
    self.isIndented = isIndented
  }

  mutating func write(_ tree: JSONTree) {
    switch tree {
    case .string(let text): output.appendJSONString(text)
    case .array(let elements):
      open("[", isEmpty: elements.isEmpty)
      for (index, element) in elements.enumerated() {
        separate(isFirst: index == 0)
        write(element)
      }
      close("]", isEmpty: elements.isEmpty)
    case .object(let members):
      open("{", isEmpty: members.isEmpty)
      for (index, member) in members.enumerated() {
        separate(isFirst: index == 0)
        output.appendJSONString(member.0)
        output.append(isIndented ? ": " : ":")
        write(member.1)
      }
      close("}", isEmpty: members.isEmpty)
    }
  }

  private mutating func open(_ bracket: StaticString, isEmpty: Bool) {
    output.append(bracket)
    depth += 1
    if !isEmpty { breakLine() }
  }

  private mutating func close(_ bracket: StaticString, isEmpty: Bool) {
    depth -= 1
    if !isEmpty { breakLine() }
    output.append(bracket)
  }

  private mutating func separate(isFirst: Bool) {
    guard !isFirst else { return }
    output.append(",")
    breakLine()
  }

  private mutating func breakLine() {
    guard isIndented else { return }
    output.append("\n")
    for _ in 0..<depth { output.append("  ") }
  }
}
