import Documents
import PolicyLanguage

/// The sorted bounds of all conditions on a key whose values are ordered, so that a value's class is the interval it
/// falls in: found by a few comparisons, and hardly any intervals for any number of values.
///
/// ```
/// bounds      2026-01-01        2026-06-01
/// intervals   0 below  1 at  2 between  3 at  4 above
/// ```
/// Only where all conditions on the key are of one family: dates, whole numbers, or IPv4 ranges. A value that does not
/// parse as such has no interval, and goes by its bytes.
struct OrderedValues: Sendable {
  private enum Family {
    case dates, numbers, addresses
  }

  private let family: Family
  private let bounds: [Int64]

  /// Finds the bounds; nil when the conditions are not all of one ordered family.
  init?(_ conditions: [CompiledCondition]) {
    var dates: [Int64] = []
    var numbers: [Int64] = []
    var addresses: [Int64] = []
    guard !conditions.isEmpty else { return nil }
    for condition in conditions {
      switch condition.orderedBounds {
      case .dates(let found)?: dates += found
      case .numbers(let found)?: numbers += found
      case .addresses(let found)?: addresses += found
      case nil: return nil
      }
    }
    let families = [dates, numbers, addresses].filter { !$0.isEmpty }
    guard families.count == 1 else { return nil }
    family = dates.isEmpty ? numbers.isEmpty ? .addresses : .numbers : .dates
    bounds = Set(families[0]).sorted()
  }

  /// The number of intervals.
  var intervalCount: Int { bounds.count * 2 + 1 }

  /// The interval of a value; nil when it does not parse.
  func interval(of text: ByteSlice) -> Int? {
    let parsed =
      switch family {
      case .dates: Self.seconds(text)
      case .numbers: Self.wholeNumber(text)
      case .addresses: Self.address(text)
      }
    guard let value = parsed else { return nil }
    return bounds.withUnsafeBufferPointer { bounds in
      var low = 0
      var high = bounds.count
      while low < high {
        let middle = (low + high) / 2
        if bounds[middle] < value { low = middle + 1 } else { high = middle }
      }
      return low < bounds.count && bounds[low] == value ? low * 2 + 1 : low * 2
    }
  }

  /// Whole epoch seconds of the one spelling that services send, `2026-05-05T09:21:11Z`; nil for every other.
  static func seconds(_ text: ByteSlice) -> Int64? {
    guard text.count == 20, text.base[19] == UInt8(ascii: "Z") else { return nil }
    return Instant(text)?.wholeSeconds
  }

  /// The value of up to 18 digits; nil for anything else.
  static func wholeNumber(_ text: ByteSlice) -> Int64? {
    guard text.count > 0, text.count <= 18 else { return nil }
    var value: Int64 = 0
    for offset in 0..<text.count {
      let digit = text.base[offset] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  /// The value of an IPv4 address in four decimal numbers without leading zeros; nil for anything else.
  static func address(_ text: ByteSlice) -> Int64? {
    guard text.count >= 7, text.count <= 15 else { return nil }
    var value: Int64 = 0
    var part: Int64 = 0
    var digits = 0
    var dots = 0
    for offset in 0..<text.count {
      let byte = text.base[offset]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        value = value << 8 | part
        part = 0
        digits = 0
        dots += 1
      } else {
        let digit = byte &- 0x30
        guard digit < 10, digits == 0 || part > 0 else { return nil }
        part = part * 10 + Int64(digit)
        digits += 1
        guard part < 256 else { return nil }
      }
    }
    return dots == 3 && digits > 0 ? value << 8 | part : nil
  }
}
