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
  private var globs: [GlobName: Int] = [:]
  private var prefixes: [GlobName: (glob: Glob, number: Int)] = [:]
  private var rests: [GlobName: (glob: Glob, number: Int)] = [:]
  private var actionPatterns: [ByteString: ActionPattern] = [:]
  private var values: [ByteString: Int] = [:]

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

  /// The number of a glob that does not fold case: the same for those of the same tokens.
  func number(of glob: Glob) -> Int {
    Self.number(GlobName(tokens: glob.tokens), in: &globs)
  }

  /// What the first five fields of ARNs must match, by their tokens, with a number that no other has.
  func prefix(_ tokens: [Glob.Token]) -> (glob: Glob, number: Int) {
    Self.glob(tokens, fields: .arn, in: &prefixes)
  }

  /// What must follow the head of a name, by its tokens, with a number that no other has.
  func rest(_ tokens: [Glob.Token]) -> (glob: Glob, number: Int) {
    Self.glob(tokens, fields: .none, in: &rests)
  }

  private static func glob(
    _ tokens: [Glob.Token], fields: Glob.Fields, in known: inout [GlobName: (glob: Glob, number: Int)]
  ) -> (glob: Glob, number: Int) {
    let key = GlobName(tokens: tokens)
    if let known = known[key] { return known }
    let made = (Glob(tokens, fields: fields), known.count)
    known[key] = made
    return made
  }

  /// The pattern of an action, compiled.
  func actionPattern(_ text: ByteString) -> ActionPattern {
    if let known = actionPatterns[text] { return known }
    let made = ActionPattern(text)
    actionPatterns[text] = made
    return made
  }

  /// The number of a value of a condition.
  func number(of value: ByteString) -> Int {
    Self.number(value, in: &values)
  }

  private static func number<Name: Hashable>(_ name: Name, in numbers: inout [Name: Int]) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = numbers.count
    return numbers.count - 1
  }
}

/// A pattern of an Action or NotAction, outside of stack policies.
struct ActionPattern {
  /// What folds case; nil for what matches nothing.
  let glob: Glob?
  /// What stands before the colon, in lower case.
  let service: ByteString

  init(_ text: ByteString) {
    // Ruling 29: a wildcard in the service prefix matches nothing, unless the pattern is `*` alone.
    let prefix = text.bytes.prefix { $0 != UInt8(ascii: ":") }
    let isStar = text.bytes == [UInt8(ascii: "*")]
    let isWild = prefix.contains(UInt8(ascii: "*")) || prefix.contains(UInt8(ascii: "?"))
    glob = isStar || (!isWild && prefix.count < text.count) ? Glob(text, foldsCase: true) : nil
    service = ByteString(copying: prefix).asciiLowercased
  }
}
