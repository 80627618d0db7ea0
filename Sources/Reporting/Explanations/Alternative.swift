import Documents
import Evaluation
import PolicyLanguage

/// What an unknown decision would be if one of the keys that it hangs on were known.
public struct Alternative: Sendable {
  /// What a key is taken to be.
  public enum Assumption: Sendable, Equatable {
    /// Not in the request.
    case absent
    /// A value that some policy tests the key for.
    case value(ByteString)
    /// A value that no policy tests it for.
    case other
  }

  /// The key.
  public let key: ByteString
  /// What it is taken to be.
  public let assumption: Assumption
  /// The decision then, the other keys unknown as they are.
  public let result: EvaluationResult

  /// The values of one key that are tried: those that the policies test, and one that they do not.
  private static let mostValues = 8
  /// A text that nobody writes into a policy.
  private static let otherValue: ByteString = "\u{1}"

  /// Tries each key of an unknown decision: absent, with the values that policies test it for, and with another one
  /// where that one stands for all others.
  ///
  /// - Parameters:
  ///   - policies: the policies that the request meets.
  ///   - decide: decides a request under them.
  public static func all(
    of decision: Decision, _ request: Request, policies: [Policy], decide: (Request) -> EvaluationResult
  ) -> [Alternative] {
    guard decision.result == .unknown else { return [] }
    var alternatives: [Alternative] = []
    for key in decision.missing {
      let (values, areAll) = values(of: key, in: policies)
      for assumption in [.absent] + values.map(Assumption.value) + (areAll ? [.other] : []) {
        var settled = request
        settled.context[key] =
          switch assumption {
          case .absent: .absent
          case .value(let value): .single(value)
          case .other: .single(otherValue)
          }
        alternatives.append(Alternative(key: key, assumption: assumption, result: decide(settled)))
      }
    }
    return alternatives
  }

  /// The values that the policies test a key for, and whether all other values get one and the same answer: not where
  /// they are compared by order or network, hold variables, or are put in for a variable themselves.
  private static func values(of key: ByteString, in policies: [Policy]) -> (tried: [ByteString], areAll: Bool) {
    var values: [ByteString] = []
    var areAll = true
    for statement in policies.flatMap(\.statements) {
      let conditions = statement.conditions.filter { $0.operator.base != .null }
      let texts = (statement.resource?.patterns ?? []) + conditions.flatMap(\.values)
      if texts.contains(where: { variables(in: $0.text).contains { $0.equalsIgnoringASCIICase(key) } }) {
        areAll = false
      }
      for condition in conditions where condition.key.text.equalsIgnoringASCIICase(key) {
        let base = condition.operator.base
        let isNetwork = base == .ipAddress || base == .notIpAddress
        if isNetwork || base.rawValue.hasPrefix("Numeric") || base.rawValue.hasPrefix("Date") { areAll = false }
        for value in condition.values {
          let text = isNetwork ? address(of: value.text) : value.text
          if base.takesVariables, !variables(in: text).isEmpty || values.count == mostValues {
            areAll = false
          } else if values.count < mostValues, !values.contains(text) {
            values.append(text)
          }
        }
      }
    }
    return (values, areAll)
  }

  /// The first address of a network; a request carries addresses, never networks.
  private static func address(of network: ByteString) -> ByteString {
    ByteString(copying: network.bytes.prefix { $0 != UInt8(ascii: "/") })
  }

  /// The keys that the variables of a text name.
  private static func variables(in text: ByteString) -> [ByteString] {
    let bytes = Array(text.bytes)
    return bytes.indices.compactMap { place in
      guard case .key(let key, _)? = PolicyVariable(bytes, at: place)?.meaning else { return nil }
      return key
    }
  }
}
