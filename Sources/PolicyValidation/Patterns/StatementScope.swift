import Documents
import PolicyLanguage

/// What a statement is about, in a form that can be held against another statement's.
struct StatementScope {
  let statement: Statement
  let action: PatternSet
  let resource: PatternSet
  let conditions: [ScopeCondition]

  init(_ statement: Statement, of policy: Policy, _ alphabet: inout PatternAlphabet) {
    self.statement = statement
    if policy.kind == .stack {
      action = Self.updateActions(statement.action, alphabet)
      resource = Self.logicalResources(statement.resource, alphabet)
    } else {
      action = PatternSet(
        isNegated: statement.action.isNegated,
        patterns: statement.action.patterns.compactMap {
          Self.matchesSomething($0.text) ? alphabet.action($0.text) : nil
        })
      if let element = statement.resource {
        var patterns: [GlobPattern] = []
        for entry in element.patterns { patterns += alphabet.resource(entry.text, version: policy.version) }
        resource = PatternSet(isNegated: element.isNegated, patterns: patterns)
      } else {
        // The trust policy of a role is about the role.
        resource = PatternSet(isNegated: false, patterns: [.everything])
      }
    }
    var conditions: [ScopeCondition] = []
    for condition in statement.conditions {
      conditions.append(ScopeCondition(condition, of: policy, &alphabet))
    }
    self.conditions = conditions
  }

  /// An action whose prefix holds a wildcard matches nothing (ruling 29).
  private static func matchesSomething(_ action: ByteString) -> Bool {
    if action == "*" { return true }
    let prefix = action.bytes.prefix { $0 != UInt8(ascii: ":") }
    return !prefix.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// The update actions that an element of a stack policy covers: there are three.
  private static func updateActions(_ element: PatternElement, _ alphabet: PatternAlphabet) -> PatternSet {
    let patterns = element.patterns.map { alphabet.glob($0.text) }
    let covered = UpdateActionName.all.map { alphabet.literal($0) }.filter { action in
      patterns.contains { $0.contains(action) } != element.isNegated
    }
    return PatternSet(isNegated: false, patterns: covered)
  }

  /// `*` is every logical id; without Resource a statement matches nothing (ruling 7).
  private static func logicalResources(_ element: PatternElement?, _ alphabet: PatternAlphabet) -> PatternSet {
    guard let element else { return PatternSet(isNegated: false, patterns: []) }
    let patterns = element.patterns.map { entry in
      entry.text == "LogicalResourceId/*" ? GlobPattern.everything : alphabet.glob(entry.text)
    }
    return PatternSet(isNegated: element.isNegated, patterns: patterns)
  }

  /// Whether every request that `other` matches is matched by this statement, too; never true by mistake.
  func contains(_ other: StatementScope) -> Bool {
    action.contains(other.action) && resource.contains(other.resource) && containsPrincipals(of: other)
      && conditions.allSatisfy { needed in other.conditions.contains { $0.implies(needed) } }
  }

  private func containsPrincipals(of other: StatementScope) -> Bool {
    guard let mine = statement.principal else { return other.statement.principal == nil }
    guard let others = other.statement.principal else { return false }
    func key(_ entry: PrincipalElement.Entry) -> ByteString {
      ByteString(Array(entry.type.rawValue.utf8) + [0] + entry.value.text.bytes)
    }
    if !mine.isNegated, mine.entries.contains(where: { $0.type == .aws && $0.value.text == "*" }) { return true }
    guard mine.isNegated == others.isNegated else { return false }
    let (outer, inner) = mine.isNegated ? (others, mine) : (mine, others)
    let known = Set(outer.entries.map(key))
    return inner.entries.allSatisfy { known.contains(key($0)) }
  }
}

/// The update actions of stack policies.
enum UpdateActionName {
  static let all: [ByteString] = ["Update:Modify", "Update:Replace", "Update:Delete"]
}
