import Documents

/// A resource pattern that spells a name, taken apart so that it is found by the name.
struct NamedPattern: Sendable {
  enum Rest: UInt8, Sendable {
    /// What the name begins with is all that counts.
    case prefix
    /// The name must end where the head does.
    case exact
    /// So many characters must follow the head, and nothing else.
    case scalars
    /// Whatever a glob of its own says.
    case general
  }

  /// The whole pattern.
  let glob: Glob
  /// The same for all patterns of the same glob.
  let number: Int
  /// What the first five fields must match; nil for a pattern of a text without fields, whose head begins it.
  let prefix: Glob?
  /// The same for all globs that are the same; -1 for none.
  let prefixNumber: Int
  /// What the sixth field, or the text, must begin with.
  let head: [UInt8]
  let rest: Rest
  /// The number of characters that must follow the head, where that is all.
  let scalarCount: Int
  /// What must follow the head, where only a glob says so, with a number that is the same for all that are the same.
  let restGlob: (glob: Glob, number: Int)?
  let colons: Int
  /// Whether the pattern may match a resource of more colons that does not match it field by field.
  let mayCross: Bool

  /// Takes a pattern apart; nil for one that says only what kind of thing is meant, such as `…:table/*`.
  init?(_ glob: Glob, _ interner: Interner) {
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    self.glob = glob
    let parts = SplitPattern(glob)
    let own: [Glob.Token]
    colons = parts.colons
    if parts.colons >= 5 {
      guard let tokens = parts.prefixTokens, let rest = parts.restTokens else { return nil }
      (prefix, prefixNumber) = interner.prefix(tokens)
      own = rest
      mayCross = parts.mayCross
    } else {
      if glob.tokens.starts(with: Self.arn) { return nil }
      prefix = nil
      prefixNumber = -1
      own = glob.tokens
      mayCross = false
    }
    let literal = own.prefix { $0.code < 256 }
    head = Glob.bytes(of: literal)
    let kind = literal.firstIndex { $0 == colon || $0 == .byte(UInt8(ascii: "/")) }.map { $0 + 1 } ?? 0
    guard head.count - kind > 2 || own.count == head.count && !head.isEmpty else { return nil }
    let behind = own[head.count...]
    let isScalars = behind.count <= NameEntry.scalarLimit && behind.allSatisfy { $0 == .one }
    scalarCount = isScalars ? behind.count : 0
    rest = behind.isEmpty ? .exact : behind == [.star] ? .prefix : isScalars ? .scalars : .general
    restGlob = rest == .general ? interner.rest(Array(behind)) : nil
    number = interner.number(of: glob)
  }

  private static let arn = Glob.tokens(of: "arn:".utf8)
}
