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
  /// Where the sixth field begins, 0 for a text of fewer fields; and the number of colons in it, -1 where it was not seen to
  /// have none.
  @inline(__always)
  static func end(of text: ByteSlice) -> (end: Int, colonCount: Int) {
    // Most that have no fields are a star.
    if text.count < 2 { return (0, -1) }
    var behind = ByteBits.of(text, to: min(text.count, ByteBits.limit), areColons)
    for _ in 0..<4 { behind &= behind &- 1 }
    if behind == 0 { return (farEnd(of: text), -1) }
    let hasMore = behind & (behind &- 1) != 0 || text.count > ByteBits.limit
    return (behind.trailingZeroBitCount + 1, hasMore ? -1 : 0)
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

  /// The same for a text whose fifth colon does not come early.
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
