import Documents
import Evaluation

/// Reading a record by its marks.
///
/// This takes the records that programs write: compact JSON whose strings are mostly plain. It answers false for
/// everything else, be it unusual or wrong; the record is then read again by `JSONCursor`, whose word is the last.
extension ActionRecordReader {
  /// Reads a record's members and its context.
  mutating func readMarked(
    _ lines: inout MarkedLines, _ record: inout ActionRecord, into frame: inout RequestFrame
  ) -> Bool {
    var cursor = MarkedCursor(lines)
    var known: UInt32 = 0
    var strangers = 0
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    repeat {
      guard let name = cursor.name() else { return false }
      let member = Self.member(plain: name)
      guard let member else {
        guard strangers < Self.strangerLimit, passStranger(name, strangers, &cursor, &lines, &frame) else {
          return false
        }
        strangers += 1
        continue
      }
      guard known & member.bit == 0 else { return false }
      known |= member.bit
      switch member {
      case .id:
        guard let id = Self.idText(&cursor, &lines, &frame) else { return false }
        record.id = id
      case .action:
        guard let action = Self.string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.action = action
      case .principal:
        var isPlain = true
        guard let principal = Self.string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.principal = principal
      case .resource:
        guard let resource = Self.string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.resource = resource
      case .stack:
        var isPlain = true
        guard let stack = Self.string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.stack = stack
      case .logicalResourceId:
        guard let id = Self.string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.logicalResourceId = id
      case .resourceType:
        var isPlain = true
        guard let type = Self.string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.resourceType = type
      case .context:
        record.context = cursor.at - lines.start
        guard readContext(&cursor, &lines, &frame) else { return false }
      case .resources: return false
      }
    } while cursor.passComma()
    guard cursor.pass(UInt8(ascii: "}")), let feed = cursor.lineFeed() else { return false }
    lines.finish(at: feed)
    record.actionKind = record.isPlain ? actionKind(record.action) : ActionKind(record.action)
    return true
  }

  private mutating func readContext(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> Bool {
    guard cursor.pass(UInt8(ascii: "{")) else { return false }
    if cursor.next == UInt8(ascii: "}") { return cursor.pass(UInt8(ascii: "}")) }
    contextNames.begin()
    repeat {
      guard let name = cursor.name(), let key = contextNames.key(name),
        key < 0 ? Self.passValue(&cursor, &lines, &frame) : Self.readValue(of: key, &cursor, &lines, &frame)
      else { return false }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "}"))
  }

  @inline(__always)
  private static func readValue(
    of key: Int, _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> Bool {
    switch cursor.next {
    case UInt8(ascii: "n"):
      guard cursor.bareValue() != nil else { return false }
      frame.set(key, .absent)
    case UInt8(ascii: "["):
      let start = frame.valueCount
      guard Self.readList(&cursor, &lines, &frame, keeps: true) else { return false }
      frame.setList(key, from: start)
    default:
      guard let value = Self.scalar(&cursor, &lines, &frame) else { return false }
      frame.set(key, to: value)
    }
    return true
  }

  /// Passes a value of a key that no policy looks at.
  @inline(__always)
  private static func passValue(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> Bool {
    if cursor.next == UInt8(ascii: "[") { return Self.readList(&cursor, &lines, &frame, keeps: false) }
    if cursor.next == UInt8(ascii: "n") { return cursor.bareValue() != nil }
    return Self.scalar(&cursor, &lines, &frame) != nil
  }

  private static func readList(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame, keeps: Bool
  ) -> Bool {
    guard cursor.pass(UInt8(ascii: "[")) else { return false }
    cursor.skipSpaces()
    if cursor.next == UInt8(ascii: "]") { return cursor.pass(UInt8(ascii: "]")) }
    repeat {
      cursor.skipSpaces()
      guard cursor.next != UInt8(ascii: "n"), let value = Self.scalar(&cursor, &lines, &frame) else { return false }
      if keeps { frame.append(value) }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "]"))
  }

  /// A string, number or truth value; the caller has seen that it is no `null`.
  @inline(__always)
  private static func scalar(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    if cursor.next == UInt8(ascii: "\"") {
      return cursor.plainString() ?? Self.otherString(&cursor, &lines, &frame)
    }
    return cursor.bareValue() ?? Self.number(&cursor, &lines)
  }

  @inline(__always)
  private static func string(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame, _ isPlain: inout Bool
  ) -> ByteSlice? {
    guard cursor.next == UInt8(ascii: "\"") else { return nil }
    if let string = cursor.plainString() { return string }
    isPlain = false
    return Self.otherString(&cursor, &lines, &frame)
  }

  /// The JSON text of an id.
  @inline(__always)
  private static func idText(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    let start = cursor.at
    guard Self.scalar(&cursor, &lines, &frame) != nil else { return nil }
    return ByteSlice(cursor.base + start, cursor.at - start)
  }

  /// Passes a member that records do not have, which must not stand there twice.
  private mutating func passStranger(
    _ name: ByteSlice, _ place: Int, _ cursor: inout MarkedCursor, _ lines: inout MarkedLines,
    _ frame: inout RequestFrame
  ) -> Bool {
    for earlier in 0..<place where strangers[earlier].equals(name) { return false }
    strangers[place] = name
    if cursor.next == UInt8(ascii: "{") || cursor.next == UInt8(ascii: "[") {
      // Short enough not to be nested too deeply, which only a look at the whole record can tell.
      let value = Self.other(&cursor, &lines) { json throws(JSONError) in try json.skipValue() }
      return value.map { $0.count < JSONCursor.maximumDepth } ?? false
    }
    return Self.passValue(&cursor, &lines, &frame)
  }

  /// A string that holds more than plain bytes; nil when it is none.
  private static func otherString(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    var meaning: ByteSlice?
    let raw = Self.other(&cursor, &lines) { json throws(JSONError) in
      let string = try json.string()
      if string.hasEscapes { meaning = frame.copy(json.text(string)) }
    }
    guard let raw else { return nil }
    return meaning ?? ByteSlice(raw.base + 1, raw.count - 2)
  }

  /// A number that is not whole; nil when it is none.
  private static func number(_ cursor: inout MarkedCursor, _ lines: inout MarkedLines) -> ByteSlice? {
    Self.other(&cursor, &lines) { json throws(JSONError) in _ = try json.number() }
  }

  /// Lets `JSONCursor` pass something, and returns what it passed; nil where it finds a fault.
  private static func other(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ pass: (inout JSONCursor) throws(JSONError) -> Void
  ) -> ByteSlice? {
    var json = JSONCursor(lines.text())
    let start = cursor.at
    json.position = start - lines.start
    guard (try? pass(&json)) != nil else { return nil }
    cursor.at = lines.start + json.position
    cursor.findMark()
    return ByteSlice(cursor.base + start, cursor.at - start)
  }

  /// The kind of an action that is part of the line; found out once for each action that comes again.
  @inline(__always)
  private mutating func actionKind(_ action: ByteSlice) -> ActionKind {
    if let known = actions.find(action) { return ActionKind(rawValue: UInt8(truncatingIfNeeded: known)) ?? .other }
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
