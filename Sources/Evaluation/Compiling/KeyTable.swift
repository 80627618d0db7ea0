import Documents

/// The context keys that a set of compiled policies looks at, numbered from 0.
///
/// Keys compare without regard to ASCII case (section 1); the table holds them lower-cased, beside the spelling in which
/// a policy first used them. Looking one up takes one hash and, as a rule, one comparison:
/// ```
/// table   [ 0, 2, 0, 1, 0, 0, 3, 0 ]        index + 1 by hash, 0 where empty
/// names   [ "aws:sourceip", "aws:tagkeys", "aws:resourcetag/x" ]
/// ```
public struct KeyTable: Sendable {
  /// The spelling that the policies use first, by index.
  public private(set) var spellings: [ByteString] = []
  /// The ASCII-lowercased names, by index.
  public private(set) var names: [ByteString] = []
  private var table = [Int32](repeating: 0, count: 16)

  init() {}

  /// The number of keys.
  public var count: Int { names.count }

  /// The index of a key; nil when no policy looks at it.
  public func index(of key: ByteString) -> Int? { key.withSlice { index(of: $0) } }

  /// The index of a key; nil when no policy looks at it.
  public func index(of key: ByteSlice) -> Int? {
    var place = Self.hash(key) & (table.count - 1)
    while table[place] != 0 {
      let index = Int(table[place]) - 1
      if equals(key, names[index]) { return index }
      place = (place + 1) & (table.count - 1)
    }
    return nil
  }

  /// The index of a key, which is added when it is new.
  mutating func intern(_ key: ByteString) -> Int {
    if let index = index(of: key) { return index }
    names.append(key.asciiLowercased)
    spellings.append(key)
    if names.count * 4 > table.count {
      table = [Int32](repeating: 0, count: table.count * 4)
      for index in names.indices { insert(index) }
    } else {
      insert(names.count - 1)
    }
    return names.count - 1
  }

  private mutating func insert(_ index: Int) {
    var place = names[index].withSlice { Self.hash($0) } & (table.count - 1)
    while table[place] != 0 { place = (place + 1) & (table.count - 1) }
    table[place] = Int32(index + 1)
  }

  @inline(__always)
  private func equals(_ key: ByteSlice, _ name: ByteString) -> Bool {
    guard key.count == name.count else { return false }
    return name.bytes.withUnsafeBufferPointer { name in
      for offset in 0..<key.count where lowercased(key.base[offset]) != name[offset] { return false }
      return true
    }
  }

  /// Mixes the length with the last bytes, which tell the keys of one service apart.
  @inline(__always)
  private static func hash(_ key: ByteSlice) -> Int {
    var hash = UInt64(truncatingIfNeeded: key.count) &* 0x9E37_79B9_7F4A_7C15
    var offset = max(0, key.count - 12)
    while offset < key.count {
      hash = (hash ^ UInt64(key.base[offset] | 0x20)) &* 0x100_0000_01B3
      offset += 1
    }
    return Int(truncatingIfNeeded: hash ^ (hash >> 29)) & Int.max
  }
}
