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
    // Each entry of each is held against all of them.
    guard denies.count &* denies.reduce(0, { $0 + $1.resource.patterns.count }) <= 50_000 else { return }
    for deny in denies {
      let coversReplace = deny.action.patterns.contains { $0.contains(replace) }
      let coversDelete = deny.action.patterns.contains { $0.contains(delete) }
      guard coversReplace != coversDelete else { continue }
      let other = coversReplace ? delete : replace
      let isAllowed = scopes.contains { scope in
        scope.statement.effect == .allow && scope.action.patterns.contains { $0.contains(other) }
      }
      guard isAllowed, !(coversReplace && deny.isAboutExactIDs) else { continue }
      let others = denies.filter { $0.action.patterns.contains { $0.contains(other) } }
      guard let open = openTypes(of: deny, others) else { continue }
      let names =
        open.isEmpty ? "" : " for " + open.prefix(5).joined(separator: ", ") + (open.count > 5 ? " and others" : "")
      if coversDelete {
        findings.report(
          .deleteOnly, at: deny.statement.action.range,
          "Update:Replace stays allowed\(names), which deletes the resource, too, once the new one is there")
      } else {
        findings.report(
          .replaceOnly, at: deny.statement.action.range,
          "Update:Delete stays allowed\(names): a new logical id makes a new resource and deletes the old one")
      }
    }
  }

  /// The types of a statement that no other Deny is about; empty where it names none, nil where nothing is open.
  ///
  /// Entry by entry, since several statements may share the work.
  private static func openTypes(of deny: StatementScope, _ others: [StatementScope]) -> [String]? {
    let resources =
      deny.resource.isNegated
      ? [deny.resource] : deny.resource.patterns.map { PatternSet(isNegated: false, patterns: [$0]) }
    func isCovered(_ type: GlobPattern?) -> Bool {
      resources.allSatisfy { resource in
        others.contains { other in
          other.resource.contains(resource)
            && other.conditions.allSatisfy { condition in
              type.map { type in condition.patterns.contains { $0.contains(type) } } ?? false
            }
        }
      }
    }
    guard deny.conditions.count == 1, let condition = deny.conditions.first else {
      return isCovered(nil) ? nil : []
    }
    let open = zip(condition.condition.values, condition.patterns).filter { !isCovered($0.1) }
    return open.isEmpty ? nil : open.map { $0.0.text.string }
  }
}

extension StatementScope {
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
