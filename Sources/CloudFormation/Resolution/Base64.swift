import Documents

/// Base64 with padding, as `Fn::Base64` makes it.
enum Base64 {
  static func encoded(_ text: ByteString) -> ByteString {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((text.count + 2) / 3 * 4)
    var at = 0
    while at < text.count {
      let group = text.bytes[at..<min(at + 3, text.count)]
      var value = 0
      for byte in group { value = value << 8 | Int(byte) }
      value <<= 8 * (3 - group.count)
      for digit in 0..<4 {
        result.append(digit <= group.count ? alphabet[value >> (18 - 6 * digit) & 63] : UInt8(ascii: "="))
      }
      at += 3
    }
    return ByteString(result)
  }
}
