import Catalog
import Documents
import PolicyLanguage

/// Finds actions that nobody published, and those that a policy of this kind does not reach.
struct ActionNameCheck: PolicyCheck {
  static let codes: [FindingCode] = [.actionUnknown, .actionService, .rcpService, .undeniable]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    for statement in policy.statements {
      for pattern in statement.action.patterns {
        check(pattern, statement.action.isNegated, statement.effect, policy.kind, findings)
      }
    }
  }

  private static func check(
    _ pattern: PolicyText, _ isNegated: Bool, _ effect: Effect, _ kind: PolicyKind, _ findings: FindingCollector
  ) {
    let text = pattern.text
    guard let colon = text.bytes.firstIndex(of: UInt8(ascii: ":")) else { return }
    let prefix = ByteString(copying: text.bytes[..<colon]).asciiLowercased
    // Both are found by the reader.
    guard !prefix.bytes.contains(where: { !isPrefixByte($0) }) else { return }
    let name = text.bytes[(colon + 1)...]
    guard name.allSatisfy({ isNameByte($0) }) else { return }
    guard findings.facts.hasService(prefix) else {
      findings.report(
        .actionService, at: pattern.range,
        "AWS publishes no service with the prefix \(prefix.quoted()), so that this \(effectText(isNegated, effect))",
        suggestion: findings.suggestion { Catalog.nearestAction(to: text) })
      return
    }
    if findings.facts.actions(matching: text).isEmpty {
      let isWild = name.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
      findings.report(
        .actionUnknown, at: pattern.range,
        isWild
          ? "no published action fits \(text.quoted()), so that it \(effectText(isNegated, effect))"
          : "AWS publishes no action \(text.quoted()), so that it \(effectText(isNegated, effect))",
        suggestion: isWild ? nil : findings.suggestion { nearest(to: text) })
      return
    }
    if kind == .rcp, !Catalog.isReachedByResourceControlPolicies(prefix) {
      findings.report(
        .rcpService, at: pattern.range,
        "resource control policies do not reach \(prefix.string) (as of \(Catalog.date)), so that this denies nothing")
    }
    if effect == .deny, !isNegated, text.equalsIgnoringASCIICase("sts:GetCallerIdentity") {
      findings.report(.undeniable, at: pattern.range, "sts:GetCallerIdentity is allowed even under an explicit Deny")
    }
  }

  /// The nearest action, if it begins or ends as the name does: long names are near others that mean something else.
  private static func nearest(to text: ByteString) -> ByteString? {
    guard let nearest = Catalog.nearestAction(to: text) else { return nil }
    func name(_ action: ByteString) -> [UInt8] {
      Array(action.asciiLowercased.bytes.drop { $0 != UInt8(ascii: ":") })
    }
    let (mine, other) = (name(text), name(nearest))
    return mine.prefix(5) == other.prefix(5) || mine.suffix(4) == other.suffix(4) ? nearest : nil
  }

  private static func effectText(_ isNegated: Bool, _ effect: Effect) -> String {
    isNegated ? "leaves nothing out" : effect == .allow ? "allows nothing" : "denies nothing"
  }

  private static func isPrefixByte(_ byte: UInt8) -> Bool {
    byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }
}

extension FindingCode {
  static let actionUnknown = FindingCode(
    "policy.action.unknown", .warning, "AWS publishes no such action.",
    help: """
      AWS takes unknown actions without a word, and they match nothing: a Deny with one protects nothing. Use the \
      spelling that is suggested. AWS adds actions daily; one that is newer than the catalog of this release is right \
      all the same, and the code can be ignored for that file.
      """,
    example: .statements(
      .scp, wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBuckets", "Resource": "*"}"#,
      right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}"#))
  static let actionService = FindingCode(
    "policy.action.serviceUnknown", .warning, "AWS publishes no service with the prefix of the action.",
    help: """
      The prefix is often not the name of the service: CloudWatch is cloudwatch, its logs are logs, Elastic Load \
      Balancing is elasticloadbalancing. AWS takes the policy, and the action matches nothing.
      """,
    example: .statements(
      .scp, wrong: #"{"Effect": "Deny", "Action": "cloudwatchlogs:DeleteLogGroup", "Resource": "*"}"#,
      right: #"{"Effect": "Deny", "Action": "logs:DeleteLogGroup", "Resource": "*"}"#))
  static let rcpService = FindingCode(
    "rcp.action.service", .warning, "Resource control policies do not reach the service of the action.",
    help: """
      The statement denies nothing for that service. Deny the action in a service control policy instead, which reaches \
      all services but the organization's own principals only.
      """,
    example: .statements(
      .rcp, wrong: #"{"Effect": "Deny", "Principal": "*", "Action": "ec2:DeleteVolume", "Resource": "*"}"#,
      right: #"{"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}"#))
  static let undeniable = FindingCode(
    "policy.action.undeniable", .warning, "The action is allowed even under an explicit Deny.",
    help: "STS answers GetCallerIdentity to everybody. Take the action out: it gives a false sense of safety.",
    example: .statements(
      .scp, wrong: #"{"Effect": "Deny", "Action": "sts:GetCallerIdentity", "Resource": "*"}"#,
      right: #"{"Effect": "Deny", "Action": "sts:GetFederationToken", "Resource": "*"}"#))
}
