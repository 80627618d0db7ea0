import Documents
import PolicyLanguage

/// Finds statements that no request can match, so that a Deny denies nothing and an Allow allows nothing.
struct StatementNeverCheck: PolicyCheck {
  static let codes: [FindingCode] = [.never]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    for scope in scopes {
      guard let reason = reason(scope, policy) else { continue }
      let effect = scope.statement.effect == .allow ? "allows" : "denies"
      findings.report(.never, at: reason.range, "\(reason.text), so that this statement \(effect) nothing")
    }
  }

  private struct Reason {
    let text: String
    let range: SourceRange
  }

  private static func reason(_ scope: StatementScope, _ policy: Policy) -> Reason? {
    let statement = scope.statement
    // Empty lists and a missing Resource are the reader's to report.
    if statement.action.isNegated, scope.action.isNothing {
      return Reason(text: "NotAction leaves out every action", range: statement.action.range)
    }
    if let resource = statement.resource, resource.isNegated, scope.resource.isNothing {
      return Reason(text: "NotResource leaves out every resource", range: resource.range)
    }
    return ConditionConflict.find(scope.conditions, of: policy).map { Reason(text: $0.text, range: $0.range) }
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
