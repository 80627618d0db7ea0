import Documents
import PolicyLanguage

/// The changed decisions of a stream by change, principal, action, account and deciding statements.
///
/// ```
/// reasons   0: denied by old.json #0 -> allowed by new.json #2     1: ...
/// names     0: arn:aws:iam::111122223333:role/Admin   1: ec2:DeleteVolume   2: 111122223333
/// entries   reason 0, principal 0, action 1, account 2: 17 records, first at line 4
/// ```
/// The table is bounded: when it holds `groupLimit` groups, further ones are counted by their kind of change and no
/// longer told apart. Parts of a stream that are merged in its order give the table of the whole.
public struct ChangeTable: Sendable {
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

  private struct ReasonPair: Hashable {
    let before: Reason
    let after: Reason
  }

  private struct Entry {
    let reason: Int
    let principal: Int
    let action: Int
    let account: Int
    var count: Int
    let example: ChangeGroup.Example
  }

  /// The most groups that are told apart.
  public let groupLimit: Int
  /// Decisions beyond the limit, by their change.
  public private(set) var beyondLimit: [DecisionChange: Int] = [:]
  /// All changed decisions by their change.
  public private(set) var counts: [DecisionChange: Int] = [:]
  private var entries: [Entry] = []
  private var places: [ByteString: Int] = [:]
  private var reasons: [(change: DecisionChange, before: Decision, after: Decision)] = []
  private var reasonPlaces: [ReasonPair: Int] = [:]
  private var names: [ByteString] = []
  private var namePlaces: [ByteString: Int] = [:]
  private var key: [UInt8] = []

  /// Makes an empty table.
  public init(groupLimit: Int = 10_000) {
    self.groupLimit = groupLimit
  }

  /// The groups, in the order in which they first came.
  public var groups: [ChangeGroup] {
    entries.map { entry in
      let reason = reasons[entry.reason]
      return ChangeGroup(
        change: reason.change, principal: entry.principal < 0 ? nil : names[entry.principal],
        action: names[entry.action], account: entry.account < 0 ? nil : names[entry.account], before: reason.before,
        after: reason.after, count: entry.count, example: entry.example)
    }
  }

  /// The number of decisions that changed in a way.
  public func count(_ change: DecisionChange) -> Int { counts[change] ?? 0 }

  /// The number of decisions that changed.
  public var changedCount: Int { counts.values.reduce(0, +) }

  /// Adds a group, or its count to the one that is there.
  public mutating func add(_ group: ChangeGroup) {
    group.action.withSlice { action in
      Self.withSlice(group.principal) { principal in
        Self.withSlice(group.account) { account in
          add(
            group.change, principal: principal, action: action, account: account, before: group.before,
            after: group.after, count: group.count, example: group.example)
        }
      }
    }
  }

  /// Adds records of one group; the example is made only where the group is new.
  mutating func add(
    _ change: DecisionChange, principal: ByteSlice?, action: ByteSlice, account: ByteSlice?, before: Decision,
    after: Decision, count: Int, example: @autoclosure () -> ChangeGroup.Example
  ) {
    counts[change, default: 0] += count
    let pair = ReasonPair(before: Reason(before), after: Reason(after))
    let reason: Int
    if let known = reasonPlaces[pair] {
      reason = known
    } else {
      reason = reasons.count
      reasons.append((change, before, after))
      reasonPlaces[pair] = reason
    }
    key.removeAll(keepingCapacity: true)
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: reason)) { key.append(contentsOf: $0) }
    for text in [principal, action, account] {
      withUnsafeBytes(of: Int32(truncatingIfNeeded: text?.count ?? -1)) { key.append(contentsOf: $0) }
      if let text { key.append(contentsOf: UnsafeBufferPointer(start: text.base, count: text.count)) }
    }
    let place = ByteString(key)
    if let index = places[place] {
      entries[index].count += count
    } else if entries.count < groupLimit {
      places[place] = entries.count
      entries.append(
        Entry(
          reason: reason, principal: name(principal), action: name(action), account: name(account), count: count,
          example: example()))
    } else {
      beyondLimit[change, default: 0] += count
    }
  }

  /// The place of a name; -1 for none.
  private mutating func name(_ text: ByteSlice?) -> Int {
    guard let text = text?.byteString else { return -1 }
    if let known = namePlaces[text] { return known }
    namePlaces[text] = names.count
    names.append(text)
    return names.count - 1
  }

  private static func withSlice(_ text: ByteString?, _ body: (ByteSlice?) -> Void) {
    if let text { text.withSlice { body($0) } } else { body(nil) }
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
    var places: [Int: Int] = [:]
    for (entry, group) in zip(entries, groups) where group.change == change {
      if let place = places[entry.reason] {
        sections[place].groups.append(group)
      } else {
        places[entry.reason] = sections.count
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
