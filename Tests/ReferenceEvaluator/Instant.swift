/// A point of time: whole seconds since 1970, and the fraction after them.
///
/// Read from epoch seconds, a bare year among them, or from W3C's profile of ISO 8601 (ruling 28): `2020-04`,
/// `2020-04-01`, `2020-04-01T00:00Z`, with seconds, with a fraction of seconds, with an offset such as `+02:00`.
struct Instant: Comparable {
  let seconds: Number
  /// Decimal digits, without trailing zeros.
  let fraction: [UInt8]

  init?(_ text: [UInt8]) {
    if let number = Number(text), !text.contains(UInt8(ascii: ".")) {
      (seconds, fraction) = (number, [])
      return
    }
    var rest = text[...]
    guard let year = digits(4, &rest), skip("-", &rest), let month = digits(2, &rest), (1...12).contains(month)
    else { return nil }
    var day = 1
    if skip("-", &rest) {
      guard let value = digits(2, &rest), (1...daysIn(month, of: year)).contains(value) else { return nil }
      day = value
    } else if !rest.isEmpty {
      return nil
    }
    var total = daysSince1970(year, month, day) * 86_400
    var fraction: [UInt8] = []
    if skip("T", &rest) {
      guard let hour = digits(2, &rest), hour < 24, skip(":", &rest), let minute = digits(2, &rest), minute < 60
      else { return nil }
      total += hour * 3600 + minute * 60
      if skip(":", &rest) {
        guard let second = digits(2, &rest), second < 60 else { return nil }
        total += second
        if skip(".", &rest) {
          while let digit = rest.first, (0x30...0x39).contains(digit) { fraction.append(rest.removeFirst()) }
          if fraction.isEmpty { return nil }
        }
      }
      let sign = rest.first
      if skip("+", &rest) || skip("-", &rest) {
        guard let hours = digits(2, &rest), hours < 24, skip(":", &rest), let minutes = digits(2, &rest), minutes < 60
        else { return nil }
        total += (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "+") ? -1 : 1)
      } else {
        _ = skip("Z", &rest)
      }
    }
    guard rest.isEmpty, let seconds = Number(Array(String(total).utf8)) else { return nil }
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    (self.seconds, self.fraction) = (seconds, fraction)
  }

  static func < (left: Instant, right: Instant) -> Bool {
    if left.seconds != right.seconds { return left.seconds < right.seconds }
    return left.fraction.lexicographicallyPrecedes(right.fraction)
  }
}

/// Takes a number of exactly so many digits off the front.
private func digits(_ count: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
  let text = rest.prefix(count)
  guard text.count == count, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
  rest = rest.dropFirst(count)
  return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
}

/// Takes a character off the front, if it is there.
private func skip(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
  guard rest.first == UInt8(ascii: character) else { return false }
  rest = rest.dropFirst()
  return true
}

private func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

private func daysIn(_ month: Int, of year: Int) -> Int {
  [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// Counts years one by one, from 1970 up or down.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
  var days = 0
  for before in min(year, 1970)..<max(year, 1970) { days += isLeap(before) ? 366 : 365 }
  if year < 1970 { days = -days }
  for before in 1..<month { days += daysIn(before, of: year) }
  return days + day - 1
}
