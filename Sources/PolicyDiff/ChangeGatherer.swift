import Documents
import Evaluation
import PolicyLanguage
import Replay

/// Counts the changed decisions of one worker by group, without allocating for a record whose group is known.
///
/// ```
/// groups   [decisions 4 -> 9, …role/Admin, ec2:DeleteVolume]: 0     [decisions 4 -> 9, …role/Admin, s3:PutObject]: 1
/// part     new groups: 1 with its first record     counts: 0: 12, 1: 3
/// ```
/// A group is spelt out in the part in which the worker meets it first; later parts bear its number only. Here decisions
/// are told apart by their numbers, so that one group of the table may be several; the table puts them together.
struct ChangeGatherer: ComparisonGatherer {
  /// What a part of the stream came to.
  struct Part: Sendable {
    let worker: Int
    /// The groups that the worker has not met before, numbered on from the last.
    fileprivate(set) var newGroups: [ChangeGroup] = []
    /// Records by the number of their group.
    fileprivate(set) var counts: [(group: Int32, count: Int)] = []
    fileprivate(set) var errors = SideErrors()
    /// Whether the worker numbers its groups from 0 again behind this part.
    fileprivate(set) var isLastOfNumbers = false
  }

  /// The groups of this worker; non-copyable tables stand in a class.
  private final class Groups {
    var numbers = ByteTable()
    var key = ByteBuffer(capacity: 512)
  }

  private static let groupLimit = 16_384
  private static let byteLimit = 4 << 20

  /// The most pairs of decisions of which a denial is explained.
  private static let explanationLimit = 1_000

  private struct DecisionPair: Hashable {
    let before: UInt64
    let after: UInt64
  }

  private let groups = Groups()
  /// The pairs of decisions whose denial was explained.
  private var explained: Set<DecisionPair> = []
  private var part: Part
  /// By group, the records of this part.
  private var counts: [Int] = []

  init(worker: Int) {
    part = Part(worker: worker)
  }

  mutating func add(_ record: ComparedRecord) -> Bool {
    let known = groups.numbers.find(key(record))
    let number = known ?? addGroup(record)
    if number < 0 { return false }
    if counts[number] == 0 { part.counts.append((Int32(truncatingIfNeeded: number), 0)) }
    counts[number] += 1
    // Where nothing allows any more, a reader wants to know what nearly does.
    guard known == nil, record.after.result == .implicitDeny, explained.count < Self.explanationLimit else {
      return false
    }
    let (before, after) = record.decisions
    return explained.insert(DecisionPair(before: before, after: after)).inserted
  }

  mutating func add(_ explanation: Explanation) {
    guard !part.newGroups.isEmpty, let miss = NearestMiss(allowing: explanation) else { return }
    part.newGroups[part.newGroups.count - 1].nearest = MissedAllow(miss: miss, request: explanation.request)
  }

  mutating func add(_ error: ComparisonError) { part.errors.add(error) }

  mutating func take() -> Part {
    for index in part.counts.indices {
      let number = Int(part.counts[index].group)
      part.counts[index].count = counts[number]
      counts[number] = 0
    }
    if counts.count >= Self.groupLimit || groups.numbers.byteCount > Self.byteLimit {
      groups.numbers = ByteTable()
      counts.removeAll(keepingCapacity: true)
      part.isLastOfNumbers = true
    }
    defer { part = Part(worker: part.worker) }
    return part
  }

  /// What tells groups apart: both decisions, and who asked what, where.
  private func key(_ record: ComparedRecord) -> ByteSlice {
    groups.key.removeAll()
    let decisions = record.decisions
    withUnsafeBytes(of: decisions) { bytes in
      if let base = bytes.bindMemory(to: UInt8.self).baseAddress { groups.key.append(ByteSlice(base, bytes.count)) }
    }
    append(record.principal)
    append(record.action)
    // The account of a principal follows from it.
    if record.stack != nil || Self.account(record.principal) == nil { append(Self.account(record)) }
    return groups.key.slice
  }

  /// Appends a name behind its length, which keeps names apart.
  private func append(_ name: ByteSlice?) {
    let count = UInt32(truncatingIfNeeded: name.map { $0.count + 1 } ?? 0)
    for shift: UInt32 in [0, 8, 16, 24] { groups.key.append(UInt8(truncatingIfNeeded: count >> shift)) }
    if let name { groups.key.append(name) }
  }

  /// Adds the group of a record, whose key was just made; -1 where the decision did not change.
  private mutating func addGroup(_ record: ComparedRecord) -> Int {
    let before = record.before
    let after = record.after
    guard let change = DecisionChange(from: before.result, to: after.result) else { return -1 }
    part.newGroups.append(
      ChangeGroup(
        change: change, principal: record.principal?.byteString, action: record.action.byteString,
        account: Self.account(record)?.byteString, before: before, after: after, count: 0,
        example: .init(
          file: record.file, line: record.line, id: record.id?.byteString, resource: record.resource.byteString)))
    counts.append(0)
    return groups.numbers.insert(groups.key.slice)
  }

  /// The stack of an update, else the account of the principal, else of the resource.
  private static func account(_ record: ComparedRecord) -> ByteSlice? {
    record.stack ?? account(record.principal) ?? account(record.resource)
  }

  /// The account of an ARN, or the text where it is an account itself.
  private static func account(_ text: ByteSlice?) -> ByteSlice? {
    guard let text else { return nil }
    if text.count == 12, (0..<12).allSatisfy({ text.base[$0] &- 0x30 < 10 }) { return text }
    guard text.count > 4, ByteSlice(text.base, 4).equals(ByteSlice("arn:")) else { return nil }
    var colons = 0
    var start = 0
    for at in 0..<text.count where text.base[at] == UInt8(ascii: ":") {
      colons += 1
      if colons == 4 { start = at + 1 }
      if colons == 5 { return at > start ? ByteSlice(text.base + start, at - start) : nil }
    }
    return nil
  }
}
