import Documents
import PolicyLanguage

/// Finds statements that no request can match, so that a Deny denies nothing and an Allow allows nothing.
struct StatementNeverCheck: PolicyCheck {
  static let codes: [FindingCode] = [.never]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    for scope in scopes {
      guard let reason = reason(scope) else { continue }
      let effect = scope.statement.effect == .allow ? "allows" : "denies"
      findings.report(.never, at: reason.range, "\(reason.text), so that this statement \(effect) nothing")
    }
  }

  private struct Reason {
    let text: String
    let range: SourceRange
  }

  private static func reason(_ scope: StatementScope) -> Reason? {
    let statement = scope.statement
    // Empty lists and a missing Resource are the reader's to report.
    if statement.action.isNegated, scope.action.isNothing {
      return Reason(text: "NotAction leaves out every action", range: statement.action.range)
    }
    if let resource = statement.resource, resource.isNegated, scope.resource.isNothing {
      return Reason(text: "NotResource leaves out every resource", range: resource.range)
    }
    return conflict(scope.conditions)
  }

  /// Two conditions on one key that cannot hold together.
  private static func conflict(_ conditions: [ScopeCondition]) -> Reason? {
    // A key stands once under each operator, so that the conditions on one key are few, however many there are in all.
    var byKey: [ByteString: [ScopeCondition]] = [:]
    for condition in conditions {
      defer { byKey[condition.key, default: []].append(condition) }
      for earlier in byKey[condition.key] ?? [] {
        let name = condition.condition.key.text.quoted()
        if needsAbsence(earlier) && needsPresence(condition) || needsAbsence(condition) && needsPresence(earlier) {
          return Reason(
            text: "one condition needs \(name) to be absent and another needs a value of it",
            range: condition.condition.range)
        }
        if haveNoCommonValue(earlier, condition) {
          return Reason(text: "two conditions on \(name) have no value in common", range: condition.condition.range)
        }
      }
    }
    return nil
  }

  /// Whether a condition is `Null: true`.
  private static func needsAbsence(_ condition: ScopeCondition) -> Bool {
    condition.condition.operator.base == .null && !condition.condition.values.isEmpty
      && condition.condition.values.allSatisfy { $0.text == "true" }
  }

  /// Whether a condition never holds for an absent key (authorization.md section 3.1).
  private static func needsPresence(_ condition: ScopeCondition) -> Bool {
    let `operator` = condition.condition.operator
    if `operator`.base == .null {
      return !condition.condition.values.isEmpty && condition.condition.values.allSatisfy { $0.text == "false" }
    }
    if `operator`.ifExists { return false }
    switch `operator`.setOperator {
    case .forAllValues: return false
    case .forAnyValue: return true
    case nil: return !`operator`.base.isNegated
    }
  }

  /// Whether both need one value of a single-valued key, and no text is a value of both.
  private static func haveNoCommonValue(_ left: ScopeCondition, _ right: ScopeCondition) -> Bool {
    func isPositiveText(_ condition: ScopeCondition) -> Bool {
      let `operator` = condition.condition.operator
      return `operator`.setOperator == nil && !`operator`.ifExists
        && (`operator`.base == .stringEquals || `operator`.base == .stringLike) && !condition.patterns.isEmpty
    }
    guard isPositiveText(left), isPositiveText(right), left.patterns.count * right.patterns.count <= 10_000 else {
      return false
    }
    return !left.patterns.contains { pattern in right.patterns.contains { $0.overlaps(pattern) } }
  }
}

extension FindingCode {
  static let never = FindingCode(
    "policy.statement.never", .warning, "No request can match the statement.",
    help: """
      A Deny without effect protects nothing, and an Allow without effect allows nothing. Conditions under several \
      operators must all hold; values of one key that may hold in turn belong into one list.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}, "StringLike": {"aws:RequestedRegion": "eu-*"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"aws:RequestedRegion": ["us-east-1", "eu-*"]}}}"#
    ))
}
