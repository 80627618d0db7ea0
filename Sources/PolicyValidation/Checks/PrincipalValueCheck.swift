import Documents
import PolicyLanguage

/// Finds session ARNs as values of aws:PrincipalArn, which holds the role's ARN (authorization.md section 3.3, case 19).
struct PrincipalValueCheck: PolicyCheck {
  static let codes: [FindingCode] = [.principalSession]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for condition in statement.conditions
      where condition.operator.base != .null && condition.key.text.equalsIgnoringASCIICase("aws:PrincipalArn") {
        for value in condition.values {
          guard let role = role(ofSession: value.text) else { continue }
          let effect = condition.operator.base.isNegated ? "differs from it always" : "never matches it"
          findings.report(
            .principalSession, at: value.range,
            "aws:PrincipalArn holds the ARN of the role, never of a session, so that it \(effect)",
            suggestion: role.string)
        }
      }
    }
  }

  /// The ARN of the role of a session's ARN.
  private static func role(ofSession arn: ByteString) -> ByteString? {
    let fields = arn.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    let start: ByteString = "assumed-role/"
    guard fields.count == 6, fields[2].elementsEqual("sts".utf8), fields[5].starts(with: start.bytes) else {
      return nil
    }
    let role = fields[5].dropFirst(start.count).prefix { $0 != UInt8(ascii: "/") }
    let head = fields[0] + [UInt8(ascii: ":")] + fields[1] + Array(":iam::".utf8)
    return ByteString(Array(head) + Array(fields[4]) + Array(":role/".utf8) + Array(role))
  }
}

extension FindingCode {
  static let principalSession = FindingCode(
    "condition.principalArn.session", .warning, "aws:PrincipalArn is compared with the ARN of a session.",
    help: """
      For a session of a role the key holds the role's ARN with its path. A positive operator never matches a session's \
      ARN, so that a Deny with it denies nobody, and an exception for it exempts nobody.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:sts::*:assumed-role/Admin/*"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Admin"}}}"#
    ))
}
