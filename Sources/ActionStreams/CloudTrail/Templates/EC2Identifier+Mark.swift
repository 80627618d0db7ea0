import Documents

extension EC2Identifier {
  /// Equal for identifiers of which `kind(of:)` says the same whatever stands behind the prefix; 0 for all texts that
  /// are of no kind.
  ///
  /// Prefixes end in a hyphen and what is behind them holds none, so that only the text up to the last hyphen counts.
  static func mark(of text: ByteSlice) -> UInt32 {
    guard text.count <= 64 else { return 0 }
    var at = text.count
    while at > 0, text.base[at - 1] != UInt8(ascii: "-") {
      let byte = text.base[at - 1]
      guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 else { return 0 }
      at -= 1
    }
    guard at > 0, text.count - at >= 4, at < byLength.count else { return 0 }
    for (prefix, mark) in byLength[at] where text.begins(with: prefix) { return mark }
    return 0
  }

  /// The prefixes by their length, each with its place in the table, from 1.
  private static let byLength: [[(prefix: ByteString, mark: UInt32)]] = {
    var lists: [[(prefix: ByteString, mark: UInt32)]] = []
    for (place, entry) in table.enumerated() {
      while lists.count <= entry.prefix.count { lists.append([]) }
      lists[entry.prefix.count].append((entry.prefix, UInt32(place + 1)))
    }
    return lists
  }()
}
