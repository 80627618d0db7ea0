/// A decimal number of any length: digits with an optional minus sign and fraction (ruling 28).
struct Number: Comparable {
  let isNegative: Bool
  /// Without leading zeros.
  let whole: [UInt8]
  /// Without trailing zeros.
  let fraction: [UInt8]

  init?(_ text: [UInt8]) {
    let hasSign = text.first == UInt8(ascii: "-")
    let parts = text.dropFirst(hasSign ? 1 : 0).split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    for part in parts where part.isEmpty || !part.allSatisfy({ (0x30...0x39).contains($0) }) { return nil }
    let zero = UInt8(ascii: "0")
    whole = Array(parts[0].drop { $0 == zero })
    fraction = parts.count == 1 ? [] : Array(Array(parts[1].reversed().drop { $0 == zero }).reversed())
    // There is one zero.
    isNegative = hasSign && !(whole.isEmpty && fraction.isEmpty)
  }

  static func < (left: Number, right: Number) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.magnitudeIsLess(than: left) : left.magnitudeIsLess(than: right)
  }

  private func magnitudeIsLess(than other: Number) -> Bool {
    if whole.count != other.whole.count { return whole.count < other.whole.count }
    if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) }
    return fraction.lexicographicallyPrecedes(other.fraction)
  }
}
