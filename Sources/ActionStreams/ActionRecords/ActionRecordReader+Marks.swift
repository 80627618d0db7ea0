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
      let member = Self.member(name)
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
        guard let id = idText(&cursor, &lines, &frame) else { return false }
        record.id = id
      case .action:
        guard let action = string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.action = action
      case .principal:
        var isPlain = true
        guard let principal = string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.principal = principal
      case .resource:
        guard let resource = string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.resource = resource
      case .stack:
        var isPlain = true
        guard let stack = string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.stack = stack
      case .logicalResourceId:
        guard let id = string(&cursor, &lines, &frame, &record.isPlain) else { return false }
        record.logicalResourceId = id
      case .resourceType:
        var isPlain = true
        guard let type = string(&cursor, &lines, &frame, &isPlain) else { return false }
        record.resourceType = type
      case .context:
        record.context = cursor.at - lines.start
        guard readContext(&cursor, &lines, &frame) else { return false }
      case .resources: return false
      }
    } while cursor.passComma()
    guard cursor.pass(UInt8(ascii: "}")), let feed = cursor.lineFeed() else { return false }
    lines.finish(at: feed)
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
        key < 0 ? passValue(&cursor, &lines, &frame) : readValue(of: key, &cursor, &lines, &frame)
      else { return false }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "}"))
  }

  @inline(__always)
  private func readValue(
    of key: Int, _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> Bool {
    switch cursor.next {
    case UInt8(ascii: "n"):
      guard cursor.bareValue() != nil else { return false }
      frame.set(key, .absent)
    case UInt8(ascii: "["):
      let start = frame.valueCount
      guard readList(&cursor, &lines, &frame, keeps: true) else { return false }
      frame.setList(key, from: start)
    default:
      guard let value = scalar(&cursor, &lines, &frame) else { return false }
      frame.set(key, to: value)
    }
    return true
  }

  /// Passes a value of a key that no policy looks at.
  @inline(__always)
  private func passValue(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> Bool {
    if cursor.next == UInt8(ascii: "[") { return readList(&cursor, &lines, &frame, keeps: false) }
    if cursor.next == UInt8(ascii: "n") { return cursor.bareValue() != nil }
    return scalar(&cursor, &lines, &frame) != nil
  }

  private func readList(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame, keeps: Bool
  ) -> Bool {
    guard cursor.pass(UInt8(ascii: "[")) else { return false }
    cursor.skipSpaces()
    if cursor.next == UInt8(ascii: "]") { return cursor.pass(UInt8(ascii: "]")) }
    repeat {
      cursor.skipSpaces()
      guard cursor.next != UInt8(ascii: "n"), let value = scalar(&cursor, &lines, &frame) else { return false }
      if keeps { frame.append(value) }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "]"))
  }

  /// A string, number or truth value; the caller has seen that it is no `null`.
  @inline(__always)
  private func scalar(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    if cursor.next == UInt8(ascii: "\"") {
      return cursor.plainString() ?? otherString(&cursor, &lines, &frame)
    }
    return cursor.bareValue() ?? number(&cursor, &lines)
  }

  @inline(__always)
  private func string(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame, _ isPlain: inout Bool
  ) -> ByteSlice? {
    guard cursor.next == UInt8(ascii: "\"") else { return nil }
    if let string = cursor.plainString() { return string }
    isPlain = false
    return otherString(&cursor, &lines, &frame)
  }

  /// The JSON text of an id.
  @inline(__always)
  private func idText(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    let start = cursor.at
    guard scalar(&cursor, &lines, &frame) != nil else { return nil }
    return ByteSlice(cursor.base + start, cursor.at - start)
  }

  /// Passes a member that records do not have, which must not stand there twice.
  private mutating func passStranger(
    _ name: ByteSlice, _ place: Int, _ cursor: inout MarkedCursor, _ lines: inout MarkedLines,
    _ frame: inout RequestFrame
  ) -> Bool {
    for other in 0..<place where strangers[other].equals(name) { return false }
    strangers[place] = name
    if cursor.next == UInt8(ascii: "{") || cursor.next == UInt8(ascii: "[") {
      // Short enough not to be nested too deeply, which only a look at the whole record can tell.
      let value = other(&cursor, &lines) { json throws(JSONError) in try json.skipValue() }
      return value.map { $0.count < JSONCursor.maximumDepth } ?? false
    }
    return passValue(&cursor, &lines, &frame)
  }

  /// A string that holds more than plain bytes; nil when it is none.
  private func otherString(
    _ cursor: inout MarkedCursor, _ lines: inout MarkedLines, _ frame: inout RequestFrame
  ) -> ByteSlice? {
    var meaning: ByteSlice?
    let raw = other(&cursor, &lines) { json throws(JSONError) in
      let string = try json.string()
      if string.hasEscapes { meaning = frame.copy(json.text(string)) }
    }
    guard let raw else { return nil }
    return meaning ?? ByteSlice(raw.base + 1, raw.count - 2)
  }

  /// A number that is not whole; nil when it is none.
  private func number(_ cursor: inout MarkedCursor, _ lines: inout MarkedLines) -> ByteSlice? {
    other(&cursor, &lines) { json throws(JSONError) in _ = try json.number() }
  }

  /// Lets `JSONCursor` pass something, and returns what it passed; nil where it finds a fault.
  private func other(
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
}
