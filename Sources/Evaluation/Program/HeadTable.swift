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
struct HeadTable: ~Copyable {
  private struct Head {
    let hash: UInt64
    let start: Int32
    let count: Int32
  }

  private let hash = ByteHash.process
  private let heads: UnsafeMutablePointer<Head>
  private let bytes: UnsafeMutablePointer<UInt8>
  /// Half of the hash, then number + 1; 0 where empty.
  private let slots: UnsafeMutablePointer<UInt64>
  private let slotMask: Int
  /// The lengths that heads have, as bits, those beyond 63 as one.
  private let lengths: UInt64
  private let longest: Int
  /// Whether there is no head at all.
  let isEmpty: Bool

  /// Makes the table of heads, which are distinct and known by their indices.
  init(_ all: [[UInt8]]) {
    isEmpty = all.isEmpty
    longest = all.lazy.map(\.count).max() ?? 0
    lengths = all.reduce(0) { $0 | Self.bit(ofLength: $1.count) }
    heads = .allocate(capacity: max(1, all.count))
    bytes = .allocate(capacity: max(1, all.reduce(0) { $0 + $1.count }))
    var size = 4
    while size < all.count * 2 { size *= 2 }
    slotMask = size - 1
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    var used = 0
    for (number, head) in all.enumerated() {
      (bytes + used).initialize(from: head, count: head.count)
      let hash = hash.hash(ByteSlice(bytes + used, head.count))
      (heads + number).initialize(
        to: Head(hash: hash, start: Int32(truncatingIfNeeded: used), count: Int32(truncatingIfNeeded: head.count)))
      var place = Int(truncatingIfNeeded: hash) & slotMask
      while slots[place] != 0 { place = (place + 1) & slotMask }
      slots[place] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: number + 1)
      used += head.count
    }
  }

  deinit {
    heads.deallocate()
    bytes.deallocate()
    slots.deallocate()
  }

  /// Whether a byte ends a word.
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte & 0xFC == 0x2C || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_")
  }

  /// Hands each head that a text begins with, and that ends as a word does, to a function, with where it ends.
  @inline(__always)
  borrowing func forEachHead(of text: ByteSlice, _ body: (_ head: Int, _ end: Int) -> Void) {
    if isEmpty { return }
    let raw = UnsafeRawPointer(text.base)
    let count = min(text.count, longest)
    var at = 0
    while at + 8 <= count {
      var ends = Self.delimiterMask(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      while ends != 0 {
        look(text, at + ends.trailingZeroBitCount >> 3 + 1, body)
        ends &= ends &- 1
      }
      at += 8
    }
    while at < count {
      if Self.isDelimiter(text.base[at]) { look(text, at + 1, body) }
      at += 1
    }
    if text.count <= longest, text.count > 0, !Self.isDelimiter(text.base[text.count - 1]) {
      look(text, text.count, body)
    }
  }

  @inline(__always)
  private func look(_ text: ByteSlice, _ end: Int, _ body: (_ head: Int, _ end: Int) -> Void) {
    if lengths & Self.bit(ofLength: end) == 0 { return }
    let wanted = hash.hash(ByteSlice(text.base, end))
    var place = Int(truncatingIfNeeded: wanted) & slotMask
    while slots[place] != 0 {
      if slots[place] >> 32 == wanted >> 32 {
        let number = Int(truncatingIfNeeded: slots[place] & 0xFFFF_FFFF) - 1
        let head = heads + number
        if Int(head.pointee.count) == end, equalBytes(bytes + Int(head.pointee.start), text.base, end) {
          body(number, end)
          return
        }
      }
      place = (place + 1) & slotMask
    }
  }

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
