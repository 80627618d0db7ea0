/// Which of many things may be there, as bits by hash: 0 where none is.
///
/// A bit may be set for what is not there; whoever has the things themselves tells.
struct HashFilter: ~Copyable {
  let bits: Bits

  /// Makes the filter of hashes, with a byte for each at least.
  init(_ hashes: [UInt64]) {
    var size = 64
    while size < hashes.count * 8, size < 1 << 30 { size *= 2 }
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: size / 64)
    words.initialize(repeating: 0, count: size / 64)
    for hash in hashes {
      let bit = Self.bit(hash) & (size - 1)
      words[bit >> 6] |= 1 << UInt64(bit & 63)
    }
    bits = Bits(words: words, mask: Int32(truncatingIfNeeded: size - 1))
  }

  deinit { bits.words.deallocate() }

  /// The bits of a filter, which last as long as it does.
  struct Bits {
    fileprivate let words: UnsafeMutablePointer<UInt64>
    fileprivate let mask: Int32

    /// Reads the first bits: in a small filter, what is near all of them.
    @inline(__always)
    func touch() -> UInt8 { UInt8(truncatingIfNeeded: words[0]) }

    /// Whether something of a hash may be there.
    @inline(__always)
    func mayHave(_ hash: UInt64) -> Bool {
      let bit = HashFilter.bit(hash) & Int(mask)
      return words[bit >> 6] & (1 << UInt64(bit & 63)) != 0
    }
  }

  /// Bits of the hash that say little about the place in a table.
  @inline(__always)
  fileprivate static func bit(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 20) & Int.max }
}
