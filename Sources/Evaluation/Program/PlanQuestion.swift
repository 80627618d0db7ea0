import Documents
import PolicyLanguage

/// What the values of keys and resources by themselves do not answer: asked of each request for which it still matters.
final class PlanQuestion {
  /// What is asked.
  enum Subject {
    /// Whether a condition holds whose values hold variables.
    case condition(CompiledCondition)
    /// Whether a Resource or NotResource that holds variables admits the resource.
    case element(CompiledResource)
    /// Whether a statement matches.
    case statement(CompiledStatement)
  }

  private let subject: Subject
  /// What a condition says that only compares two keys.
  let equality: VariableEquality?

  init(_ subject: Subject) {
    self.subject = subject
    if case .condition(let condition) = subject { equality = condition.variableEquality } else { equality = nil }
  }

  /// How costly asking is, roughly, in look-ups of a value.
  var cost: Int { if case .condition = subject { 2 } else { 16 } }

  /// The answer for a request.
  func answer(_ frame: borrowing RequestFrame, hasBoundary: Bool) -> Truth {
    switch subject {
    case .condition(let condition): condition.holds(in: frame)
    case .element(let resource): resource.admits(in: frame)
    case .statement(let statement): Evaluator.match(statement, frame, hasBoundary: hasBoundary).truth
    }
  }

  /// The unknown keys that it hangs on, for a request for which there is no answer.
  func undecidedKeys(_ frame: borrowing RequestFrame) -> [Int] {
    switch subject {
    case .condition(let condition): condition.undecidedKeys(in: frame)
    case .element(let resource): resource.undecidedKeys(in: frame)
    case .statement(let statement): Evaluator.undecidedKeys(of: statement, frame)
    }
  }
}

/// A condition that compares one key with another: `"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}`.
///
/// By far the most conditions with variables are of this kind, and nothing has to be put together for them.
struct VariableEquality: Sendable {
  private let keyNumber: Int32
  private let otherNumber: Int32
  let isNegated: Bool
  let ifExists: Bool

  /// The key that is compared.
  var key: Int { Int(keyNumber) }
  /// The key that it is compared with.
  var other: Int { Int(otherNumber) }

  init(key: Int, other: Int, isNegated: Bool, ifExists: Bool) {
    keyNumber = Int32(truncatingIfNeeded: key)
    otherNumber = Int32(truncatingIfNeeded: other)
    self.isNegated = isNegated
    self.ifExists = ifExists
  }

  /// Whether the condition holds; the same as `CompiledCondition.holds`.
  func holds(in frame: borrowing RequestFrame) -> Truth {
    let slot = frame.slot(key)
    switch slot.state {
    case .unknown: return .unknown
    case .absent: return Truth(ifExists || isNegated)
    case .list: return .no
    case .single: break
    }
    let otherSlot = frame.slot(other)
    let equal: Truth =
      switch otherSlot.state {
      case .single: Truth(frame.value(slot, 0).equals(frame.value(otherSlot, 0)))
      case .unknown: .unknown
      // Without the other key there is nothing to equal (section 2.3).
      case .absent, .list: .no
      }
    return isNegated ? equal.negated : equal
  }

  /// The unknown keys that it looks at.
  func undecidedKeys(_ frame: borrowing RequestFrame) -> [Int] {
    var keys: [Int] = []
    if frame.slot(key).state == .unknown { keys.append(key) }
    if frame.slot(other).state == .unknown { keys.append(other) }
    return keys
  }
}
