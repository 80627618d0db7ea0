import Documents

/// Which heads of a `HeadTable` are asked for, as bits by hash: 0 where none is.
///
/// A bit may be set for heads that are not asked for; the table tells.
struct HeadFilter {
  private let bits: UnsafeMutablePointer<UInt64>
  private let mask: Int
  /// The lengths of heads, as bits, those beyond 63 as one.
  private let lengths: UInt64
  /// The length of the longest; 0 for no head at all.
  let longest: Int

  /// Makes the filter of heads by their hashes and lengths, with a byte for each at least; `deallocate` frees it.
  init(_ heads: [(hash: UInt64, count: Int)]) {
    longest = heads.lazy.map(\.count).max() ?? 0
    lengths = heads.reduce(0) { $0 | Self.bit(ofLength: $1.count) }
    var size = 64
    while size < heads.count * 8 { size *= 2 }
    mask = size - 1
    bits = .allocate(capacity: size / 64)
    bits.initialize(repeating: 0, count: size / 64)
    for head in heads {
      let bit = Self.bit(head.hash) & mask
      bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  /// Frees the bits.
  func deallocate() { bits.deallocate() }

  /// Whether some head has a length.
  @inline(__always)
  func hasLength(_ length: Int) -> Bool { lengths & Self.bit(ofLength: length) != 0 }

  /// Whether some head may have a hash.
  @inline(__always)
  func mayHave(_ hash: UInt64) -> Bool {
    let bit = Self.bit(hash) & mask
    return bits[bit >> 6] & (1 << UInt64(bit & 63)) != 0
  }

  /// Bits of the hash that say little about the place in the table.
  @inline(__always)
  private static func bit(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 20) & Int.max }

  @inline(__always)
  private static func bit(ofLength length: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: min(length, 63)) }
}

/// The names that the statements of one action begin with, of resources with six fields and of others.
struct NameFilter {
  let names: HeadFilter
  let plain: HeadFilter
  /// Whether some of them end within a word, and are found in a tree.
  let usesTree: Bool
  /// Whether there is none at all.
  let isEmpty: Bool

  /// Makes the filter of heads that are found in tables, and says whether there are others; `deallocate` frees it.
  init(names: [(hash: UInt64, count: Int)], plain: [(hash: UInt64, count: Int)], usesTree: Bool) {
    self.names = HeadFilter(names)
    self.plain = HeadFilter(plain)
    self.usesTree = usesTree
    isEmpty = names.isEmpty && plain.isEmpty && !usesTree
  }

  /// Frees the bits.
  func deallocate() {
    names.deallocate()
    plain.deallocate()
  }
}
