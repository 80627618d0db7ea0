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
/// longer told apart. Groups that are added in the order of their first records, whoever found them, give the same table.
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

  private struct EntryKey: Hashable {
    let reason: Int
    let principal: ByteString?
    let action: ByteString
    let account: ByteString?
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
  private var places: [EntryKey: Int] = [:]
  private var reasons: [(change: DecisionChange, before: Decision, after: Decision, nearest: MissedAllow?)] = []
  private var reasonPlaces: [ReasonPair: Int] = [:]
  private var names: [ByteString] = []
  private var namePlaces: [ByteString: Int] = [:]

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
    add(group.count, group.change, at: place(of: group))
  }

  /// The place of a group, which is added without a count when it is new; nil where it is beyond the limit.
  ///
  /// A place stays what it is: groups are never taken away, and no place becomes free beyond the limit.
  mutating func place(of group: ChangeGroup) -> Int? {
    let pair = ReasonPair(before: Reason(group.before), after: Reason(group.after))
    let reason: Int
    if let known = reasonPlaces[pair] {
      reason = known
    } else {
      reason = reasons.count
      reasons.append((group.change, group.before, group.after, nil))
      reasonPlaces[pair] = reason
    }
    if reasons[reason].nearest == nil { reasons[reason].nearest = group.nearest }
    let key = EntryKey(reason: reason, principal: group.principal, action: group.action, account: group.account)
    if let place = places[key] { return place }
    guard entries.count < groupLimit else { return nil }
    places[key] = entries.count
    entries.append(
      Entry(
        reason: reason, principal: name(group.principal), action: name(group.action), account: name(group.account),
        count: 0, example: group.example))
    return entries.count - 1
  }

  /// Adds decisions of a group by its place.
  mutating func add(_ count: Int, _ change: DecisionChange, at place: Int?) {
    counts[change, default: 0] += count
    if let place {
      entries[place].count += count
    } else {
      beyondLimit[change, default: 0] += count
    }
  }

  /// The place of a name; -1 for none.
  private mutating func name(_ text: ByteString?) -> Int {
    guard let text else { return -1 }
    if let known = namePlaces[text] { return known }
    namePlaces[text] = names.count
    names.append(text)
    return names.count - 1
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
        sections.append(
          ChangeSection(
            before: group.before, after: group.after, nearest: reasons[entry.reason].nearest, groups: [group]))
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
  /// The Allow that came nearest to the first record that nothing allows any more; nil where there is none.
  public let nearest: MissedAllow?
  /// The groups, the largest first.
  public internal(set) var groups: [ChangeGroup]

  /// The number of records in all groups.
  public var count: Int { groups.reduce(0) { $0 + $1.count } }

  mutating func sort() {
    groups = groups.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
      .map(\.element)
  }
}
