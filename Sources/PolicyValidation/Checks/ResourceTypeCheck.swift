import Catalog
import Documents
import PolicyLanguage

/// Finds resource types in stack policies that AWS does not publish.
struct ResourceTypeCheck: PolicyCheck {
  static let codes: [FindingCode] = [.typeUnknown]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind == .stack else { return }
    let alphabet = PatternAlphabet()
    for statement in policy.statements {
      for condition in statement.conditions {
        let isGlob = condition.operator.base == .stringLike
        for value in condition.values {
          guard isUnknown(value.text, isGlob: isGlob, alphabet, findings) else { continue }
          let isWild = isWild(value.text)
          findings.report(
            .typeUnknown, at: value.range,
            isWild
              ? "no published resource type fits \(value.text.quoted())"
              : "AWS publishes no resource type \(value.text.quoted()), so that no resource has it",
            suggestion: isWild ? nil : findings.suggestion { Catalog.nearestResourceType(to: value.text) })
        }
      }
    }
  }

  /// Whether a value is a type, or fits types, of which AWS publishes none.
  static func isUnknown(
    _ text: ByteString, isGlob: Bool, _ alphabet: PatternAlphabet, _ findings: FindingCollector
  ) -> Bool {
    // A wildcard that is literal is the reader's to report.
    let isWild = isWild(text)
    return isWild && !isGlob ? false : !isPublished(text, isWild: isWild, alphabet, findings)
  }

  private static func isWild(_ text: ByteString) -> Bool {
    text.bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
  }

  /// Whether a type, or one that a pattern fits, is published; those that others than AWS publish are taken as such.
  private static func isPublished(
    _ text: ByteString, isWild: Bool, _ alphabet: PatternAlphabet, _ findings: FindingCollector
  ) -> Bool {
    guard isWild else { return !isAWS(text) || Catalog.resourceType(text) != nil }
    let pattern = alphabet.glob(text)
    let reference = alphabet.literal("AWS::")
    // A pattern that may fit types of others is not judged.
    guard pattern.literalPrefix.starts(with: reference.symbols) else {
      return pattern.literalPrefix.count < 5 || !isAWS(text)
    }
    return findings.facts.resourceTypes.contains { pattern.overlaps($0) }
  }

  /// Whether a text looks like one of AWS's types, or like no type at all.
  private static func isAWS(_ text: ByteString) -> Bool {
    let folded = text.asciiLowercased
    return folded.hasPrefix("aws::") || folded.hasPrefix("aws:") || text.bytes.firstRange(of: "::".utf8) == nil
  }
}

extension FindingCode {
  static let typeUnknown = FindingCode(
    "stack.resourceType.unknown", .warning, "AWS publishes no such resource type.",
    help: """
      AWS refuses a stack policy with a type that the Region does not have, and here it matches nothing. Types are \
      case-sensitive. Types of transforms such as AWS::Serverless::Function are not there any more when the policy is \
      asked: name the types that they become.
      """,
    example: .statements(
      .stack,
      wrong: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*",
         "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DbInstance"]}}}
        """,
      right: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*",
         "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}}
        """))
}
