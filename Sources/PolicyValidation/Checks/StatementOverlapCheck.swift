import Documents
import PolicyLanguage

/// Finds statements that another statement of the policy makes needless: duplicates, shadowed and unreachable ones, and
/// an Allow and a Deny of one scope (ruling 1).
///
/// Nothing is claimed but where every request that the one matches is matched by the other, whatever it carries.
struct StatementOverlapCheck: PolicyCheck {
  static let codes: [FindingCode] = [.duplicate, .shadowed, .unreachable, .contradicting, .findingsCut]

  /// How many pairs of patterns are compared before the check gives up.
  static let mostComparisons = 200_000

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard scopes.count > 1 else { return }
    var check = StatementOverlapCheck(policy, scopes, findings)
    check.run()
  }

  private let policy: Policy
  private let scopes: [StatementScope]
  private let findings: FindingCollector
  private let byAction: StatementIndex
  private let byResource: StatementIndex
  private var comparisonsLeft = mostComparisons

  private init(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    self.policy = policy
    self.scopes = scopes
    self.findings = findings
    byAction = StatementIndex(scopes.map(\.action))
    byResource = StatementIndex(scopes.map(\.resource))
  }

  private mutating func run() {
    for index in scopes.indices {
      let scope = scopes[index]
      // What matches nothing is found by another check.
      guard !scope.action.isNothing, !scope.resource.isNothing else { continue }
      let cover = cover(of: index)
      if let cover { report(index, coveredBy: cover) }
      if comparisonsLeft <= 0 {
        findings.report(
          .findingsCut, at: scope.statement.range,
          "from here on statements were not held against each other, because there are too many of them")
        return
      }
    }
  }

  /// A statement that contains this one: for an Allow a Deny before another Allow, for a Deny another Deny.
  ///
  /// Of two that have one scope and one effect only the later one has a cover.
  private mutating func cover(of index: Int) -> Int? {
    let scope = scopes[index]
    let byAction = byAction.candidates(for: scope.action)
    let byResource = byResource.candidates(for: scope.resource)
    var found: Int?
    for candidate in byAction.count < byResource.count ? byAction : byResource where candidate != index {
      let other = scopes[candidate]
      let isSameEffect = other.statement.effect == scope.statement.effect
      guard isSameEffect ? found == nil : other.statement.effect == .deny else { continue }
      comparisonsLeft -= 1 + cost(other.action, scope.action) + cost(other.resource, scope.resource)
      comparisonsLeft -= min(other.conditions.count &* scope.conditions.count, Self.mostComparisons)
      guard comparisonsLeft > 0 else { return found }
      guard other.contains(scope), !(isSameEffect && candidate > index && scope.contains(other)) else { continue }
      found = candidate
      if other.statement.effect == .deny { break }
    }
    return found
  }

  private func cost(_ outer: PatternSet, _ inner: PatternSet) -> Int {
    outer.isEverything ? 0 : min(outer.patterns.count &* inner.patterns.count / 4, Self.mostComparisons)
  }

  private func report(_ index: Int, coveredBy cover: Int) {
    let (scope, other) = (scopes[index], scopes[cover])
    let isMutual = scope.contains(other)
    if scope.statement.effect == other.statement.effect {
      let name = findings.name(of: other.statement)
      if isMutual {
        findings.report(.duplicate, at: scope.statement.range, "\(name) says the same, so that this one can go")
      } else {
        findings.report(
          .shadowed, at: scope.statement.range,
          "\(name) \(Self.verb(scope.statement.effect)) all that this one does, so that this one changes no decision")
      }
    } else if isMutual {
      let (earlier, later) = (scopes[min(index, cover)].statement, scopes[max(index, cover)].statement)
      let trap = policy.kind == .stack ? "; one public report claims that AWS lets the last of the two win" : ""
      findings.report(
        .contradicting, at: later.range,
        "\(findings.name(of: earlier)) has the same scope and the other effect: Deny wins, whatever the order\(trap)")
    } else {
      findings.report(
        .unreachable, at: scope.statement.range,
        "\(findings.name(of: other.statement)) denies all that this one allows, so that this one allows nothing")
    }
  }

  private static func verb(_ effect: Effect) -> String { effect == .allow ? "allows" : "denies" }
}

extension FindingCode {
  static let duplicate = FindingCode(
    "policy.statement.duplicate", .warning, "Another statement says the same.",
    help: "One of the two changes no decision. Remove it, so that nobody edits one and trusts the other.",
    example: .statements(
      .scp,
      wrong: """
        {"Sid": "Buckets", "Effect": "Deny", "Action": ["s3:DeleteBucket"], "Resource": "*"},
        {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:deletebucket", "Resource": "*"}
        """,
      right: """
        {"Sid": "Buckets", "Effect": "Deny", "Action": ["s3:DeleteBucket"], "Resource": "*"},
        {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:DeleteBucketPolicy", "Resource": "*"}
        """))
  static let shadowed = FindingCode(
    "policy.statement.shadowed", .warning, "Another statement of the same effect does all that this one does.",
    help: "This one changes no decision. Remove it, or narrow the other one if it was meant to leave something out.",
    example: .statements(
      .scp,
      wrong: """
        {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}
        """,
      right: """
        {"Effect": "Deny", "Action": "s3:DeleteObject*", "Resource": "*"},
        {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::datasets"}
        """))
  static let unreachable = FindingCode(
    "policy.statement.unreachable", .warning, "A Deny covers all that this statement allows.",
    help: "It allows nothing, wherever it stands: Deny always wins. Narrow the Deny, or remove the Allow.",
    example: .statements(
      .stack,
      wrong: """
        {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "Update:Modify", "Principal": "*", "Resource": "LogicalResourceId/Queue"}
        """,
      right: """
        {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "LogicalResourceId/Database"},
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
        """))
  static let contradicting = FindingCode(
    "policy.statement.contradicting", .warning, "An Allow and a Deny have the same scope.",
    help: """
      Deny wins, so that the Allow does nothing; for stack policies one public report claims that the last of the two \
      wins. Remove one of them.
      """,
    example: .statements(
      .stack,
      wrong: """
        {"Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
        """,
      right: """
        {"Effect": "Deny", "Action": "Update:Delete", "Principal": "*", "Resource": "*"},
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
        """))
}
