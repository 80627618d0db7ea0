import Documents
import PolicyLanguage

/// Why the conditions of a statement on one key cannot hold together, whatever a request carries.
///
/// A key is absent, has one value, or has several (authorization.md section 3.1). Each of the three is ruled out by what
/// the operators say, or the conditions are taken to be satisfiable. What is left to others to report, or not looked
/// into, counts as satisfiable: conditions without values, values that cannot be read, Binary operators.
struct ConditionConflict {
  /// One clause, without a full stop.
  let text: String
  /// The later of the conditions that exclude each other.
  let range: SourceRange

  /// How many pairs of values are held against each other.
  private static let mostComparisons = 20_000

  /// The first conflict of some conditions.
  static func find(_ conditions: [ScopeCondition], of policy: Policy) -> ConditionConflict? {
    guard conditions.count > 1, conditions.count > 16 || hasTwoOnOneKey(conditions) else { return nil }
    var keys: [ByteString] = []
    var byKey: [ByteString: [ScopeCondition]] = [:]
    for condition in conditions where !condition.condition.values.isEmpty {
      if byKey[condition.key] == nil { keys.append(condition.key) }
      byKey[condition.key, default: []].append(condition)
    }
    for key in keys {
      guard let group = byKey[key], group.count > 1 else { continue }
      if let conflict = ConditionGroup(group, policy).conflict(mostComparisons) { return conflict }
    }
    return nil
  }

  private static func hasTwoOnOneKey(_ conditions: [ScopeCondition]) -> Bool {
    conditions.indices.contains { later in conditions[..<later].contains { $0.key == conditions[later].key } }
  }
}

/// The conditions of one statement on one key, all with values.
private struct ConditionGroup {
  private struct Member {
    let condition: Condition
    let operands: [ConditionOperand]

    var setOperator: ConditionOperator.SetOperator? { condition.operator.setOperator }
    var base: ConditionOperator.Base { condition.operator.base }
  }

  private let nulls: [Condition]
  private let members: [Member]

  init(_ conditions: [ScopeCondition], _ policy: Policy) {
    nulls = conditions.map(\.condition).filter { $0.operator.base == .null }
    var alphabet = PatternAlphabet()
    var members: [Member] = []
    for condition in conditions.map(\.condition) where condition.operator.base != .null {
      var operands: [ConditionOperand] = []
      for value in condition.values {
        operands.append(ConditionOperand(value.text, of: condition.operator.base, policy, &alphabet))
      }
      members.append(Member(condition: condition, operands: operands))
    }
    self.members = members
  }

  func conflict(_ mostComparisons: Int) -> ConditionConflict? {
    let needed = members.first { !Self.holdsForAbsent($0.condition) }?.condition
    let wantsValue = nulls.first { !Self.allows($0, absent: true) }
    guard let presence = needed ?? wantsValue else { return nil }
    if let absence = nulls.first(where: { !Self.allows($0, absent: false) }) {
      let later = absence.range.start < presence.range.start ? presence : absence
      return ConditionConflict(
        text: "one condition needs \(Self.name(presence)) to be absent and another needs a value of it",
        range: later.range)
    }
    let total = members.reduce(0) { $0 + $1.operands.count }
    guard total * total <= mostComparisons * 2 else { return nil }
    guard let pair = conflictOfOneValue() else { return nil }
    guard members.contains(where: { $0.setOperator == nil }) || hasConflictOfSeveralValues() else { return nil }
    let later = pair.0.range.start < pair.1.range.start ? pair.1 : pair.0
    let what =
      pair.0.range == pair.1.range
      ? "no value of \(Self.name(later)) passes \(later.operator.spelling)"
      : "\(pair.0.operator.spelling) and \(pair.1.operator.spelling) of \(Self.name(later)) have no value in common"
    return ConditionConflict(text: what, range: later.range)
  }

  /// Two conditions that no one value satisfies, or one that none does.
  private func conflictOfOneValue() -> (Condition, Condition)? {
    for member in members {
      if let other = excluder(of: member, among: members) { return (member.condition, other) }
    }
    return nil
  }

  /// Whether no list of values satisfies all: some value must pass a `ForAnyValue`, and every one each `ForAllValues`.
  private func hasConflictOfSeveralValues() -> Bool {
    let everyOne = members.filter { $0.setOperator == .forAllValues }
    return members.contains { $0.setOperator == .forAnyValue && excluder(of: $0, among: everyOne) != nil }
  }

  /// A condition that leaves nothing of what this one needs: of each value that it names, some other one takes nothing.
  ///
  /// ForAllValues needs nothing: it takes empty texts for an absent key (ruling 27).
  private func excluder(of member: Member, among others: [Member]) -> Condition? {
    guard member.setOperator != .forAllValues else { return nil }
    if member.base.isNegated {
      return member.operands.contains(where: \.isEverything) ? member.condition : nil
    }
    // A condition that nothing satisfies is the reader's to report.
    guard !member.operands.allSatisfy(\.isNothing) else { return nil }
    var found: Condition?
    for operand in member.operands where !operand.isNothing {
      let excluder = others.first { $0.condition.range != member.condition.range && Self.excludes($0, operand) }
      guard let excluder else { return nil }
      found = found ?? excluder.condition
    }
    return found
  }

  private static func excludes(_ member: Member, _ operand: ConditionOperand) -> Bool {
    if member.setOperator == .forAllValues, operand.mayTakeEmptyText { return false }
    if member.base.isNegated { return member.operands.contains { operand.isWithin($0) } }
    return !member.operands.allSatisfy(\.isNothing) && member.operands.allSatisfy { operand.isDisjoint(from: $0) }
  }

  /// Whether a condition other than Null holds where the key is absent.
  private static func holdsForAbsent(_ condition: Condition) -> Bool {
    let `operator` = condition.operator
    return `operator`.ifExists || `operator`.setOperator == .forAllValues
      || `operator`.setOperator == nil && `operator`.base.isNegated
  }

  /// Whether a Null holds for an absent, or for a present key.
  private static func allows(_ null: Condition, absent: Bool) -> Bool {
    null.values.contains { $0.text.equalsIgnoringASCIICase(absent ? "true" : "false") }
  }

  private static func name(_ condition: Condition) -> String { condition.key.text.quoted() }
}
