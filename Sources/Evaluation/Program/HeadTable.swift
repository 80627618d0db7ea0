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
/// With many heads the table is not in the cache, so that each look at it costs a wait. A bit for each hash, of which
/// there are few enough to be in the cache, tells most of what is not there; what is there stands in one line, with its
/// first bytes and what it leads to.
struct HeadTable: ~Copyable {
  private struct Line {
    /// Half of the hash.
    var tag: UInt32 = 0
    /// The number of bytes; 0 where empty, for there is no empty head.
    var count: UInt32 = 0
    /// The first and the number of the entries that the head leads to.
    var firstEntry: Int32 = 0
    var entryCount: Int32 = 0
    /// The first bytes.
    var words: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    /// Where the bytes behind them begin in `rests`.
    var rest: Int = 0
  }

  /// The bytes of a head in its line.
  private static let lineBytes = 40
  private static let wordsOffset = 16
  private static let stride = MemoryLayout<Line>.stride

  private let hash = ByteHash.process
  private let lines: UnsafeMutableRawPointer
  private let lineMask: Int
  private let rests: UnsafeMutablePointer<UInt8>
  /// Bits by hash: 0 where there is no such head.
  private let filter: UnsafeMutablePointer<UInt64>
  private let filterMask: Int
  /// The lengths that heads have, as bits, those beyond 63 as one.
  private let lengths: UInt64
  private let longest: Int
  /// Whether there is no head at all.
  let isEmpty: Bool

  /// Makes the table of heads, which are distinct and not empty, with the entries that each leads to.
  init(_ heads: [(bytes: [UInt8], entries: Range<Int>)]) {
    isEmpty = heads.isEmpty
    longest = heads.lazy.map(\.bytes.count).max() ?? 0
    lengths = heads.reduce(0) { $0 | Self.bit(ofLength: $1.bytes.count) }
    rests = .allocate(capacity: max(1, heads.reduce(0) { $0 + max(0, $1.bytes.count - Self.lineBytes) }))
    var size = 4
    while size < heads.count * 2 { size *= 2 }
    lineMask = size - 1
    lines = .allocate(byteCount: size * Self.stride, alignment: 64)
    lines.initializeMemory(as: Line.self, repeating: Line(), count: size)
    filterMask = size * 8 - 1
    filter = .allocate(capacity: size / 8 + 1)
    filter.initialize(repeating: 0, count: size / 8 + 1)
    var used = 0
    for (bytes, entries) in heads {
      let hash = ByteString(bytes).withSlice { (slice) -> UInt64 in self.hash.hash(slice) }
      let bit = Self.filterBit(hash) & filterMask
      filter[bit >> 6] |= 1 << UInt64(bit & 63)
      var place = Int(truncatingIfNeeded: hash) & lineMask
      while count(place) != 0 { place = (place + 1) & lineMask }
      let line = lines + place * Self.stride
      line.storeBytes(
        of: Line(
          tag: UInt32(truncatingIfNeeded: hash >> 32), count: UInt32(truncatingIfNeeded: bytes.count),
          firstEntry: Int32(truncatingIfNeeded: entries.lowerBound),
          entryCount: Int32(truncatingIfNeeded: entries.count), rest: used), as: Line.self)
      bytes.prefix(Self.lineBytes).withUnsafeBytes {
        (line + Self.wordsOffset).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(lines), byteCount: $0.count)
      }
      for byte in bytes.dropFirst(Self.lineBytes) {
        rests[used] = byte
        used += 1
      }
    }
  }

  deinit {
    lines.deallocate()
    rests.deallocate()
    filter.deallocate()
  }

  /// Whether a byte ends a word.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte & 0xFC == 0x2C || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_")
  }

  /// Hands the entries of each head that a text begins with, and that ends as a word does, to a function, with where the
  /// head ends.
  @inline(__always)
  borrowing func forEachHead(of text: ByteSlice, _ body: (_ first: Int, _ count: Int, _ end: Int) -> Void) {
    if isEmpty { return }
    let raw = UnsafeRawPointer(text.base)
    let count = min(text.count, longest)
    if count >= 8 {
      var at = 0
      while at < count {
        // The last word begins early enough to be whole; what of it was seen already is masked out.
        let start = min(at, count - 8)
        var ends = Self.delimiterMask(raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        ends = (ends >> UInt64((at - start) * 8)) << UInt64((at - start) * 8)
        while ends != 0 {
          look(text, start + ends.trailingZeroBitCount >> 3 + 1, body)
          ends &= ends &- 1
        }
        at = start + 8
      }
    } else {
      for at in 0..<count where Self.isDelimiter(text.base[at]) { look(text, at + 1, body) }
    }
    if text.count <= longest, text.count > 0, !Self.isDelimiter(text.base[text.count - 1]) {
      look(text, text.count, body)
    }
  }

  @inline(__always)
  private func look(_ text: ByteSlice, _ end: Int, _ body: (_ first: Int, _ count: Int, _ end: Int) -> Void) {
    if lengths & Self.bit(ofLength: end) == 0 { return }
    let wanted = hash.hash(ByteSlice(text.base, end))
    let bit = Self.filterBit(wanted) & filterMask
    if filter[bit >> 6] & (1 << UInt64(bit & 63)) == 0 { return }
    var place = Int(truncatingIfNeeded: wanted) & lineMask
    while count(place) != 0 {
      let line = (lines + place * Self.stride).assumingMemoryBound(to: Line.self)
      if line.pointee.tag == UInt32(truncatingIfNeeded: wanted >> 32), Int(line.pointee.count) == end {
        let words = UnsafePointer(
          (lines + (place * Self.stride + Self.wordsOffset)).assumingMemoryBound(to: UInt8.self))
        let isEqual =
          equalBytes(words, text.base, min(end, Self.lineBytes))
          && (end <= Self.lineBytes
            || equalBytes(rests + line.pointee.rest, text.base + Self.lineBytes, end - Self.lineBytes))
        if isEqual {
          body(Int(line.pointee.firstEntry), Int(line.pointee.entryCount), end)
          return
        }
      }
      place = (place + 1) & lineMask
    }
  }

  @inline(__always)
  private func count(_ place: Int) -> UInt32 {
    (lines + place * Self.stride).assumingMemoryBound(to: Line.self).pointee.count
  }

  /// Bits of the hash that say little about the place in the table.
  @inline(__always)
  private static func filterBit(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 20) & Int.max }

  @inline(__always)
  private static func bit(ofLength length: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: min(length, 63)) }

  /// The highest bit of each byte of a word that is a delimiter, in the order of the bytes in memory.
  @inline(__always)
  private static func delimiterMask(_ word: UInt64) -> UInt64 {
    let word = word.littleEndian
    return zeroBytes((word ^ 0x2C2C_2C2C_2C2C_2C2C) & 0xFCFC_FCFC_FCFC_FCFC)
      | zeroBytes(word ^ 0x3A3A_3A3A_3A3A_3A3A) | zeroBytes(word ^ 0x5F5F_5F5F_5F5F_5F5F)
  }

  @inline(__always)
  private static func zeroBytes(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
  }
}
