import Documents
import PolicyLanguage

/// Answers what matches: one statement against one request.
///
/// What follows from the matches is the Authorizer's business.
enum Evaluator {
  /// Whether a statement matches, and how it names the principal (`direct` where its kind of policy names none).
  static func match(
    _ statement: CompiledStatement, _ frame: borrowing RequestFrame, hasBoundary: Bool
  ) -> (truth: Truth, principal: PrincipalMatch) {
    if statement.matchesNothing || !statement.action.admits(frame.action) { return (.no, .none) }
    var principal = PrincipalMatch.direct
    if let matcher = statement.principal {
      principal = matcher.match(frame.principal, hasBoundary: hasBoundary)
      if principal == .none { return (.no, .none) }
    }
    var truth = statement.resource?.admits(in: frame) ?? .yes
    for condition in statement.conditions {
      if truth == .no { break }
      truth = min(truth, condition.holds(in: frame))
    }
    return (truth, principal)
  }

  /// The keys that are unknown for a request and that a statement looks at.
  static func unknownKeys(of statement: CompiledStatement, _ frame: borrowing RequestFrame) -> [Int] {
    var keys: [Int] = []
    for key in statement.resource?.variableKeys ?? [] where frame.slot(key).state == .unknown { keys.append(key) }
    for condition in statement.conditions {
      if frame.slot(condition.key).state == .unknown { keys.append(condition.key) }
      for key in condition.variableKeys where frame.slot(key).state == .unknown { keys.append(key) }
    }
    return keys
  }
}
