import Documents

/// Where the words of a name end: behind a delimiter, or with the name.
///
/// ```
/// name   table/orders-api-7
/// ends         6      13  17 18
/// ```
enum WordEnds {
  /// The length from which on beginnings have no bit.
  static let longLength = 63

  /// Whether a byte ends a word.
  @inline(__always)
  static func isDelimiter(_ byte: UInt8) -> Bool {
    byte & 0xFC == 0x2C || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "_")
  }

  /// The ends that are before `longLength`, as bits: bit n where a word or the text ends before byte n.
  ///
  /// - Parameter filter: the heads that are asked for, of which one is as long as each end.
  @inline(__always)
  static func bits(of text: ByteSlice, through filter: borrowing HeadFilter) -> UInt64 {
    let last = min(text.count, longLength - 1, filter.longest)
    let behindDelimiters = ByteBits.of(text, to: last, areDelimiters) << 1
    return (behindDelimiters | 1 << UInt64(min(text.count, longLength))) & filter.lengths
  }

  /// Hands each end from `longLength` on to a function, up to the length of the longest head that is asked for.
  @inline(never)
  static func forEachFar(of text: ByteSlice, through filter: borrowing HeadFilter, _ body: (_ end: Int) -> Void) {
    let last = min(text.count, filter.longest)
    if last < longLength { return }
    for end in longLength...last where end == text.count || isDelimiter(text.base[end - 1]) { body(end) }
  }

  /// Hands each place where a beginning of a text ends as a word does to a function, if some head that is asked for is as
  /// long.
  static func forEach(of text: ByteSlice, through filter: borrowing HeadFilter, _ body: (_ end: Int) -> Void) {
    var ends = bits(of: text, through: filter)
    while ends != 0 {
      body(ends.trailingZeroBitCount)
      ends &= ends &- 1
    }
    forEachFar(of: text, through: filter, body)
  }

  @inline(__always)
  private static func areDelimiters(_ bytes: ByteBits.Bytes) -> SIMDMask<SIMD16<Int8>> {
    (bytes & ByteBits.Bytes(repeating: 0xFC)) .== ByteBits.Bytes(repeating: 0x2C)
      .| (bytes .== ByteBits.Bytes(repeating: 0x3A)) .| (bytes .== ByteBits.Bytes(repeating: 0x5F))
  }
}
