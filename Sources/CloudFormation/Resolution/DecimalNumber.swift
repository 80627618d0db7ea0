import Documents

/// A decimal number by value: `80`, `80.0` and `8e1` are one.
struct DecimalNumber: Equatable {
  private let isNegative: Bool
  /// The digits without zeros at either end; empty for zero.
  private let digits: [UInt8]
  /// The power of ten of the last digit.
  private let exponent: Int

  /// Reads a JSON number, leading zeros and a plus sign allowed; nil for anything else.
  init?(_ text: ByteString) {
    var bytes = text.bytes[...]
    var negative = false
    if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      negative = sign == UInt8(ascii: "-")
      bytes = bytes.dropFirst()
    }
    let whole = bytes.prefix { $0 &- 0x30 < 10 }
    bytes = bytes.dropFirst(whole.count)
    var fraction = bytes.prefix(0)
    if bytes.first == UInt8(ascii: ".") {
      fraction = bytes.dropFirst().prefix { $0 &- 0x30 < 10 }
      bytes = bytes.dropFirst(fraction.count + 1)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var power = 0
    if let letter = bytes.first, letter | 0x20 == UInt8(ascii: "e") {
      guard let value = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)), abs(value) < 1_000_000 else {
        return nil
      }
      power = value
      bytes = bytes.suffix(0)
    }
    guard bytes.isEmpty else { return nil }
    var all = Array(whole + fraction)
    power -= fraction.count
    while all.last == 0x30 {
      all.removeLast()
      power += 1
    }
    digits = Array(all.drop { $0 == 0x30 })
    exponent = digits.isEmpty ? 0 : power
    isNegative = negative && !digits.isEmpty
  }
}
