#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Goes through the lines of a text that are not blank, and knows where in each the bytes stand that matter to JSON.
///
/// A mark is a byte that cannot stand in a plain string: a quote, a backslash, a control character (line ends among
/// them), DEL, or a byte that is not ASCII. One pass over a window of text finds all marks of many lines, 64 bytes at a
/// time; whoever reads a line then goes from mark to mark and never looks at what stands between two quotes.
/// ```
/// text     { " i d " : " a 1 " , " c " : { } } ⏎ { " i d …
/// offset   0 1 2 3 4 5 6 7 8 9 …               19
/// marks      1     4   6     9   11  13        19  21 …
/// ```
/// The value of `id`: its quote stands at 6, which is the third mark, and the fourth mark is at 9. The byte there is a
/// quote, so the value is the plain bytes 7 and 8. Were it a backslash, a reader would have to go byte by byte.
///
/// A line that does not fit into a window has no marks.
public struct MarkedLines: ~Copyable {
  /// How many bytes behind the text must be readable; the first of them must be a line feed.
  public static let padding = 64
  /// The bytes that are marked at a time: they and their marks stay in the first cache.
  private static let windowSize = 16 * 1024

  /// The text, from which all offsets count.
  public private(set) var base: UnsafePointer<UInt8>
  /// The offset of the current line.
  public private(set) var start = 0
  /// The number of the current line, from 1.
  public private(set) var number = 0
  /// The first mark at or behind `start`; of no meaning where the line has none.
  public private(set) var mark: UnsafePointer<UInt32>
  /// Whether the current line has marks. The last of them is its line feed.
  public private(set) var isMarked = false

  private let marks: UnsafeMutablePointer<UInt32>
  private var count = 0
  /// The offset behind the last line of the window.
  private var windowEnd = 0
  /// The offset of the current line's line feed; -1 while nobody knows it.
  private var end = 0
  private var nextStart = 0
  private var nextMark: UnsafePointer<UInt32>

  /// Makes lines of no text.
  public init() {
    // A window that reaches the end of the text is a little longer; two marks behind the last end every search.
    marks = .allocate(capacity: Self.windowSize + 3 * Self.padding)
    mark = UnsafePointer(marks)
    nextMark = UnsafePointer(marks)
    base = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit { marks.deallocate() }

  /// Begins with a text, which must stay where it is, with `padding` behind it, for as long as its lines are read.
  public mutating func begin(_ text: UnsafePointer<UInt8>, count: Int, firstLine: Int) {
    base = text
    self.count = count
    windowEnd = 0
    end = 0
    nextStart = 0
    number = firstLine - 1
  }

  /// Moves to the next line that is not blank; false behind the last.
  public mutating func next() -> Bool {
    if end < 0 { locateEnd() }
    while true {
      start = nextStart
      mark = nextMark
      if start >= windowEnd {
        guard start < count else { return false }
        markWindow()
      }
      number += 1
      end = -1
      if base[start] > 0x20 || !isBlank() { return true }
    }
  }

  /// The current line without its line feed.
  public mutating func text() -> UnsafeBufferPointer<UInt8> {
    if end < 0 { locateEnd() }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// Says where the current line ends, for a reader that came to its line feed.
  @inline(__always)
  public mutating func finish(at feed: UnsafePointer<UInt32>) {
    end = Int(feed.pointee)
    nextStart = end + 1
    nextMark = feed + 1
  }

  private mutating func locateEnd() {
    if isMarked {
      var feed = mark
      while base[Int(feed.pointee)] != 0x0A { feed += 1 }
      return finish(at: feed)
    }
    let feed = memchr(base + start, 0x0A, count - start)
    end = feed.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? count
    nextStart = end + 1
  }

  private mutating func isBlank() -> Bool {
    for byte in text() where byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    return true
  }

  /// Finds the marks of the lines from `start` on.
  private mutating func markWindow() {
    let isLast = count - start <= Self.windowSize + Self.padding
    let limit = isLast ? count : start + Self.windowSize
    var found = marks.distance(to: Self.mark(base, from: start, to: limit, into: marks))
    mark = UnsafePointer(marks)
    isMarked = true
    if isLast {
      while found > 0, Int(marks[found - 1]) >= count { found -= 1 }
      windowEnd = count
    } else {
      while found > 0, base[Int(marks[found - 1])] != 0x0A { found -= 1 }
      windowEnd = found > 0 ? Int(marks[found - 1]) + 1 : 0
    }
    marks[found] = UInt32(truncatingIfNeeded: count)
    marks[found + 1] = UInt32(truncatingIfNeeded: count)
    // Offsets of marks are 32 bits wide; texts are far shorter, and one that is not is read without marks.
    guard windowEnd > 0, count < Int(Int32.max) else {
      isMarked = false
      locateEnd()
      windowEnd = nextStart
      return
    }
  }

  /// Writes the offsets of the marks between two places, those of the 64 bytes at the end too, and returns the place
  /// behind the last.
  @inline(__always)
  static func mark(
    _ base: UnsafePointer<UInt8>, from start: Int, to limit: Int, into marks: UnsafeMutablePointer<UInt32>
  ) -> UnsafeMutablePointer<UInt32> {
    var next = marks
    var at = start
    while at < limit {
      var bits = specialBytes(base + at)
      let first = UInt32(truncatingIfNeeded: at)
      while bits != 0 {
        next.pointee = first &+ UInt32(truncatingIfNeeded: bits.trailingZeroBitCount)
        next += 1
        bits &= bits &- 1
      }
      at &+= 64
    }
    return next
  }

  /// The marks among 64 bytes, one bit each, the lowest for the first byte.
  @inline(__always)
  static func specialBytes(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    // Byte k of a half of 16 bytes gives bit 2i or 2i + 1 of byte k % 8 of the sum, i counting the halves.
    let sum =
      specialBytes(bytes, 0, SIMD2(0x0101_0101_0101_0101, 0x0202_0202_0202_0202))
      | specialBytes(bytes, 16, SIMD2(0x0404_0404_0404_0404, 0x0808_0808_0808_0808))
      | specialBytes(bytes, 32, SIMD2(0x1010_1010_1010_1010, 0x2020_2020_2020_2020))
      | specialBytes(bytes, 48, SIMD2(0x4040_4040_4040_4040, 0x8080_8080_8080_8080))
    return ByteMatrix.transposed(sum.x | sum.y)
  }

  @inline(__always)
  private static func specialBytes(
    _ bytes: UnsafePointer<UInt8>, _ offset: Int, _ bits: SIMD2<UInt64>
  ) -> SIMD2<UInt64> {
    let raw = UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    let quotes = raw .== SIMD16<UInt8>(repeating: 0x22)
    let slashes = raw .== SIMD16<UInt8>(repeating: 0x5C)
    // One more than a control character is at most 0x20; one more than DEL, and than what is not ASCII, is negative.
    let others =
      SIMD16<Int8>(truncatingIfNeeded: raw &+ SIMD16<UInt8>(repeating: 1)) .< SIMD16<Int8>(repeating: 0x21)
    return unsafeBitCast(quotes .| slashes .| others, to: SIMD2<UInt64>.self) & bits
  }
}
