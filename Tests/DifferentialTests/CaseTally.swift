import PolicyLanguage
import Testing

/// What decided the cases of a run.
struct CaseTally {
  /// What a request says of the key that a condition tests.
  enum KeyState: CaseIterable, Hashable {
    case present, absent, multiValued
  }

  struct Decisive: Hashable {
    let base: ConditionOperator.Base
    let state: KeyState
  }

  struct Outcome: Hashable {
    let base: ConditionOperator.Base
    let holds: Bool
  }

  var total = 0
  var results: [EvaluationResult: Int] = [:]
  var gates: [PolicyType: Int] = [:]
  /// The gates that denied, explicitly or not.
  var denials: [PolicyType: Int] = [:]
  var principals: [Principal.Kind: Int] = [:]
  /// How often the decision hung on an operator, by what the request said of its key.
  var decisive: [Decisive: Int] = [:]
  /// The same by whether the condition held.
  var outcomes: [Outcome: Int] = [:]

  mutating func add(_ candidate: DifferentialCase, _ decision: Decision, countingOperators: Bool) {
    total += 1
    results[decision.result, default: 0] += 1
    if let gate = decision.by?.policyType {
      gates[gate, default: 0] += 1
      if decision.result == .explicitDeny || decision.result == .implicitDeny { denials[gate, default: 0] += 1 }
    }
    if let kind = candidate.request.principal?.kind { principals[kind, default: 0] += 1 }
    if countingOperators { countOperator(of: candidate, decision) }
  }

  /// Counts one condition of the case if the decision hangs on it: if it would be another were the condition true than
  /// were it false.
  private mutating func countOperator(of candidate: DifferentialCase, _ decision: Decision) {
    let statements = candidate.attachments.flatMap { attachment in
      attachment.policy.statements.filter { !$0.conditions.isEmpty }.map { (policy: attachment.policy, statement: $0) }
    }
    guard !statements.isEmpty else { return }
    let (policy, statement) = statements[total % statements.count]
    let place = total / 7 % statement.conditions.count
    let condition = statement.conditions[place]
    let state: KeyState
    switch candidate.request.context[condition.key.text] {
    case .single: state = .present
    case .absent: state = .absent
    case .list: state = .multiValued
    case .unknown: return
    }
    func result(_ rewrite: (Statement) -> Statement) -> EvaluationResult {
      let rewritten = policy.mapStatements { $0.index == statement.index ? rewrite($0) : $0 }
      return candidate.mapPolicies { $1 === policy ? rewritten : $1 }.decided(by: .reference).result
    }
    let ifTrue = result {
      var conditions = $0.conditions
      conditions.remove(at: place)
      return $0.with(conditions: conditions)
    }
    let ifFalse = result(\.silenced)
    guard ifTrue != ifFalse else { return }
    decisive[Decisive(base: condition.operator.base, state: state), default: 0] += 1
    outcomes[Outcome(base: condition.operator.base, holds: decision.result == ifTrue), default: 0] += 1
  }

  /// The part of the cases that were decided at one of the gates.
  func share(of types: Set<PolicyType>) -> Double {
    Double(gates.filter { types.contains($0.key) }.values.reduce(0, +)) / Double(total)
  }

  /// Each outcome is frequent enough to mean something.
  func expectOutcomes() {
    for (result, percent) in [(EvaluationResult.allowed, 15), (.explicitDeny, 15), (.implicitDeny, 15), (.unknown, 2)] {
      let count = results[result] ?? 0
      #expect(count * 100 >= total * percent, "\(result.rawValue): \(count) of \(total)")
    }
  }
}
