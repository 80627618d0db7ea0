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

  /// Tries each key of an unknown decision: absent, with the values that policies test it for, and with another one.
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
      let values = values(of: key, in: policies)
      for assumption in [.absent] + values.map(Assumption.value) + [.other] {
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

  private static func values(of key: ByteString, in policies: [Policy]) -> [ByteString] {
    var values: [ByteString] = []
    for condition in policies.flatMap(\.statements).flatMap(\.conditions)
    where condition.key.text.equalsIgnoringASCIICase(key) && condition.operator.base != .null {
      for value in condition.values where !values.contains(value.text) && values.count < mostValues {
        values.append(value.text)
      }
    }
    return values
  }
}
