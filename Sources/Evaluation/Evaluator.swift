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

  /// The unknown keys that keep a statement from being decided: those of its conditions, and of the variables in its
  /// resources, that are themselves undecided.
  static func undecidedKeys(of statement: CompiledStatement, _ frame: borrowing RequestFrame) -> [Int] {
    var keys = statement.resource?.undecidedKeys(in: frame) ?? []
    for condition in statement.conditions where condition.holds(in: frame) == .unknown {
      keys += condition.undecidedKeys(in: frame)
    }
    return keys
  }
}
