import Documents

/// A bit for each of the first bytes of a text that a test holds for: bit n for byte n.
///
/// Sixteen bytes are tested at once. Where the text does not end with such a piece, the last one begins early: what it
/// tests again sets the same bits.
enum ByteBits {
  typealias Bytes = SIMD16<UInt8>

  /// The most bytes that have a bit.
  static let limit = 64
  static let step = 16

  /// The bits of the bytes of a text before `end`, which is no more than `limit` and the number of its bytes.
  ///
  /// Some bytes behind `end`, but not behind the text, may have bits, too.
  @inline(__always)
  static func of(_ text: ByteSlice, to end: Int, _ test: (Bytes) -> SIMDMask<SIMD16<Int8>>) -> UInt64 {
    let raw = UnsafeRawPointer(text.base)
    guard text.count >= step else { return few(text, to: end, test) }
    // Two pieces without a question, for most texts have as much: a guess at their number would often be wrong.
    let second = min(step, text.count - step)
    var bits = packed(test(raw.loadUnaligned(as: Bytes.self)))
    bits |= packed(test(raw.loadUnaligned(fromByteOffset: second, as: Bytes.self))) << UInt64(second)
    var at = step * 2
    while at < end {
      let start = min(at, text.count - step)
      bits |= packed(test(raw.loadUnaligned(fromByteOffset: start, as: Bytes.self))) << UInt64(start)
      at += step
    }
    return bits
  }

  /// The bits of the sixteen bytes, or those up to the end, from a place on in a text that has as many.
  @inline(__always)
  static func sixteen(_ text: ByteSlice, from at: Int, _ test: (Bytes) -> SIMDMask<SIMD16<Int8>>) -> UInt64 {
    let start = min(at, text.count - step)
    let raw = UnsafeRawPointer(text.base)
    return packed(test(raw.loadUnaligned(fromByteOffset: start, as: Bytes.self))) >> UInt64(at - start)
  }

  @inline(never)
  private static func few(_ text: ByteSlice, to end: Int, _ test: (Bytes) -> SIMDMask<SIMD16<Int8>>) -> UInt64 {
    var bytes = Bytes()
    for at in 0..<end { bytes[at] = text.base[at] }
    return packed(test(bytes)) & (1 << UInt64(end) &- 1)
  }

  /// The lanes of a mask as the lowest sixteen bits.
  @inline(__always)
  private static func packed(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    // Each lane keeps a bit of its own, so that adding up the eight lanes of a word puts them side by side.
    let lanes: UInt64 = 0x8040_2010_0804_0201
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self) & SIMD2(lanes.littleEndian, lanes.littleEndian)
    return sum(words.x) | sum(words.y) << 8
  }

  @inline(__always)
  private static func sum(_ word: UInt64) -> UInt64 { (word &* 0x0101_0101_0101_0101) >> 56 }
}
