import Catalog
import Documents
import PolicyLanguage

/// Finds condition keys that nobody published, and those that no request for the statement's actions carries.
struct ConditionKeyCheck: PolicyCheck {
  static let codes: [FindingCode] = [.keyUnknown, .keyUnused]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      guard !statement.conditions.isEmpty else { continue }
      let services = services(of: statement, findings.facts)
      for condition in statement.conditions { check(condition, services, findings) }
    }
  }

  private static func check(_ condition: Condition, _ services: Set<ByteString>, _ findings: FindingCollector) {
    let key = condition.key.text
    guard let colon = key.bytes.firstIndex(of: UInt8(ascii: ":")) else { return }
    let prefix = ByteString(copying: key.bytes[..<colon]).asciiLowercased
    // Identity providers have keys of their own, after their host names; a few more families are no service's.
    guard !prefix.bytes.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") }),
      !otherFamilies.contains(prefix)
    else { return }
    guard findings.facts.conditionKey(key) != nil else {
      findings.report(
        .keyUnknown, at: condition.key.range,
        "AWS publishes no condition key \(key.quoted()), so that \(consequence(condition))",
        suggestion: findings.suggestion { suggestion(key, prefix) })
      return
    }
    guard !services.isEmpty, isOfServices(key, prefix),
      !services.contains(where: { findings.facts.service($0, carries: key) })
    else { return }
    let names = services.sorted().prefix(5).map(\.string).joined(separator: ", ")
    findings.report(
      .keyUnused, at: condition.key.range,
      "no request for actions of \(names) carries \(key.quoted()), so that \(consequence(condition))")
  }

  /// Families of keys that the reference of no service lists: SAML assertions, and Cognito's unauthenticated identities.
  private static let otherFamilies: Set<ByteString> = ["saml", "cognito-identity-unauth"]

  /// A key without its free part is no key; what was meant is the key with a tag behind the slash.
  private static func suggestion(_ key: ByteString, _ prefix: ByteString) -> ByteString? {
    if let nearest = Catalog.nearestConditionKey(to: key) { return nearest }
    guard let service = NearestSpelling.of(prefix, among: Catalog.services + ["aws"]), service != prefix else {
      return nil
    }
    let moved = ByteString(service.bytes + key.bytes.dropFirst(prefix.count))
    return Catalog.conditionKey(moved) == nil ? nil : moved
  }

  /// Whether services say for themselves that they carry the key; the other `aws:` keys any request may carry.
  private static func isOfServices(_ key: ByteString, _ prefix: ByteString) -> Bool {
    guard prefix == "aws" else { return true }
    let folded = key.asciiLowercased
    return folded == "aws:tagkeys" || folded.hasPrefix("aws:requesttag/") || folded.hasPrefix("aws:resourcetag/")
  }

  /// The services that the statement's actions name; none where it is about all services.
  private static func services(of statement: Statement, _ facts: PublishedFacts) -> Set<ByteString> {
    guard !statement.action.isNegated else { return [] }
    var services: Set<ByteString> = []
    for action in statement.action.patterns {
      guard let colon = action.text.bytes.firstIndex(of: UInt8(ascii: ":")) else { return [] }
      let service = ByteString(copying: action.text.bytes[..<colon]).asciiLowercased
      guard facts.hasService(service) else { return [] }
      services.insert(service)
    }
    return services
  }

  /// What an absent key makes of a condition (authorization.md section 3.1).
  private static func consequence(_ condition: Condition) -> String {
    let `operator` = condition.operator
    if `operator`.base == .null {
      return condition.values.contains { $0.text == "true" }
        ? "this condition always holds" : "this condition never holds"
    }
    if `operator`.ifExists || `operator`.setOperator == .forAllValues { return "this condition always holds" }
    if `operator`.setOperator == .forAnyValue { return "this condition never holds" }
    return `operator`.base.isNegated ? "this condition always holds" : "this condition never holds"
  }
}

extension FindingCode {
  static let keyUnknown = FindingCode(
    "condition.key.unknown", .warning, "AWS publishes no such condition key.",
    help: """
      AWS takes unknown keys without a word, and no request carries them: a positive operator never holds, a negated one \
      always does. Use the spelling that is suggested. AWS adds keys often; one that is newer than the catalog of this \
      release is right all the same.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestRegion": "eu-west-1"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}"#
    ))
  static let keyUnused = FindingCode(
    "condition.key.unused", .warning, "No request for the statement's actions carries the condition key.",
    help: """
      The key belongs to other services than the actions do, so that it is absent: a positive operator never holds, a \
      negated one always does. Use a key that these actions carry.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*", "Condition": {"StringEquals": {"ec2:ResourceTag/env": "prod"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "*", "Condition": {"StringEquals": {"ec2:ResourceTag/env": "prod"}}}"#
    ))
}
