import Documents

/// Which heads of a `HeadTable` are asked for, as bits by hash: 0 where none is.
///
/// A bit may be set for heads that are not asked for; the table tells.
struct HeadFilter: ~Copyable {
  private let bits: UnsafeMutablePointer<UInt64>
  /// The lengths of heads, as bits, those from `longLength` on as one.
  let lengths: UInt64
  private let mask: Int32
  private let longestHead: Int32

  /// Makes the filter of heads by their hashes and lengths, with a byte for each at least.
  init(_ heads: [(hash: UInt64, count: Int)]) {
    longestHead = Int32(clamping: heads.lazy.map(\.count).max() ?? 0)
    lengths = heads.reduce(0) { $0 | Self.bit(ofLength: $1.count) }
    var size = 64
    while size < heads.count * 8, size < 1 << 30 { size *= 2 }
    mask = Int32(truncatingIfNeeded: size - 1)
    bits = .allocate(capacity: size / 64)
    bits.initialize(repeating: 0, count: size / 64)
    for head in heads {
      let bit = Self.bit(head.hash) & (size - 1)
      bits[bit >> 6] |= 1 << UInt64(bit & 63)
    }
  }

  deinit { bits.deallocate() }

  /// The length from which on heads share a bit.
  static let longLength = 63

  /// The length of the longest head; 0 for no head at all.
  var longest: Int { Int(longestHead) }

  /// Reads the bit of a hash, and what stands near it.
  @inline(__always)
  borrowing func touch(_ hash: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: bits[(Self.bit(hash) & Int(mask)) >> 6])
  }

  /// Whether some head may have a hash.
  @inline(__always)
  borrowing func mayHave(_ hash: UInt64) -> Bool {
    let bit = Self.bit(hash) & Int(mask)
    return bits[bit >> 6] & (1 << UInt64(bit & 63)) != 0
  }

  /// Bits of the hash that say little about the place in the table.
  @inline(__always)
  private static func bit(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 20) & Int.max }

  @inline(__always)
  private static func bit(ofLength length: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: min(length, longLength)) }
}

/// The names that the statements of one action begin with, of resources with six fields and of others.
struct NameFilter: ~Copyable {
  /// Whether there is none at all.
  let isEmpty: Bool
  /// Whether some of them end within a word, and are found in a tree.
  let usesTree: Bool
  /// The fewest colons of a pattern that may match by swallowing some, for which a resource must have more; `.max` for
  /// none.
  let fewestColons: Int32
  let names: HeadFilter
  /// That of resources without fields; nil where their names are all found otherwise.
  ///
  /// Behind a pointer, for it is hardly ever asked and would take room where everything else is.
  let plain: UnsafeMutablePointer<HeadFilter>?

  /// Makes the filter of heads that are found in tables, and says whether there are others.
  init(
    names: [(hash: UInt64, count: Int)], plain: [(hash: UInt64, count: Int)], usesTree: Bool,
    fewestColons: Int32
  ) {
    self.names = HeadFilter(names)
    if plain.isEmpty {
      self.plain = nil
    } else {
      let filter = UnsafeMutablePointer<HeadFilter>.allocate(capacity: 1)
      filter.initialize(to: HeadFilter(plain))
      self.plain = filter
    }
    self.usesTree = usesTree
    self.fewestColons = fewestColons
    isEmpty = names.isEmpty && plain.isEmpty && !usesTree
  }

  deinit {
    plain?.deinitialize(count: 1)
    plain?.deallocate()
  }
}
