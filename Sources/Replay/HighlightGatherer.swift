import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Synchronization

/// Gathers the highlights of one worker, block by block; what it has met before costs no allocation.
///
/// ```
/// principals   0: …role/Admin (account 1)      actions   0: ec2:DeleteVolume (service 2)
/// names        0: ""   1: 111122223333   2: ec2
/// groups       0: row 1, column 2, decision 17
/// ```
final class HighlightGatherer {
  /// A cell of the table of decisions, with what was decided in it.
  struct Group: Sendable {
    let cell: StreamHighlights.Cell
    let decision: Decision
  }

  /// What a part of the stream came to.
  struct Part: Sendable {
    let worker: Int
    fileprivate(set) var groups = NumberedCounts<Group>.Part()
    fileprivate(set) var deniedPrincipals = NumberedCounts<ByteString>.Part()
    fileprivate(set) var deniedActions = NumberedCounts<ByteString>.Part()
    fileprivate(set) var denied: [StreamHighlights.Record] = []
    fileprivate(set) var unknown: [StreamHighlights.Record] = []
    fileprivate(set) var failed: [StreamHighlights.Record] = []
  }

  private static let nameLimit = 16_384
  private static let byteLimit = 4 << 20
  private static let keySize = 16

  private struct Principal {
    /// The name of its account; -1 where it names none.
    let account: Int
    /// Its number among those that were denied; -1 for none.
    var denied: Int
  }

  private struct Action {
    /// The name of its service.
    let service: Int
    /// Its number among those that were denied; -1 for none.
    var denied: Int
  }

  private let room: HighlightRoom
  private var part: Part
  private var groups = NumberedCounts<Group>()
  private var deniedPrincipals = NumberedCounts<ByteString>()
  private var deniedActions = NumberedCounts<ByteString>()
  private var groupNumbers = ByteTable()
  private var principalNumbers = ByteTable()
  private var principals: [Principal] = []
  private var actionNumbers = ByteTable()
  private var actions: [Action] = []
  private var nameNumbers = ByteTable()
  private var names: [ByteString] = []
  /// The row, the column and the number of the decision of a group.
  private let key = UnsafeMutablePointer<UInt8>.allocate(capacity: keySize)
  private var row = ByteBuffer(capacity: 256)

  init(worker: Int, room: HighlightRoom) {
    self.room = room
    part = Part(worker: worker)
  }

  deinit { key.deallocate() }

  // MARK: - Adding

  func add(_ record: ActionRecord, _ ruling: RecordDecider.Ruling, file: ByteString?, line: Int) {
    let result = ruling.verdict.result
    let action = actionNumbers.find(record.action) ?? addAction(record.action)
    var principal = -1
    if let asking = record.principal { principal = principalNumbers.find(asking) ?? addPrincipal(asking) }
    let cell =
      record.isUpdate
      ? updateCell(record, ruling.resource)
      : (row: owner(principal, ruling.resource), column: actions[action].service)
    groups.count(group(cell, ruling.text))
    if result != .allowed { addDenial(record, principal, action, ruling, file: file, line: line) }
  }

  func add(_ error: RecordError, _ id: ByteSlice?, file: ByteString?, line: Int) {
    guard part.failed.count < StreamHighlights.recordLimit, room.takesFailed else { return }
    part.failed.append(
      StreamHighlights.Record(
        file: file, line: line, id: id?.byteString, principal: nil, action: "", resource: "", decision: nil,
        error: error))
  }

  /// Ends a part and begins the next.
  func take() -> Part {
    let isFull =
      [principalNumbers.count, actionNumbers.count, nameNumbers.count, groupNumbers.count].contains {
        $0 >= Self.nameLimit
      } || principalNumbers.byteCount + actionNumbers.byteCount + nameNumbers.byteCount > Self.byteLimit
    part.groups = groups.take(forgetting: isFull)
    part.deniedPrincipals = deniedPrincipals.take(forgetting: isFull)
    part.deniedActions = deniedActions.take(forgetting: isFull)
    if isFull {
      groupNumbers = ByteTable()
      principalNumbers = ByteTable()
      principals.removeAll()
      actionNumbers = ByteTable()
      actions.removeAll()
      nameNumbers = ByteTable()
      names.removeAll()
    }
    defer { part = Part(worker: part.worker) }
    return part
  }

  private func addDenial(
    _ record: ActionRecord, _ principal: Int, _ action: Int, _ ruling: RecordDecider.Ruling, file: ByteString?,
    line: Int
  ) {
    let isUnknown = ruling.verdict.result == .unknown
    if !isUnknown {
      if principal >= 0 {
        if principals[principal].denied < 0, let asking = record.principal {
          principals[principal].denied = deniedPrincipals.add(asking.byteString)
        }
        deniedPrincipals.count(principals[principal].denied)
      }
      if actions[action].denied < 0 { actions[action].denied = deniedActions.add(record.action.byteString) }
      deniedActions.count(actions[action].denied)
    }
    let isWanted =
      isUnknown
      ? part.unknown.count < StreamHighlights.recordLimit && room.takesUnknown
      : part.denied.count < StreamHighlights.recordLimit && room.takesDenied
    guard isWanted else { return }
    let shown = StreamHighlights.Record(
      file: file, line: line, id: record.id?.byteString, principal: record.principal?.byteString,
      action: record.action.byteString, resource: ruling.resource.byteString, decision: ruling.text.decision,
      error: nil)
    if isUnknown { part.unknown.append(shown) } else { part.denied.append(shown) }
  }

  // MARK: - Numbers

  private func group(_ cell: (row: Int, column: Int), _ text: DecisionText) -> Int {
    let raw = UnsafeMutableRawPointer(key)
    raw.storeBytes(of: UInt32(truncatingIfNeeded: cell.row), as: UInt32.self)
    raw.storeBytes(of: UInt32(truncatingIfNeeded: cell.column), toByteOffset: 4, as: UInt32.self)
    raw.storeBytes(of: text.number, toByteOffset: 8, as: UInt64.self)
    let slice = ByteSlice(key, Self.keySize)
    if let known = groupNumbers.find(slice) { return known }
    _ = groups.add(
      Group(cell: StreamHighlights.Cell(row: names[cell.row], column: names[cell.column]), decision: text.decision))
    return groupNumbers.insert(slice)
  }

  /// The account of whoever asks, else of the resource.
  private func owner(_ principal: Int, _ resource: ByteSlice) -> Int {
    if principal >= 0, principals[principal].account >= 0 { return principals[principal].account }
    return name(resource.account ?? .empty)
  }

  /// The resource of an update action, behind its stack, and the action.
  private func updateCell(_ record: ActionRecord, _ resource: ByteSlice) -> (row: Int, column: Int) {
    row.removeAll()
    if let stack = record.stack {
      row.append(stack)
      row.append(UInt8(ascii: "/"))
    }
    let prefix = min("LogicalResourceId/".utf8.count, resource.count)
    row.append(ByteSlice(resource.base + prefix, resource.count - prefix))
    return (name(row.slice), name(record.action))
  }

  private func name(_ text: ByteSlice) -> Int { nameNumbers.find(text) ?? addName(text) }

  @inline(never)
  private func addName(_ text: ByteSlice) -> Int {
    names.append(text.byteString)
    return nameNumbers.insert(text)
  }

  @inline(never)
  private func addPrincipal(_ text: ByteSlice) -> Int {
    principals.append(Principal(account: text.account.map(name) ?? -1, denied: -1))
    return principalNumbers.insert(text)
  }

  @inline(never)
  private func addAction(_ text: ByteSlice) -> Int {
    var service = 0
    while service < text.count, text.base[service] != UInt8(ascii: ":") { service += 1 }
    let lowercased = ByteSlice(text.base, service).byteString.asciiLowercased
    actions.append(Action(service: lowercased.withSlice { name($0) }, denied: -1))
    return actionNumbers.insert(text)
  }
}

/// Which records the highlights of a stream still have room for, told to the workers that gather them.
///
/// Whoever adds the parts up says so; workers may go on for a while, and what they gather meanwhile is left out.
final class HighlightRoom: Sendable {
  private let denied = Atomic(true)
  private let unknown = Atomic(true)
  private let failed = Atomic(true)

  var takesDenied: Bool { denied.load(ordering: .relaxed) }
  var takesUnknown: Bool { unknown.load(ordering: .relaxed) }
  var takesFailed: Bool { failed.load(ordering: .relaxed) }

  /// Says what there is room for.
  func set(denied: Bool, unknown: Bool, failed: Bool) {
    self.denied.store(denied, ordering: .relaxed)
    self.unknown.store(unknown, ordering: .relaxed)
    self.failed.store(failed, ordering: .relaxed)
  }
}
