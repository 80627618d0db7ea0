import Documents
import Evaluation
import PolicyLanguage

/// What is said beside a statement about one of its conditions: that it holds without its key, or that it could not
/// compare what the request has.
///
/// Made once for both the text and the JSON form of an explanation.
struct RemarkText {
  /// The operator of the condition.
  let conditionOperator: String
  /// The key of the condition.
  let key: ByteString
  /// Whether something is wrong with the request.
  let isWarning: Bool
  /// One clause without a full stop.
  let sentence: String

  /// The remarks on a statement.
  static func all(_ match: Explanation.StatementMatch) -> [RemarkText] {
    let conditions = match.statement.statement.conditions
    return match.remarks.compactMap { remark in
      conditions.indices.contains(remark.condition) ? RemarkText(conditions[remark.condition], remark.subject) : nil
    }
  }

  private init(_ condition: Condition, _ subject: Explanation.ConditionRemark.Subject) {
    conditionOperator = condition.operator.spelling
    key = condition.key.text
    let shown = "\(conditionOperator) \(TerminalText.escaped(key))"
    switch subject {
    case .holdsOnAbsentKey:
      isWarning = false
      sentence = "\(shown) holds: the request has no such key, and \(Self.reason(condition.operator)) an absent key"
    case .unreadableValue(let value):
      isWarning = true
      let outcome = condition.operator.base.isNegated ? "satisfies" : "does not satisfy"
      sentence =
        "\(shown): the request's \(MissedElement.quoted(value)) is \(Self.kind(condition.operator.base)), and what "
        + "cannot be compared \(outcome) the operator"
    }
  }

  private static func reason(_ operator: ConditionOperator) -> String {
    if `operator`.ifExists { return "IfExists accepts" }
    return `operator`.setOperator == .forAllValues ? "ForAllValues accepts" : "a negated operator matches"
  }

  /// What a value is not that an operator cannot compare.
  private static func kind(_ base: ConditionOperator.Base) -> String {
    switch base {
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      "no date"
    case .bool: "neither true nor false"
    case .binaryEquals: "not base64"
    case .ipAddress, .notIpAddress: "no IP address"
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: "no ARN"
    default: "no number"
    }
  }
}
