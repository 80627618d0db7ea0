import Documents
import PolicyLanguage

/// An evaluator with one bug: the reference, which is given a case with something rewritten, or whose answer is changed.
struct PlantedBug: Sendable {
  /// What a run must see of it.
  enum Sign: Sendable {
    /// Another result: allowed, denied or unknown.
    case result
    /// The same result with another statement, level, gate or missing key.
    case report
  }

  let name: String
  let sign: Sign
  let decide: @Sendable (DifferentialCase) -> Decision

  /// A bug that makes the evaluator see another case.
  init(_ name: String, rewriting rewrite: @escaping @Sendable (DifferentialCase) -> DifferentialCase) {
    self.name = name
    sign = .result
    decide = { rewrite($0).decided(by: .reference) }
  }

  /// A bug that makes the evaluator see other conditions; without one, the condition is lost.
  init(_ name: String, conditions rewrite: @escaping @Sendable (Condition, RequestContext) -> Condition?) {
    self.init(name) { candidate in
      candidate.mapStatements { statement in
        statement.with(conditions: statement.conditions.compactMap { rewrite($0, candidate.request.context) })
      }
    }
  }

  /// A bug that makes the evaluator use another operator.
  init(_ name: String, operators rewrite: @escaping @Sendable (ConditionOperator) -> ConditionOperator) {
    self.init(name, conditions: { condition, _ in condition.with(operator: rewrite(condition.operator)) })
  }

  /// A bug that makes the evaluator take one basic operator for another.
  init(_ name: String, operators table: [ConditionOperator.Base: ConditionOperator.Base]) {
    self.init(name) { op in
      ConditionOperator(setOperator: op.setOperator, base: table[op.base] ?? op.base, ifExists: op.ifExists)
    }
  }

  /// A bug that makes the evaluator see other policies.
  init(_ name: String, stack rewrite: @escaping @Sendable (inout PolicyStack) -> Void) {
    self.init(name) { $0.mapStack(rewrite) }
  }

  /// A bug that makes the evaluator see other principals in policies; without one, the entry is lost.
  init(
    _ name: String,
    entries rewrite: @escaping @Sendable (PrincipalElement.Entry, Principal) -> PrincipalElement.Entry?
  ) {
    self.init(name) { candidate in
      guard let principal = candidate.request.principal else { return candidate }
      return candidate.mapStatements { statement in
        guard let element = statement.principal, !element.isNegated else { return statement }
        let entries = element.entries.compactMap { rewrite($0, principal) }
        return statement.with(principal: PrincipalElement(isNegated: false, entries: entries, range: element.range))
      }
    }
  }

  /// A bug in what the evaluator reports.
  init(_ name: String, reporting rewrite: @escaping @Sendable (Decision) -> Decision) {
    self.name = name
    sign = .report
    decide = { rewrite($0.decided(by: .reference)) }
  }

  /// Whether the decision of this evaluator gives the bug away.
  func isCaught(by candidate: DifferentialCase, decidedAs right: Decision) -> Bool {
    let wrong = decide(candidate)
    return sign == .result ? wrong.result != right.result : wrong.summary != right.summary
  }
}

extension PolicyText {
  /// Another text in the same place.
  func with(_ text: String) -> PolicyText { PolicyText(ByteString(text), at: range) }
}

extension Condition {
  /// A condition that holds on nothing.
  var impossible: Condition { with(operator: ConditionOperator(base: .stringEquals), values: []) }

  /// The same condition with its values rewritten.
  func mapValues(_ rewrite: (String) -> String) -> Condition {
    with(values: values.map { $0.with(rewrite($0.text.string)) })
  }
}

extension DifferentialCase {
  /// The same case with the values of its context rewritten; nil makes a key absent.
  func mapContext(_ rewrite: (ByteString, ContextValue) -> ContextValue) -> DifferentialCase {
    var copy = self
    for (key, value) in request.context.entries { copy.request.context[key] = rewrite(key, value) }
    return copy
  }
}
