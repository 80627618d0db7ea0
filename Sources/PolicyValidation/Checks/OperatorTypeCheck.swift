import Documents
import PolicyLanguage

/// Finds operators that cannot read the values that a key carries.
struct OperatorTypeCheck: PolicyCheck {
  static let codes: [FindingCode] = [.operatorType]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for condition in statement.conditions {
        guard let key = findings.facts.conditionKey(condition.key.text) else { continue }
        let base = condition.operator.base
        if base.rawValue.hasPrefix("String"), key.type == "IPAddress" {
          // An address may be compared as text; a network is equal to no address.
          guard condition.values.contains(where: { $0.text.bytes.contains(UInt8(ascii: "/")) }) else { continue }
        } else if !unreadable(base).contains(key.type) {
          continue
        }
        findings.report(
          .operatorType, at: condition.key.range,
          "\(condition.key.text.quoted()) carries \(phrase(key.type)), which \(base.rawValue) does not compare",
          suggestion: fitting(base, key.type).map {
            ConditionOperator(
              setOperator: condition.operator.setOperator, base: $0, ifExists: condition.operator.ifExists
            ).spelling
          })
      }
    }
  }

  /// The types whose values an operator never reads; String is none, since anything may stand in a string.
  private static func unreadable(_ base: ConditionOperator.Base) -> Set<ByteString> {
    switch base {
    case .ipAddress, .notIpAddress: ["ARN", "Bool", "Date", "Numeric"]
    case .bool: ["ARN", "Date", "Numeric", "IPAddress"]
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: ["Bool", "Date", "Numeric", "IPAddress"]
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      ["ARN", "Bool", "IPAddress"]
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
      .numericGreaterThanEquals:
      ["ARN", "Bool", "IPAddress"]
    default: []
    }
  }

  private static func fitting(_ base: ConditionOperator.Base, _ type: ByteString) -> ConditionOperator.Base? {
    switch type {
    case "IPAddress": base.isNegated ? .notIpAddress : .ipAddress
    case "ARN": base.isNegated ? .arnNotLike : .arnLike
    case "Bool": .bool
    default: nil
    }
  }

  private static func phrase(_ type: ByteString) -> String {
    switch type {
    case "IPAddress": "an IP address"
    case "ARN": "an ARN"
    case "Bool": "true or false"
    case "Date": "a date"
    case "Numeric": "a number"
    default: "a text"
    }
  }
}

extension FindingCode {
  static let operatorType = FindingCode(
    "condition.operator.type", .warning, "The operator does not compare what the key carries.",
    help: """
      A positive operator then never holds, and a negated one always does. Use the operator that is suggested: networks \
      compare under IpAddress only.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceIp": "10.0.0.0/8"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}"#
    ))
}
