import Documents
import PolicyLanguage

extension ReferenceEvaluator {
  /// Whether one condition holds (section 3.1, rulings 23 and 27).
  static func holds(_ condition: Condition, of policy: Policy, _ context: RequestContext) -> Finding {
    let base = condition.operator.base
    // Ruling 23 comes before anything the request says.
    if condition.values.isEmpty { return Finding(truth: Truth(base.isNegated)) }
    let substitutions = condition.values.map { value in
      // Only String and Arn operators have variables: elsewhere they are literal (ruling 18).
      Substitution(value.text, of: policy, from: base.takesVariables ? 0 : value.text.count, in: context)
    }
    let truth = holds(condition.operator, substitutions, context[condition.key.text])
    guard truth == .unknown else { return Finding(truth: truth) }
    let ownKey = context[condition.key.text] == .unknown ? [condition.key.text] : []
    return Finding(truth: truth, unknownKeys: ownKey + substitutions.flatMap(\.unknownKeys))
  }

  private static func holds(
    _ op: ConditionOperator, _ policyValues: [Substitution], _ value: ContextValue
  ) -> Truth {
    let base = op.base
    if value == .unknown { return .unknown }
    if base == .null {
      let wanted = ByteString(value == .absent ? "true" : "false")
      return Truth(policyValues.contains { ByteString($0.literalText).equalsIgnoringASCIICase(wanted) })
    }
    /// One value of the request against all of the policy: OR, or for a negated operator NOR.
    func matches(_ requestValue: ByteString) -> Truth {
      let some = Truth.any(policyValues.map { compare(base, requestValue.bytes, $0) })
      return base.isNegated ? some.negated : some
    }
    let isOnlyEmptyStrings = value.values.allSatisfy(\.isEmpty)
    if value == .absent || op.setOperator == .forAllValues && isOnlyEmptyStrings {
      if op.ifExists || op.setOperator == .forAllValues { return .yes }
      return Truth(base.isNegated && op.setOperator == nil)
    }
    switch op.setOperator {
    case .forAllValues: return .all(value.values.map(matches))
    case .forAnyValue: return .any(value.values.map(matches))
    case nil:
      guard case .single(let only) = value else { return .no }
      return matches(only)
    }
  }

  /// Whether a value of the request satisfies the operator, without its Not, on one value of the policy (section 3.2).
  ///
  /// What cannot be parsed does not satisfy it, nor does a missing variable; a Not turns both into a match (ruling 18).
  private static func compare(_ base: ConditionOperator.Base, _ value: [UInt8], _ policy: Substitution) -> Truth {
    if policy.isMissing { return .no }
    // What is no ARN matches no ARN, be there unknown variables in it or not.
    if base.rawValue.hasPrefix("Arn"), !isARN(value) { return .no }
    if !policy.unknownKeys.isEmpty { return .unknown }
    let text = policy.literalText
    switch base {
    case .stringEquals, .stringNotEquals: return Truth(value == text)
    case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
      return Truth(ByteString(value).equalsIgnoringASCIICase(ByteString(text)))
    case .stringLike, .stringNotLike: return Truth(policy.pattern().matches(value))
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: return Truth(arn(value, matches: policy.pattern()))
    case .bool: return Truth(boolean(value) != nil && boolean(value) == boolean(text))
    case .binaryEquals: return Truth(base64(value) != nil && base64(value) == base64(text))
    case .ipAddress, .notIpAddress:
      guard let address = Address(value), let network = Network(text) else { return .no }
      return Truth(network.contains(address))
    case .numericEquals, .numericNotEquals: return order(Number(value), Number(text)) { $0 == $1 }
    case .numericLessThan: return order(Number(value), Number(text)) { $0 < $1 }
    case .numericLessThanEquals: return order(Number(value), Number(text)) { $0 <= $1 }
    case .numericGreaterThan: return order(Number(value), Number(text)) { $0 > $1 }
    case .numericGreaterThanEquals: return order(Number(value), Number(text)) { $0 >= $1 }
    case .dateEquals, .dateNotEquals: return order(Instant(value), Instant(text)) { $0 == $1 }
    case .dateLessThan: return order(Instant(value), Instant(text)) { $0 < $1 }
    case .dateLessThanEquals: return order(Instant(value), Instant(text)) { $0 <= $1 }
    case .dateGreaterThan: return order(Instant(value), Instant(text)) { $0 > $1 }
    case .dateGreaterThanEquals: return order(Instant(value), Instant(text)) { $0 >= $1 }
    case .null: return .no
    }
  }

  private static func order<Value>(_ left: Value?, _ right: Value?, _ holds: (Value, Value) -> Bool) -> Truth {
    guard let left, let right else { return .no }
    return Truth(holds(left, right))
  }

  /// Six colon fields each, compared one by one; the sixth may hold colons. What has fewer is no ARN (case 16).
  private static func arn(_ value: [UInt8], matches pattern: Pattern) -> Bool {
    let colon = UInt8(ascii: ":")
    let fields = value.split(separator: colon, maxSplits: 5, omittingEmptySubsequences: false)
    let patterns = pattern.parts.split(separator: .byte(colon), maxSplits: 5, omittingEmptySubsequences: false)
    guard isARN(value), patterns.count == 6 else { return false }
    return zip(patterns, fields).allSatisfy { Pattern(parts: Array($0)).matches(Array($1)) }
  }

  private static func isARN(_ value: [UInt8]) -> Bool {
    value.starts(with: "arn:".utf8) && value.count { $0 == UInt8(ascii: ":") } >= 5
  }

  private static func boolean(_ text: [UInt8]) -> Bool? {
    switch ByteString(text).asciiLowercased {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// Standard base64 with its padding.
  private static func base64(_ text: [UInt8]) -> [UInt8]? {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var digits = text
    while digits.last == UInt8(ascii: "="), text.count - digits.count < 2 { digits.removeLast() }
    guard text.count % 4 == 0 else { return nil }
    var bits: [UInt8] = []
    for digit in digits {
      guard let value = alphabet.firstIndex(of: digit) else { return nil }
      bits += (0..<6).map { UInt8(value >> (5 - $0) & 1) }
    }
    return (0..<(bits.count / 8)).map { index in
      bits[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 1 | $1 }
    }
  }
}
