import Documents

/// A decimal number of any length, compared exactly (ruling 28).
///
/// Digits with an optional minus sign and fraction: `007` is 7; `+5`, `1e3` and `.5` cannot be parsed. Never a
/// floating-point value: account numbers and byte counts of twenty digits must not become equal by rounding.
public struct DecimalNumber: Sendable {
  private let isNegative: Bool
  /// The digits before the point without leading zeros.
  private let whole: [UInt8]
  /// The digits behind the point without trailing zeros.
  private let fraction: [UInt8]

  /// Reads a number; nil for anything else.
  public init?(_ text: ByteSlice) {
    var bytes = UnsafeBufferPointer(start: text.base, count: text.count)[...]
    let hasMinus = bytes.first == UInt8(ascii: "-")
    if hasMinus { bytes = bytes.dropFirst() }
    let wholeDigits = bytes.prefix { $0 &- 0x30 < 10 }
    guard !wholeDigits.isEmpty else { return nil }
    bytes = bytes.dropFirst(wholeDigits.count)
    var fractionDigits = bytes.prefix(0)
    if bytes.first == UInt8(ascii: ".") {
      bytes = bytes.dropFirst()
      fractionDigits = bytes.prefix { $0 &- 0x30 < 10 }
      guard !fractionDigits.isEmpty else { return nil }
      bytes = bytes.dropFirst(fractionDigits.count)
    }
    guard bytes.isEmpty else { return nil }
    while fractionDigits.last == 0x30 { fractionDigits = fractionDigits.dropLast() }
    whole = Array(wholeDigits.drop { $0 == 0x30 })
    fraction = Array(fractionDigits)
    isNegative = hasMinus && !(whole.isEmpty && fraction.isEmpty)
  }

  /// The value of a whole number of up to 18 digits; nil for others.
  public var smallWhole: Int64? {
    guard fraction.isEmpty, whole.count <= 18 else { return nil }
    let magnitude = whole.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
    return isNegative ? -magnitude : magnitude
  }

  /// Below zero, zero or above zero as this is less than, equal to or greater than the other.
  public func compared(to other: DecimalNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    var order = whole.count - other.whole.count
    if order == 0 { order = Self.order(whole, other.whole) }
    if order == 0 { order = Self.order(fraction, other.fraction) }
    return isNegative ? -order : order
  }

  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    if left == right { return 0 }
    return left.lexicographicallyPrecedes(right) ? -1 : 1
  }
}

extension DecimalNumber {
  /// A JSON number written without its exponent: `1.5e3` is `1500`. Text of any other form, and numbers of more than
  /// 400 zeros, stay as they are.
  public static func withoutExponent(_ text: ByteString) -> ByteString {
    let parts = text.bytes.split(omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
    guard parts.count == 2, let exponent = Int(String(decoding: parts[1], as: UTF8.self)), abs(exponent) <= 400 else {
      return text
    }
    let isNegative = parts[0].first == UInt8(ascii: "-")
    let mantissa = parts[0].dropFirst(isNegative ? 1 : 0)
    let fields = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard fields.count <= 2 else { return text }
    var digits = Array(fields.joined())
    var point = (fields.first?.count ?? 0) + exponent
    if point < 1 {
      digits.insert(contentsOf: repeatElement(0x30, count: 1 - point), at: 0)
      point = 1
    }
    if point > digits.count { digits.append(contentsOf: repeatElement(0x30, count: point - digits.count)) }
    let whole = digits[..<point].drop { $0 == 0x30 }
    var fraction = digits[point...]
    while fraction.last == 0x30 { fraction = fraction.dropLast() }
    var output: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    output += whole.isEmpty ? [0x30] : Array(whole)
    if !fraction.isEmpty { output += [UInt8(ascii: ".")] + fraction }
    return ByteString(output)
  }
}
