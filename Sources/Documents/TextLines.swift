#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Goes through the lines of a text that are not blank.
///
/// Where a line ends is looked for only if its reader did not come by its line feed.
public struct TextLines: ~Copyable {
  /// How many bytes behind the text must be readable; the first of them must be a line feed.
  public static let padding = 64

  @usableFromInline var bytes: UnsafePointer<UInt8>
  @usableFromInline var count = 0
  @usableFromInline var lineStart = 0
  @usableFromInline var lineNumber = 0
  /// The offset of the current line's line feed; -1 while nobody knows it.
  @usableFromInline var end = 0
  @usableFromInline var nextStart = 0

  /// Makes lines of no text.
  public init() { bytes = UnsafePointer(bitPattern: 1).unsafelyUnwrapped }

  /// The text, from which all offsets count.
  @inlinable public var base: UnsafePointer<UInt8> { bytes }

  /// The offset of the current line.
  @inlinable public var start: Int { lineStart }

  /// The number of the current line, from 1.
  @inlinable public var number: Int { lineNumber }

  /// Begins with a text, which must stay where it is, with `padding` behind it, for as long as its lines are read.
  public mutating func begin(_ text: UnsafePointer<UInt8>, count: Int, firstLine: Int) {
    bytes = text
    self.count = count
    end = 0
    nextStart = 0
    lineNumber = firstLine - 1
  }

  /// Moves to the next line that is not blank; false behind the last.
  @inlinable @inline(__always)
  public mutating func next() -> Bool {
    if end < 0 { locateEnd() }
    while nextStart < count {
      lineStart = nextStart
      lineNumber &+= 1
      end = -1
      if bytes[lineStart] > 0x20 || !isBlank() { return true }
    }
    return false
  }

  /// The current line without its line feed.
  @inlinable @inline(__always)
  public mutating func text() -> UnsafeBufferPointer<UInt8> {
    if end < 0 { locateEnd() }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// Says where the current line ends, for a reader that came to its line feed.
  @inlinable @inline(__always)
  public mutating func finish(at feed: UnsafePointer<UInt8>) {
    end = base.distance(to: feed)
    nextStart = end &+ 1
  }

  @usableFromInline @inline(never)
  mutating func locateEnd() {
    let feed = memchr(base + start, 0x0A, count - start)
    end = feed.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? count
    nextStart = end + 1
  }

  @usableFromInline @inline(never)
  mutating func isBlank() -> Bool {
    for byte in text() where byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    return true
  }
}
