import Documents

/// The text of a policy document as AWS's APIs carry it: JSON, or JSON percent-encoded by RFC 3986.
///
/// IAM answers `get-account-authorization-details` and its relatives with encoded documents; some clients decode them
/// and some do not.
public enum PolicyDocumentText {
  /// The JSON text of a document that may be percent-encoded.
  ///
  /// JSON begins with white space or a bracket, so that a text is encoded exactly when it begins with a percent sign.
  public static func decoded(_ text: ByteString) -> ByteString {
    text.bytes.first == UInt8(ascii: "%") ? percentDecoded(text) : text
  }

  /// The bytes that a percent-encoded text stands for; a percent sign without two hexadecimal digits stands for itself.
  public static func percentDecoded(_ text: ByteString) -> ByteString {
    let bytes = text.bytes
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.count, let high = hexDigit(bytes[at + 1]),
        let low = hexDigit(bytes[at + 2])
      {
        output.append(high << 4 | low)
        at += 3
      } else {
        output.append(bytes[at])
        at += 1
      }
    }
    return ByteString(output)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
