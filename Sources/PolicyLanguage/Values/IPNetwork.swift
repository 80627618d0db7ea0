import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An IPv4 or IPv6 address or a range of them in CIDR form (section 3.2).
public struct IPNetwork: Sendable {
  /// Four or sixteen bytes; the bits behind the prefix are zero (ruling 28).
  private let address: [UInt8]
  private let prefixLength: Int
  /// Whether the text named bits behind its prefix, which do not count (ruling 28).
  public let hasHostBits: Bool

  /// Reads an address or a CIDR; nil for anything else.
  public init?(_ text: ByteSlice) {
    let bytes = UnsafeBufferPointer(start: text.base, count: text.count)
    let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
    guard let parsed = Self.parse(bytes[..<(slash ?? bytes.count)]) else { return nil }
    var length = parsed.count * 8
    if let slash {
      let digits = bytes[(slash + 1)...]
      guard (1...3).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
      length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      guard length <= parsed.count * 8 else { return nil }
    }
    prefixLength = length
    let masked = parsed.enumerated().map { index, byte in
      let kept = max(0, min(8, length - index * 8))
      return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
    }
    address = masked
    hasHostBits = masked != parsed
  }

  /// The first and the last address of an IPv4 range as numbers; nil for IPv6.
  public var range4: ClosedRange<Int64>? {
    guard address.count == 4 else { return nil }
    let first = address.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return first...(first + (1 << Int64(32 - prefixLength)) - 1)
  }

  /// Whether an address, or all of a range, lies in this range. An IPv4 address never lies in an IPv6 range.
  public func contains(_ other: IPNetwork) -> Bool {
    guard address.count == other.address.count, other.prefixLength >= prefixLength else { return false }
    for index in 0..<(prefixLength + 7) / 8 {
      let kept = min(8, prefixLength - index * 8)
      if (address[index] ^ other.address[index]) & (0xFF << UInt8(8 - kept)) != 0 { return false }
    }
    return true
  }

  private static func parse(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
    // The longest textual IPv6 address has 45 characters.
    guard !bytes.isEmpty, bytes.count < 46, !bytes.contains(0) else { return nil }
    let isV6 = bytes.contains(UInt8(ascii: ":"))
    var text = bytes.map { CChar(bitPattern: $0) }
    text.append(0)
    var result = [UInt8](repeating: 0, count: isV6 ? 16 : 4)
    guard inet_pton(isV6 ? AF_INET6 : AF_INET, text, &result) == 1 else { return nil }
    return result
  }
}
