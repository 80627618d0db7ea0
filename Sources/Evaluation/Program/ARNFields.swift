import Documents

/// Where the sixth field of an ARN begins, and how many colons it holds.
struct ARNFields {
  /// Where the sixth field begins; 0 for a text of fewer fields.
  let end: Int32
  /// The number of colons behind that; of a text of fewer fields, 0.
  let colons: Int32

  /// What was found before.
  @inline(__always)
  init(end: Int32, colons: Int32) {
    self.end = end
    self.colons = colons
  }

  @inline(__always)
  private init(end: Int, colons: Int) {
    self.init(end: Int32(clamping: end), colons: Int32(clamping: colons))
  }

  /// Finds the colons of a text.
  @inline(__always)
  init(_ text: ByteSlice) {
    let first = ByteBits.of(text, to: min(text.count, ByteBits.limit), Self.areColons)
    var behind = first
    for _ in 0..<4 { behind &= behind &- 1 }
    if behind == 0 {
      self = Self.oneByOne(text)
      return
    }
    let rest = behind & (behind &- 1)
    var count = rest == 0 ? 0 : rest.nonzeroBitCount
    if text.count > ByteBits.limit { count += Self.colonCount(text, from: ByteBits.limit) }
    self.init(end: behind.trailingZeroBitCount + 1, colons: count)
  }

  @inline(__always)
  private static func areColons(_ bytes: ByteBits.Bytes) -> SIMDMask<SIMD16<Int8>> {
    bytes .== ByteBits.Bytes(repeating: 0x3A)
  }

  /// The number of colons from a place on, in a text of many bytes.
  @inline(__always)
  private static func colonCount(_ text: ByteSlice, from start: Int) -> Int {
    var count = 0
    var at = start
    while at < text.count {
      let found = ByteBits.sixteen(text, from: at, areColons)
      if found != 0 { count += found.nonzeroBitCount }
      at += ByteBits.step
    }
    return count
  }

  /// The same for a text whose fifth colon does not come early.
  @inline(never)
  private static func oneByOne(_ text: ByteSlice) -> ARNFields {
    var end = 0
    var found = 0
    for at in 0..<text.count where text.base[at] == UInt8(ascii: ":") {
      found += 1
      if found == 5 { end = at + 1 }
    }
    return ARNFields(end: end, colons: max(0, found - 5))
  }
}
