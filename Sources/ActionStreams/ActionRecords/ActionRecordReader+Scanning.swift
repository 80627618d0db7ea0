import Documents
import Evaluation

/// Reading a record in one pass.
///
/// This takes the records that programs write: compact JSON whose strings are mostly plain. It answers false for
/// everything else, be it unusual or wrong; the record is then read again by `JSONCursor`, whose word is the last.
extension ActionRecordReader {
  /// What a function that is not inlined passed, and the cursor behind it.
  struct Passed {
    let text: ByteSlice
    let cursor: RecordCursor
    /// Whether the text is a string of plain bytes.
    var isPlain = false
  }

  /// A member's name that was not expected, and the cursor before its value.
  private struct PassedName {
    let text: ByteSlice
    /// nil where records have no member of this name.
    let entry: UnsafeMutablePointer<NameTable.Entry>?
    let cursor: RecordCursor
  }

  /// Reads a record's members and its context.
  @inline(__always)
  mutating func scan(
    _ lines: inout TextLines, _ record: inout ActionRecord, into frame: inout RequestFrame
  ) -> Bool {
    let start = lines.base + lines.start
    var cursor = RecordCursor(start)
    var known: UInt32 = 0
    var strangers = 0
    let names = members.index
    var last = names.root
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    repeat {
      cursor.skipSpaces()
      if let entry = names.follower(of: last, at: cursor.at) {
        cursor.at += Int(entry.pointee.memberCount)
        last = entry
        cursor.skipSpaces()
      } else {
        guard let passed = Self.passName(names, last, cursor) else { return false }
        cursor = passed.cursor
        guard let entry = passed.entry else {
          guard Self.member(passed.text) == nil, let moved = passStranger(passed.text, strangers, cursor, &frame) else {
            return false
          }
          cursor = moved
          strangers += 1
          continue
        }
        last = entry
      }
      let number = UInt32(truncatingIfNeeded: last.pointee.number)
      guard known & 1 &<< number == 0 else { return false }
      known |= 1 &<< number
      if cursor.next == UInt8(ascii: "\""), let plain = cursor.plainString() {
        guard record.set(plain, number) else { return false }
        continue
      }
      guard let moved = scanOther(number, cursor, from: start, &record, &frame) else { return false }
      cursor = moved
    } while cursor.passComma()
    guard cursor.pass(UInt8(ascii: "}")), let feed = cursor.lineFeed() else { return false }
    lines.finish(at: feed)
    if record.isPlain, record.action.count > 0 {
      let known = actions.find(record.action)
      record.actionKind = known.kind
      record.actionIdentity = known.identity
    } else {
      record.actionKind = ActionKind(record.action)
    }
    return true
  }

  /// Reads the value of a member, by its number, that is no plain string.
  @inline(never)
  private mutating func scanOther(
    _ number: UInt32, _ cursor: RecordCursor, from start: UnsafePointer<UInt8>, _ record: inout ActionRecord,
    _ frame: inout RequestFrame
  ) -> RecordCursor? {
    guard let member = Member(rawValue: number) else { return nil }
    let offset = start.distance(to: cursor.at)
    switch member {
    case .context:
      record.context = offset
      return scanContext(cursor, &frame)
    case .resources:
      record.resources = offset
      // What is shown of the record may be the resource of any of them.
      record.isPlain = false
      return Self.passResources(cursor, &record)
    default:
      guard let passed = Self.otherScalar(cursor, &frame, isString: member != .id) else { return nil }
      let raw = ByteSlice(cursor.at, cursor.at.distance(to: passed.cursor.at))
      record.set(member, passed.text, id: raw, isPlain: passed.isPlain)
      return passed.cursor
    }
  }

  /// Passes a member's name, wherever it is; nil where no plain string and colon are next.
  @inline(never)
  private static func passName(
    _ names: NameTable.Index, _ last: UnsafeMutablePointer<NameTable.Entry>, _ start: RecordCursor
  ) -> PassedName? {
    var cursor = start
    guard let name = cursor.name() else { return nil }
    let entry = names.entry(name)
    if let entry { names.setFollower(of: last, to: entry) }
    return PassedName(text: name, entry: entry, cursor: cursor)
  }

  /// Reads a context whose bracket is next.
  @inline(never)
  mutating func scanContext(_ start: RecordCursor, _ frame: inout RequestFrame) -> RecordCursor? {
    var cursor = start
    guard cursor.pass(UInt8(ascii: "{")) else { return nil }
    let object = contextNames.begin()
    cursor.skipSpaces()
    if cursor.next == UInt8(ascii: "}") { return cursor.pass(UInt8(ascii: "}")) ? cursor : nil }
    var last = object.root
    repeat {
      cursor.skipSpaces()
      if let expected = object.expected(behind: last, at: cursor.at) {
        last = expected
        cursor.at += Int(expected.pointee.memberCount)
        cursor.skipSpaces()
      } else {
        guard let passed = contextNames.pass(cursor, behind: last) else { return nil }
        last = passed.entry
        cursor = passed.cursor
      }
      let key = object.use(last)
      guard key >= -1 else { return nil }
      if cursor.next == UInt8(ascii: "\""), let plain = cursor.plainString() {
        if key >= 0 { frame.set(key, to: plain) }
        continue
      }
      guard let moved = Self.readOther(valueOf: key, cursor, &frame) else { return nil }
      cursor = moved
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "}")) ? cursor : nil
  }

  /// Reads a value of a key that is no plain string; of one that no policy looks at, where the key is negative.
  @inline(never)
  private static func readOther(
    valueOf key: Int, _ start: RecordCursor, _ frame: inout RequestFrame
  ) -> RecordCursor? {
    switch start.next {
    case UInt8(ascii: "n"):
      var cursor = start
      guard cursor.bareValue() != nil else { return nil }
      if key >= 0 { frame.set(key, .absent) }
      return cursor
    case UInt8(ascii: "["):
      let first = frame.valueCount
      guard let cursor = readList(start, &frame, keeps: key >= 0) else { return nil }
      if key >= 0 { frame.setList(key, from: first) }
      return cursor
    default:
      guard let passed = otherScalar(start, &frame, isString: false) else { return nil }
      if key >= 0 { frame.set(key, to: passed.text) }
      return passed.cursor
    }
  }

  private static func readList(
    _ start: RecordCursor, _ frame: inout RequestFrame, keeps: Bool
  ) -> RecordCursor? {
    var cursor = start
    guard cursor.pass(UInt8(ascii: "[")) else { return nil }
    cursor.skipSpaces()
    if cursor.next == UInt8(ascii: "]") { return cursor.pass(UInt8(ascii: "]")) ? cursor : nil }
    repeat {
      cursor.skipSpaces()
      if cursor.next == UInt8(ascii: "n") { return nil }
      if cursor.next == UInt8(ascii: "\""), let value = cursor.plainString() {
        if keeps { frame.append(value) }
        continue
      }
      guard let passed = otherScalar(cursor, &frame, isString: false) else { return nil }
      if keeps { frame.append(passed.text) }
      cursor = passed.cursor
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "]")) ? cursor : nil
  }

  /// A string that may hold more than plain bytes or, unless it has to be a string, a number or truth value; the caller
  /// has seen that it is no `null` where that may stand there.
  @inline(never)
  static func otherScalar(
    _ start: RecordCursor, _ frame: inout RequestFrame, isString: Bool
  ) -> Passed? {
    var cursor = start
    if cursor.next == UInt8(ascii: "\"") {
      if let text = cursor.plainString() { return Passed(text: text, cursor: cursor, isPlain: true) }
      return otherString(cursor, &frame)
    }
    if isString { return nil }
    if let text = cursor.bareValue() { return Passed(text: text, cursor: cursor) }
    return other(cursor) { json throws(JSONError) in _ = try json.number() }
  }

  /// Passes a member that records do not have, which must not stand there twice.
  @inline(never)
  mutating func passStranger(
    _ name: ByteSlice, _ place: Int, _ start: RecordCursor, _ frame: inout RequestFrame
  ) -> RecordCursor? {
    guard place < Self.strangerLimit else { return nil }
    for earlier in 0..<place where strangers[earlier].equals(name) { return nil }
    strangers[place] = name
    if start.next == UInt8(ascii: "{") || start.next == UInt8(ascii: "[") { return Self.passNested(start, depth: 1) }
    return Self.readOther(valueOf: -1, start, &frame)
  }

  /// Passes an object or a list that nobody looks into, and that stands within so many others.
  static func passNested(_ start: RecordCursor, depth: Int) -> RecordCursor? {
    other(start, depth: depth) { json throws(JSONError) in try json.skipValue() }?.cursor
  }

  /// A string that holds more than plain bytes; nil when it is none.
  private static func otherString(_ start: RecordCursor, _ frame: inout RequestFrame) -> Passed? {
    var meaning: ByteSlice?
    let raw = other(start) { json throws(JSONError) in
      let string = try json.string()
      if string.hasEscapes { meaning = frame.copy(json.text(string)) }
    }
    return raw.map { raw in
      Passed(text: meaning ?? ByteSlice(raw.text.base + 1, raw.text.count - 2), cursor: raw.cursor)
    }
  }

  /// Lets `JSONCursor` pass something, and returns what it passed; nil where it finds a fault.
  private static func other(
    _ start: RecordCursor, depth: Int = 0, _ pass: (inout JSONCursor) throws(JSONError) -> Void
  ) -> Passed? {
    var cursor = start
    var json = JSONCursor(cursor.rest(), depth: depth)
    guard (try? pass(&json)) != nil else { return nil }
    cursor.at += json.position
    return Passed(text: ByteSlice(start.at, json.position), cursor: cursor)
  }
}

extension ActionRecord {
  /// Sets a member to a plain string, by the member's number; false where it cannot be one.
  @inline(__always)
  fileprivate mutating func set(_ plain: ByteSlice, _ number: UInt32) -> Bool {
    switch number {
    case ActionRecordReader.Member.id.rawValue: id = ByteSlice(plain.base - 1, plain.count &+ 2)
    case ActionRecordReader.Member.action.rawValue: action = plain
    case ActionRecordReader.Member.principal.rawValue: principal = plain
    case ActionRecordReader.Member.resource.rawValue: resource = plain
    case ActionRecordReader.Member.stack.rawValue: stack = plain
    case ActionRecordReader.Member.logicalResourceId.rawValue: logicalResourceId = plain
    case ActionRecordReader.Member.resourceType.rawValue: resourceType = plain
    default: return false
    }
    return true
  }

  fileprivate mutating func set(_ member: ActionRecordReader.Member, _ text: ByteSlice, id: ByteSlice, isPlain: Bool) {
    switch member {
    case .id: self.id = id
    case .action: action = text
    case .principal: principal = text
    case .resource: resource = text
    case .stack: stack = text
    case .logicalResourceId: logicalResourceId = text
    case .resourceType: resourceType = text
    case .context, .resources: break
    }
    let isShown = member == .action || member == .resource || member == .logicalResourceId
    if isShown, !isPlain { self.isPlain = false }
  }
}
