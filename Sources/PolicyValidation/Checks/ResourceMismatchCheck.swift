import Documents
import PolicyLanguage

/// Finds actions that can name none of the resources that stand beside them (authorization.md section 2.2, case 38).
struct ResourceMismatchCheck: PolicyCheck {
  static let codes: [FindingCode] = [.mismatch, .noResource]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind != .stack, policy.kind != .trust else { return }
    var work = 0
    for scope in scopes {
      guard let resource = scope.statement.resource, !resource.isNegated, !scope.resource.patterns.isEmpty,
        !scope.statement.action.isNegated, !scope.resource.isEverything
      else { continue }
      let resources = resource.patterns.compactMap { findings.facts.fields(ofResource: $0.text) }
      // An ARN that fits nothing at all is found by another check, once.
      guard resources.count == resource.patterns.count,
        resource.patterns.contains(where: { findings.facts.fitsSomeFormat($0.text) ?? true })
      else { continue }
      for action in scope.statement.action.patterns where action.text != "*" {
        work += 1 + resources.count &* min(findings.facts.actions(matching: action.text).count, 200)
        guard work < 40_000 else {
          findings.report(.findingsCut, at: action.range, "from here on actions were not held against resources")
          return
        }
        check(action, scope.statement.effect, resources, findings)
      }
    }
  }

  private static func check(
    _ pattern: PolicyText, _ effect: Effect, _ resources: [[GlobPattern]], _ findings: FindingCollector
  ) {
    let actions = findings.facts.actions(matching: pattern.text)
    // Of a wildcard some action will fit; only where none does is it said.
    guard let first = actions.first, actions.count <= 200 else { return }
    guard !actions.contains(where: { canName($0, resources, findings.facts) }) else { return }
    let verb = effect == .allow ? "allows" : "denies"
    let name = actions.count == 1 ? first.name.string : "every action of \(pattern.text.quoted())"
    if actions.allSatisfy({ $0.resourceKinds.isEmpty }) {
      findings.report(
        .noResource, at: pattern.range,
        "\(name) names no resource, so that it needs \"Resource\": \"*\"; with these ARNs it \(verb) nothing")
      return
    }
    let formats = findings.facts.formats(of: first.prefix, kinds: first.resourceKinds)
    let example = formats.first.map { ", such as \($0.format.format)" } ?? ""
    findings.report(
      .mismatch, at: pattern.range,
      "\(name) works on other kinds of resource than these\(example), so that it \(verb) nothing here")
  }

  /// Whether a resource of the statement may be one that the action names; true where the catalog has no format.
  private static func canName(_ action: KnownAction, _ resources: [[GlobPattern]], _ facts: PublishedFacts) -> Bool {
    let kinds = action.resourceKinds
    if kinds.isEmpty { return false }
    let formats = facts.formats(of: action.prefix, kinds: kinds)
    return formats.count < kinds.count || formats.contains { format in resources.contains { format.fits($0) } }
  }
}

extension FindingCode {
  static let mismatch = FindingCode(
    "policy.resource.mismatch", .warning, "An action works on none of the statement's resources.",
    help: """
      The action matches no request together with these ARNs, so that a Deny of it protects nothing. Name the kind of \
      resource that the action works on; buckets are arn:aws:s3:::NAME, their objects arn:aws:s3:::NAME/*.
      """,
    example: .statements(
      .scp,
      wrong: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets/*"}"#,
      right: #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}"#))
  static let noResource = FindingCode(
    "policy.resource.none", .warning, "An action that names no resource stands beside ARNs.",
    help: """
      Requests for such actions have the resource *, which no ARN matches: the action is neither allowed nor denied by \
      this statement. Write it in a statement with "Resource": "*".
      """,
    example: .statements(
      .scp,
      wrong: #"{"Effect": "Deny", "Action": "ec2:DescribeVolumes", "Resource": "arn:aws:ec2:*:*:volume/*"}"#,
      right: #"{"Effect": "Deny", "Action": "ec2:DescribeVolumes", "Resource": "*"}"#))
}
