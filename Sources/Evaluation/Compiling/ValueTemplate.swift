import Documents
import PolicyLanguage

/// A value of a policy, taken apart into literal text, wildcards and policy variables (section 2.3).
///
/// `${*}`, `${?}` and `${$}` are the literal characters; `${key}` and `${key, 'default'}` are variables where the
/// policy's Version has them; any other `${` is literal text (ruling 28).
struct ValueTemplate: Sendable {
  enum Part: Sendable {
    case tokens([Glob.Token])
    case variable(key: Int, fallback: ByteString?)
  }

  private(set) var parts: [Part]

  /// Takes a value apart.
  ///
  /// - Parameters:
  ///   - hasVariables: whether the policy and the place in it know variables at all; else `${` is literal text.
  ///   - hasWildcards: whether `*` and `?` are wildcards.
  ///   - firstVariableField: variables before this many colons are literal text: 5 in Resource, 0 elsewhere.
  init(
    _ text: ByteString, hasVariables: Bool, hasWildcards: Bool, firstVariableField: Int = 0,
    _ interner: Interner
  ) {
    let bytes = text.bytes
    guard hasVariables, bytes.contains(UInt8(ascii: "$")) else {
      parts = [.tokens(Self.tokens(of: bytes, hasWildcards))]
      head = hasWildcards ? ByteString(copying: bytes.prefix { Glob.token(of: $0).code < 256 }) : text
      return
    }
    var parts: [Part] = []
    var tokens: [Glob.Token] = []
    var at = 0
    var colons = 0
    while at < bytes.count {
      if hasVariables, colons >= firstVariableField, let variable = PolicyVariable(bytes, at: at) {
        switch variable.meaning {
        case .literal(let byte): tokens.append(.byte(byte))
        case .key(let key, let fallback):
          if !tokens.isEmpty { parts.append(.tokens(tokens)) }
          tokens = []
          parts.append(.variable(key: interner.key(key), fallback: fallback))
        }
        at += variable.length
        continue
      }
      let byte = bytes[at]
      if byte == UInt8(ascii: ":") { colons += 1 }
      tokens.append(hasWildcards ? Glob.token(of: byte) : .byte(byte))
      at += 1
    }
    if !tokens.isEmpty || parts.isEmpty { parts.append(.tokens(tokens)) }
    self.parts = parts
    var head: [UInt8] = []
    if case .tokens(let first)? = parts.first {
      head = first.prefix { $0.code < 256 }.map { UInt8(truncatingIfNeeded: $0.code) }
    }
    self.head = ByteString(head)
  }

  private static func tokens(of bytes: [UInt8], _ hasWildcards: Bool) -> [Glob.Token] {
    hasWildcards ? Glob.tokens(of: bytes) : bytes.map { .byte($0) }
  }

  /// The bytes before the first wildcard or variable, which every text that matches begins with.
  private let head: ByteString

  /// Whether a text begins as all texts that match do; a cheap look before filling in.
  func mayMatch(_ text: ByteSlice) -> Bool {
    head.withSlice { head in text.count >= head.count && ByteSlice(text.base, head.count).equals(head) }
  }

  /// The tokens, when there is no variable.
  var constant: [Glob.Token]? {
    guard parts.count == 1, case .tokens(let tokens) = parts[0] else { return nil }
    return tokens
  }

  /// The tokens with a star for each variable.
  var widest: [Glob.Token] {
    parts.flatMap { if case .tokens(let tokens) = $0 { tokens } else { [Glob.Token.star] } }
  }

  /// The key, when the template is one variable without a default; nil for everything else.
  var onlyKey: Int? {
    guard parts.count == 1, case .variable(let key, fallback: nil) = parts[0] else { return nil }
    return key
  }

  /// The keys of the variables.
  var keys: [Int] {
    parts.compactMap { if case .variable(let key, _) = $0 { key } else { nil } }
  }

  /// What the template becomes for one request: tokens, in which a substituted value is literal (ruling 18).
  enum Filled {
    case tokens([Glob.Token])
    /// A variable is absent, or multi-valued, and has no default.
    case missing
    /// A variable's key is unknown; each such variable is a star here, so that what no value could match is known.
    case unknown([Glob.Token])
  }

  func filled(from frame: borrowing RequestFrame) -> Filled {
    var result: [Glob.Token] = []
    var isUnknown = false
    for part in parts {
      switch part {
      case .tokens(let tokens): result += tokens
      case .variable(let key, let fallback):
        let slot = frame.slot(key)
        switch slot.state {
        case .single:
          let value = frame.value(slot, 0)
          for offset in 0..<value.count { result.append(.byte(value.base[offset])) }
        case .unknown:
          isUnknown = true
          result.append(.star)
        case .absent, .list:
          guard let fallback else { return .missing }
          result += fallback.bytes.map { .byte($0) }
        }
      }
    }
    return isUnknown ? .unknown(result) : .tokens(result)
  }
}
