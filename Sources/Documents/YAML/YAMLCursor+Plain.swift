extension YAMLCursor {
  /// Refuses a byte at `position` that no plain scalar begins with, saying what it means instead.
  @inline(never)
  func requirePlainStart(inFlow: Bool) throws(YAMLError) {
    let first = byte(position)
    let next = byte(position + 1)
    switch first {
    case UInt8(ascii: "-"):
      // `[-, x]` is the dash that joins names, as other readers of YAML 1.1 take it.
      if isBlankOrLineEnd(next) { throw .indicatorInFlow(position, first) }
    case UInt8(ascii: "?"):
      if isBlankOrLineEnd(next) || inFlow { throw .indicatorInFlow(position, first) }
    case UInt8(ascii: ":"):
      if isBlankOrLineEnd(next) || (inFlow && isFlowIndicator(next)) { throw .emptyKey(position) }
    case UInt8(ascii: "&"): throw .anchor(position, nameEnd)
    case UInt8(ascii: "*"): throw .alias(position, nameEnd)
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): throw .expectedValue(position, first)
    case UInt8(ascii: "|"), UInt8(ascii: ">"): throw .blockScalarInFlow(position)
    case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"): throw .reserved(position, first)
    default: break
    }
  }

  private var nameEnd: Int {
    var at = position + 1
    while !isBlankOrLineEnd(byte(at)), !isFlowIndicator(byte(at)) { at += 1 }
    return at
  }

  /// Passes the part of a plain scalar that is on the current line and returns the offset behind its last byte.
  ///
  /// `position` is left on the byte that ended it: a line end, `: `, ` #`, or in flow a bracket or comma.
  @inline(never)
  mutating func plainLine(inFlow: Bool) -> Int {
    var at = position
    var last = at
    while true {
      let next = byte(at)
      switch next {
      case 0x20, 0x09:
        at += 1
        continue
      case 0, 0x0A, 0x0D:
        position = at
        return last
      case UInt8(ascii: ":"):
        let behind = byte(at + 1)
        if isBlankOrLineEnd(behind) || (inFlow && isFlowIndicator(behind)) {
          position = at
          return last
        }
      case UInt8(ascii: "#"):
        if at > position, isBlank(byte(at - 1)) {
          position = at
          return last
        }
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        if inFlow {
          position = at
          return last
        }
      default: break
      }
      at += 1
      last = at
    }
  }

  /// Finishes a plain scalar whose first line has been passed: the following lines that belong to it, and its type.
  ///
  /// In a block a line belongs to it when it is indented deeper than `parent`; in flow (`parent` nil) until a comma
  /// or bracket comes. Only a scalar of one line and without a tag is typed.
  @inline(never)
  mutating func plain(from start: Int, firstLineEnd: Int, above parent: Int?, isTyped: Bool) throws(YAMLError)
    -> DocumentNode
  {
    var last = firstLineEnd
    var folded: [UInt8] = []
    while let next = continuation(above: parent) {
      if folded.isEmpty { folded.append(contentsOf: bytes[start..<last]) }
      if next.breaks == 1 { folded.append(0x20) }
      folded.append(contentsOf: repeatElement(0x0A, count: next.breaks - 1))
      position = next.text
      lineStart = next.line
      last = plainLine(inFlow: parent == nil)
      folded.append(contentsOf: bytes[next.text..<last])
      if parent != nil, byte(position) == UInt8(ascii: ":") { throw .keyInScalar(next.text, position) }
    }
    position = last
    let range = SourceRange(start, last)
    if !folded.isEmpty { return DocumentNode(.string(ByteString(folded)), at: range) }
    let text = bytes[start..<last]
    return DocumentNode(isTyped ? YAMLTyping.content(of: text) : .string(ByteString(copying: text)), at: range)
  }

  /// Where a plain scalar goes on behind the line end at `position`: the line, its text, the line breaks before it.
  private func continuation(above parent: Int?) -> (line: Int, text: Int, breaks: Int)? {
    var at = position
    var line = at
    var breaks = 0
    while byte(at) == 0x0A || byte(at) == 0x0D {
      at = behindLineBreak(at)
      line = at
      breaks += 1
      while byte(at) == 0x20 { at += 1 }
      let indent = at - line
      while byte(at) == 0x09 || byte(at) == 0x20 { at += 1 }
      if byte(at) == 0x0A || byte(at) == 0x0D { continue }
      if let parent, indent <= parent { return nil }
    }
    guard breaks > 0, at < end, !isAnyDocumentMarker(at: line) else { return nil }
    let next = byte(at)
    let behind = byte(at + 1)
    if next == UInt8(ascii: "#") { return nil }
    if parent == nil {
      if isFlowIndicator(next) { return nil }
      if next == UInt8(ascii: ":"), isBlankOrLineEnd(behind) || isFlowIndicator(behind) { return nil }
    } else if next == UInt8(ascii: ":"), isBlankOrLineEnd(behind) {
      return nil
    }
    return (line, at, breaks)
  }
}

extension YAMLError {
  fileprivate static func indicatorInFlow(_ at: Int, _ byte: UInt8) -> YAMLError {
    YAMLError(
      .syntax, at: at,
      byte == UInt8(ascii: "-")
        ? "a '- ' item inside brackets; separate the items with commas"
        : "a '?' where no key can begin; put text that begins with it in quotes")
  }

  static func anchor(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(
      .anchor, at: at, to: end,
      "an anchor ('&name'); CloudFormation refuses anchors and aliases too: write the value out, or quote the text")
  }

  static func alias(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(
      .alias, at: at, to: end,
      "an alias ('*name'); CloudFormation refuses aliases too: write the value out, or put text that begins with '*' in quotes"
    )
  }

  fileprivate static func expectedValue(_ at: Int, _ byte: UInt8) -> YAMLError {
    let found = Character(UnicodeScalar(byte))
    return YAMLError(
      .syntax, at: at, "expected a value, found '\(found)'; put text that begins with '\(found)' in quotes")
  }

  fileprivate static func blockScalarInFlow(_ at: Int) -> YAMLError {
    YAMLError(.syntax, at: at, "a block text ('|' or '>') cannot stand here; put text that begins so in quotes")
  }

  fileprivate static func reserved(_ at: Int, _ byte: UInt8) -> YAMLError {
    let found = Character(UnicodeScalar(byte))
    return YAMLError(.syntax, at: at, "'\(found)' cannot begin a value; put the text in quotes")
  }

  fileprivate static func keyInScalar(_ line: Int, _ colon: Int) -> YAMLError {
    YAMLError(
      .indentation, at: line, to: colon,
      "this line continues the text above it, so it cannot be a key; align it with the other keys, or put text with ': ' in quotes"
    )
  }
}
