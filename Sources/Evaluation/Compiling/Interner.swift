import Documents
import PolicyLanguage

/// Numbers the keys and the conditions of the policies that are compiled together; used while compiling only.
final class Interner {
  private struct Signature: Hashable {
    let `operator`: ConditionOperator
    let key: Int
    let values: [ByteString]
    let hasVariables: Bool
  }

  /// The keys so far.
  private(set) var keys = KeyTable()
  private var conditions: [Signature: Int] = [:]

  /// The index of a key.
  func key(_ key: ByteString) -> Int { keys.intern(key) }

  /// The number of a condition: the same for conditions that hold for the same requests.
  func number(of condition: Condition, hasVariables: Bool) -> Int {
    let signature = Signature(
      operator: condition.operator, key: key(condition.key.text), values: condition.values.map(\.text),
      hasVariables: hasVariables)
    if let number = conditions[signature] { return number }
    conditions[signature] = conditions.count
    return conditions.count - 1
  }
}
