import Documents
import PolicyLanguage

/// Finds Not-elements that allow or deny more than they seem to.
struct NotElementCheck: PolicyCheck {
  static let codes: [FindingCode] = [.allowNotAction, .allowNotResource, .denyNotPrincipal]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      if statement.effect == .allow {
        if statement.action.isNegated {
          findings.report(
            .allowNotAction, at: statement.action.range,
            "Allow with NotAction allows all other actions of all services, those that AWS adds later, too")
        }
        if let resource = statement.resource, resource.isNegated {
          findings.report(
            .allowNotResource, at: resource.range,
            "Allow with NotResource allows the actions on all other resources, those that are made later, too")
        }
      } else if let principal = statement.principal, principal.isNegated {
        findings.report(
          .denyNotPrincipal, at: principal.range,
          "Deny with NotPrincipal also denies listed principals that have a permissions boundary")
      }
    }
  }
}

extension FindingCode {
  static let allowNotAction = FindingCode(
    "policy.action.allowNot", .warning, "Allow with NotAction allows every other action.",
    help: """
      That includes services and actions that AWS adds later, and an entry that is misspelt leaves out nothing. Allow \
      what is needed by name, or allow everything and deny the exceptions.
      """,
    example: .statements(
      .identity, wrong: #"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#,
      right: #"{"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}"#))
  static let allowNotResource = FindingCode(
    "policy.resource.allowNot", .warning, "Allow with NotResource allows the actions on every other resource.",
    help: """
      That includes resources that are made later, and other accounts' where these let it. Name the resources, or add a \
      Deny for those that are to be left out.
      """,
    example: .statements(
      .identity, wrong: #"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::payroll"}"#,
      right: #"{"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::web", "arn:aws:s3:::web/*"]}"#))
  static let denyNotPrincipal = FindingCode(
    "policy.principal.denyNot", .warning, "Deny with NotPrincipal denies more principals than it seems to.",
    help: """
      A principal with a permissions boundary is denied even where it is listed, and for a role its account and its \
      sessions must be listed, too. AWS advises a condition on aws:PrincipalArn with "Principal": "*" instead.
      """,
    example: .statements(
      .resource,
      wrong:
        #"{"Effect": "Deny", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/Admin"}, "Action": "s3:*", "Resource": "*"}"#,
      right:
        #"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/Admin"}}}"#
    ))
}
