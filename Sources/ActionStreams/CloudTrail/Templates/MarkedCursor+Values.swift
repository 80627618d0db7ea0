import Documents

extension MarkedCursor {
  /// Makes a cursor at a place of a text.
  @inline(__always)
  init(_ values: inout MarkedValues, at place: Int) {
    base = values.base
    at = place
    mark = values.mark(at: place)
  }

  /// How deep values are passed here; `JSONCursor` takes what is deeper.
  private static let deepest = 60

  /// Passes a value of any kind, checking all of it; false when it is no compact JSON, or none at all.
  ///
  /// - Parameter limit: the offset behind the text.
  mutating func passValue(until limit: Int) -> Bool {
    var depth = 0
    // One bit a level, the lowest for the innermost: whether it is an object.
    var objects: UInt64 = 0
    while true {
      if base[at] == 0x20 { skipSpaces() }
      switch base[at] {
      case UInt8(ascii: "\""):
        guard plainString() != nil || passOtherString(until: limit) else { return false }
      case UInt8(ascii: "{"):
        at += 1
        if pass(UInt8(ascii: "}")) { break }
        guard depth < Self.deepest, name() != nil else { return false }
        depth += 1
        objects = objects << 1 | 1
        continue
      case UInt8(ascii: "["):
        at += 1
        if pass(UInt8(ascii: "]")) { break }
        guard depth < Self.deepest else { return false }
        depth += 1
        objects <<= 1
        continue
      default:
        guard bareValue() != nil || passOtherNumber(until: limit) else { return false }
      }
      while depth > 0 {
        if base[at] == 0x20 { skipSpaces() }
        let isObject = objects & 1 == 1
        if base[at] == UInt8(ascii: ",") {
          at += 1
          if isObject, name() == nil { return false }
          break
        }
        guard base[at] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
        at += 1
        depth -= 1
        objects >>= 1
      }
      if depth == 0 { return true }
    }
  }

  /// Passes a string that holds more than plain bytes.
  mutating func passOtherString(until limit: Int) -> Bool {
    var json = JSONCursor(UnsafeBufferPointer(start: base + at, count: limit - at))
    guard (try? json.string()) != nil else { return false }
    at += json.position
    findMark()
    return true
  }

  /// Passes a number that is not whole.
  private mutating func passOtherNumber(until limit: Int) -> Bool {
    guard base[at] == UInt8(ascii: "-") || base[at] &- 0x30 < 10 else { return false }
    var json = JSONCursor(UnsafeBufferPointer(start: base + at, count: limit - at))
    guard (try? json.number()) != nil else { return false }
    at += json.position
    return true
  }
}
