/// A string in JSON text: where it stands between its quotes, and whether it holds escapes.
public struct JSONString: Hashable, Sendable {
  /// The offset of the first byte behind the opening quote.
  public let start: Int
  /// The offset of the closing quote.
  public let end: Int
  /// Whether the bytes between hold a backslash, so that they must be decoded before they mean anything.
  public let hasEscapes: Bool

  /// Makes a string of where it stands, for readers that keep other scalars beside strings.
  public init(start: Int, end: Int, hasEscapes: Bool) {
    self.start = start
    self.end = end
    self.hasEscapes = hasEscapes
  }

  /// The number of raw bytes.
  public var count: Int { end - start }
}

/// What kind of value begins at a place.
public enum JSONKind: Sendable {
  case object, array, string, number, truth, null
}

/// A strict RFC 8259 scanner over bytes that are not copied: it walks a text member by member without building a tree.
///
/// The tree reader and the stream readers both stand on it. A cursor holds a pointer and is valid only while its
/// bytes are; it never reads at or behind `end`. A cursor that has thrown must not be used again.
public struct JSONCursor {
  /// The deepest nesting that is read (arrays and objects together).
  public static let maximumDepth = 512

  /// The first byte of the text.
  public let base: UnsafePointer<UInt8>
  /// The number of bytes.
  public let end: Int
  /// The offset of the next byte to read.
  public var position: Int
  /// The number of open arrays and objects.
  public private(set) var depth: Int

  /// Makes a cursor at the start of a buffer. The buffer must outlive it.
  ///
  /// - Parameter depth: how many arrays and objects are open there, where the buffer is the rest of a text.
  public init(_ buffer: UnsafeBufferPointer<UInt8>, depth: Int = 0) {
    self.depth = depth
    base = buffer.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = buffer.count
    position = 0
  }

  /// Moves to the next byte that is no white space.
  @inline(__always)
  public mutating func skipWhitespace() {
    while position < end {
      let byte = base[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// The kind of the value that begins at the next byte that is no white space.
  public mutating func kind() throws(JSONError) -> JSONKind {
    skipWhitespace()
    guard position < end else { throw JSONError(.truncated, at: position, "expected a value, found the end") }
    switch base[position] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), 0x30...0x39: return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .truth
    case UInt8(ascii: "n"): return .null
    default: throw unexpectedValue()
    }
  }

  /// Enters an object or array whose bracket is next, and says whether it holds anything.
  ///
  /// Call `key` (objects) and read or skip a value, then `nextElement`, until that returns false.
  public mutating func enter(_ open: UInt8) throws(JSONError) -> Bool {
    skipWhitespace()
    guard position < end, base[position] == open else {
      throw JSONError(.syntax, at: position, open == 0x7B ? "expected '{'" : "expected '['")
    }
    guard depth < Self.maximumDepth else {
      throw JSONError(.depth, at: position, "nested deeper than 512 levels")
    }
    position += 1
    depth += 1
    skipWhitespace()
    guard position < end else { throw truncated() }
    if base[position] == open + 2 {
      position += 1
      depth -= 1
      return false
    }
    return true
  }

  /// Passes the comma to the next element and returns true, or passes the closing bracket and returns false.
  public mutating func nextElement(of open: UInt8) throws(JSONError) -> Bool {
    skipWhitespace()
    guard position < end else { throw truncated() }
    let byte = base[position]
    if byte == UInt8(ascii: ",") {
      let comma = position
      position += 1
      skipWhitespace()
      if position < end, base[position] == open + 2 {
        throw JSONError(.trailingComma, at: comma, "a comma with nothing behind it")
      }
      return true
    }
    guard byte == open + 2 else {
      if byte == UInt8(ascii: "/") { throw JSONError(.comment, at: position, "JSON has no comments") }
      throw JSONError(
        .syntax, at: position,
        open == 0x7B ? "expected ',' or '}' behind a member" : "expected ',' or ']' behind an element")
    }
    position += 1
    depth -= 1
    return false
  }

  /// Reads a member's key and its colon.
  public mutating func key() throws(JSONError) -> JSONString {
    skipWhitespace()
    guard position < end else { throw truncated() }
    guard base[position] == UInt8(ascii: "\"") else {
      if base[position] == UInt8(ascii: "/") || base[position] == 0 { throw unexpectedValue() }
      throw JSONError(.syntax, at: position, "expected a member name in double quotes")
    }
    let key = try string()
    skipWhitespace()
    guard position < end else { throw truncated() }
    guard base[position] == UInt8(ascii: ":") else { throw JSONError(.syntax, at: position, "expected ':'") }
    position += 1
    return key
  }

  /// Reads a string whose quote is next, checking its control characters, escapes and UTF-8.
  public mutating func string() throws(JSONError) -> JSONString {
    guard position < end, base[position] == UInt8(ascii: "\"") else {
      throw JSONError(.syntax, at: position, "expected a string")
    }
    let start = position + 1
    var at = start
    var hasEscapes = false
    while true {
      // Eight bytes at a time while none of them is a quote, a backslash, a control character or non-ASCII.
      while at + 8 <= end {
        let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self)
        if Self.hasSpecialByte(word) { break }
        at += 8
      }
      guard at < end else { throw JSONError(.truncated, at: start - 1, "this string never ends") }
      let byte = base[at]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        at = try escape(at)
      } else if byte < 0x20 {
        throw JSONError(.control, at: at, "a control character must be escaped in a string")
      } else if byte < 0x80 {
        at += 1
      } else {
        at = try utf8Sequence(at)
      }
    }
    position = at + 1
    return JSONString(start: start, end: at, hasEscapes: hasEscapes)
  }

  /// Whether any of eight bytes is a quote, a backslash, a control character or not ASCII.
  @inline(__always)
  static func hasSpecialByte(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quotes = word ^ (ones &* 0x22)
    let slashes = word ^ (ones &* 0x5C)
    let hit = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | (word &- (ones &* 0x20)) | word
    return hit & highs != 0
  }

  private func escape(_ at: Int) throws(JSONError) -> Int {
    guard at + 1 < end else { throw JSONError(.truncated, at: at, "the text ends inside an escape") }
    switch base[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return at + 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit(at)
      if unit & 0xFC00 == 0xDC00 { throw JSONError(.surrogate, at: at, "a low surrogate without a high one") }
      guard unit & 0xFC00 == 0xD800 else { return at + 6 }
      guard at + 7 < end, base[at + 6] == UInt8(ascii: "\\"), base[at + 7] == UInt8(ascii: "u"),
        try hexUnit(at + 6) & 0xFC00 == 0xDC00
      else { throw JSONError(.surrogate, at: at, "a high surrogate without a low one") }
      return at + 12
    default:
      throw JSONError(.escape, at: at, "JSON has no such escape")
    }
  }

  private func hexUnit(_ at: Int) throws(JSONError) -> UInt32 {
    guard at + 6 <= end else { throw JSONError(.truncated, at: at, "the text ends inside an escape") }
    var unit: UInt32 = 0
    for offset in at + 2..<at + 6 {
      guard let digit = hexDigit(base[offset]) else {
        throw JSONError(.escape, at: at, "a \\u escape needs four hexadecimal digits")
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// The offset behind the UTF-8 sequence that begins at `at`.
  private func utf8Sequence(_ at: Int) throws(JSONError) -> Int {
    let length = utf8SequenceLength(ByteSlice(base, end), at)
    guard length > 0 else { throw JSONError(.utf8, at: at, "this is not UTF-8") }
    return at + length
  }

  /// Passes a number and returns where it stands.
  public mutating func number() throws(JSONError) -> SourceRange {
    let start = position
    if position < end, base[position] == UInt8(ascii: "-") { position += 1 }
    guard position < end else { throw truncated() }
    if base[position] == UInt8(ascii: "0") {
      position += 1
      if position < end, base[position] &- 0x30 < 10 {
        throw JSONError(.number, at: start, "a number has no leading zeros")
      }
    } else {
      try digits(start)
    }
    if position < end, base[position] == UInt8(ascii: ".") {
      position += 1
      try digits(start)
    }
    if position < end, base[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") { position += 1 }
      try digits(start)
    }
    return SourceRange(start, position)
  }

  private mutating func digits(_ start: Int) throws(JSONError) {
    guard position < end, base[position] &- 0x30 < 10 else {
      throw JSONError(.number, at: start, "this is not a JSON number")
    }
    while position < end, base[position] &- 0x30 < 10 { position += 1 }
  }

  /// Passes `true` or `false` and returns which it was.
  public mutating func truth() throws(JSONError) -> Bool {
    let isTrue = position < end && base[position] == UInt8(ascii: "t")
    try literal(isTrue ? "true" : "false")
    return isTrue
  }

  /// Passes `null`.
  public mutating func null() throws(JSONError) { try literal("null") }

  private mutating func literal(_ word: StaticString) throws(JSONError) {
    for offset in 0..<word.utf8CodeUnitCount {
      guard position + offset < end else { throw truncated() }
      guard base[position + offset] == word.utf8Start[offset] else { throw unexpectedValue() }
    }
    position += word.utf8CodeUnitCount
  }

  /// Passes one value of any kind, checking all of it.
  public mutating func skipValue() throws(JSONError) {
    // An explicit stack of brackets, one bit a level: nesting must not become recursion on hostile input.
    var isObject: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    let outer = depth
    try withUnsafeMutableBytes(of: &isObject) { (bits: UnsafeMutableRawBufferPointer) throws(JSONError) in
      while true {
        var opened = false
        switch try kind() {
        case .object:
          if try enter(0x7B) {
            bits[(depth - 1) >> 3] |= 1 << UInt8((depth - 1) & 7)
            _ = try key()
            opened = true
          }
        case .array:
          if try enter(0x5B) {
            bits[(depth - 1) >> 3] &= ~(1 << UInt8((depth - 1) & 7))
            opened = true
          }
        case .string: _ = try string()
        case .number: _ = try number()
        case .truth: _ = try truth()
        case .null: try null()
        }
        if opened { continue }
        while depth > outer {
          let level = depth - 1
          let inObject = bits[level >> 3] & (1 << UInt8(level & 7)) != 0
          if try nextElement(of: inObject ? 0x7B : 0x5B) {
            if inObject { _ = try key() }
            break
          }
        }
        if depth == outer { return }
      }
    }
  }

  /// Checks that nothing but white space is left.
  public mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard position == end else {
      throw JSONError(.trailingContent, at: position, "something stands behind the document")
    }
  }

  /// Appends the bytes that a string means to a buffer.
  public func decode(_ string: JSONString, into output: inout [UInt8]) {
    var at = string.start
    while at < string.end {
      let byte = base[at]
      guard byte == UInt8(ascii: "\\") else {
        output.append(byte)
        at += 1
        continue
      }
      let letter = base[at + 1]
      at += 2
      switch letter {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = hexValue(at)
        at += 4
        if scalar & 0xFC00 == 0xD800 {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + (hexValue(at + 2) & 0x3FF)
          at += 6
        }
        appendUTF8(scalar, to: &output)
      default: output.append(letter)
      }
    }
  }

  /// The bytes that a string means.
  public func text(_ string: JSONString) -> ByteString {
    if !string.hasEscapes {
      return ByteString(copying: UnsafeBufferPointer(start: base + string.start, count: string.count))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(string.count)
    decode(string, into: &bytes)
    return ByteString(bytes)
  }

  private func hexValue(_ at: Int) -> UInt32 {
    var value: UInt32 = 0
    for offset in at..<at + 4 { value = value << 4 | (hexDigit(base[offset]) ?? 0) }
    return value
  }

  private func truncated() -> JSONError { JSONError(.truncated, at: position, "the text ends too early") }

  private func unexpectedValue() -> JSONError {
    if base[position] == UInt8(ascii: "/") { return JSONError(.comment, at: position, "JSON has no comments") }
    if position <= 1, end >= 2, base[0] == 0 || base[1] == 0 || (base[0] &+ base[1] == 0xFD && base[0] >= 0xFE) {
      return JSONError(.utf8, at: 0, "this is not UTF-8 but looks like UTF-16")
    }
    if position == 0, end >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
      return JSONError(.byteOrderMark, at: 0, "the text begins with a byte order mark, which JSON does not allow")
    }
    switch base[position] {
    case UInt8(ascii: "'"):
      return JSONError(.syntax, at: position, "expected a value; strings stand in double quotes")
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
      return JSONError(.syntax, at: position, "expected a value before this")
    default:
      return JSONError(
        .syntax, at: position, "expected a value: an object, a list, a string, a number, true, false or null")
    }
  }
}

private func hexDigit(_ byte: UInt8) -> UInt32? {
  switch byte {
  case 0x30...0x39: UInt32(byte - 0x30)
  case 0x41...0x46: UInt32(byte - 0x41 + 10)
  case 0x61...0x66: UInt32(byte - 0x61 + 10)
  default: nil
  }
}

/// Appends the UTF-8 form of a scalar value, which must be one.
func appendUTF8(_ scalar: UInt32, to output: inout [UInt8]) {
  if scalar < 0x80 {
    output.append(UInt8(scalar))
  } else if scalar < 0x800 {
    output.append(UInt8(0xC0 | scalar >> 6))
    output.append(UInt8(0x80 | scalar & 0x3F))
  } else if scalar < 0x10000 {
    output.append(UInt8(0xE0 | scalar >> 12))
    output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    output.append(UInt8(0x80 | scalar & 0x3F))
  } else {
    output.append(UInt8(0xF0 | scalar >> 18))
    output.append(UInt8(0x80 | scalar >> 12 & 0x3F))
    output.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    output.append(UInt8(0x80 | scalar & 0x3F))
  }
}
