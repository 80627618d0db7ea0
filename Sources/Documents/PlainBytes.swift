/// Finds where plain bytes end: those that may stand in a JSON string and mean themselves.
///
/// A byte that is not plain is a quote, a backslash, a control character (line ends among them), DEL, or one that is not
/// ASCII.
public enum PlainBytes {
  /// The first byte from a place on that is not plain.
  ///
  /// There must be one, and the 31 bytes behind it must be readable.
  @inlinable @inline(__always)
  public static func end(from start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    let words = unsafeBitCast(others(start), to: SIMD2<UInt64>.self)
    if words.x != 0 { return start + words.x.trailingZeroBitCount >> 3 }
    if words.y != 0 { return start + 8 + words.y.trailingZeroBitCount >> 3 }
    // Few strings are longer, and those that are, such as ARNs, are much longer: two at a time, as one.
    var place = start + 16
    while true {
      let first = others(place)
      let second = others(place + 16)
      let any = unsafeBitCast(first .| second, to: SIMD2<UInt64>.self)
      if any.x | any.y != 0 {
        let low = unsafeBitCast(first, to: SIMD2<UInt64>.self)
        if low.x != 0 { return place + low.x.trailingZeroBitCount >> 3 }
        if low.y != 0 { return place + 8 + low.y.trailingZeroBitCount >> 3 }
        let high = unsafeBitCast(second, to: SIMD2<UInt64>.self)
        if high.x != 0 { return place + 16 + high.x.trailingZeroBitCount >> 3 }
        return place + 24 + high.y.trailingZeroBitCount >> 3
      }
      place += 32
    }
  }

  /// For each of 16 bytes, all bits where it is not plain, and none where it is.
  @inlinable @inline(__always)
  static func others(_ bytes: UnsafePointer<UInt8>) -> SIMDMask<SIMD16<Int8>> {
    let raw = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<UInt8>.self)
    let quotes = raw .== SIMD16<UInt8>(repeating: 0x22)
    let slashes = raw .== SIMD16<UInt8>(repeating: 0x5C)
    // One more than a control character is at most 0x20; one more than DEL, and than what is not ASCII, is negative.
    let others =
      SIMD16<Int8>(truncatingIfNeeded: raw &+ SIMD16<UInt8>(repeating: 1)) .< SIMD16<Int8>(repeating: 0x21)
    return quotes .| slashes .| others
  }
}
