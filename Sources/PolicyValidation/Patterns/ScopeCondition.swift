import Documents
import PolicyLanguage

/// A condition whose values are patterns, in a form that can be held against another condition.
struct ScopeCondition {
  let condition: Condition
  let key: ByteString
  let patterns: [GlobPattern]

  init(_ condition: Condition, of policy: Policy, _ alphabet: inout PatternAlphabet) {
    self.condition = condition
    key = condition.key.text.asciiLowercased
    var patterns: [GlobPattern] = []
    for value in condition.values {
      patterns.append(alphabet.value(value.text, of: condition.operator.base, version: policy.version))
    }
    self.patterns = patterns
  }

  /// Whether the other condition holds wherever this one does; never true by mistake.
  func implies(_ other: ScopeCondition) -> Bool {
    let (mine, theirs) = (condition.operator, other.condition.operator)
    guard key == other.key, mine.setOperator == theirs.setOperator, mine.ifExists == false || theirs.ifExists else {
      return false
    }
    if mine.base == .null || theirs.base == .null {
      return mine.base == theirs.base && Set(condition.values.map(\.text)) == Set(other.condition.values.map(\.text))
    }
    guard mine.base.isNegated == theirs.base.isNegated else { return false }
    guard mine.base == theirs.base || Self.comparable.contains([mine.base, theirs.base]) else { return false }
    return mine.base.isNegated ? other.isWithin(self) : isWithin(other)
  }

  /// Whether each of its values is among the other's.
  private func isWithin(_ other: ScopeCondition) -> Bool {
    let comparesPatterns = condition.operator.base.rawValue.hasPrefix("String")
    return zip(condition.values, patterns).allSatisfy { value, pattern in
      zip(other.condition.values, other.patterns).contains { outer, outerPattern in
        comparesPatterns ? outerPattern.contains(pattern) : outer.text == value.text
      }
    }
  }

  /// Operators whose values compare as patterns of one kind.
  private static let comparable: Set<Set<ConditionOperator.Base>> = [
    [.stringEquals, .stringLike], [.stringNotEquals, .stringNotLike], [.arnEquals, .arnLike],
    [.arnNotEquals, .arnNotLike],
  ]
}
