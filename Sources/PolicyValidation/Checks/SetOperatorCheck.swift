import Documents
import PolicyLanguage

/// Finds multi-valued keys without a set operator, and set operators where they do harm (ruling 23).
struct SetOperatorCheck: PolicyCheck {
  static let codes: [FindingCode] = [.setMissing, .setNeedless, .setAbsent]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      let needed = statement.effect == .allow ? neededKeys(statement) : []
      for condition in statement.conditions { check(condition, statement.effect, needed, findings) }
    }
  }

  private static func check(
    _ condition: Condition, _ effect: Effect, _ needed: Set<ByteString>, _ findings: FindingCollector
  ) {
    let `operator` = condition.operator
    guard `operator`.base != .null else { return }
    let key = condition.key
    let known = findings.facts.conditionKey(key.text)
    if let known, known.isMultivalued, `operator`.setOperator == nil {
      let admitsAbsent = `operator`.base.isNegated || `operator`.ifExists
      let outcome = admitsAbsent ? "holds only where the key is absent" : "never holds"
      findings.report(
        .setMissing, at: key.range,
        "\(key.text.quoted()) has several values: without ForAllValues or ForAnyValue this condition \(outcome)",
        suggestion: (`operator`.base.isNegated ? "ForAllValues:" : "ForAnyValue:") + `operator`.spelling)
      return
    }
    guard let setOperator = `operator`.setOperator else { return }
    if let known, !known.isMultivalued {
      let trap = setOperator == .forAllValues ? ", but it holds where the key is absent" : ""
      findings.report(
        .setNeedless, at: key.range,
        "\(key.text.quoted()) has one value: \(setOperator.rawValue) compares no more than \(`operator`.base.rawValue)\(trap)",
        suggestion: ConditionOperator(base: `operator`.base, ifExists: `operator`.ifExists).spelling)
      return
    }
    if setOperator == .forAllValues, effect == .allow, !needed.contains(key.text.asciiLowercased) {
      findings.report(
        .setAbsent, at: key.range,
        "ForAllValues holds where \(key.text.quoted()) is absent, so that this allows requests without it",
        suggestion: "\"Null\": {\"\(key.text.string)\": \"false\"}")
    }
  }

  /// The keys, in lower case, without which some condition of the statement fails.
  private static func neededKeys(_ statement: Statement) -> Set<ByteString> {
    Set(
      statement.conditions.filter { condition in
        let `operator` = condition.operator
        if `operator`.base == .null { return !condition.values.contains { $0.text == "true" } }
        return !`operator`.ifExists && `operator`.setOperator == .forAnyValue
      }.map(\.key.text.asciiLowercased))
  }
}

extension FindingCode {
  static let setMissing = FindingCode(
    "condition.set.missing", .warning, "A multi-valued key is tested without a set operator.",
    help: """
      Such a condition never holds where the key is there, so that a Deny with it denies nothing; negated, or with \
      IfExists, it holds for every request without the key. ForAnyValue asks whether one value of the request matches, \
      ForAllValues whether all do.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "ec2:DeleteTags", "Resource": "*", "Condition": {"StringEquals": {"aws:TagKeys": "protected"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "ec2:DeleteTags", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": "protected"}}}"#
    ))
  static let setNeedless = FindingCode(
    "condition.set.needless", .warning, "A single-valued key is tested with a set operator.",
    help: """
      The set operator compares nothing more, and it changes what an absent key does: ForAllValues then holds, \
      ForAnyValue then fails, even negated. Use the plain operator.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgID": "o-ab12"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-ab12"}}}"#
    ))
  static let setAbsent = FindingCode(
    "condition.set.absent", .warning, "An Allow with ForAllValues also allows requests without the key.",
    help: """
      All values of no values satisfy anything. Add a Null condition that needs the key to be there, or ask with \
      ForAnyValue, too.
      """,
    example: .statements(
      .identity,
      wrong:
        #"{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}}"#,
      right:
        #"{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}, "Null": {"aws:TagKeys": "false"}}}"#
    ))
}
