import Documents
import PolicyLanguage

/// Finds wildcards in values that StringEquals and its like compare literally (authorization.md section 3.2).
struct WildcardValueCheck: PolicyCheck {
  static let codes: [FindingCode] = [.valueWildcard]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    // The reader says it of stack policies.
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for condition in statement.conditions {
        let base = condition.operator.base
        guard let like = like(base) else { continue }
        for value in condition.values where holdsWildcard(value.text, policy.version) {
          let effect =
            base.isNegated ? "differs from every value that has no such character" : "is equal to no such value"
          findings.report(
            .valueWildcard, at: value.range,
            "\(base.rawValue) takes \(value.text.quoted()) literally, which \(effect)",
            suggestion: ConditionOperator(
              setOperator: condition.operator.setOperator, base: like, ifExists: condition.operator.ifExists
            ).spelling)
        }
      }
    }
  }

  private static func like(_ base: ConditionOperator.Base) -> ConditionOperator.Base? {
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase: .stringLike
    case .stringNotEquals, .stringNotEqualsIgnoreCase: .stringNotLike
    default: nil
    }
  }

  /// Whether a text holds a wildcard outside policy variables and the escapes `${*}` and `${?}`.
  private static func holdsWildcard(_ text: ByteString, _ version: Policy.Version) -> Bool {
    let bytes = text.bytes
    guard bytes.contains(UInt8(ascii: "*")) || bytes.contains(UInt8(ascii: "?")) else { return false }
    var at = 0
    while at < bytes.count {
      if version == .v2012, bytes[at] == UInt8(ascii: "$"), let variable = PolicyVariable(bytes, at: at) {
        at += variable.length
        continue
      }
      if bytes[at] == UInt8(ascii: "*") || bytes[at] == UInt8(ascii: "?") { return true }
      at += 1
    }
    return false
  }
}

extension FindingCode {
  static let valueWildcard = FindingCode(
    "condition.value.wildcard", .warning, "StringEquals takes a wildcard as a literal character.",
    help: """
      The value matches only a text that holds the very character, so that a Deny with StringEquals denies nothing, and \
      one with StringNotEquals everything. Use StringLike or StringNotLike; write ${*} where the character is meant.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-*"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"StringLike": {"aws:RequestedRegion": "us-*"}}}"#
    ))
}
