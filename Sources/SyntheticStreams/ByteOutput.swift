/// Numbers as text, appended to bytes: what a generator of hundreds of megabytes a second cannot ask `String` for.
extension [UInt8] {
  /// Appends a number in decimal digits, filled with zeros to a least width of at most 20.
  mutating func appendDecimal(_ value: UInt64, width: Int = 1) {
    var digits = 1
    var limit: UInt64 = 10
    while value >= limit, digits < 19 {
      digits += 1
      limit &*= 10
    }
    if digits == 19, value >= limit { digits = 20 }
    let length = Swift.max(digits, Swift.min(width, 20))
    let start = count
    for _ in 0..<length { append(0x30) }
    var left = value
    var at = start + length - 1
    while left > 0 {
      self[at] = 0x30 + UInt8(left % 10)
      left /= 10
      at -= 1
    }
  }

  /// Appends the low `digits` hexadecimal digits of 128 bits, at most 32 of them.
  mutating func appendHexadecimal(_ high: UInt64, _ low: UInt64, digits: Int) {
    for digit in stride(from: digits - 1, through: 0, by: -1) {
      let word = digit >= 16 ? high >> UInt64((digit - 16) * 4) : low >> UInt64(digit * 4)
      let value = UInt8(word & 15)
      append(value < 10 ? 0x30 + value : 0x57 + value)
    }
  }

  /// Appends a random UUID in lower case.
  mutating func appendUUID(_ random: inout SeededRandom) {
    let (high, low) = (random.next(), random.next())
    appendHexadecimal(0, high >> 32, digits: 8)
    append(UInt8(ascii: "-"))
    appendHexadecimal(0, high >> 16, digits: 4)
    append(UInt8(ascii: "-"))
    appendHexadecimal(0, high, digits: 4)
    append(UInt8(ascii: "-"))
    appendHexadecimal(0, low >> 48, digits: 4)
    append(UInt8(ascii: "-"))
    appendHexadecimal(0, low, digits: 12)
  }

  /// Appends the UTF-8 form of a literal.
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a time within the year 2026 as AWS writes it, such as `2026-03-09T17:04:59Z`, by its second of that year.
  mutating func appendTime(second: Int) {
    var day = second / 86_400
    var month = 1
    while month < 12, day >= daysBeforeMonth(month + 1) { month += 1 }
    day -= daysBeforeMonth(month)
    append("2026-")
    appendDecimal(UInt64(month), width: 2)
    append(UInt8(ascii: "-"))
    appendDecimal(UInt64(day + 1), width: 2)
    append(UInt8(ascii: "T"))
    appendDecimal(UInt64(second / 3_600 % 24), width: 2)
    append(UInt8(ascii: ":"))
    appendDecimal(UInt64(second / 60 % 60), width: 2)
    append(UInt8(ascii: ":"))
    appendDecimal(UInt64(second % 60), width: 2)
    append(UInt8(ascii: "Z"))
  }
}

/// The days of 2026 before a month, from 1 to 12.
private func daysBeforeMonth(_ month: Int) -> Int {
  switch month {
  case 1: 0
  case 2: 31
  case 3: 59
  case 4: 90
  case 5: 120
  case 6: 151
  case 7: 181
  case 8: 212
  case 9: 243
  case 10: 273
  case 11: 304
  default: 334
  }
}
