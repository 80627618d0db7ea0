import Documents

/// Reads one line of compact JSON in one pass, string by string.
///
/// It takes the JSON that programs write, and that only: strings of plain bytes, whole numbers, spaces for white space.
/// At anything else it gives up with nil or false, and the line is read by `JSONCursor`, which also words the errors. What
/// it takes, `JSONCursor` takes with the same meaning; a test holds the two together.
///
/// Functions that are not inlined take it by value and give it back: a loop then keeps it in registers.
///
/// INVARIANT: `at` is never behind the line's line feed: only bytes that were seen and are no line feed are passed. From
/// the line feed on, `TextLines.padding` bytes are readable.
struct RecordCursor {
  /// The next byte.
  var at: UnsafePointer<UInt8>
  /// The line's line feed; nil until somebody asked for it.
  private var feed: UnsafePointer<UInt8>?

  /// Begins at a place of a line.
  @inline(__always)
  init(_ at: UnsafePointer<UInt8>) { self.at = at }

  /// Begins at a place of a line of which the end is known.
  init(_ line: UnsafeBufferPointer<UInt8>, at offset: Int) {
    let base = line.baseAddress ?? ByteSlice("\n").base
    at = base + offset
    feed = base + line.count
  }

  /// Finds what is left of the line, without its line feed.
  mutating func rest() -> UnsafeBufferPointer<UInt8> {
    let end: UnsafePointer<UInt8>
    if let feed {
      end = feed
    } else {
      var place = at
      while place.pointee != 0x0A { place += 1 }
      end = place
      feed = end
    }
    return UnsafeBufferPointer(start: at, count: at.distance(to: end))
  }

  /// The next byte.
  @inline(__always)
  var next: UInt8 { at.pointee }

  @inline(__always)
  mutating func skipSpaces() {
    while at.pointee == 0x20 { at += 1 }
  }

  /// Passes a byte and the spaces before it; false when another is next.
  @inline(__always)
  mutating func pass(_ wanted: UInt8) -> Bool {
    if at.pointee != wanted {
      skipSpaces()
      if at.pointee != wanted { return false }
    }
    at += 1
    return true
  }

  /// Passes a plain string whose quote is next and returns where it stands; nil when it holds anything but plain bytes.
  @inline(__always)
  mutating func plainString() -> ByteSlice? {
    let start = at + 1
    let end = PlainBytes.end(from: start)
    guard end.pointee == UInt8(ascii: "\"") else { return nil }
    at = end + 1
    return ByteSlice(start, start.distance(to: end))
  }

  /// Passes a member's name, its colon and the spaces around it; nil when the name is no plain string.
  mutating func name() -> ByteSlice? {
    skipSpaces()
    guard at.pointee == UInt8(ascii: "\""), let name = plainString(), pass(UInt8(ascii: ":")) else { return nil }
    skipSpaces()
    return name
  }

  /// Passes the comma to the next element; false when something else is next, as a closing bracket.
  @inline(__always)
  mutating func passComma() -> Bool { pass(UInt8(ascii: ",")) }

  /// Passes a whole number, `true`, `false` or `null`, whose first byte is next; nil at anything else.
  @inline(__always)
  mutating func bareValue() -> ByteSlice? {
    let start = at
    var place = at
    if place.pointee == UInt8(ascii: "-") { place += 1 }
    guard place.pointee &- 0x30 < 10 else { return place == start ? literal() : nil }
    let first = place
    repeat { place += 1 } while place.pointee &- 0x30 < 10
    let byte = place.pointee
    let isWhole = byte != UInt8(ascii: ".") && byte | 0x20 != UInt8(ascii: "e")
    guard isWhole, first.pointee != 0x30 || place == first + 1 else { return nil }
    at = place
    return ByteSlice(start, start.distance(to: place))
  }

  @inline(__always)
  private mutating func literal() -> ByteSlice? {
    let start = at
    // Four bytes are there, for the line feed has its padding behind it.
    let word = UInt32(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt32.self))
    switch word {
    case 0x6575_7274, 0x6C6C_756E: at += 4
    case 0x736C_6166 where at[4] == UInt8(ascii: "e"): at += 5
    default: return nil
    }
    return ByteSlice(start, start.distance(to: at))
  }

  /// Passes what may stand behind a record on its line, and returns the line feed; nil when more stands there.
  @inline(__always)
  mutating func lineFeed() -> UnsafePointer<UInt8>? {
    if at.pointee == 0x20 { skipSpaces() }
    if at.pointee == 0x0D { at += 1 }
    return at.pointee == 0x0A ? at : nil
  }
}
