import Documents
import PolicyLanguage

/// All of a decision that two evaluators must agree on.
struct DecisionSummary: Equatable, CustomStringConvertible {
  let result: EvaluationResult
  /// The gate, level, policy and statement that decided: `scp ou-1 guard.json[0]`; empty where nothing did.
  let by: String
  let gates: [PolicyType]
  /// Without their case: which of several spellings is reported is no matter.
  let missing: [ByteString]

  init(_ decision: Decision) {
    result = decision.result
    by =
      decision.by.map { by in
        let statement = by.statement.map { "\($0.policy.name)[\($0.index)]" }
        return [by.policyType.rawValue, by.level, statement].compactMap { $0 }.joined(separator: " ")
      } ?? ""
    gates = decision.gates
    missing = decision.missing.map(\.asciiLowercased).sorted()
  }

  var description: String {
    "\(result.rawValue) by '\(by)' gates \(gates.map(\.rawValue)) missing \(missing)"
  }
}

extension Decision {
  /// All of it that two evaluators must agree on.
  var summary: DecisionSummary { DecisionSummary(self) }
}
