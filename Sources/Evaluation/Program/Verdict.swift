import Documents
import PolicyLanguage

/// A decision as the decision loop gives it: numbers only, to be spelt out by `CompiledStack.decision`.
public struct Verdict: Sendable, Hashable {
  /// What follows.
  public let result: EvaluationResult
  /// The index of the deciding gate in the compiled stack; -1 where none decided, -2 where none was even asked.
  public let gate: Int32
  /// The index of the deciding policy in the gate; -1 where no statement decided.
  public let policy: Int32
  /// The index of the deciding statement in the policy; -1 where no statement decided.
  public let statement: Int32

  init(_ result: EvaluationResult, gate: Int = -1, policy: Int32 = -1, statement: Int32 = -1) {
    self.result = result
    self.gate = Int32(truncatingIfNeeded: gate)
    self.policy = policy
    self.statement = statement
  }

  /// Whether the statement that it names comes before that of another, in the order in which decisions name those of one
  /// effect.
  func isNamed(before other: Verdict) -> Bool {
    (gate, policy, statement) < (other.gate, other.policy, other.statement)
  }
}

extension Verdict {
  /// The verdict where no gate is asked: there is no policy (ruling 2), or AWS allows the action anyway (step 0).
  public static let allowedUnasked = Verdict(.allowed, gate: -2)
}

extension CompiledStack {
  /// A number for each verdict but Unknown that this stack can give, counted from 0 without large holes; -1 for Unknown.
  ///
  /// What a line says of a decision is kept by this number.
  public func number(_ verdict: Verdict) -> Int {
    switch verdict.result {
    case .unknown: return -1
    case .implicitDeny: return 2 + Int(verdict.gate)
    case .allowed where verdict.gate < 0: return Int(verdict.gate) + 2
    case .allowed, .explicitDeny:
      return 2 + gates.count + firstStatements[Int(verdict.gate)][Int(verdict.policy)] + Int(verdict.statement)
    }
  }

  /// The decision that a verdict of this stack stands for.
  ///
  /// - Parameter missing: the keys that an Unknown hangs on.
  public func decision(_ verdict: Verdict, missing: [ByteString] = []) -> Decision {
    var by: DecidingStatement?
    let gate = Int(verdict.gate)
    if gates.indices.contains(gate) {
      let place = GateMatches.Place(policy: Int(verdict.policy), statement: Int(verdict.statement))
      by = gates[gate].decider(verdict.statement < 0 ? nil : place)
    } else if isEmptyStackPolicy {
      by = DecidingStatement(policyType: .stack)
    }
    return Decision(result: verdict.result, by: by, gates: gate == -2 ? [] : types, missing: missing)
  }
}
