import Documents
import PolicyLanguage

/// Finds tests of multi-factor authentication that requests with access keys pass by, since these carry no such key
/// (authorization.md section 3.3, cases 49 and 50).
struct MultiFactorCheck: PolicyCheck {
  static let codes: [FindingCode] = [.multiFactorAbsent]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for condition in statement.conditions
      where condition.operator.base == .bool && condition.key.text.equalsIgnoringASCIICase("aws:MultiFactorAuthPresent")
      {
        let isTrue = condition.values.contains { $0.text.equalsIgnoringASCIICase("true") }
        let isFalse = condition.values.contains { $0.text.equalsIgnoringASCIICase("false") }
        switch (statement.effect, condition.operator.ifExists) {
        case (.deny, false) where isFalse && !isTrue && !isAboutPresence(statement):
          findings.report(
            .multiFactorAbsent, at: condition.key.range,
            "requests with access keys carry no aws:MultiFactorAuthPresent, so that this does not deny them",
            suggestion: "BoolIfExists")
        case (.allow, true) where isTrue && !isFalse && !isAboutPresence(statement):
          findings.report(
            .multiFactorAbsent, at: condition.key.range,
            "requests with access keys carry no aws:MultiFactorAuthPresent, so that this allows them",
            suggestion: "Bool")
        default: break
        }
      }
    }
  }

  private static func isAboutPresence(_ statement: Statement) -> Bool {
    statement.conditions.contains {
      $0.operator.base == .null && $0.key.text.equalsIgnoringASCIICase("aws:MultiFactorAuthPresent")
    }
  }
}

extension FindingCode {
  static let multiFactorAbsent = FindingCode(
    "condition.multiFactor.absent", .warning,
    "Requests with access keys get past the test of multi-factor authentication.",
    help: """
      Long-term access keys send no aws:MultiFactorAuthPresent at all. Deny with BoolIfExists and "false"; allow with \
      Bool and "true".
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#
    ))
}
