import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the colons that part the fields of an ARN.
enum ARNFields {
  /// Where the sixth field begins, 0 for a text of fewer fields; and whether it was seen to have no colons.
  @inline(__always)
  static func end(of text: ByteSlice) -> (end: Int, hasNoColons: Bool) {
    // Most that have no fields are a star.
    if text.count < 2 { return (0, false) }
    var behind = ByteBits.of(text, to: min(text.count, ByteBits.limit), areColons)
    for _ in 0..<4 { behind &= behind &- 1 }
    let isWhole = text.count <= ByteBits.limit
    if behind == 0 { return (isWhole ? 0 : farEnd(of: text), false) }
    return (behind.trailingZeroBitCount + 1, isWhole && behind & (behind &- 1) == 0)
  }

  /// The number of colons from a place on.
  static func colonCount(_ text: ByteSlice, from start: Int) -> Int {
    // Most names have none.
    guard start < text.count, memchr(text.base + start, 0x3A, text.count - start) != nil else { return 0 }
    var count = 0
    var at = start
    if text.count >= ByteBits.step {
      while at < text.count {
        count += ByteBits.sixteen(text, from: at, areColons).nonzeroBitCount
        at += ByteBits.step
      }
    } else {
      while at < text.count {
        if text.base[at] == UInt8(ascii: ":") { count += 1 }
        at += 1
      }
    }
    return count
  }

  @inline(__always)
  private static func areColons(_ bytes: ByteBits.Bytes) -> SIMDMask<SIMD16<Int8>> {
    bytes .== ByteBits.Bytes(repeating: 0x3A)
  }

  /// Where the sixth field begins in a text whose fifth colon is not among the first bytes; 0 for one of fewer fields.
  @inline(never)
  private static func farEnd(of text: ByteSlice) -> Int {
    var left = 5
    for at in 0..<text.count where text.base[at] == UInt8(ascii: ":") {
      left -= 1
      if left == 0 { return at + 1 }
    }
    return 0
  }
}
