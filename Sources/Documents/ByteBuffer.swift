/// A growing run of output bytes, written to by pointer and handed on in one piece.
///
/// The decision loop formats into one of these: appending costs a bounds check and a copy, no reference counting.
public struct ByteBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  @usableFromInline var used = 0

  /// The number of bytes written.
  public internal(set) var count: Int {
    get { used }
    set { used = newValue }
  }

  /// Makes an empty buffer with room for some bytes.
  public init(capacity: Int = 4096) {
    self.capacity = max(16, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Forgets what was written; keeps the room.
  public mutating func removeAll() { count = 0 }

  /// Forgets everything behind a count that the buffer had before.
  public mutating func truncate(to count: Int) { self.count = max(0, min(count, self.count)) }

  /// Lends the bytes for the time of a call.
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// The bytes; valid until the buffer changes.
  public var slice: ByteSlice { ByteSlice(base, count) }

  /// The bytes as an array, for tests and small outputs.
  public borrowing func array() -> [UInt8] { withBytes { Array($0) } }

  /// Appends what a function puts, which must be `room` bytes at most.
  @inlinable @inline(__always)
  public mutating func append(atMost room: Int, _ put: (inout ByteWriter) -> Void) {
    if capacity &- used < room { grow(by: room) }
    var writer = ByteWriter(base + used)
    put(&writer)
    used = base.distance(to: writer.end)
  }

  /// Appends one byte.
  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base[count] = byte
    count += 1
  }

  /// Appends the bytes of a slice.
  @inline(__always)
  public mutating func append(_ slice: ByteSlice) {
    if capacity - count < slice.count { grow(by: slice.count) }
    (base + count).update(from: slice.base, count: slice.count)
    count += slice.count
  }

  /// Appends the bytes of a literal.
  @inline(__always)
  public mutating func append(_ literal: StaticString) { append(ByteSlice(literal)) }

  /// Appends bytes.
  public mutating func append(_ bytes: [UInt8]) {
    if capacity - count < bytes.count { grow(by: bytes.count) }
    (base + count).update(from: bytes, count: bytes.count)
    count += bytes.count
  }

  /// Appends the UTF-8 form of a string, without a copy in between where its bytes are contiguous.
  /// Literals come here, too, unless their type is said to be `StaticString`.
  public mutating func append(_ string: String) {
    let isLent: Void? = string.utf8.withContiguousStorageIfAvailable { bytes in
      if let start = bytes.baseAddress { append(ByteSlice(start, bytes.count)) }
    }
    if isLent == nil { append(Array(string.utf8)) }
  }

  /// Appends a whole number in decimal digits.
  public mutating func append(_ number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    // The digits come out last first, into the room that the longest number needs.
    if capacity - count < 20 { grow(by: 20) }
    var digits = 1
    var bound: UInt = 10
    while digits < 20, rest >= bound {
      digits += 1
      let (next, overflowed) = bound.multipliedReportingOverflow(by: 10)
      if overflowed { break }
      bound = next
    }
    var place = count + digits
    count = place
    repeat {
      place -= 1
      base[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while place > count - digits
  }

  /// Appends text as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD.
  public mutating func appendJSONString(_ text: ByteSlice) {
    append(UInt8(ascii: "\""))
    var run = 0
    var at = 0
    while at < text.count {
      if at + 8 <= text.count {
        let word = UnsafeRawPointer(text.base + at).loadUnaligned(as: UInt64.self)
        if !JSONCursor.hasSpecialByte(word) {
          at += 8
          continue
        }
      }
      let byte = text.base[at]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte < 0x7F {
        at += 1
        continue
      }
      append(ByteSlice(text.base + run, at - run))
      at += appendEscaped(text, at)
      run = at
    }
    append(ByteSlice(text.base + run, at - run))
    append(UInt8(ascii: "\""))
  }

  /// Appends text as a JSON string with its quotes.
  public mutating func appendJSONString(_ text: ByteString) {
    text.bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return append("\"\"") }
      appendJSONString(ByteSlice(start, bytes.count))
    }
  }

  /// Appends the byte or sequence at an offset, which needs a look, and returns how many bytes it was.
  private mutating func appendEscaped(_ text: ByteSlice, _ at: Int) -> Int {
    let byte = text.base[at]
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20, 0x7F:
      append("\\u00")
      append(Self.hexDigits[Int(byte >> 4)])
      append(Self.hexDigits[Int(byte & 15)])
    case 0x80...:
      let length = utf8SequenceLength(text, at)
      // Terminals take the C1 controls, U+0080 to U+009F, for commands: they leave escaped, too.
      if length == 2, byte == 0xC2, text.base[at + 1] < 0xA0 {
        append("\\u00")
        append(Self.hexDigits[Int(text.base[at + 1] >> 4)])
        append(Self.hexDigits[Int(text.base[at + 1] & 15)])
        return 2
      }
      guard length > 0 else {
        append("\u{FFFD}")
        return 1
      }
      append(ByteSlice(text.base + at, length))
      return length
    default: append(byte)
    }
    return 1
  }

  private static let hexDigits: [UInt8] = Array("0123456789abcdef".utf8)

  @usableFromInline @inline(never)
  mutating func grow(by extra: Int) {
    let wanted = max(capacity * 2, count + extra)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = wanted
  }
}

/// The length of the valid UTF-8 sequence at an offset; 0 when the bytes there are none.
func utf8SequenceLength(_ text: ByteSlice, _ at: Int) -> Int {
  let first = text.base[at]
  let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
  guard length > 1, at + length <= text.count else { return length == 1 ? 1 : 0 }
  let second = text.base[at + 1]
  let isValid =
    switch first {
    case 0xE0: second >= 0xA0
    case 0xED: second < 0xA0
    case 0xF0: second >= 0x90
    case 0xF4: second < 0x90
    default: true
    }
  guard isValid else { return 0 }
  for offset in at + 1..<at + length where text.base[offset] & 0xC0 != 0x80 { return 0 }
  return length
}
