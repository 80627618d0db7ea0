import Documents

/// The times that logs carry: `2023-07-10T11:54:38Z`.
enum EventTime {
  /// The seconds since 1970 of a UTC time; nil for another form.
  static func epochSeconds(_ text: ByteString) -> Int? {
    let bytes = text.bytes
    guard bytes.count >= 20, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] | 0x20 == 0x74, bytes[13] == 0x3A,
      bytes[16] == 0x3A, bytes[bytes.count - 1] | 0x20 == 0x7A
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard byte &- 0x30 < 10 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    // Days since 1970 by the civil calendar, March as the first month.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + hour * 3_600 + minute * 60 + second
  }
}

/// The text of an IP address, and whether it is one of a private network.
struct IPText {
  /// Whether no such address is routed on the internet.
  let isPrivate: Bool

  /// Reads an address; nil for a host name, `AWS Internal` and the rest of what logs put in its place.
  init?(_ text: ByteString) {
    let bytes = text.bytes
    if bytes.contains(UInt8(ascii: ":")) {
      guard bytes.count <= 45, bytes.allSatisfy({ Self.isIPv6($0) }) else { return nil }
      let first = text.asciiLowercased
      isPrivate = first.hasPrefix("fc") || first.hasPrefix("fd") || first.hasPrefix("fe80:") || first == "::1"
      return
    }
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var octets: [Int] = []
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
      let value = part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      guard value < 256 else { return nil }
      octets.append(value)
    }
    isPrivate =
      octets[0] == 10 || octets[0] == 127 || (octets[0] == 172 && (16..<32).contains(octets[1]))
      || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 100 && (64..<128).contains(octets[1]))
      || (octets[0] == 169 && octets[1] == 254)
  }

  private static func isIPv6(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6 || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }
}
