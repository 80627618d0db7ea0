import Documents
import PolicyLanguage

/// How often one statement of a policy was put to use by scenarios.
public struct StatementCoverage: Sendable {
  /// One of the three things that a scenario can show of a statement.
  public enum Aspect: String, Sendable, CaseIterable {
    /// It matched some request.
    case matched
    /// It was asked of a request that it did not match.
    case notMatched
    /// Some decision hung on it.
    case decisive
  }

  /// The statement.
  public let statement: StatementReference
  /// How often each thing happened.
  public internal(set) var counts: [Aspect: Int] = [:]
  /// Whether there are requests that it does not match.
  public let canMiss: Bool

  init(_ statement: StatementReference) {
    self.statement = statement
    canMiss = !statement.statement.matchesEverything
  }

  /// The things that can be shown of it.
  public var aspects: [Aspect] { Aspect.allCases.filter { $0 != .notMatched || canMiss } }

  /// The things that were never shown of it.
  public var missing: [Aspect] { aspects.filter { counts[$0, default: 0] == 0 } }

  /// How often something was shown.
  public func count(_ aspect: Aspect) -> Int { counts[aspect, default: 0] }
}

extension Statement {
  /// Whether every request that gets to the statement matches it: everything to everybody without a condition.
  fileprivate var matchesEverything: Bool {
    let everybody =
      principal.map { element in
        !element.isNegated && element.entries.contains { $0.type == .aws && $0.value.text == "*" }
      } ?? true
    guard everybody, conditions.isEmpty, let resource, resource.includesEverything else { return false }
    return action.includesEverything || !action.isNegated && action.patterns.contains { $0.text == "Update:*" }
  }
}

extension PatternElement {
  fileprivate var includesEverything: Bool { !isNegated && patterns.contains { $0.text == "*" } }
}
