import Documents

/// Reads marked text of compact JSON by going from mark to mark (`MarkedValues`).
///
/// It takes the JSON that programs write, and that only: strings of plain bytes, whole numbers, spaces for white space.
/// At anything else it gives up with nil or false, and the text is read by `JSONCursor`, which also words the errors. What
/// it takes, `JSONCursor` takes with the same meaning; a test holds the two together.
///
/// Functions that are not inlined take it by value and give it back: a loop then keeps it in registers.
///
/// INVARIANT: `mark` is the first mark at or behind `at`, and `at` is never behind the line's line feed: only bytes that
/// were seen and are no line feed are passed.
struct MarkedCursor {
  let base: UnsafePointer<UInt8>
  var at: Int
  var mark: UnsafePointer<UInt32>

  /// The next byte.
  @inline(__always)
  var next: UInt8 { base[at] }

  @inline(__always)
  mutating func skipSpaces() {
    while base[at] == 0x20 { at &+= 1 }
  }

  /// Passes a byte and the spaces before it; false when another is next.
  @inline(__always)
  mutating func pass(_ wanted: UInt8) -> Bool {
    if base[at] != wanted {
      skipSpaces()
      if base[at] != wanted { return false }
    }
    at &+= 1
    return true
  }

  /// Passes a plain string whose quote is next and returns where it stands; nil when it holds anything but plain bytes.
  @inline(__always)
  mutating func plainString() -> ByteSlice? {
    let start = at &+ 1
    let end = Int(mark[1])
    guard base[end] == UInt8(ascii: "\"") else { return nil }
    at = end &+ 1
    mark += 2
    return ByteSlice(base + start, end &- start)
  }

  /// Passes a member's name, its colon and the spaces around it; nil when the name is no plain string.
  @inline(__always)
  mutating func name() -> ByteSlice? {
    if base[at] != UInt8(ascii: "\"") {
      skipSpaces()
      guard base[at] == UInt8(ascii: "\"") else { return nil }
    }
    let start = at &+ 1
    let end = Int(mark[1])
    // A quote and a colon: the byte behind the quote is there, for the line's feed is not before it.
    let ending = UnsafeRawPointer(base + end).loadUnaligned(as: UInt16.self)
    if UInt16(littleEndian: ending) == 0x3A22 {
      at = end &+ 2
    } else {
      guard base[end] == UInt8(ascii: "\"") else { return nil }
      at = end &+ 1
      guard pass(UInt8(ascii: ":")) else { return nil }
    }
    mark += 2
    if base[at] == 0x20 { skipSpaces() }
    return ByteSlice(base + start, end &- start)
  }

  /// Passes the comma to the next element; false when something else is next, as a closing bracket.
  @inline(__always)
  mutating func passComma() -> Bool { pass(UInt8(ascii: ",")) }

  /// Passes a whole number, `true`, `false` or `null`, whose first byte is next; nil at anything else.
  @inline(__always)
  mutating func bareValue() -> ByteSlice? {
    let start = at
    if base[at] == UInt8(ascii: "-") { at &+= 1 }
    if base[at] &- 0x30 < 10 {
      let first = base[at]
      at &+= 1
      let second = at
      while base[at] &- 0x30 < 10 { at &+= 1 }
      let byte = base[at]
      let isWhole = byte != UInt8(ascii: ".") && byte | 0x20 != UInt8(ascii: "e")
      if isWhole, first != 0x30 || at == second { return ByteSlice(base + start, at &- start) }
    } else if at == start {
      return literal()
    }
    at = start
    return nil
  }

  @inline(__always)
  private mutating func literal() -> ByteSlice? {
    let start = at
    let word = UInt32(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt32.self))
    switch word {
    case 0x6575_7274, 0x6C6C_756E: at &+= 4
    case 0x736C_6166 where base[at + 4] == UInt8(ascii: "e"): at &+= 5
    default: return nil
    }
    return ByteSlice(base + start, at &- start)
  }

  /// Goes to the first mark at or behind `at`, after something passed bytes without looking at marks.
  mutating func findMark() {
    while Int(mark.pointee) < at { mark += 1 }
  }
}
