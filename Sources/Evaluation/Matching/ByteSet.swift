import Documents

/// A fixed set of byte strings that answers whether a slice is in it, in a time that does not grow with the set.
struct ByteSet: Sendable {
  /// What it holds, in lower case where it folds case.
  let members: [ByteString]
  /// Open addressing: indices into `members` plus one, 0 where empty; a power of two, at most half full.
  private let table: [Int32]
  private let foldsCase: Bool

  /// Makes a set; with `foldsCase`, `A` to `Z` count as `a` to `z`.
  init(_ texts: [ByteString], foldsCase: Bool) {
    let members = foldsCase ? texts.map(\.asciiLowercased) : texts
    var size = 4
    while size < members.count * 2 { size *= 2 }
    var table = [Int32](repeating: 0, count: size)
    for (index, member) in members.enumerated() {
      var place = Int(truncatingIfNeeded: member.withSlice { Self.hash($0, foldsCase: false) }) & (size - 1)
      while table[place] != 0 { place = (place + 1) & (size - 1) }
      table[place] = Int32(index + 1)
    }
    self.members = members
    self.table = table
    self.foldsCase = foldsCase
  }

  /// Whether the set holds nothing.
  var isEmpty: Bool { members.isEmpty }

  /// Whether the set holds the bytes of a slice.
  func contains(_ text: ByteSlice) -> Bool {
    guard !members.isEmpty else { return false }
    var place = Int(truncatingIfNeeded: Self.hash(text, foldsCase: foldsCase)) & (table.count - 1)
    while table[place] != 0 {
      let member = members[Int(table[place]) - 1]
      if member.count == text.count, equals(text, member) { return true }
      place = (place + 1) & (table.count - 1)
    }
    return false
  }

  private func equals(_ text: ByteSlice, _ member: ByteString) -> Bool {
    guard foldsCase else { return text.equals(member) }
    for (offset, byte) in member.bytes.enumerated() where lowercased(text.base[offset]) != byte { return false }
    return true
  }

  private static func hash(_ text: ByteSlice, foldsCase: Bool) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for offset in 0..<text.count {
      let byte = foldsCase ? lowercased(text.base[offset]) : text.base[offset]
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash ^ (hash >> 32)
  }
}
