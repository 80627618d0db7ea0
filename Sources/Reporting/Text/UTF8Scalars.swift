/// Steps through bytes scalar by scalar, saying of each step whether the bytes are UTF-8.
///
/// Everything shown comes through here, because what is shown comes from input, and input may be anything.
struct UTF8Scalars {
  /// One step: a scalar value, or bytes that are none.
  enum Step {
    /// A well-formed scalar, `length` bytes long.
    case scalar(UInt32, length: Int)
    /// One byte that begins nothing well-formed.
    case malformed(UInt8)
    /// Nothing is left.
    case end
  }

  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.position = bytes.startIndex
  }

  /// Returns what begins at `position` and moves behind it.
  mutating func next() -> Step {
    guard position < bytes.endIndex else { return .end }
    let first = bytes[position]
    if first < 0x80 {
      position += 1
      return .scalar(UInt32(first), length: 1)
    }
    let (length, least): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (0, 0)
      }
    guard length > 0, bytes.endIndex - position >= length else { return malformed(first) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      let byte = bytes[position + offset]
      guard byte & 0xC0 == 0x80 else { return malformed(first) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    guard value >= least, value <= 0x10FFFF, !(0xD800...0xDFFF).contains(value) else { return malformed(first) }
    position += length
    return .scalar(value, length: length)
  }

  private mutating func malformed(_ byte: UInt8) -> Step {
    position += 1
    return .malformed(byte)
  }
}
