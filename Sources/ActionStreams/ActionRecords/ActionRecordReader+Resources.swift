import Documents
import Evaluation

/// Reading the elements of `resources`, one after the other, each with its own context over the record's.
extension ActionRecordReader {
  /// Reads the next element of `resources` and returns its resource; nil when it names none. The frame's context must
  /// have been reset.
  ///
  /// The record remembers where the element after it begins, so that a list is passed once however long it is.
  ///
  /// - Parameter line: the record's line.
  /// - Throws: what is wrong with the element.
  public mutating func readNextResource(
    of record: inout ActionRecord, _ line: UnsafeBufferPointer<UInt8>, missingIsUnknown: Bool,
    into frame: inout RequestFrame
  ) throws(RecordError) -> ByteSlice? {
    frame.resetContext(missingIsUnknown: missingIsUnknown)
    if record.isScanned {
      if let element = scanResource(of: &record, line, &frame) { return element.resource }
      // Unusual or wrong: this element and those behind it are read byte by byte.
      record.isScanned = false
      frame.resetContext(missingIsUnknown: missingIsUnknown)
    }
    do throws(JSONError) {
      return try readResource(of: &record, line, &frame)
    } catch {
      throw Self.recordError(error)
    }
  }

  private mutating func readResource(
    of record: inout ActionRecord, _ line: UnsafeBufferPointer<UInt8>, _ frame: inout RequestFrame
  ) throws(JSONError) -> ByteSlice? {
    var cursor = JSONCursor(line)
    if let context = record.context {
      cursor.position = context
      try readContext(&cursor, into: &frame)
    }
    guard let resources = record.resources else { return record.resource }
    cursor = JSONCursor(line)
    cursor.position = resources
    // The list's first byte is its bracket, that of every later place a comma.
    if record.isBeforeFirstResource {
      _ = try cursor.enter(0x5B)
      record.isBeforeFirstResource = false
    } else {
      _ = try cursor.nextElement(of: 0x5B)
    }
    let resource = try readElement(&cursor, into: &frame)
    record.resources = cursor.position
    return resource
  }

  // MARK: In one pass

  private struct Element {
    var resource: ByteSlice?
  }

  /// Passes the elements of a list whose bracket is next, and counts them; nil where one is no object, or unusual.
  static func passResources(_ start: RecordCursor, _ record: inout ActionRecord) -> RecordCursor? {
    var cursor = start
    var count = 0
    guard cursor.pass(UInt8(ascii: "[")) else { return nil }
    repeat {
      cursor.skipSpaces()
      guard cursor.next == UInt8(ascii: "{"), let moved = passNested(cursor, depth: 2) else { return nil }
      cursor = moved
      count += 1
    } while cursor.passComma()
    record.resourceCount = count
    return cursor.pass(UInt8(ascii: "]")) ? cursor : nil
  }

  private mutating func scanResource(
    of record: inout ActionRecord, _ line: UnsafeBufferPointer<UInt8>, _ frame: inout RequestFrame
  ) -> Element? {
    if let context = record.context, scanContext(RecordCursor(line, at: context), &frame) == nil { return nil }
    guard let resources = record.resources else { return nil }
    var cursor = RecordCursor(line, at: resources)
    let start = cursor.at
    // As above, and the list is known to be one.
    guard cursor.pass(UInt8(ascii: record.isBeforeFirstResource ? "[" : ",")) else { return nil }
    cursor.skipSpaces()
    guard let element = scanElement(&cursor, &frame) else { return nil }
    record.isBeforeFirstResource = false
    record.resources = resources + start.distance(to: cursor.at)
    return element
  }

  private mutating func scanElement(_ cursor: inout RecordCursor, _ frame: inout RequestFrame) -> Element? {
    var element = Element()
    var hasContext = false
    var strangers = 0
    guard cursor.pass(UInt8(ascii: "{")) else { return nil }
    cursor.skipSpaces()
    if cursor.next == UInt8(ascii: "}") { return cursor.pass(UInt8(ascii: "}")) ? element : nil }
    repeat {
      guard let name = cursor.name() else { return nil }
      switch Self.member(name) {
      case .resource:
        guard element.resource == nil, let passed = Self.otherScalar(cursor, &frame, isString: true) else { return nil }
        element.resource = passed.text
        cursor = passed.cursor
      case .context:
        guard !hasContext, let moved = scanContext(cursor, &frame) else { return nil }
        hasContext = true
        cursor = moved
      default:
        guard let moved = passStranger(name, strangers, cursor, &frame) else { return nil }
        strangers += 1
        cursor = moved
      }
    } while cursor.passComma()
    return cursor.pass(UInt8(ascii: "}")) ? element : nil
  }
}
