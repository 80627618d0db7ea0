/// An IP address: 32 bits of version 4 or 128 of version 6.
struct Address: Equatable {
  let bits: [Bool]

  init?(_ text: [UInt8]) {
    let bytes = text.contains(UInt8(ascii: ":")) ? Address.version6(text) : Address.version4(text)
    guard let bytes else { return nil }
    bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 == 1 } }
  }

  /// Four decimal numbers up to 255 without leading zeros.
  private static func version4(_ text: [UInt8]) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part -> UInt8? in
      guard part.count == 1 || part.count <= 3 && part.first != UInt8(ascii: "0") else { return nil }
      guard part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return UInt8(String(decoding: part, as: UTF8.self))
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  /// Eight groups of up to four hexadecimal digits, one run of zero groups as `::`, the last two maybe as version 4.
  private static func version6(_ text: [UInt8]) -> [UInt8]? {
    let string = String(decoding: text, as: UTF8.self)
    let halves = string.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2 else { return nil }
    var read: [[UInt8]] = []
    for (index, half) in halves.enumerated() {
      var bytes: [UInt8] = []
      let groups = half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
      for (place, group) in groups.enumerated() {
        if group.contains("."), index == halves.count - 1, place == groups.count - 1 {
          guard let tail = version4(Array(group.utf8)) else { return nil }
          bytes += tail
        } else {
          guard (1...4).contains(group.utf8.count), !group.hasPrefix("+"), let value = UInt16(group, radix: 16)
          else { return nil }
          bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
      }
      read.append(bytes)
    }
    if read.count == 1 { return read[0].count == 16 ? read[0] : nil }
    let zeros = 16 - read[0].count - read[1].count
    return zeros >= 2 ? read[0] + Array(repeating: 0, count: zeros) + read[1] : nil
  }
}

/// An address range: an address, or an address with the number of leading bits that count; host bits are masked.
struct Network {
  let prefix: ArraySlice<Bool>
  let width: Int

  init?(_ text: [UInt8]) {
    let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = Address(Array(parts[0])) else { return nil }
    width = address.bits.count
    var length = width
    if parts.count == 2 {
      guard parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
        let value = Int(String(decoding: parts[1], as: UTF8.self)), value <= width
      else { return nil }
      length = value
    }
    prefix = address.bits.prefix(length)
  }

  /// Whether the address is in the range; one of the other version never is.
  func contains(_ address: Address) -> Bool {
    address.bits.count == width && address.bits.starts(with: prefix)
  }
}
