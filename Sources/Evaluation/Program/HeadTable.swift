import Documents

/// Finds all of many byte strings that a text begins with, where each ends as words end: in a delimiter, or with the text.
///
/// ```
/// heads    0: table/orders-    1: table/orders-api-    2: table/ledger
/// text     table/orders-api-7
/// ends          ^       ^   ^ ^          behind each delimiter, and at the end
/// ```
/// The text is looked up as far as each of its ends of which some head has the length, by hash and bytes: 0 and 1 are
/// found. Nothing waits for anything else, as in a tree every step does. A head that does not end in a delimiter, such as
/// 2, is found here only where the text ends, too; where more may follow it belongs in a `HeadTree`.
///
/// With many heads the table is not in the cache, so that each look at it costs a wait. Whoever asks has a filter of the
/// heads that are asked for (`HeadFilter`) sort out what is of no use. What is there stands in one line, with its first
/// bytes and the entry that it leads to, where that is one.
struct HeadTable: ~Copyable {
  private struct Line {
    /// The first bytes; of a head that has more, the last word is where the bytes behind the others begin in `rests`.
    var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    /// The first of the entries.
    var only = NameEntry.none
    /// Half of the hash.
    var tag: UInt32 = 0
    /// The number of bytes; 0 where empty, for there is no empty head.
    var count: UInt32 = 0
    /// The first and the number of the entries that the head leads to.
    var firstEntry: Int32 = 0
    var entryCount: Int32 = 0
  }

  /// Longer heads belong in a tree: a text is looked up as far as each of its ends, each time from its beginning.
  static let longestHead = 512
  /// The bytes of a head with which its line begins, where that holds them all, and where it does not; its entry stands
  /// behind them.
  private static let lineBytes = 40
  private static let firstBytes = 32
  /// That of a line of the cache.
  static let stride = MemoryLayout<Line>.stride

  private let lines: UnsafeMutableRawPointer
  private let lineMask: Int
  private let rests: UnsafeMutablePointer<UInt8>
  private let entries: UnsafePointer<NameEntry>

  /// Makes the table of heads, which are distinct and not empty, with the places of the entries that each leads to.
  ///
  /// - Parameter all: all entries, which must last as long as the table.
  init(_ heads: [(bytes: [UInt8], entries: Range<Int>)], of all: UnsafePointer<NameEntry>) {
    entries = all
    rests = .allocate(capacity: max(1, heads.reduce(0) { $0 + $1.bytes.count }))
    var size = 4
    while size < heads.count * 2 { size *= 2 }
    lineMask = size - 1
    lines = .allocate(byteCount: size * Self.stride, alignment: CacheLine.size)
    lines.initializeMemory(as: Line.self, repeating: Line(), count: size)
    let lines = lines
    var used = 0
    for (bytes, entries) in heads {
      let hash = ByteString(bytes).withSlice { ByteHash.process.hash($0) }
      var place = Int(truncatingIfNeeded: hash) & lineMask
      while Self.count(lines, place) != 0 { place = (place + 1) & lineMask }
      let line = lines + place * Self.stride
      let inLine = bytes.count <= Self.lineBytes ? bytes.count : Self.firstBytes
      let first = Line(
        words: (0, 0, 0, 0, UInt64(truncatingIfNeeded: used)),
        only: entries.isEmpty ? .none : all[entries.lowerBound],
        tag: UInt32(truncatingIfNeeded: hash >> 32), count: UInt32(truncatingIfNeeded: bytes.count),
        firstEntry: Int32(truncatingIfNeeded: entries.lowerBound),
        entryCount: Int32(truncatingIfNeeded: entries.count))
      line.storeBytes(of: first, as: Line.self)
      bytes.prefix(inLine).withUnsafeBytes {
        line.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(lines), byteCount: $0.count)
      }
      for byte in bytes.dropFirst(inLine) {
        rests[used] = byte
        used += 1
      }
    }
  }

  deinit {
    lines.deallocate()
    rests.deallocate()
  }

  /// A head that a text may begin with.
  struct Guess {
    let hash: UInt64
    /// The number of the text's bytes that are looked for.
    let end: Int

    @inline(__always)
    init(_ text: ByteSlice, _ end: Int, _ hasher: ByteHash) {
      hash = hasher.hash(ByteSlice(text.base, end))
      self.end = end
    }
  }

  /// Reads the line where a head is looked for first.
  @inline(__always)
  borrowing func touch(_ guess: Guess) -> UInt8 { line(of: guess.hash).load(as: UInt8.self) }

  @inline(__always)
  private borrowing func line(of hash: UInt64) -> UnsafeMutableRawPointer {
    lines + (Int(truncatingIfNeeded: hash) & lineMask) * Self.stride
  }

  /// The entries that a head leads to; nil where the text begins with none of the kind.
  @inline(__always)
  borrowing func entries(of guess: Guess, in text: ByteSlice) -> NameEntries? {
    let end = guess.end
    var raw = line(of: guess.hash)
    while true {
      let line = raw.assumingMemoryBound(to: Line.self)
      if line.pointee.count == 0 { return nil }
      if line.pointee.tag == UInt32(truncatingIfNeeded: guess.hash >> 32), Int(line.pointee.count) == end {
        let words = UnsafeRawPointer(line).assumingMemoryBound(to: UInt8.self)
        let inLine = end <= Self.lineBytes ? end : Self.firstBytes
        if equalBytes(words, text.base, inLine),
          inLine == end || equalBytes(rests + Int(line.pointee.words.4), text.base + inLine, end - inLine)
        {
          return entries(of: line)
        }
      }
      raw += Self.stride
      if raw == lines + (lineMask + 1) * Self.stride { raw = lines }
    }
  }

  /// The entries that the head in a line leads to.
  @inline(__always)
  private borrowing func entries(of line: UnsafeMutablePointer<Line>) -> NameEntries {
    let (first, count) = (Int(line.pointee.firstEntry), Int(line.pointee.entryCount))
    let only = (UnsafeRawPointer(line) + Self.lineBytes).assumingMemoryBound(to: NameEntry.self)
    return NameEntries(count == 1 ? only : entries + first, first: first, count: count)
  }

  @inline(__always)
  private static func count(_ lines: UnsafeMutableRawPointer, _ place: Int) -> UInt32 {
    (lines + place * stride).assumingMemoryBound(to: Line.self).pointee.count
  }
}
