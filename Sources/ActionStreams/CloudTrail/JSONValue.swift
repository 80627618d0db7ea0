import Documents

/// A value inside JSON text that has been checked before, walked on demand and never copied as a whole.
///
/// `requestParameters` has another shape for every API, so it is not read into fields: rules ask a value for the members
/// they name. Valid only while the bytes it points into are.
struct JSONValue {
  /// The first byte of the value.
  let base: UnsafePointer<UInt8>
  /// The number of bytes.
  let count: Int

  init(_ base: UnsafePointer<UInt8>, _ count: Int) {
    self.base = base
    self.count = count
  }

  /// The first byte, which tells the kind; 0 for a value of no bytes.
  var firstByte: UInt8 { count > 0 ? base[0] : 0 }

  var isObject: Bool { firstByte == UInt8(ascii: "{") }
  var isArray: Bool { firstByte == UInt8(ascii: "[") }
  var isString: Bool { firstByte == UInt8(ascii: "\"") }
  var isNull: Bool { firstByte == UInt8(ascii: "n") || count == 0 }

  /// Calls back for each member of an object until told to stop; does nothing for other kinds.
  ///
  /// The name is the raw text between its quotes: names with escapes occur in no log and match nothing.
  func forEachMember(_ body: (_ name: ByteSlice, _ value: JSONValue) -> Bool) {
    guard isObject else { return }
    var cursor = JSONCursor(UnsafeBufferPointer(start: base, count: count))
    guard (try? cursor.enter(UInt8(ascii: "{"))) == true else { return }
    while let name = try? cursor.key(), let value = next(&cursor) {
      guard body(ByteSlice(base + name.start, name.count), value) else { return }
      guard (try? cursor.nextElement(of: UInt8(ascii: "{"))) == true else { return }
    }
  }

  /// Calls back for each element of an array until told to stop; does nothing for other kinds.
  func forEachElement(_ body: (JSONValue) -> Bool) {
    guard isArray else { return }
    var cursor = JSONCursor(UnsafeBufferPointer(start: base, count: count))
    guard (try? cursor.enter(UInt8(ascii: "["))) == true else { return }
    while let value = next(&cursor) {
      guard body(value) else { return }
      guard (try? cursor.nextElement(of: UInt8(ascii: "["))) == true else { return }
    }
  }

  private func next(_ cursor: inout JSONCursor) -> JSONValue? {
    cursor.skipWhitespace()
    let start = cursor.position
    guard (try? cursor.skipValue()) != nil else { return nil }
    return JSONValue(base + start, cursor.position - start)
  }

  /// The first member of that name, ASCII case ignored: `dBInstanceIdentifier` and `DBInstanceIdentifier` are one.
  func member(_ name: StaticString) -> JSONValue? { member(ByteSlice(name)) }

  /// The first member of that name, ASCII case ignored.
  func member(named name: ByteString) -> JSONValue? { name.withSlice { member($0) } }

  private func member(_ name: ByteSlice) -> JSONValue? {
    var found: JSONValue?
    forEachMember { candidate, value in
      guard candidate.equalsIgnoringASCIICase(name) else { return true }
      found = value
      return false
    }
    return found
  }

  /// What a string, number or boolean says; nil for null, lists and objects.
  var scalar: ByteString? {
    switch firstByte {
    case UInt8(ascii: "\""):
      var cursor = JSONCursor(UnsafeBufferPointer(start: base, count: count))
      guard let string = try? cursor.string() else { return nil }
      return cursor.text(string)
    case UInt8(ascii: "-"), 0x30...0x39, UInt8(ascii: "t"), UInt8(ascii: "f"):
      return ByteString(copying: UnsafeBufferPointer(start: base, count: count))
    default: return nil
    }
  }
}

extension ByteSlice {
  /// Whether both hold the same bytes when `A` to `Z` count as `a` to `z`.
  func equalsIgnoringASCIICase(_ other: ByteSlice) -> Bool {
    guard count == other.count else { return false }
    for offset in 0..<count where base[offset] != other.base[offset] {
      let folded = base[offset] | 0x20
      guard folded == other.base[offset] | 0x20, folded &- 0x61 < 26 else { return false }
    }
    return true
  }
}
