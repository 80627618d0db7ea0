import Documents
import PolicyLanguage

/// Finds statements of stack policies that keep a resource from one of the two ways to lose it, and leave the other
/// (stack-updates.md section 9, rule 14).
struct ReplaceOnlyCheck: PolicyCheck {
  static let codes: [FindingCode] = [.replaceOnly, .deleteOnly]

  static func check(_ policy: Policy, _ scopes: [StatementScope], _ findings: FindingCollector) {
    guard policy.kind == .stack else { return }
    let alphabet = PatternAlphabet()
    let replace = alphabet.literal("Update:Replace")
    let delete = alphabet.literal("Update:Delete")
    let denies = scopes.filter { $0.statement.effect == .deny && !$0.resource.isNothing }
    guard denies.count <= 500 else { return }
    for deny in denies {
      let coversReplace = deny.action.patterns.contains { $0.contains(replace) }
      let coversDelete = deny.action.patterns.contains { $0.contains(delete) }
      guard coversReplace != coversDelete else { continue }
      let other = coversReplace ? delete : replace
      // What another Deny covers, or no Allow, is not open.
      let isDenied = denies.contains { $0.action.patterns.contains { $0.contains(other) } && $0.isAbout(deny) }
      let isAllowed = scopes.contains { scope in
        scope.statement.effect == .allow && scope.action.patterns.contains { $0.contains(other) }
      }
      guard !isDenied, isAllowed else { continue }
      if coversDelete {
        findings.report(
          .deleteOnly, at: deny.statement.action.range,
          "Update:Replace stays allowed, which deletes the resource, too, once the new one is there")
      } else if !deny.isAboutExactIDs {
        findings.report(
          .replaceOnly, at: deny.statement.action.range,
          "Update:Delete stays allowed: a new logical id makes a new resource and deletes the old one")
      }
    }
  }
}

extension StatementScope {
  /// Whether this statement is about all that another one is about, whatever the actions.
  fileprivate func isAbout(_ other: StatementScope) -> Bool {
    resource.contains(other.resource)
      && conditions.allSatisfy { needed in other.conditions.contains { $0.implies(needed) } }
  }

  /// Whether it names logical ids in full, which AWS keeps from leaving the template while a policy names them.
  fileprivate var isAboutExactIDs: Bool {
    !resource.isNegated && conditions.isEmpty && resource.patterns.allSatisfy(\.isLiteral)
  }
}

extension FindingCode {
  static let replaceOnly = FindingCode(
    "stack.action.replaceOnly", .warning, "Replacement is denied, and deletion is not.",
    help: """
      An update that gives the resource another logical id adds a new one and deletes the old one: it asks for \
      Update:Delete. Deny both.
      """,
    example: .statements(
      .stack,
      wrong: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "*",
         "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}}
        """,
      right: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "*",
         "Condition": {"StringEquals": {"ResourceType": ["AWS::RDS::DBInstance"]}}}
        """))
  static let deleteOnly = FindingCode(
    "stack.action.deleteOnly", .warning, "Deletion is denied, and replacement is not.",
    help: """
      A replacement makes a new resource and deletes the old one, data and all, unless UpdateReplacePolicy keeps it. It \
      asks for Update:Replace only. Deny both.
      """,
    example: .statements(
      .stack,
      wrong: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "Update:Delete", "Principal": "*", "Resource": "LogicalResourceId/Database"}
        """,
      right: """
        {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["Update:Replace", "Update:Delete"], "Principal": "*", "Resource": "LogicalResourceId/Database"}
        """))
}
