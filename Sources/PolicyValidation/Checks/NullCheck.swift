import Documents
import PolicyLanguage

/// Finds Null and IfExists that do nothing, or other than they seem to (authorization.md section 3.1).
struct NullCheck: PolicyCheck {
  static let codes: [FindingCode] = [.nullAlways, .ifExistsNegated, .ifExistsPresent]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      let present = presentKeys(statement)
      for condition in statement.conditions { check(condition, present, findings) }
    }
  }

  private static func check(_ condition: Condition, _ present: Set<ByteString>, _ findings: FindingCollector) {
    let `operator` = condition.operator
    let key = condition.key
    if `operator`.base == .null {
      if Set(condition.values.map(\.text)).count > 1 {
        findings.report(
          .nullAlways, at: condition.range, "Null with both \"true\" and \"false\" always holds")
      }
      return
    }
    guard `operator`.ifExists else { return }
    if present.contains(key.text.asciiLowercased) {
      findings.report(
        .ifExistsPresent, at: key.range,
        "another condition needs \(key.text.quoted()) to be there, so that IfExists does nothing",
        suggestion: ConditionOperator(setOperator: `operator`.setOperator, base: `operator`.base).spelling)
    } else if `operator`.setOperator == .forAllValues || `operator`.setOperator == nil && `operator`.base.isNegated {
      let plain = ConditionOperator(setOperator: `operator`.setOperator, base: `operator`.base)
      findings.report(
        .ifExistsNegated, at: key.range,
        "\(plain.spelling) holds where \(key.text.quoted()) is absent anyway, so that IfExists does nothing",
        suggestion: plain.spelling)
    }
  }

  /// The keys, in lower case, that a Null condition of the statement needs to be there.
  private static func presentKeys(_ statement: Statement) -> Set<ByteString> {
    Set(
      statement.conditions.filter { condition in
        condition.operator.base == .null && !condition.values.isEmpty
          && condition.values.allSatisfy { $0.text == "false" }
      }.map(\.key.text.asciiLowercased))
  }
}

extension FindingCode {
  static let nullAlways = FindingCode(
    "condition.null.always", .warning, "Null with both values always holds.",
    help: "The values of a list may hold in turn, and one of the two always does. Keep the one that was meant.",
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"aws:TokenIssueTime": ["true", "false"]}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"aws:TokenIssueTime": "true"}}}"#
    ))
  static let ifExistsNegated = FindingCode(
    "condition.ifExists.negated", .notice, "IfExists on an operator that holds for absent keys anyway.",
    help: """
      Negated operators and ForAllValues hold where the key is absent, with IfExists and without. A Deny with \
      StringNotEqualsIfExists therefore also denies requests without the key; where these are to be let through, add \
      "Null": {"KEY": "false"}.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "data"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "data"}}}"#
    ))
  static let ifExistsPresent = FindingCode(
    "condition.ifExists.present", .notice, "IfExists on a key that another condition needs to be there.",
    help: "IfExists only matters for absent keys, and Null: false fails there already. Use the plain operator.",
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalTag/team": "data"}, "Null": {"aws:PrincipalTag/team": "false"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}}}"#
    ))
}
