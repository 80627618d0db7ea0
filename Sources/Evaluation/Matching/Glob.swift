import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A wildcard pattern, compiled once and matched against the whole of a text.
///
/// `*` is any run of bytes, `?` one Unicode scalar value (ruling 25). Where a pattern is an ARN, some stars stop at a
/// colon (ruling 17, section 3.2). Matching needs no more than a walk with two places to go back to, so that no input
/// makes it exponential: a star that may cross colons absorbs whatever comes, so that only the last one of them is ever
/// worth moving; between two of those, the stars that stop at colons stay inside one field, and again only the last
/// one is worth moving. That breaks down where a `?` may be the colon that such a star stops at: patterns that hold
/// both are matched by following all positions at once.
///
/// A reference type: a statement's globs are handed about while plans are made, and there is one count to keep for each.
public final class Glob: Sendable {
  /// One step of a pattern: a byte below 256, or one of the wildcards.
  public struct Token: Hashable, Sendable {
    let code: UInt16

    /// Exactly this byte.
    public static func byte(_ byte: UInt8) -> Token { Token(code: UInt16(byte)) }
    /// One scalar value.
    public static let one = Token(code: 256)
    /// One scalar value but a colon.
    public static let oneInField = Token(code: 257)
    /// Any run of bytes.
    public static let star = Token(code: 258)
    /// Any run of bytes but colons.
    public static let starInField = Token(code: 259)
  }

  /// How the colons of ARN fields bind the wildcards.
  public enum Fields: Sendable {
    /// The text has no fields: stars cross everything.
    case none
    /// Ruling 17: in the first five fields, a star that does not end its field stops at colons.
    case resource
    /// Section 3.2, Arn operators: the first five fields compare separately.
    case arn
  }

  private enum Shape {
    case anything, exact, prefix, general, positions
  }

  let tokens: [Token]
  let foldsCase: Bool
  private let shape: Shape
  /// The bytes before the first wildcard, which a text must begin with.
  private let head: [UInt8]
  /// The bytes behind the last wildcard, which a text must end in.
  private let tail: [UInt8]

  /// Compiles tokens whose stars are not yet bound to fields.
  ///
  /// - Parameter foldsCase: whether `A` to `Z` match `a` to `z`, as action names do; only for ASCII (ruling 19).
  public init(_ tokens: [Token], fields: Fields = .none, foldsCase: Bool = false) {
    let bound = Self.fold(Self.bind(Self.squeeze(tokens), fields), foldsCase)
    self.tokens = bound
    self.foldsCase = foldsCase
    let count = bound.count
    var firstWildcard = 0
    while firstWildcard < count, bound[firstWildcard].code < 256 { firstWildcard += 1 }
    head = Self.bytes(of: bound[..<firstWildcard])
    if firstWildcard == count {
      tail = []
      shape = .exact
    } else if firstWildcard == count - 1, bound[firstWildcard] == .star {
      tail = []
      shape = count == 1 ? .anything : .prefix
    } else {
      var tailStart = count
      while bound[tailStart - 1].code < 256 { tailStart -= 1 }
      tail = Self.bytes(of: bound[tailStart...])
      shape = bound.contains(.one) && bound.contains(.starInField) ? .positions : .general
    }
  }

  /// Tokens that are bytes, as bytes.
  static func bytes(of tokens: ArraySlice<Token>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: tokens.count) { bytes, count in
      for token in tokens {
        bytes[count] = UInt8(truncatingIfNeeded: token.code)
        count += 1
      }
    }
  }

  /// Compiles the text of a pattern in which nothing but `*` and `?` is special.
  public convenience init(_ pattern: ByteString, fields: Fields = .none, foldsCase: Bool = false) {
    self.init(Self.tokens(of: pattern.bytes), fields: fields, foldsCase: foldsCase)
  }

  /// The tokens of a text in which `*` and `?` are wildcards.
  public static func tokens(of bytes: some Sequence<UInt8>) -> [Token] {
    bytes.map(token)
  }

  /// The token that a byte of a text stands for in which `*` and `?` are wildcards.
  @inline(__always)
  static func token(of byte: UInt8) -> Token {
    switch byte {
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "?"): .one
    default: .byte(byte)
    }
  }

  /// Whether it is `*` alone.
  public var isAnything: Bool { shape == .anything }

  /// The text, when the pattern holds no wildcard; ASCII-lowercased where case folds.
  public var literal: [UInt8]? { shape == .exact ? head : nil }

  /// The text before the star, when the pattern is a text and a star behind it that crosses everything.
  var onlyHead: [UInt8]? { shape == .prefix ? head : nil }

  /// Whether what comes before the first wildcard and another text are the same as far as both go.
  func agrees(with text: ByteString) -> Bool {
    let count = min(head.count, text.count)
    return head[..<count] == text.bytes[..<count]
  }

  /// Whether the whole of a text matches.
  public func matches(_ text: ByteSlice) -> Bool {
    switch shape {
    case .anything: return true
    case .exact: return text.count == head.count && begins(text, head)
    case .prefix: return text.count >= head.count && begins(text, head)
    case .general:
      guard text.count >= head.count, begins(text, head), text.count >= tail.count,
        begins(ByteSlice(text.base + (text.count - tail.count), tail.count), tail)
      else { return false }
      return foldsCase ? walk(text, folding: true) : walk(text, folding: false)
    case .positions: return follow(text)
    }
  }

  /// Whether a text has so many characters from a place on: what as many `?` match.
  static func hasScalars(_ count: Int, _ text: ByteSlice, from start: Int) -> Bool {
    var at = start
    for _ in 0..<count {
      guard at < text.count else { return false }
      let length = scalarLength(text.base[at])
      guard length > 0 else { return false }
      at += length
    }
    return at == text.count
  }

  @inline(__always)
  private func begins(_ text: ByteSlice, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { wanted in
      guard let start = wanted.baseAddress else { return true }
      guard foldsCase else { return memcmp(text.base, start, wanted.count) == 0 }
      for offset in 0..<wanted.count where lowercased(text.base[offset]) != start[offset] { return false }
      return true
    }
  }

  @inline(__always)
  private func walk(_ text: ByteSlice, folding: Bool) -> Bool {
    tokens.withUnsafeBufferPointer { tokens in
      let colon = UInt8(ascii: ":")
      var at = 0
      var token = 0
      // Where to go on when a step fails: behind which star, and up to which byte it has grown.
      var star = -1
      var starEnd = 0
      var fieldStar = -1
      var fieldStarEnd = 0
      while true {
        if token == tokens.count {
          if at == text.count { return true }
        } else {
          let code = tokens[token].code
          if code < 256 {
            if at < text.count, UInt16(folding ? lowercased(text.base[at]) : text.base[at]) == code {
              at += 1
              token += 1
              continue
            }
          } else if code == Token.star.code {
            star = token + 1
            starEnd = at
            fieldStar = -1
            token += 1
            continue
          } else if code == Token.starInField.code {
            fieldStar = token + 1
            fieldStarEnd = at
            token += 1
            continue
          } else if at < text.count, !(code == Token.oneInField.code && text.base[at] == colon) {
            let length = scalarLength(text.base[at])
            if length > 0, at + length <= text.count {
              at += length
              token += 1
              continue
            }
          }
        }
        if fieldStar >= 0, fieldStarEnd < text.count, text.base[fieldStarEnd] != colon {
          fieldStarEnd += 1
          at = fieldStarEnd
          token = fieldStar
        } else if star >= 0, starEnd < text.count {
          starEnd += 1
          at = starEnd
          token = star
          fieldStar = -1
        } else {
          return false
        }
      }
    }
  }

  /// Keeps the set of all positions in the pattern that the text so far can lead to.
  private func follow(_ text: ByteSlice) -> Bool {
    var current = [Bool](repeating: false, count: tokens.count + 1)
    current[0] = true
    var at = 0
    while at < text.count {
      passStars(&current)
      let length = max(1, min(scalarLength(text.base[at]), text.count - at))
      let isColon = text.base[at] == UInt8(ascii: ":")
      let isScalar = scalarLength(text.base[at]) == length
      var behindScalar: [Int] = []
      for (index, token) in tokens.enumerated() where current[index] && isScalar {
        if token == .one || (token == .oneInField && !isColon) { behindScalar.append(index + 1) }
      }
      for offset in at..<at + length {
        passStars(&current)
        let byte = foldsCase ? lowercased(text.base[offset]) : text.base[offset]
        var next = [Bool](repeating: false, count: tokens.count + 1)
        for (index, token) in tokens.enumerated() where current[index] {
          if token == .star || (token == .starInField && byte != UInt8(ascii: ":")) {
            next[index] = true
          } else if token.code == UInt16(byte) {
            next[index + 1] = true
          }
        }
        current = next
      }
      for index in behindScalar { current[index] = true }
      at += length
    }
    passStars(&current)
    return current[tokens.count]
  }

  private func passStars(_ positions: inout [Bool]) {
    for (index, token) in tokens.enumerated() where positions[index] {
      if token == .star || token == .starInField { positions[index + 1] = true }
    }
  }

  /// Makes one star of stars in a row, which mean the same and would only be walked twice.
  private static func squeeze(_ tokens: [Token]) -> [Token] {
    var hasRun = false
    for index in tokens.indices.dropFirst() where tokens[index] == .star && tokens[index - 1] == .star {
      hasRun = true
    }
    guard hasRun else { return tokens }
    var result: [Token] = []
    result.reserveCapacity(tokens.count)
    for token in tokens where !(token == .star && result.last == .star) { result.append(token) }
    return result
  }

  private static func fold(_ tokens: [Token], _ foldsCase: Bool) -> [Token] {
    guard foldsCase else { return tokens }
    var result = tokens
    for index in tokens.indices where tokens[index].code &- 0x41 < 26 {
      result[index] = Token(code: tokens[index].code | 0x20)
    }
    return result
  }

  private static func bind(_ tokens: [Token], _ fields: Fields) -> [Token] {
    guard fields != .none else { return tokens }
    let colon = Token.byte(UInt8(ascii: ":"))
    var result = tokens
    var field = 0
    for (index, token) in tokens.enumerated() where field < 5 {
      if token == colon {
        field += 1
      } else if fields == .arn {
        if token == .star { result[index] = .starInField }
        if token == .one { result[index] = .oneInField }
      } else if token == .star, index + 1 < tokens.count, tokens[index + 1] != colon {
        result[index] = .starInField
      }
    }
    return result
  }
}

/// The byte with `A` to `Z` as `a` to `z`.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}

/// The length of the UTF-8 sequence that a byte begins; 0 for a byte that continues one.
@inline(__always)
private func scalarLength(_ byte: UInt8) -> Int {
  byte < 0x80 ? 1 : byte < 0xC0 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
}
