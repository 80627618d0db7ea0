import Documents
import PolicyLanguage

/// Finds entries of a list of actions or resources that another entry of the list covers.
struct RedundantEntryCheck: PolicyCheck {
  static let codes: [FindingCode] = [.actionRedundant, .resourceRedundant]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    var alphabet = PatternAlphabet()
    var comparisons = 0
    for statement in policy.statements {
      guard comparisons < StatementOverlapCheck.mostComparisons else { return }
      let actions = statement.action.patterns
      report(
        .actionRedundant, actions,
        actions.map { [policy.kind == .stack ? alphabet.glob($0.text) : alphabet.action($0.text)] }, &comparisons,
        findings)
      guard let resources = statement.resource?.patterns else { continue }
      report(
        .resourceRedundant, resources,
        resources.map {
          policy.kind == .stack ? [alphabet.glob($0.text)] : alphabet.resource($0.text, version: policy.version)
        }, &comparisons, findings)
    }
  }

  private static func report(
    _ code: FindingCode, _ entries: [PolicyText], _ patterns: [[GlobPattern]], _ comparisons: inout Int,
    _ findings: FindingCollector
  ) {
    guard entries.count > 1 else { return }
    // A few entries are held against each other sooner than an index of them is made.
    let index = entries.count <= 8 ? nil : StatementIndex(patterns.map { PatternSet(isNegated: false, patterns: $0) })
    for (number, entry) in entries.enumerated() {
      let set = PatternSet(isNegated: false, patterns: patterns[number])
      for candidate in index?.candidates(for: set) ?? Array(entries.indices) where candidate != number {
        comparisons += 1
        guard comparisons < StatementOverlapCheck.mostComparisons else {
          findings.report(
            .findingsCut, at: entry.range, "from here on entries of lists were not held against each other")
          return
        }
        let other = PatternSet(isNegated: false, patterns: patterns[candidate])
        guard other.contains(set), !(candidate > number && set.contains(other)) else { continue }
        findings.report(
          code, at: entry.range,
          entries[candidate].text == entry.text
            ? "\(entry.text.quoted()) stands in this list twice"
            : "\(entries[candidate].text.quoted()) in this list covers \(entry.text.quoted())")
        break
      }
    }
  }
}

extension FindingCode {
  static let actionRedundant = FindingCode(
    "policy.action.redundant", .notice, "Another entry of the list covers the action.",
    help: "It changes no decision. Remove it, or narrow the other entry if it was meant to leave something out.",
    example: .statements(
      .scp, wrong: #"{"Effect": "Deny", "Action": ["s3:Delete*", "s3:DeleteBucket"], "Resource": "*"}"#,
      right: #"{"Effect": "Deny", "Action": ["s3:DeleteObject", "s3:DeleteBucket"], "Resource": "*"}"#))
  static let resourceRedundant = FindingCode(
    "policy.resource.redundant", .notice, "Another entry of the list covers the resource.",
    help: "It changes no decision. Remove it, or narrow the other entry if it was meant to leave something out.",
    example: .statements(
      .scp,
      wrong:
        #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": ["arn:aws:s3:::prod-*", "arn:aws:s3:::prod-data"]}"#,
      right:
        #"{"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": ["arn:aws:s3:::prod-*", "arn:aws:s3:::data"]}"#))
}
