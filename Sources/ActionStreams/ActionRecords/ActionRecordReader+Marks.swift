import Documents
import Evaluation

/// Reading a record by its marks.
///
/// This takes the records that programs write: compact JSON whose strings are mostly plain. It answers false for
/// everything else, be it unusual or wrong; the record is then read again by `JSONCursor`, whose word is the last.
extension ActionRecordReader {
  /// What a function that is not inlined passed, and the cursor behind it.
  struct Passed {
    let text: ByteSlice
    let cursor: MarkedCursor
    /// Whether the text is a string of plain bytes.
    var isPlain = false
  }

  /// Reads a record's members and its context.
  @inline(__always)
  mutating func readMarked(
    _ lines: inout MarkedLines, _ record: inout ActionRecord, into frame: inout RequestFrame
  ) -> Bool {
    var cursor = MarkedCursor(lines)
    var known: UInt32 = 0
    var strangers = 0
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    repeat {
      let first = cursor
      let name: ByteSlice
      var plain: ByteSlice?
      if let member = cursor.plainMember() {
        name = member.name
        plain = member.value
      } else {
        guard let other = cursor.name() else { return false }
        name = other
      }
      guard let member = Self.member(plain: name) else {
        if plain != nil {
          cursor = first
          _ = cursor.name()
        }
        guard let moved = passStranger(name, strangers, cursor, &frame) else { return false }
        cursor = moved
        strangers += 1
        continue
      }
      guard known & member.bit == 0 else { return false }
      known |= member.bit
      if let plain {
        switch member {
        case .id: record.id = ByteSlice(plain.base - 1, plain.count &+ 2)
        case .action: record.action = plain
        case .principal: record.principal = plain
        case .resource: record.resource = plain
        case .stack: record.stack = plain
        case .logicalResourceId: record.logicalResourceId = plain
        case .resourceType: record.resourceType = plain
        case .context, .resources: return false
        }
        continue
      }
      let start = cursor.at
      switch member {
      case .context:
        record.context = start &- lines.start
        record.markedContext = cursor
        guard let moved = readContext(cursor, &frame) else { return false }
        cursor = moved
        continue
      case .resources:
        record.resources = start &- lines.start
        record.markedResources = cursor
        // What is shown of the record may be the resource of any of them.
        record.isPlain = false
        guard let moved = Self.passResources(cursor, &record) else { return false }
        cursor = moved
        continue
      default: break
      }
      guard let passed = Self.otherScalar(cursor, &frame, isString: member != .id) else { return false }
      cursor = passed.cursor
      record.set(member, passed.text, id: ByteSlice(cursor.base + start, cursor.at &- start), isPlain: passed.isPlain)
    } while cursor.passComma()
    guard cursor.pass(UInt8(ascii: "}")), let feed = cursor.lineFeed() else { return false }
    lines.finish(at: feed)
    record.actionKind = record.isPlain ? actionKind(record.action) : ActionKind(record.action)
    return true
  }

  /// Reads a context whose bracket is next.
  @inline(never)
  mutating func readContext(_ start: MarkedCursor, _ frame: inout RequestFrame) -> MarkedCursor? {
    var cursor = start
    guard cursor.pass(UInt8(ascii: "{")) else { return nil }
    if cursor.next == UInt8(ascii: "}") { return cursor.pass(UInt8(ascii: "}")) ? cursor : nil }
    let object = contextNames.begin()
    repeat {
      let name: ByteSlice
      var plain: ByteSlice?
      if let member = cursor.plainMember() {
        name = member.name
        plain = member.value
      } else {
        guard let other = cursor.name() else { return nil }
        name = other
      }
      var number = object.find(name)
      if number < 0 {
        number = contextNames.add(name)
        guard number >= 0 else { return nil }
      }
      let key = object.use(number)
      guard key >= -1 else { return nil }
      if let plain {
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
    valueOf key: Int, _ start: MarkedCursor, _ frame: inout RequestFrame
  ) -> MarkedCursor? {
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
    _ start: MarkedCursor, _ frame: inout RequestFrame, keeps: Bool
  ) -> MarkedCursor? {
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
    _ start: MarkedCursor, _ frame: inout RequestFrame, isString: Bool
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
    _ name: ByteSlice, _ place: Int, _ start: MarkedCursor, _ frame: inout RequestFrame
  ) -> MarkedCursor? {
    guard place < Self.strangerLimit else { return nil }
    for earlier in 0..<place where strangers[earlier].equals(name) { return nil }
    strangers[place] = name
    if start.next == UInt8(ascii: "{") || start.next == UInt8(ascii: "[") { return Self.passNested(start, depth: 1) }
    return Self.readOther(valueOf: -1, start, &frame)
  }

  /// Passes an object or a list that nobody looks into, and that stands within so many others.
  static func passNested(_ start: MarkedCursor, depth: Int) -> MarkedCursor? {
    other(start, depth: depth) { json throws(JSONError) in try json.skipValue() }?.cursor
  }

  /// A string that holds more than plain bytes; nil when it is none.
  private static func otherString(_ start: MarkedCursor, _ frame: inout RequestFrame) -> Passed? {
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
    _ start: MarkedCursor, depth: Int = 0, _ pass: (inout JSONCursor) throws(JSONError) -> Void
  ) -> Passed? {
    var cursor = start
    var json = JSONCursor(start.rest, depth: depth)
    guard (try? pass(&json)) != nil else { return nil }
    cursor.at = start.at + json.position
    cursor.findMark()
    return Passed(text: ByteSlice(start.base + start.at, json.position), cursor: cursor)
  }

  /// The kind of an action that is part of the line; found out once for each action that comes again.
  @inline(__always)
  private mutating func actionKind(_ action: ByteSlice) -> ActionKind {
    let known = actions.index.find(action)
    return known >= 0 ? ActionKind(rawValue: UInt8(truncatingIfNeeded: known)) ?? .other : newActionKind(action)
  }

  @inline(never)
  private mutating func newActionKind(_ action: ByteSlice) -> ActionKind {
    if actions.count == NameTable.limit { actions.forget() }
    let kind = ActionKind(action)
    _ = actions.add(action, Int(kind.rawValue))
    return kind
  }

  /// The member of a name behind which eight bytes are readable; nil when records have none of this name.
  @inline(__always)
  private static func member(plain name: ByteSlice) -> Member? {
    let raw = UnsafeRawPointer(name.base)
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    // A short name is followed by its quote and something else; all that is behind the name is shifted out.
    switch name.count {
    case 2: return word(0) << 48 == Self.id ? .id : nil
    case 5: return word(0) << 24 == Self.stack ? .stack : nil
    case 6: return word(0) << 16 == Self.action ? .action : nil
    case 7: return word(0) << 8 == Self.context ? .context : nil
    case 8: return word(0) == Self.resource ? .resource : nil
    case 9 where word(0) == Self.principal && name.base[8] == UInt8(ascii: "l"): return .principal
    default: return member(name)
    }
  }

  private static var id: UInt64 { 0x6469_0000_0000_0000 }
  private static var stack: UInt64 { 0x6B63_6174_7300_0000 }
  private static var action: UInt64 { 0x6E6F_6974_6361_0000 }
  private static var context: UInt64 { 0x7478_6574_6E6F_6300 }
  private static var resource: UInt64 { 0x6563_7275_6F73_6572 }
  private static var principal: UInt64 { 0x6170_6963_6E69_7270 }
}

extension ActionRecord {
  /// Takes a member that is no plain string, or stands behind spaces.
  @inline(never)
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
