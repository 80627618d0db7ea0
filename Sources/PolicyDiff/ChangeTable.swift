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

  /// The numbers of what an entry is of; -1 for no name.
  private struct EntryKey: Hashable {
    let reason: Int
    let principal: Int
    let action: Int
    let account: Int
  }

  private struct Entry {
    let key: EntryKey
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
  public var groups: [ChangeGroup] { entries.map(group) }

  private func group(_ entry: Entry) -> ChangeGroup {
    let reason = reasons[entry.key.reason]
    func name(_ number: Int) -> ByteString? { number < 0 ? nil : names[number] }
    return ChangeGroup(
      change: reason.change, principal: name(entry.key.principal), action: name(entry.key.action) ?? "",
      account: name(entry.key.account), before: reason.before, after: reason.after, count: entry.count,
      example: entry.example)
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
    // At the limit a group with a new name is a new group; its names are not kept.
    let isFull = entries.count >= groupLimit
    guard let principal = number(group.principal, isFull: isFull), let action = number(group.action, isFull: isFull),
      let account = number(group.account, isFull: isFull)
    else { return nil }
    let key = EntryKey(reason: reason, principal: principal, action: action, account: account)
    if let place = places[key] { return place }
    if isFull { return nil }
    places[key] = entries.count
    entries.append(Entry(key: key, count: 0, example: group.example))
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

  /// The number of a name; -1 for none, nil for one that is new where no more are taken.
  private mutating func number(_ text: ByteString?, isFull: Bool) -> Int? {
    guard let text else { return -1 }
    if let known = namePlaces[text] { return known }
    if isFull { return nil }
    namePlaces[text] = names.count
    names.append(text)
    return names.count - 1
  }

  /// The groups of one change for reading: those that decided alike together, the largest first.
  public func sections(_ change: DecisionChange) -> [ChangeSection] {
    var sections: [ChangeSection] = []
    var places: [Int: Int] = [:]
    for entry in entries where reasons[entry.key.reason].change == change {
      let group = group(entry)
      if let place = places[entry.key.reason] {
        sections[place].groups.append(group)
      } else {
        places[entry.key.reason] = sections.count
        sections.append(
          ChangeSection(
            before: group.before, after: group.after, nearest: reasons[entry.key.reason].nearest, groups: [group]))
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
