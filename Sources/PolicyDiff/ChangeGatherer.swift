import Documents
import Evaluation
import PolicyLanguage
import Replay

/// Counts the changed decisions of one worker by group, without allocating for a record whose group is known.
///
/// Here decisions are told apart by their numbers, so that one group of the table may be several; the table puts them
/// together.
struct ChangeGatherer: ComparisonGatherer {
  /// What a part of the stream came to.
  struct Part: Sendable {
    let worker: Int
    fileprivate(set) var groups = NumberedCounts<ChangeGroup>.Part()
    fileprivate(set) var errors = SideErrors()
  }

  /// The numbers of this worker's groups; non-copyable tables stand in a class.
  private final class Numbers {
    var table = ByteTable()
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

  private let numbers = Numbers()
  private var groups = NumberedCounts<ChangeGroup>()
  /// The pairs of decisions whose denial was explained.
  private var explained: Set<DecisionPair> = []
  private var part: Part

  init(worker: Int) {
    part = Part(worker: worker)
  }

  mutating func add(_ record: ComparedRecord) -> Bool {
    let known = numbers.table.find(key(record))
    let number = known ?? addGroup(record)
    if number < 0 { return false }
    groups.count(number)
    // Where nothing allows any more, a reader wants to know what nearly does.
    guard known == nil, record.after.result == .implicitDeny, explained.count < Self.explanationLimit else {
      return false
    }
    let (before, after) = record.decisions
    return explained.insert(DecisionPair(before: before, after: after)).inserted
  }

  mutating func add(_ explanation: Explanation) {
    guard !groups.part.newThings.isEmpty, let miss = NearestMiss(allowing: explanation) else { return }
    groups.part.newThings[groups.part.newThings.count - 1].nearest = MissedAllow(
      miss: miss, request: explanation.request)
  }

  mutating func add(_ error: ComparisonError) { part.errors.add(error) }

  mutating func take() -> Part {
    let isFull = groups.thingCount >= Self.groupLimit || numbers.table.byteCount > Self.byteLimit
    if isFull { numbers.table = ByteTable() }
    part.groups = groups.take(forgetting: isFull)
    defer { part = Part(worker: part.worker) }
    return part
  }

  /// What tells groups apart: both decisions, and who asked what, where.
  private func key(_ record: ComparedRecord) -> ByteSlice {
    numbers.key.removeAll()
    let decisions = record.decisions
    withUnsafeBytes(of: decisions) { bytes in
      if let base = bytes.bindMemory(to: UInt8.self).baseAddress { numbers.key.append(ByteSlice(base, bytes.count)) }
    }
    append(record.principal)
    append(record.action)
    // The account of a principal follows from it.
    if record.stack != nil || record.principal?.account == nil { append(Self.account(record)) }
    return numbers.key.slice
  }

  /// Appends a name behind its length, which keeps names apart.
  private func append(_ name: ByteSlice?) {
    let count = UInt32(truncatingIfNeeded: name.map { $0.count + 1 } ?? 0)
    for shift: UInt32 in [0, 8, 16, 24] { numbers.key.append(UInt8(truncatingIfNeeded: count >> shift)) }
    if let name { numbers.key.append(name) }
  }

  /// Adds the group of a record, whose key was just made; -1 where the decision did not change.
  private mutating func addGroup(_ record: ComparedRecord) -> Int {
    let before = record.before
    let after = record.after
    guard let change = DecisionChange(from: before.result, to: after.result) else { return -1 }
    _ = groups.add(
      ChangeGroup(
        change: change, principal: record.principal?.byteString, action: record.action.byteString,
        account: Self.account(record)?.byteString, before: before, after: after, count: 0,
        example: .init(
          file: record.file, line: record.line, id: record.id?.byteString, resource: record.resource.byteString)))
    return numbers.table.insert(numbers.key.slice)
  }

  /// The stack of an update, else the account of the principal, else of the resource.
  private static func account(_ record: ComparedRecord) -> ByteSlice? {
    record.stack ?? record.principal?.account ?? record.resource.account
  }
}
