/// The marks of a text whose values stand behind each other, found a window at a time.
///
/// What a mark is, and what it is good for, is drawn at `MarkedLines`, which goes through lines; this goes through values
/// that may stand on one line, as the elements of an array do. A window begins wherever it is asked to, so that a value
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
    marks = .allocate(capacity: Self.windowSize + MarkedLines.padding + Self.sentinels)
    next = UnsafePointer(marks)
    base = UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  deinit { marks.deallocate() }

  /// Begins with a text, which must stay where it is, with `MarkedLines.padding` readable bytes behind it, the first of
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
    var end = MarkedLines.mark(base, from: start, to: limit, into: marks)
    while end > marks, Int((end - 1).pointee) >= limit { end -= 1 }
    for sentinel in 0..<Self.sentinels { end[sentinel] = UInt32(truncatingIfNeeded: count) }
    windowStart = start
    windowEnd = max(start, limit)
    next = UnsafePointer(marks)
  }
}
