import Documents

/// The base64 text of BinaryEquals (section 3.2).
public enum Base64 {
  /// The bytes that base64 text stands for, strictly: padding required, no line breaks; nil for anything else.
  public static func decoded(_ text: ByteSlice) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(text.count / 4 * 3)
    for group in stride(from: 0, to: text.count, by: 4) {
      var bits: UInt32 = 0
      var padding = 0
      for offset in 0..<4 {
        let byte = text.base[group + offset]
        if byte == UInt8(ascii: "=") {
          guard group + 4 == text.count, offset >= 2 else { return nil }
          padding += 1
          bits <<= 6
        } else {
          guard padding == 0, let value = Self.value(of: byte) else { return nil }
          bits = bits << 6 | value
        }
      }
      output.append(UInt8(truncatingIfNeeded: bits >> 16))
      if padding < 2 { output.append(UInt8(truncatingIfNeeded: bits >> 8)) }
      if padding < 1 { output.append(UInt8(truncatingIfNeeded: bits)) }
    }
    return output
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
