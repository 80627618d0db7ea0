/// What a plain scalar means: the types of YAML 1.1, without its dates, which stay text.
///
/// | written | is |
/// | --- | --- |
/// | `yes` `Yes` `YES` `on` `true` … and their opposites | booleans; `y` and `n` are text |
/// | nothing, `~`, `null`, `Null`, `NULL` | null |
/// | `12` `1_000` `0x1F` `010` `0b11` `12:30:45` | 12, 1000, 31, 8, 3, 45045 |
/// | `1.10` `.5` `1.5e+3` `1:30.5` | 1.10, 0.5, 1.5e+3, 90.5 |
/// | `1e3` `1.5e3` `08` `02:00` `-.5` `=` `.inf` `2012-10-17` | text |
enum YAMLTyping {
  /// The longest number that is given another base; a longer one stays text.
  private static let longestConverted = 1_000

  /// The content of an untagged plain scalar.
  static func content(of text: ArraySlice<UInt8>) -> DocumentNode.Content {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      if let number = number(text) { return .number(ByteString(number)) }
    default:
      if let truth = truth(text) { return .bool(truth) }
      if isNull(text) { return .null }
    }
    return .string(ByteString(copying: text))
  }

  /// The text of a plain key: that of the value it would be.
  static func keyText(_ text: ArraySlice<UInt8>) -> ByteString {
    switch content(of: text) {
    case .bool(let truth): truth ? "true" : "false"
    case .number(let number): number
    case .null: "null"
    default: ByteString(copying: text)
    }
  }

  /// The value of a digit up to `f`; nil for other bytes.
  static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  static func truth(_ text: ArraySlice<UInt8>) -> Bool? {
    guard text.count <= 5, let word = word(text) else { return nil }
    return switch word {
    case "yes", "true", "on": true
    case "no", "false", "off": false
    default: nil
    }
  }

  static func isNull(_ text: ArraySlice<UInt8>) -> Bool {
    text.elementsEqual("~".utf8) || (text.count == 4 && word(text) == "null")
  }

  /// A word in lower case when it is written `word`, `Word` or `WORD`, the three spellings YAML knows.
  private static func word(_ text: ArraySlice<UInt8>) -> ByteString? {
    guard text.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }) else { return nil }
    let rest = text.dropFirst()
    let isLower = rest.allSatisfy { $0 & 0x20 != 0 }
    let isUpper = text.allSatisfy { $0 & 0x20 == 0 }
    return isLower || isUpper ? ByteString(text.map { $0 | 0x20 }) : nil
  }

  /// The JSON spelling of a number of YAML 1.1; nil when the text is none.
  static func number(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = text
    let isNegative = rest.first == UInt8(ascii: "-")
    let isSigned = isNegative || rest.first == UInt8(ascii: "+")
    if isSigned { rest = rest.dropFirst() }
    guard let magnitude = magnitude(rest, isSigned: isSigned) else { return nil }
    return isNegative ? [UInt8(ascii: "-")] + magnitude : magnitude
  }

  private static func magnitude(_ text: ArraySlice<UInt8>, isSigned: Bool) -> [UInt8]? {
    guard let first = text.first, isDigit(first) || (first == UInt8(ascii: ".") && !isSigned) else { return nil }
    guard text.contains(where: { !isDigit($0) }) else {
      if first != UInt8(ascii: "0") || text.count == 1 { return Array(text) }
      return converted(text.dropFirst(), base: 8)
    }
    if text.contains(UInt8(ascii: ":")) { return sexagesimal(text) }
    if first == UInt8(ascii: "0"), !text.contains(UInt8(ascii: ".")) {
      let prefix = text.dropFirst().first
      if prefix == UInt8(ascii: "x") { return converted(text.dropFirst(2), base: 16) }
      if prefix == UInt8(ascii: "b") { return converted(text.dropFirst(2), base: 2) }
      return converted(text.dropFirst(), base: 8)
    }
    return decimal(text)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// `12`, `1_000`, `1.5`, `1.`, `.5`, `1_0.5e+3`; an exponent must have a point before it and a sign.
  private static func decimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let digits = text.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
    var whole = digits.filter(isDigit)
    var rest = text.dropFirst(digits.count)
    // A leading zero of an integer would have made it octal; before a point it means nothing.
    whole.removeSubrange(..<min(whole.prefix { $0 == 0x30 }.count, max(whole.count - 1, 0)))
    if rest.isEmpty { return whole }
    guard rest.first == UInt8(ascii: ".") else { return nil }
    rest = rest.dropFirst()
    let fraction = rest.prefix { isDigit($0) || $0 == UInt8(ascii: "_") }
    if digits.isEmpty, fraction.first.map(isDigit) != true { return nil }
    rest = rest.dropFirst(fraction.count)
    var result = whole.isEmpty ? [0x30] : whole
    result.append(UInt8(ascii: "."))
    let places = fraction.filter(isDigit)
    result.append(contentsOf: places.isEmpty ? [0x30] : places)
    if rest.isEmpty { return result }
    let sign = rest.dropFirst().first
    let exponent = rest.dropFirst(2)
    guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e"),
      sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), !exponent.isEmpty, exponent.allSatisfy(isDigit)
    else { return nil }
    return result + rest
  }

  /// `12:30:45` in base 60; every part but the first below 60, the last perhaps with a fraction.
  private static func sexagesimal(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let point = text.firstIndex(of: UInt8(ascii: ".")) ?? text.endIndex
    let parts = text[..<point].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let head = parts.first, let first = head.first, isDigit(first),
      point < text.endIndex || first != UInt8(ascii: "0"),
      head.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }), text.count <= longestConverted
    else { return nil }
    var limbs = NaturalNumber()
    for digit in head where isDigit(digit) { limbs.append(UInt32(digit - 0x30), base: 10) }
    for part in parts.dropFirst() {
      guard part.count == 1 || part.count == 2, part.allSatisfy(isDigit) else { return nil }
      let value = part.reduce(UInt32(0)) { $0 * 10 + UInt32($1 - 0x30) }
      guard value < 60 else { return nil }
      limbs.append(value, base: 60)
    }
    if point == text.endIndex { return limbs.digits }
    let fraction = text[(point + 1)...]
    guard fraction.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return nil }
    let places = fraction.filter(isDigit)
    return limbs.digits + [UInt8(ascii: ".")] + (places.isEmpty ? [0x30] : places)
  }

  private static func converted(_ text: ArraySlice<UInt8>, base: UInt32) -> [UInt8]? {
    var limbs = NaturalNumber()
    var hasDigits = base == 8
    guard !text.isEmpty, text.count <= longestConverted else { return nil }
    for byte in text where byte != UInt8(ascii: "_") {
      guard let digit = digit(byte), UInt32(digit) < base else { return nil }
      hasDigits = true
      limbs.append(UInt32(digit), base: base)
    }
    return hasDigits ? limbs.digits : nil
  }
}

/// A natural number of any size, for numbers that are not written in base ten.
private struct NaturalNumber {
  /// Base 10⁹, the least significant first.
  private var limbs: [UInt32] = [0]

  /// Multiplies by a base and adds a digit of it.
  mutating func append(_ digit: UInt32, base: UInt32) {
    var carry = UInt64(digit)
    for index in limbs.indices {
      let value = UInt64(limbs[index]) * UInt64(base) + carry
      limbs[index] = UInt32(value % 1_000_000_000)
      carry = value / 1_000_000_000
    }
    if carry > 0 { limbs.append(UInt32(carry)) }
  }

  /// The number in base ten, without leading zeros.
  var digits: [UInt8] {
    var text: [UInt8] = []
    for limb in limbs.reversed() {
      let part = Array(String(limb).utf8)
      if !text.isEmpty { text.append(contentsOf: repeatElement(0x30, count: 9 - part.count)) }
      text.append(contentsOf: part)
    }
    return text
  }
}
