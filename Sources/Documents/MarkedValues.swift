/// The marks of a text whose values stand behind each other, found a window at a time.
///
/// A mark is a byte that is not plain (`PlainBytes`): a quote, a backslash, a control character, DEL, or a byte that is not
/// ASCII. One pass over a window of text finds all marks of many values, 64 bytes at a time; whoever reads a value then
/// goes from mark to mark and never looks at what stands between two quotes.
/// ```
/// text     { " i d " : " a 1 " , " c " : { } }
/// offset   0 1 2 3 4 5 6 7 8 9 …
/// marks      1     4   6     9   11  13
/// ```
/// The value of `id`: its quote stands at 6, which is the third mark, and the fourth mark is at 9. The byte there is a
/// quote, so the value is the plain bytes 7 and 8. Were it a backslash, a reader would have to go byte by byte.
///
/// Values may stand on one line, as the elements of an array do. A window begins wherever it is asked to, so that a value
/// of any place is marked as a whole, unless it is longer than a window.
public struct MarkedValues: ~Copyable {
  /// The bytes that are marked at a time: they and their marks stay in the first cache.
  static let windowSize = 16 * 1024
  /// The marks behind the last one, which end every search.
  private static let sentinels = 4

  /// The text, from which all offsets count.
  public private(set) var base: UnsafePointer<UInt8>
  /// The number of bytes.
  public private(set) var count = 0
  /// The offset of the first byte that is marked.
  public private(set) var windowStart = 0
  /// The offset behind the last byte that is marked.
  public private(set) var windowEnd = 0
  private let marks: UnsafeMutablePointer<UInt32>
  /// The mark at which the next search begins.
  private var next: UnsafePointer<UInt32>

  /// Makes the marks of no text.
  public init() {
    marks = .allocate(capacity: Self.windowSize + TextLines.padding + Self.sentinels)
    next = UnsafePointer(marks)
    base = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit { marks.deallocate() }

  /// Begins with a text, which must stay where it is, with `TextLines.padding` readable bytes behind it, the first of
  /// them a line feed.
  public mutating func begin(_ text: UnsafePointer<UInt8>, count: Int) {
    base = text
    // Offsets of marks are 32 bits wide; a text that is longer, which no reader hands out, is read without marks.
    self.count = count < Int(Int32.max) ? count : 0
    windowStart = 0
    windowEnd = 0
  }

  /// The first mark at or behind a place; places must not go back within a window.
  public mutating func mark(at place: Int) -> UnsafePointer<UInt32> {
    if place >= windowEnd || place < windowStart { markWindow(from: place) }
    while Int(next.pointee) < place { next += 1 }
    return next
  }

  /// Begins a window at a place where the last one ended too early; false when that would not help.
  public mutating func restart(at place: Int) -> Bool {
    guard windowStart < place, windowEnd < count else { return false }
    markWindow(from: place)
    return true
  }

  private mutating func markWindow(from start: Int) {
    let limit = min(count, start + Self.windowSize)
    var end = marks
    var at = start
    while at < limit {
      var bits = Self.specialBytes(base + at)
      let first = UInt32(truncatingIfNeeded: at)
      while bits != 0 {
        end.pointee = first &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
        end += 1
        bits &= bits &- 1
      }
      at += 64
    }
    while end > marks, Int((end - 1).pointee) >= limit { end -= 1 }
    for sentinel in 0..<Self.sentinels { end[sentinel] = UInt32(truncatingIfNeeded: count) }
    windowStart = start
    windowEnd = max(start, limit)
    next = UnsafePointer(marks)
  }

  /// The marks among 64 bytes, one bit each, the lowest for the first byte.
  @inline(__always)
  private static func specialBytes(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    // Byte k of a half of 16 bytes gives bit 2i or 2i + 1 of byte k % 8 of the sum, i counting the halves.
    let sum =
      specialBytes(bytes, SIMD2(0x0101_0101_0101_0101, 0x0202_0202_0202_0202))
      | specialBytes(bytes + 16, SIMD2(0x0404_0404_0404_0404, 0x0808_0808_0808_0808))
      | specialBytes(bytes + 32, SIMD2(0x1010_1010_1010_1010, 0x2020_2020_2020_2020))
      | specialBytes(bytes + 48, SIMD2(0x4040_4040_4040_4040, 0x8080_8080_8080_8080))
    return ByteMatrix.transposed(sum.x | sum.y)
  }

  @inline(__always)
  private static func specialBytes(_ bytes: UnsafePointer<UInt8>, _ bits: SIMD2<UInt64>) -> SIMD2<UInt64> {
    unsafeBitCast(PlainBytes.others(bytes), to: SIMD2<UInt64>.self) & bits
  }
}
