import Documents

/// The blocks that `Fn::Cidr` cuts from one address block.
enum CIDRBlocks {
  /// The blocks for `[block, count, bits]`; nil when an argument is unknown or is no such thing.
  static func blocks(_ arguments: [ResolvedValue]) -> [ByteString]? {
    guard arguments.count == 2 || arguments.count == 3, let block = arguments[0].knownText?.string,
      let count = arguments[1].knownText.flatMap({ Int($0.string) }), (1...256).contains(count)
    else { return nil }
    let halves = block.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, let prefix = Int(halves[1]), let address = address(String(halves[0])) else { return nil }
    let width = address.isVersion6 ? 128 : 32
    // Without bits CloudFormation cuts blocks of 8 host bits.
    let text = arguments.count == 3 ? arguments[2].knownText : "8"
    guard let bits = text.flatMap({ Int($0.string) }), (1..<width).contains(bits), (0...width).contains(prefix) else {
      return nil
    }
    let length = width - bits
    guard length >= prefix, length - prefix >= 62 || count <= 1 << (length - prefix) else { return nil }
    let network = prefix == 0 ? 0 : (address.value >> UInt128(width - prefix)) << UInt128(width - prefix)
    return (0..<count).map { index in
      let base = network + UInt128(index) << UInt128(bits)
      return ByteString("\(address.isVersion6 ? version6(base) : version4(base))/\(length)")
    }
  }

  private static func address(_ text: String) -> (value: UInt128, isVersion6: Bool)? {
    if text.contains(":") { return address6(text).map { ($0, true) } }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4 else { return nil }
    var value: UInt128 = 0
    for part in parts {
      guard let part else { return nil }
      value = value << 8 | UInt128(part)
    }
    return (value, false)
  }

  private static func address6(_ text: String) -> UInt128? {
    var groups = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if groups.first == "" { groups.removeFirst() }
    if groups.last == "" { groups.removeLast() }
    if let gap = groups.firstIndex(of: "") {
      guard groups.count <= 8 else { return nil }
      groups.replaceSubrange(gap...gap, with: Array(repeating: "0", count: 9 - groups.count))
    } else if text.hasSuffix("::") {
      guard groups.count < 8 else { return nil }
      groups += Array(repeating: "0", count: 8 - groups.count)
    }
    guard groups.count == 8 else { return nil }
    var value: UInt128 = 0
    for group in groups {
      guard let part = UInt16(group, radix: 16) else { return nil }
      value = value << 16 | UInt128(part)
    }
    return value
  }

  private static func version4(_ value: UInt128) -> String {
    [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: value >> UInt128($0))) }.joined(separator: ".")
  }

  /// Without shortening, as CloudFormation prints it.
  private static func version6(_ value: UInt128) -> String {
    stride(from: 112, through: 0, by: -16).map { String(UInt16(truncatingIfNeeded: value >> UInt128($0)), radix: 16) }
      .joined(separator: ":")
  }
}
