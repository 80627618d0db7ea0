import Documents
import PolicyLanguage

/// The sorted bounds of all conditions on a key whose values are ordered, so that a value's class is the interval it
/// falls in: found by a few comparisons, and hardly any intervals for any number of values.
///
/// ```
/// bounds      2026-01-01        2026-06-01
/// intervals   0 below  1 at  2 between  3 at  4 above
/// ```
/// Only where all conditions on the key are of one family: dates, whole numbers, or IPv4 ranges. A value that is not
/// spelt in the one usual way (`2026-05-05T09:21:11Z`, plain digits, four decimal numbers) has no interval, and goes by
/// its bytes.
struct OrderedValues: ~Copyable {
  private enum Family {
    case dates, numbers, addresses
  }

  private let family: Family
  private let bounds: UnsafeMutablePointer<Int64>
  private let boundCount: Int

  /// Finds the bounds; there are none when the conditions are not all of one ordered family.
  init(_ conditions: [CompiledCondition]) {
    var (dates, numbers, addresses): ([Int64], [Int64], [Int64]) = ([], [], [])
    var isMixed = false
    for condition in conditions {
      switch condition.orderedBounds {
      case .dates(let found)?: dates += found
      case .numbers(let found)?: numbers += found
      case .addresses(let found)?: addresses += found
      case nil: isMixed = true
      }
    }
    let families = [dates, numbers, addresses].filter { !$0.isEmpty }
    family = dates.isEmpty ? numbers.isEmpty ? .addresses : .numbers : .dates
    let sorted = isMixed || families.count != 1 ? [] : Set(families[0]).sorted()
    boundCount = sorted.count
    bounds = .allocate(capacity: max(1, boundCount))
    bounds.initialize(from: sorted, count: boundCount)
  }

  deinit { bounds.deallocate() }

  /// The number of intervals; 0 without bounds.
  var intervalCount: Int { boundCount == 0 ? 0 : boundCount * 2 + 1 }

  /// The interval of a value, where there are bounds; -1 when it is not spelt in the usual way.
  borrowing func interval(of text: ByteSlice) -> Int {
    let parsed =
      switch family {
      case .dates: Self.seconds(text)
      case .numbers: Self.wholeNumber(text)
      case .addresses: Self.address(text)
      }
    guard let value = parsed else { return -1 }
    // Halves without a branch on what is found, which nobody could predict.
    var start = 0
    var left = boundCount
    while left > 1 {
      let half = left >> 1
      start = bounds[start + half - 1] < value ? start + half : start
      left -= half
    }
    if bounds[start] < value { start += 1 }
    return start < boundCount && bounds[start] == value ? start * 2 + 1 : start * 2
  }

  /// Whole epoch seconds of the one spelling that services send, `2026-05-05T09:21:11Z`; nil for every other.
  static func seconds(_ text: ByteSlice) -> Int64? {
    guard text.count == 20, text.base[19] == UInt8(ascii: "Z") else { return nil }
    // Eight digits of the date and six of the time in their places, all others zero; then tens times ten plus ones.
    let raw = UnsafeRawPointer(text.base)
    let date = raw.loadUnaligned(as: UInt64.self).littleEndian
    let day = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self).littleEndian
    let time = raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self).littleEndian
    // "2026-05-", "05T09:21", "09:21:11"
    guard date & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000, day >> 16 & 0xFF == 0x54,
      time & 0x0000_FF00_00FF_0000 == 0x0000_3A00_003A_0000
    else { return nil }
    guard let high = pair(date), let low = pair(date >> 16), let month = pair(date >> 40), let dayOfMonth = pair(day),
      let hour = pair(time), let minute = pair(time >> 24), let second = pair(time >> 48)
    else { return nil }
    let year = high * 100 + low
    guard year >= 1970, month >= 1, month <= 12, dayOfMonth >= 1, hour < 24, minute < 60, second < 60,
      dayOfMonth <= (month == 2 ? 28 : 30)
    else { return Instant(text)?.wholeSeconds }
    // Days since 1970 of a day that is no later than the 28th of February or the 30th of any other month.
    let shifted = month <= 2 ? year - 1 : year
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + dayOfMonth - 1
    let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    return Int64(days * 86_400 + hour * 3600 + minute * 60 + second)
  }

  /// The number of two decimal digits in the lowest two bytes of a word.
  @inline(__always)
  private static func pair(_ word: UInt64) -> Int? {
    let tens = Int(word & 0xFF) - 0x30
    let ones = Int(word >> 8 & 0xFF) - 0x30
    return UInt(bitPattern: tens) < 10 && UInt(bitPattern: ones) < 10 ? tens * 10 + ones : nil
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
