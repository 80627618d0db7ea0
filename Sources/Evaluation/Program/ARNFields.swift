import Documents

/// Finds the colons that part the fields of an ARN.
enum ARNFields {
  /// Where the sixth field begins; 0 for a text of fewer fields.
  @inline(__always)
  static func end(of text: ByteSlice) -> Int {
    var left = 5
    var at = 0
    let raw = UnsafeRawPointer(text.base)
    while at + 8 <= text.count {
      var colons = colonMask(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let found = colons.nonzeroBitCount
      if found < left {
        left -= found
        at += 8
        continue
      }
      while left > 1 {
        colons &= colons &- 1
        left -= 1
      }
      return at + colons.trailingZeroBitCount >> 3 + 1
    }
    while at < text.count {
      if text.base[at] == UInt8(ascii: ":") { left -= 1 }
      at += 1
      if left == 0 { return at }
    }
    return 0
  }

  /// The number of colons.
  @inline(__always)
  static func colonCount(_ text: ByteSlice) -> Int {
    var count = 0
    var at = 0
    let raw = UnsafeRawPointer(text.base)
    while at + 8 <= text.count {
      count += colonMask(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)).nonzeroBitCount
      at += 8
    }
    while at < text.count {
      if text.base[at] == UInt8(ascii: ":") { count += 1 }
      at += 1
    }
    return count
  }

  /// The highest bit of each byte of a word that is a colon, in the order of the bytes in memory.
  @inline(__always)
  private static func colonMask(_ word: UInt64) -> UInt64 {
    let differences = word.littleEndian ^ 0x3A3A_3A3A_3A3A_3A3A
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((differences & low) &+ low) | differences | low)
  }
}
