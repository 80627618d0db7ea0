import Documents
import PolicyLanguage

/// Finds guards against deletion by tag that leave the tag itself open, and such guards of buckets
/// (authorization.md section 9).
struct TagGuardCheck: PolicyCheck {
  static let codes: [FindingCode] = [.guardOpen, .guardBucket]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack, policy.kind != .trust else { return }
    let denies = scopes.filter { $0.statement.effect == .deny }
    var guards = 0
    for guardian in denies where !guardian.statement.action.isNegated {
      for condition in guardian.statement.conditions {
        guard let tag = resourceTag(condition), !condition.operator.base.isNegated, condition.operator.base != .null
        else { continue }
        // Every guard is held against every Deny: a hundred guards are more than any policy has room for.
        guards += 1
        guard guards <= 100 else {
          findings.report(.findingsCut, at: condition.key.range, "from here on guards by tag were not looked at")
          return
        }
        let deletions = deletions(guardian.statement, findings.facts)
        guard !deletions.isEmpty else { continue }
        reportOpen(guardian, condition, tag, deletions, denies, findings)
        reportBuckets(guardian, condition, findings)
      }
    }
  }

  /// The tag that a key is about: `env` for `aws:ResourceTag/env` and `ec2:ResourceTag/env`.
  private static func resourceTag(_ condition: Condition) -> ByteString? {
    let key = condition.key.text
    guard let slash = key.bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let name = ByteString(copying: key.bytes[..<slash]).asciiLowercased
    guard name.hasSuffix(":resourcetag"), slash + 1 < key.count else { return nil }
    return ByteString(copying: key.bytes[(slash + 1)...])
  }

  /// What the statement guards: the actions that take something away for good.
  private static func deletions(_ statement: Statement, _ facts: PublishedFacts) -> [KnownAction] {
    statement.action.patterns.flatMap { facts.actions(matching: $0.text) }.filter { action in
      action.deletes || action.name == "kms:DisableKey"
    }
  }

  private static func reportOpen(
    _ guardian: StatementScope, _ condition: Condition, _ tag: ByteString, _ deletions: [KnownAction],
    _ denies: [StatementScope], _ findings: FindingCollector
  ) {
    let closing = denies.prefix(500).filter { closes($0, guardian, tag) }
    var kindsByPrefix: [ByteString: Set<ByteString>] = [:]
    for deletion in deletions { kindsByPrefix[deletion.prefix, default: []].formUnion(deletion.resourceKinds) }
    var open: Set<ByteString> = []
    for (prefix, kinds) in kindsByPrefix {
      for action in findings.facts.actions(of: prefix.asciiLowercased) where action.changesTags {
        guard action.resourceKinds.isEmpty || !kinds.isDisjoint(with: action.resourceKinds) else { continue }
        let pattern = PatternSet(isNegated: false, patterns: [action.pattern])
        if !closing.contains(where: { $0.action.contains(pattern) }) { open.insert(action.name) }
      }
    }
    guard !open.isEmpty else { return }
    let names = open.sorted().map(\.string)
    let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
    findings.report(
      .guardOpen, at: condition.key.range,
      "whoever may change the tag \(tag.quoted()) gets past this guard, by \(listed): deny that under the same"
        + " condition, unless it is the way to release a resource")
  }

  /// Whether a Deny holds for changes of the tag wherever the guard holds.
  ///
  /// Its conditions may be those of the guard, and may be about the very tag that is changed.
  private static func closes(_ deny: StatementScope, _ guardian: StatementScope, _ tag: ByteString) -> Bool {
    deny.conditions.allSatisfy { needed in
      if guardian.conditions.contains(where: { $0.implies(needed) }) { return true }
      let key = needed.key
      return key == "aws:tagkeys" || key == ByteString("aws:requesttag/" + tag.asciiLowercased.string)
        || (key.hasSuffix(ByteString(":resourcetag/" + tag.asciiLowercased.string))
          && needed.condition.operator.base == .null)
    }
  }

  private static func reportBuckets(_ guardian: StatementScope, _ condition: Condition, _ findings: FindingCollector) {
    guard condition.key.text.asciiLowercased.hasPrefix("aws:resourcetag/") else { return }
    let buckets = guardian.statement.action.patterns.first { pattern in
      pattern.text.asciiLowercased.hasPrefix("s3:")
        && findings.facts.actions(matching: pattern.text).contains { $0.deletes }
    }
    guard let buckets else { return }
    let works = findings.facts.actions(matching: buckets.text).contains { $0.deletes && $0.names("bucket") }
    findings.report(
      .guardBucket, at: buckets.range,
      works
        ? "tags of a bucket reach this condition only where the bucket has attribute-based access control switched on"
        : "objects have no aws:ResourceTag, so that this guards none; their tags are s3:ExistingObjectTag")
  }
}

extension FindingCode {
  static let guardOpen = FindingCode(
    "guard.tag.open", .warning, "A guard by tag leaves the tag open to change.",
    help: """
      Whoever may take the tag away, or give it another value, may delete the resource a moment later. Deny the actions \
      that are named under the same condition. Where changing the tag is meant to be the way to release a resource, \
      ignore the code for the file.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/protected": "true"}}}"#,
      right:
        #"{"Effect": "Deny", "Action": ["ec2:DeleteVolume", "ec2:CreateTags", "ec2:DeleteTags"], "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/protected": "true"}}}"#
    ))
  static let guardBucket = FindingCode(
    "guard.tag.bucket", .warning, "A guard by tag is about S3, where tags rarely reach conditions.",
    help: """
      aws:ResourceTag is there for a bucket only once its attribute-based access control is switched on (PutBucketAbac), \
      and never for objects. Guard buckets by their ARNs, in a statement of its own.
      """,
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/protected": "true"}}}"#,
      right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}"#))
}
