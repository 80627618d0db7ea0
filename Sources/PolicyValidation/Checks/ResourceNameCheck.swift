import Catalog
import Documents
import PolicyLanguage

/// Finds ARNs that name nothing that AWS publishes: an unknown service, or a kind of resource that the service has not.
struct ResourceNameCheck: PolicyCheck {
  static let codes: [FindingCode] = [.resourceService, .resourceKind, .typeWildcard]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack else { return }
    var seen: Set<ByteString> = []
    for statement in policy.statements {
      for pattern in statement.resource?.patterns ?? [] where pattern.text.hasPrefix("arn:") {
        guard seen.insert(pattern.text).inserted else { continue }
        guard seen.count <= 3_000 else {
          findings.report(.findingsCut, at: pattern.range, "from here on resources were not held against the catalog")
          return
        }
        check(pattern, findings)
      }
    }
  }

  private static func check(_ pattern: PolicyText, _ findings: FindingCollector) {
    let fields = pattern.text.bytes.split(
      separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count >= 3 else { return }
    let service = ByteString(copying: fields[2])
    // Wildcards and upper case are the reader's to report.
    guard service.bytes.allSatisfy({ $0 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") }) else { return }
    let formats = findings.facts.formats(ofARNService: service)
    guard !formats.isEmpty else {
      if !findings.facts.hasService(service) {
        findings.report(
          .resourceService, at: pattern.range,
          "AWS publishes no service \(service.quoted()), so that this ARN fits nothing",
          suggestion: findings.suggestion { NearestSpelling.of(service, among: Catalog.services) })
      }
      return
    }
    guard fields.count == 6, let isFitting = findings.facts.fitsSomeFormat(pattern.text) else { return }
    if !isFitting {
      findings.report(
        .resourceKind, at: pattern.range, message(fields[5], service, formats),
        suggestion: findings.suggestion { nearest(fields[5], formats) })
    } else {
      checkType(fields[5], pattern, formats, findings)
    }
  }

  private static func message(
    _ resource: ArraySlice<UInt8>, _ service: ByteString, _ formats: [PublishedFacts.KnownFormat]
  ) -> String {
    let type = resourceType(resource)
    let ofType = formats.filter { resourceType(fields($0).last ?? []) == type && !type.isEmpty }
    // The shortest is the kind itself, the others are what is in it.
    if let format = ofType.min(by: { $0.format.format.count < $1.format.format.count }) {
      return "this ARN fits nothing: \(service) writes it \(format.format.format)"
    }
    return "this ARN fits none of the \(formats.count) kinds of resource that AWS publishes for \(service)"
  }

  /// The part of a resource before its first slash or colon.
  private static func resourceType(_ resource: ArraySlice<UInt8>) -> ByteString {
    ByteString(copying: resource.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") })
  }

  private static func fields(_ format: PublishedFacts.KnownFormat) -> [ArraySlice<UInt8>] {
    format.format.format.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
  }

  private static func nearest(
    _ resource: ArraySlice<UInt8>, _ formats: [PublishedFacts.KnownFormat]
  ) -> ByteString? {
    let types = formats.compactMap { fields($0).last.map(resourceType) }.filter {
      !$0.bytes.contains(UInt8(ascii: "$"))
    }
    let type = resourceType(resource)
    guard let nearest = NearestSpelling.of(type, among: types), nearest != type else { return nil }
    return nearest
  }

  /// A wildcard in the part before the first slash, where all kinds of the service begin with a word.
  private static func checkType(
    _ resource: ArraySlice<UInt8>, _ pattern: PolicyText, _ formats: [PublishedFacts.KnownFormat],
    _ findings: FindingCollector
  ) {
    let type = resourceType(resource)
    guard type.count < resource.count,
      type.bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }),
      formats.allSatisfy({ format in fields(format).last?.first != UInt8(ascii: "$") })
    else { return }
    findings.report(
      .typeWildcard, at: pattern.range,
      "AWS documents no wildcard in the resource type of an ARN; it is taken as one all the same")
  }
}

extension FindingCode {
  static let resourceService = FindingCode(
    "policy.resource.serviceUnknown", .warning, "AWS publishes no service of the name in the ARN.",
    help: "The ARN fits nothing, so that a Deny with it protects nothing. Use the name that is suggested.",
    example: .statements(
      .scp,
      wrong: #"{"Effect": "Deny", "Action": "kms:DisableKey", "Resource": "arn:aws:kmss:*:*:key/*"}"#,
      right: #"{"Effect": "Deny", "Action": "kms:DisableKey", "Resource": "arn:aws:kms:*:*:key/*"}"#))
  static let resourceKind = FindingCode(
    "policy.resource.unknown", .warning, "The service has no kind of resource that the ARN fits.",
    help: """
      The ARN matches nothing, so that a Deny with it protects nothing. Mind which fields a service leaves empty: \
      S3 has no region and account, IAM no region.
      """,
    example: .statements(
      .scp,
      wrong: #"{"Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "arn:aws:ec2:*:*:volumes/*"}"#,
      right: #"{"Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "arn:aws:ec2:*:*:volume/*"}"#))
  static let typeWildcard = FindingCode(
    "policy.resource.typeWildcard", .notice, "A wildcard stands in the resource type of an ARN.",
    help: """
      The documentation forbids it, AWS's own managed policies hold such ARNs, and here they match. Name the types, \
      to be sure.
      """,
    example: .statements(
      .scp,
      wrong: #"{"Effect": "Deny", "Action": "kms:ScheduleKeyDeletion", "Resource": "arn:aws:kms:*:*:k*/*"}"#,
      right: #"{"Effect": "Deny", "Action": "kms:ScheduleKeyDeletion", "Resource": "arn:aws:kms:*:*:key/*"}"#))
}
