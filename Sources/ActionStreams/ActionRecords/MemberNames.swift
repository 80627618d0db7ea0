import Documents

/// The member names that one object has used so far, to find one that is used twice.
///
/// A few names are compared one by one; from `listLimit` on they go into a set, so that a hostile record of a million
/// names does not take a square of time.
struct MemberNames {
  private static let listLimit = 24
  private var known: UInt32 = 0
  private var names: [ByteSlice] = []
  private var set: Set<ByteString> = []

  /// Forgets all names.
  mutating func begin() {
    known = 0
    names.removeAll(keepingCapacity: true)
    if !set.isEmpty { set.removeAll() }
  }

  /// Adds a member that the reader numbers itself.
  @inline(__always)
  mutating func addKnown(_ number: UInt32, _ raw: JSONString) throws(JSONError) {
    guard known & (1 << number) == 0 else { throw Self.duplicate(raw) }
    known |= 1 << number
  }

  /// Adds a name; with `foldsCase`, names that differ only in ASCII case are the same.
  mutating func add(_ name: ByteSlice, _ raw: JSONString, foldsCase: Bool) throws(JSONError) {
    if names.count < Self.listLimit {
      for other in names where other.count == name.count {
        if foldsCase ? equalsIgnoringCase(other, name) : other.equals(name) { throw Self.duplicate(raw) }
      }
      names.append(name)
      return
    }
    if set.isEmpty { set = Set(names.map { foldsCase ? $0.byteString.asciiLowercased : $0.byteString }) }
    let text = foldsCase ? name.byteString.asciiLowercased : name.byteString
    guard set.insert(text).inserted else { throw Self.duplicate(raw) }
  }

  private static func duplicate(_ raw: JSONString) -> JSONError {
    JSONError(.duplicateKey, at: raw.start - 1, "a member of this name stands here twice")
  }

  @inline(__always)
  private func equalsIgnoringCase(_ left: ByteSlice, _ right: ByteSlice) -> Bool {
    // From the end: keys of one service share their beginnings.
    var offset = left.count - 1
    while offset >= 0 {
      let (first, second) = (left.base[offset], right.base[offset])
      if first != second {
        guard first ^ second == 0x20, (first | 0x20) &- 0x61 < 26 else { return false }
      }
      offset -= 1
    }
    return true
  }
}
