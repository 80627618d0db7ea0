import Documents

/// A point in time as Date operators read it (section 3.2, ruling 28).
///
/// Either epoch seconds, an integer of any number of digits, or the W3C profile of ISO 8601: a date alone is midnight
/// UTC, a time without a zone UTC.
public struct Instant: Sendable {
  private let seconds: Int64
  /// Billionths of a billionth of a second; digits beyond the eighteenth do not count.
  private let attoseconds: Int64
  /// Epoch seconds too large for `seconds`, which then has only their sign.
  private let largeSeconds: DecimalNumber?

  /// Reads a point in time; nil for anything else.
  public init?(_ text: ByteSlice) {
    var reader = DigitReader(text)
    if Self.isInteger(text), let number = DecimalNumber(text) {
      attoseconds = 0
      if let epoch = Self.epochSeconds(text) {
        (seconds, largeSeconds) = (epoch, nil)
      } else {
        seconds = text.base.pointee == UInt8(ascii: "-") ? Int64.min : Int64.max
        largeSeconds = number
      }
      return
    }
    largeSeconds = nil
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
      (1...12).contains(month)
    else { return nil }
    var day = 1
    var time = (hour: 0, minute: 0, second: 0)
    var fraction: Int64 = 0
    var offset = 0
    if reader.take("-") {
      guard let number = reader.number(digits: 2), (1...Self.days(year, month)).contains(number) else { return nil }
      day = number
      if reader.take("T") {
        guard let hour = reader.number(digits: 2), hour < 24, reader.take(":"),
          let minute = reader.number(digits: 2), minute < 60
        else { return nil }
        time = (hour, minute, 0)
        if reader.take(":") {
          guard let second = reader.number(digits: 2), second < 60 else { return nil }
          time.second = second
          if reader.take(".") {
            guard let digits = reader.fraction() else { return nil }
            fraction = digits
          }
        }
        guard let zone = reader.zone() else { return nil }
        offset = zone
      }
    }
    guard reader.isAtEnd else { return nil }
    let dayNumber = Self.dayNumber(year, month, day)
    seconds = Int64(dayNumber * 86_400 + time.hour * 3600 + time.minute * 60 + time.second - offset)
    attoseconds = fraction
  }

  /// Below zero, zero or above zero as this is before, at or behind the other.
  public func compared(to other: Instant) -> Int {
    if seconds != other.seconds { return seconds < other.seconds ? -1 : 1 }
    if attoseconds != other.attoseconds { return attoseconds < other.attoseconds ? -1 : 1 }
    guard let large = largeSeconds, let otherLarge = other.largeSeconds else { return 0 }
    return large.compared(to: otherLarge)
  }

  /// The epoch seconds; nil where there is a fraction, or more seconds than a number of 64 bits holds.
  public var wholeSeconds: Int64? { attoseconds == 0 && largeSeconds == nil ? seconds : nil }

  private static func isInteger(_ text: ByteSlice) -> Bool {
    let bytes = UnsafeBufferPointer(start: text.base, count: text.count)
    let digits = bytes.dropFirst(bytes.first == UInt8(ascii: "-") ? 1 : 0)
    return !digits.isEmpty && digits.allSatisfy { $0 &- 0x30 < 10 }
  }

  /// The value of an integer; nil when it does not fit, and for the two values that stand for those that do not.
  private static func epochSeconds(_ text: ByteSlice) -> Int64? {
    let bytes = UnsafeBufferPointer(start: text.base, count: text.count)
    let isNegative = bytes.first == UInt8(ascii: "-")
    var value: Int64 = 0
    for digit in bytes.dropFirst(isNegative ? 1 : 0) {
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowedAgain) = tens.addingReportingOverflow(Int64(digit - 0x30))
      if overflowed || overflowedAgain { return nil }
      value = sum
    }
    return value == Int64.max ? nil : isNegative ? -value : value
  }

  private static func days(_ year: Int, _ month: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return isLeap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Reads the digits of a date one field at a time.
private struct DigitReader {
  private var rest: Slice<UnsafeBufferPointer<UInt8>>

  init(_ text: ByteSlice) {
    rest = UnsafeBufferPointer(start: text.base, count: text.count)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: byte) else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func number(digits count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// The fraction's digits as attoseconds.
  mutating func fraction() -> Int64? {
    let digits = rest.prefix { $0 &- 0x30 < 10 }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    var value: Int64 = 0
    for digit in digits.prefix(18) { value = value * 10 + Int64(digit - 0x30) }
    for _ in min(18, digits.count)..<18 { value *= 10 }
    return value
  }

  /// Seconds east of UTC: `Z`, an offset, or nothing.
  mutating func zone() -> Int? {
    if rest.isEmpty || take("Z") { return 0 }
    let isEast = rest.first == UInt8(ascii: "+")
    guard take("+") || take("-"), let hours = number(digits: 2), hours < 24, take(":"),
      let minutes = number(digits: 2), minutes < 60
    else { return nil }
    return (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
  }
}
