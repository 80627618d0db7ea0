/// The text of JSON strings: what stands between the quotes.
public enum JSONEscaping {
  /// Appends text so that a JSON reader reads it back.
  ///
  /// The quote, the backslash and control characters are escaped; bytes that are not UTF-8 become U+FFFD, each.
  public static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
    var scalars = UTF8Scalars(text)
    var plainStart = text.startIndex
    while true {
      let start = scalars.position
      let replacement: [UInt8]?
      switch scalars.next() {
      case .end:
        output.append(contentsOf: text[plainStart...])
        return
      case .malformed: replacement = [0xEF, 0xBF, 0xBD]
      case .scalar(let scalar, _): replacement = escape(scalar)
      }
      guard let replacement else { continue }
      output.append(contentsOf: text[plainStart..<start])
      output.append(contentsOf: replacement)
      plainStart = scalars.position
    }
  }

  /// The escape that a scalar needs; nil for one that stands for itself.
  private static func escape(_ scalar: UInt32) -> [UInt8]? {
    switch scalar {
    case 0x22: Array(#"\""#.utf8)
    case 0x5C: Array(#"\\"#.utf8)
    case 0x08: Array(#"\b"#.utf8)
    case 0x09: Array(#"\t"#.utf8)
    case 0x0A: Array(#"\n"#.utf8)
    case 0x0C: Array(#"\f"#.utf8)
    case 0x0D: Array(#"\r"#.utf8)
    case 0x00...0x1F: Array(#"\u00"#.utf8) + [hexDigits[Int(scalar >> 4)], hexDigits[Int(scalar & 15)]]
    default: nil
    }
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}
