import Documents
import PolicyLanguage

/// The changed decisions of a stream by change, principal, action, account and deciding statements.
///
/// The table is bounded: when it holds `groupLimit` groups, further ones are counted by their kind of change and no
/// longer told apart. Parts of a stream that are merged in its order give the table of the whole.
public struct ChangeTable: Sendable {
  /// What tells groups apart.
  private struct Key: Hashable {
    let change: DecisionChange
    let principal: ByteString?
    let action: ByteString
    let account: ByteString?
    let before: Reason
    let after: Reason
  }

  /// What decided, as far as it tells groups apart: the statement itself, wherever its policy hangs.
  private struct Reason: Hashable {
    let result: EvaluationResult
    let policyType: PolicyType?
    let level: String?
    let policy: ObjectIdentifier?
    let statement: Int?

    init(_ decision: Decision) {
      result = decision.result
      policyType = decision.by?.policyType
      level = decision.by?.level
      policy = decision.by?.statement.map { ObjectIdentifier($0.policy) }
      statement = decision.by?.statement?.index
    }
  }

  /// The most groups that are told apart.
  public let groupLimit: Int
  /// The groups, in the order in which they first came.
  public private(set) var groups: [ChangeGroup] = []
  /// Decisions beyond the limit, by their change.
  public private(set) var beyondLimit: [DecisionChange: Int] = [:]
  /// All changed decisions by their change.
  public private(set) var counts: [DecisionChange: Int] = [:]
  private var indices: [Key: Int] = [:]

  /// Makes an empty table.
  public init(groupLimit: Int = 10_000) {
    self.groupLimit = groupLimit
  }

  /// The number of decisions that changed in a way.
  public func count(_ change: DecisionChange) -> Int { counts[change] ?? 0 }

  /// The number of decisions that changed.
  public var changedCount: Int { counts.values.reduce(0, +) }

  /// Adds a group, or its count to the one that is there.
  public mutating func add(_ group: ChangeGroup) {
    counts[group.change, default: 0] += group.count
    let key = Key(
      change: group.change, principal: group.principal, action: group.action, account: group.account,
      before: Reason(group.before), after: Reason(group.after))
    if let index = indices[key] {
      groups[index].count += group.count
    } else if groups.count < groupLimit {
      indices[key] = groups.count
      groups.append(group)
    } else {
      beyondLimit[group.change, default: 0] += group.count
    }
  }

  /// Adds a table of the part of the stream that follows this one's.
  public mutating func add(_ later: ChangeTable) {
    for group in later.groups { add(group) }
    for (change, count) in later.beyondLimit {
      counts[change, default: 0] += count
      beyondLimit[change, default: 0] += count
    }
  }

  /// The groups of one change for reading: those that decided alike together, the largest first.
  public func sections(_ change: DecisionChange) -> [ChangeSection] {
    var sections: [ChangeSection] = []
    var places: [Key: Int] = [:]
    for group in groups where group.change == change {
      let key = Key(
        change: change, principal: nil, action: "", account: nil, before: Reason(group.before),
        after: Reason(group.after))
      if let place = places[key] {
        sections[place].groups.append(group)
      } else {
        places[key] = sections.count
        sections.append(ChangeSection(before: group.before, after: group.after, groups: [group]))
      }
    }
    for index in sections.indices { sections[index].sort() }
    // Sorting is stable by the order of first coming, so that equal counts stand as the stream has them.
    return sections.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }
}

/// The groups that changed for the same reasons: both deciding statements are the same.
public struct ChangeSection: Sendable {
  /// The decision by the old policies.
  public let before: Decision
  /// The decision by the new policies.
  public let after: Decision
  /// The groups, the largest first.
  public internal(set) var groups: [ChangeGroup]

  /// The number of records in all groups.
  public var count: Int { groups.reduce(0) { $0 + $1.count } }

  mutating func sort() {
    groups = groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }
}
