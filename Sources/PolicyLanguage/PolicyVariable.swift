import Documents

/// A policy variable or escape in a value of a policy: `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.
///
/// Source: authorization.md section 2.3. What begins with `${` and is none of these is literal text (ruling 28).
public struct PolicyVariable: Sendable {
  /// What a variable stands for.
  public enum Meaning: Sendable {
    /// The character itself, without its special meaning.
    case literal(UInt8)
    /// The value of a context key, or the default where it is absent or multi-valued.
    case key(ByteString, fallback: ByteString?)
  }

  /// What it stands for.
  public let meaning: Meaning
  /// How many bytes it takes, braces included.
  public let length: Int

  /// Reads the variable that begins at an offset; nil when none does.
  public init?(_ bytes: [UInt8], at start: Int) {
    guard start + 2 < bytes.count, bytes[start] == UInt8(ascii: "$"), bytes[start + 1] == UInt8(ascii: "{") else {
      return nil
    }
    let first = bytes[start + 2]
    if start + 3 < bytes.count, bytes[start + 3] == UInt8(ascii: "}"),
      first == UInt8(ascii: "*") || first == UInt8(ascii: "?") || first == UInt8(ascii: "$")
    {
      meaning = .literal(first)
      length = 4
      return
    }
    var at = start + 2
    while at < bytes.count, Self.isKeyByte(bytes[at]) { at += 1 }
    guard at < bytes.count, at > start + 2 else { return nil }
    let key = ByteString(copying: bytes[(start + 2)..<at])
    if bytes[at] == UInt8(ascii: "}") {
      meaning = .key(key, fallback: nil)
      length = at + 1 - start
      return
    }
    guard bytes[at...].starts(with: ", '".utf8) else { return nil }
    let fallbackStart = at + 3
    var end = fallbackStart
    // A default ends at its first quote: looking further for `'}` would take a square of time on `${a, '${a, '…`.
    while end < bytes.count, bytes[end] != UInt8(ascii: "'") { end += 1 }
    guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "}") else { return nil }
    meaning = .key(key, fallback: ByteString(copying: bytes[fallbackStart..<end]))
    length = end + 2 - start
  }

  /// Key names hold no spaces, quotes, commas, braces, dollars or wildcards.
  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "?"):
      false
    default: true
    }
  }
}
