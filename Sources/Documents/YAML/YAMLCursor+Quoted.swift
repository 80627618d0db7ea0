extension YAMLCursor {
  /// Reads a scalar in single or double quotes, whose opening quote is at `position`.
  @inline(never)
  mutating func quoted() throws(YAMLError) -> DocumentNode {
    let start = position
    let quote = byte(start)
    var at = start + 1
    while true {
      let next = byte(at)
      if next == quote || next == 0 || next == UInt8(ascii: "\\") || next == 0x0A || next == 0x0D { break }
      at += 1
    }
    let isVerbatim = byte(at) == quote && !(quote == UInt8(ascii: "'") && byte(at + 1) == quote)
    if isVerbatim {
      position = at + 1
      return DocumentNode(.string(ByteString(copying: bytes[start + 1..<at])), at: SourceRange(start, position))
    }
    var text = Array(bytes[start + 1..<at])
    position = at
    if quote == UInt8(ascii: "'") { try singleQuoted(start, into: &text) } else { try doubleQuoted(start, into: &text) }
    return DocumentNode(.string(ByteString(text)), at: SourceRange(start, position))
  }

  private mutating func singleQuoted(_ start: Int, into text: inout [UInt8]) throws(YAMLError) {
    while true {
      let next = byte(position)
      switch next {
      case 0: throw .unterminatedQuote(start)
      case UInt8(ascii: "'"):
        position += 1
        guard byte(position) == UInt8(ascii: "'") else { return }
        text.append(next)
        position += 1
      case 0x0A, 0x0D: try fold(start, keeping: 0, into: &text)
      default:
        text.append(next)
        position += 1
      }
    }
  }

  private mutating func doubleQuoted(_ start: Int, into text: inout [UInt8]) throws(YAMLError) {
    // White space before a line break goes, but not what an escape made.
    var kept = 0
    while true {
      let next = byte(position)
      switch next {
      case 0: throw .unterminatedQuote(start)
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"):
        let escaped = byte(position + 1)
        if escaped == 0x0A || escaped == 0x0D {
          position += 1
          let breaks = try passLineBreaks(start)
          text.append(contentsOf: repeatElement(0x0A, count: breaks - 1))
        } else {
          try escape(start, into: &text)
        }
        kept = text.count
      case 0x0A, 0x0D:
        try fold(start, keeping: kept, into: &text)
        kept = text.count
      default:
        text.append(next)
        position += 1
      }
    }
  }

  /// Folds the line break at `position`: one becomes a space, more become one newline less.
  private mutating func fold(_ start: Int, keeping kept: Int, into text: inout [UInt8]) throws(YAMLError) {
    while text.count > kept, let last = text.last, isBlank(last) { text.removeLast() }
    let breaks = try passLineBreaks(start)
    if breaks == 1 { text.append(0x20) }
    text.append(contentsOf: repeatElement(0x0A, count: breaks - 1))
  }

  /// Passes line breaks and the white space between and behind them, and counts the breaks.
  private mutating func passLineBreaks(_ start: Int) throws(YAMLError) -> Int {
    var breaks = 0
    while byte(position) == 0x0A || byte(position) == 0x0D {
      position = behindLineBreak(position)
      lineStart = position
      breaks += 1
      if isAnyDocumentMarker(at: position) { throw .unterminatedQuote(start) }
      while isBlank(byte(position)) { position += 1 }
    }
    return breaks
  }

  /// Reads the escape whose backslash is at `position`.
  private mutating func escape(_ start: Int, into text: inout [UInt8]) throws(YAMLError) {
    let at = position
    let letter = byte(at + 1)
    position = at + 2
    switch letter {
    case UInt8(ascii: "0"): text.append(0x00)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"), 0x09: text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "e"): text.append(0x1B)
    case 0x20, UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"): text.append(letter)
    case UInt8(ascii: "N"): appendUTF8(0x85, to: &text)
    case UInt8(ascii: "_"): appendUTF8(0xA0, to: &text)
    case UInt8(ascii: "L"): appendUTF8(0x2028, to: &text)
    case UInt8(ascii: "P"): appendUTF8(0x2029, to: &text)
    case UInt8(ascii: "x"): appendUTF8(try hexadecimal(2, escape: at), to: &text)
    case UInt8(ascii: "u"): appendUTF8(try surrogatePair(try hexadecimal(4, escape: at), escape: at), to: &text)
    case UInt8(ascii: "U"):
      let scalar = try hexadecimal(8, escape: at)
      guard Unicode.Scalar(scalar) != nil else { throw .notAScalar(at, position) }
      appendUTF8(scalar, to: &text)
    case 0: throw .unterminatedQuote(start)
    default: throw .unknownEscape(at, letter)
    }
  }

  /// The scalar of a `\u` escape; one of a surrogate pair, as JSON writes it, takes the next escape with it.
  private mutating func surrogatePair(_ unit: UInt32, escape at: Int) throws(YAMLError) -> UInt32 {
    guard unit & 0xF800 == 0xD800 else { return unit }
    guard unit < 0xDC00, byte(position) == UInt8(ascii: "\\"), byte(position + 1) == UInt8(ascii: "u") else {
      throw .notAScalar(at, position)
    }
    let second = position
    position += 2
    let low = try hexadecimal(4, escape: second)
    guard low & 0xFC00 == 0xDC00 else { throw .notAScalar(at, position) }
    return 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
  }

  private mutating func hexadecimal(_ count: Int, escape at: Int) throws(YAMLError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = YAMLTyping.digit(byte(position)), digit < 16 else {
        throw .shortEscape(at, position, count)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}

extension YAMLError {
  fileprivate static func unterminatedQuote(_ start: Int) -> YAMLError {
    YAMLError(.unterminated, at: start, "this quote is never closed")
  }

  fileprivate static func notAScalar(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(.escape, at: at, to: end, "this escape stands for no character")
  }

  fileprivate static func shortEscape(_ at: Int, _ end: Int, _ count: Int) -> YAMLError {
    YAMLError(.escape, at: at, to: end, "this escape needs \(count) hexadecimal digits")
  }

  fileprivate static func unknownEscape(_ at: Int, _ letter: UInt8) -> YAMLError {
    YAMLError(
      .escape, at: at, to: at + 2,
      "YAML has no such escape; write '\\\\' for a backslash, or use single quotes, where it stands for itself")
  }
}
