/// Short texts that came before in a document, so that what it spells again and again is made once.
///
/// A table with one place for each remainder of a hash, in which the last text keeps the place; bytes are always compared.
struct RepeatedTexts {
  private static let places = 256
  /// Longer texts hardly come again.
  private static let longest = 32

  private var texts = [ByteString](repeating: ByteString([]), count: places)

  /// The bytes of a slice as a byte string, shared with those of the same bytes that came before.
  mutating func text(_ slice: ByteSlice) -> ByteString {
    guard slice.count > 0, slice.count <= Self.longest else { return slice.byteString }
    let place = Self.place(slice)
    if texts[place].count == slice.count, slice.equals(texts[place]) { return texts[place] }
    let text = slice.byteString
    texts[place] = text
    return text
  }

  private static func place(_ slice: ByteSlice) -> Int {
    var hash = UInt64(truncatingIfNeeded: slice.count)
    if slice.count >= 8 {
      let raw = UnsafeRawPointer(slice.base)
      hash ^= raw.loadUnaligned(as: UInt64.self)
      hash = hash &* 0x9E37_79B9_7F4A_7C15
      hash ^= raw.loadUnaligned(fromByteOffset: slice.count - 8, as: UInt64.self)
    } else {
      for offset in 0..<slice.count { hash = hash << 8 ^ UInt64(slice.base[offset]) }
    }
    return Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 56)
  }
}
