/// What a text must be before its structure is looked at: UTF-8 without control characters.
///
/// Checking it first, in one pass, lets everything behind take a zero byte for the end of the text.
enum YAMLEncoding {
  /// Finds the first byte that no YAML text may hold.
  static func check(_ bytes: [UInt8]) throws(YAMLError) {
    var at = 0
    let end = bytes.count
    while at < end {
      let byte = bytes[at]
      if byte < 0x80 {
        if byte < 0x20 ? !(byte == 0x0A || byte == 0x0D || byte == 0x09) : byte == 0x7F { throw control(bytes, at) }
        at += 1
      } else {
        at = try sequence(bytes, at)
      }
    }
  }

  /// The offset behind the UTF-8 sequence that begins at `at`, which is no ASCII byte.
  private static func sequence(_ bytes: [UInt8], _ at: Int) throws(YAMLError) -> Int {
    let length = bytes.withUnsafeBufferPointer { text in
      text.baseAddress.map { utf8SequenceLength(ByteSlice($0, text.count), at) } ?? 0
    }
    guard length > 1 else { throw notUTF8(bytes, at) }
    let (first, second) = (bytes[at], bytes[at + 1])
    // C1 controls but NEL, and the two noncharacters at the end of the first plane.
    if first == 0xC2, second < 0xA0, second != 0x85 { throw control(bytes, at) }
    if first == 0xEF, second == 0xBF, bytes[at + 2] >= 0xBE { throw control(bytes, at) }
    return at + length
  }

  private static func notUTF8(_ bytes: [UInt8], _ at: Int) -> YAMLError {
    if at == 0, bytes.count >= 2, bytes[0] ^ bytes[1] == 0x01, bytes[0] >= 0xFE {
      return YAMLError(.encoding, at: 0, to: 2, "the text is UTF-16; save it as UTF-8")
    }
    return YAMLError(.utf8, at: at, "this is not UTF-8")
  }

  private static func control(_ bytes: [UInt8], _ at: Int) -> YAMLError {
    if bytes[at] == 0, at < 2, bytes.count >= 4 {
      return YAMLError(.encoding, at: at, "the text is not UTF-8: a zero byte stands at its start")
    }
    return YAMLError(
      .control, at: at, "a control character stands here; remove it, or write it as an escape in double quotes")
  }
}
