import Documents

/// The context keys that a set of compiled policies looks at, numbered from 0.
///
/// Keys compare without regard to ASCII case (section 1); the table holds them lower-cased, beside the spelling in which
/// a policy first used them.
public struct KeyTable: Sendable {
  private var indices: [ByteString: Int] = [:]
  /// The spelling that the policies use first, by index.
  public private(set) var spellings: [ByteString] = []
  /// The ASCII-lowercased names, by index.
  public private(set) var names: [ByteString] = []

  init() {}

  /// The number of keys.
  public var count: Int { names.count }

  /// The index of a key; nil when no policy looks at it.
  public func index(of key: ByteString) -> Int? { indices[key.asciiLowercased] }

  /// The index of a key, which is added when it is new.
  mutating func intern(_ key: ByteString) -> Int {
    let name = key.asciiLowercased
    if let index = indices[name] { return index }
    indices[name] = names.count
    names.append(name)
    spellings.append(key)
    return names.count - 1
  }
}
