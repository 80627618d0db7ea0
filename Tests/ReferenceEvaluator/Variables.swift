import Documents
import PolicyLanguage

/// A text of a policy with its variables replaced for one request (authorization.md section 2.3, rulings 18 and 28).
///
/// The grammar: `${*}`, `${?}`, `${$}` are those characters. `${KEY}` and `${KEY, 'TEXT'}` are variables, where KEY is
/// one or more bytes other than white space and `, ' " $ { } * ?`, and TEXT is any run without `'`. Whatever else
/// follows `${` leaves the `$` a plain character. A key that is absent or has a list of values has no value: the
/// default stands in, and without one the text is missing. Documents of version 2008-10-17 have no variables.
struct Substitution {
  /// What the text is made of; nothing in `literal` is a wildcard.
  enum Piece {
    case raw(UInt8)
    case literal([UInt8])
    /// A variable whose key is unknown.
    case unknown(key: ByteString)
  }

  var pieces: [Piece] = []
  /// Whether some variable has neither value nor default.
  var isMissing = false

  /// Replaces the variables that begin at or after an offset.
  init(_ text: ByteString, of policy: Policy, from start: Int = 0, in context: RequestContext) {
    let bytes = text.bytes
    var offset = 0
    while offset < bytes.count {
      guard policy.version == .v2012, policy.kind != .stack, offset >= start,
        let variable = Variable(in: bytes, at: offset)
      else {
        pieces.append(.raw(bytes[offset]))
        offset += 1
        continue
      }
      offset = variable.end
      switch variable.meaning {
      case .character(let byte): pieces.append(.literal([byte]))
      case .key(let key, let fallback):
        switch context[key] {
        case .single(let value): pieces.append(.literal(value.bytes))
        case .unknown: pieces.append(.unknown(key: key))
        case .list, .absent:
          if let fallback { pieces.append(.literal(fallback)) } else { isMissing = true }
        }
      }
    }
  }

  /// The keys of the variables that are unknown, as they are spelt.
  var unknownKeys: [ByteString] {
    pieces.compactMap { if case .unknown(let key) = $0 { key } else { nil } }
  }

  /// The text with no wildcards in it; only for a text without unknown variables.
  var literalText: [UInt8] {
    pieces.flatMap { piece -> [UInt8] in
      switch piece {
      case .raw(let byte): [byte]
      case .literal(let bytes): bytes
      case .unknown: []
      }
    }
  }

  /// The text as a pattern in which written wildcards work and substituted ones do not.
  ///
  /// An unknown variable stands for any text. `isWithinField` says of the n-th raw byte whether a `*` there may not
  /// cross a colon.
  func pattern(isWithinField: (Int) -> Bool = { _ in false }) -> Pattern {
    var parts: [Pattern.Part] = []
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .raw(UInt8(ascii: "*")): parts.append(isWithinField(index) ? .anyButColon : .any)
      case .raw(UInt8(ascii: "?")): parts.append(.one)
      case .raw(let byte): parts.append(.byte(byte))
      case .literal(let bytes): parts += bytes.map(Pattern.Part.byte)
      case .unknown: parts.append(.any)
      }
    }
    return Pattern(parts: parts)
  }
}

/// One variable, or one escape, in a policy's text.
private struct Variable {
  enum Meaning {
    case character(UInt8)
    case key(ByteString, fallback: [UInt8]?)
  }

  let meaning: Meaning
  /// The offset behind its closing brace.
  let end: Int

  /// Reads the variable that begins at an offset; nil when none does.
  init?(in bytes: [UInt8], at offset: Int) {
    guard bytes[offset] == UInt8(ascii: "$"), bytes[offset...].starts(with: "${".utf8) else { return nil }
    var index = offset + 2
    if index + 1 < bytes.count, "*?$".utf8.contains(bytes[index]), bytes[index + 1] == UInt8(ascii: "}") {
      meaning = .character(bytes[index])
      end = index + 2
      return
    }
    while index < bytes.count, !" \t\r\n,'\"${}*?".utf8.contains(bytes[index]) { index += 1 }
    let key = ByteString(copying: bytes[(offset + 2)..<index])
    guard !key.isEmpty, index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: "}") {
      meaning = .key(key, fallback: nil)
      end = index + 1
      return
    }
    guard bytes[index...].starts(with: ", '".utf8) else { return nil }
    let rest = bytes[(index + 3)...]
    guard let quote = rest.firstIndex(of: UInt8(ascii: "'")), rest[quote...].starts(with: "'}".utf8) else { return nil }
    meaning = .key(key, fallback: Array(rest[..<quote]))
    end = quote + 2
  }
}
