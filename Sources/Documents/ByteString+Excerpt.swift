extension ByteString {
  /// The text as a message quotes it: in single quotes, shortened to `limit` characters, control characters escaped.
  ///
  /// Messages go to terminals and logs, so what an input holds must not steer them.
  public func quoted(limit: Int = 60) -> String {
    var result = "'"
    var count = 0
    // Four bytes make one scalar at most, so no more than that is decoded of a text of any length.
    for scalar in String(decoding: bytes.prefix((limit + 1) &* 4), as: UTF8.self).unicodeScalars {
      guard count < limit else {
        result += "…"
        break
      }
      count += 1
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }
}
