/// What the header of a block scalar says: `|` or `>`, `-` or `+`, a digit.
private struct YAMLBlockHeader {
  enum Chomping { case strip, clip, keep }

  var isFolded = false
  var chomping = Chomping.clip
  var indentation: Int?
}

extension YAMLCursor {
  /// Reads a literal or folded scalar, whose `|` or `>` is at `position`.
  @inline(never)
  mutating func blockScalar(above parent: Int) throws(YAMLError) -> DocumentNode {
    let start = position
    let header = try blockHeader()
    let headerEnd = position
    position = lineEnd(position)
    var breaks = 0
    let indent: Int
    passBreak()
    if let given = header.indentation {
      indent = max(parent, 0) + given
      breaks = passEmptyLines(indent)
    } else {
      (indent, breaks) = try detectIndent(above: parent)
    }
    var text: [UInt8] = []
    var last = headerEnd
    var lineBreak = false
    while isContentLine(indent) {
      text.append(contentsOf: repeatElement(0x0A, count: breaks))
      let content = position + indent
      last = lineEnd(content)
      let isFlush = !isBlank(byte(content))
      text.append(contentsOf: bytes[content..<last])
      position = last
      lineBreak = passBreak()
      breaks = passEmptyLines(indent)
      guard isContentLine(indent) else { break }
      if header.isFolded, isFlush, !isBlank(byte(position + indent)) {
        if breaks == 0 { text.append(0x20) }
      } else {
        text.append(0x0A)
      }
    }
    if header.chomping != .strip, lineBreak { text.append(0x0A) }
    if header.chomping == .keep { text.append(contentsOf: repeatElement(0x0A, count: breaks)) }
    return DocumentNode(.string(ByteString(text)), at: SourceRange(start, last))
  }

  private mutating func blockHeader() throws(YAMLError) -> YAMLBlockHeader {
    var header = YAMLBlockHeader()
    header.isFolded = byte(position) == UInt8(ascii: ">")
    position += 1
    var hasChomping = false
    while true {
      let next = byte(position)
      if next == UInt8(ascii: "-") || next == UInt8(ascii: "+"), !hasChomping {
        hasChomping = true
        header.chomping = next == UInt8(ascii: "-") ? .strip : .keep
      } else if next &- 0x31 < 9, header.indentation == nil {
        header.indentation = Int(next &- 0x30)
      } else {
        break
      }
      position += 1
    }
    let headerEnd = position
    while isBlank(byte(position)) { position += 1 }
    let isComment = byte(position) == UInt8(ascii: "#") && position > headerEnd
    guard isLineEnd(byte(position)) || isComment else { throw .blockHeader(position) }
    position = isComment ? lineEnd(position) : position
    return header
  }

  private func lineEnd(_ at: Int) -> Int {
    var at = at
    while !isLineEnd(byte(at)) { at += 1 }
    return at
  }

  /// Passes the line break at `position`, if there is one.
  @discardableResult
  private mutating func passBreak() -> Bool {
    guard position < end else { return false }
    position = behindLineBreak(position)
    lineStart = position
    return true
  }

  /// The number of spaces at an offset.
  private func leadingSpaces(_ at: Int) -> Int {
    var at = at
    let start = at
    while byte(at) == 0x20 { at += 1 }
    return at - start
  }

  /// Whether the line at `position` is one of a scalar whose lines are indented by `indent`.
  private func isContentLine(_ indent: Int) -> Bool {
    guard position == lineStart, position + indent < end else { return false }
    for offset in 0..<indent where bytes[position + offset] != 0x20 { return false }
    return true
  }

  /// Passes the lines that hold at most `indent` spaces, and counts them; a line of tabs only counts as empty too.
  private mutating func passEmptyLines(_ indent: Int) -> Int {
    var count = 0
    while position < end {
      let spaces = min(leadingSpaces(position), indent)
      var at = position + spaces
      if spaces < indent { while isBlank(byte(at)) { at += 1 } }
      guard byte(at) == 0x0A || byte(at) == 0x0D else { break }
      position = at
      passBreak()
      count += 1
    }
    return count
  }

  /// The indentation of the first line that is not empty, and the number of empty ones before it, which are passed.
  private mutating func detectIndent(above parent: Int) throws(YAMLError) -> (indent: Int, breaks: Int) {
    var breaks = 0
    var deepest = 0
    var deepestLine = 0
    while true {
      let spaces = leadingSpaces(position)
      var at = position + spaces
      while isBlank(byte(at)) { at += 1 }
      if byte(at) == 0x0A || byte(at) == 0x0D {
        if spaces > deepest { (deepest, deepestLine) = (spaces, position) }
        position = at
        passBreak()
        breaks += 1
        continue
      }
      // Also at the root, where the parent is to the left of the first column, the text is indented.
      let least = max(parent, 0) + 1
      if at >= end { return (max(least, spaces), breaks) }
      guard spaces >= least else { return (least, breaks) }
      if deepest > spaces { throw .emptyLineTooDeep(deepestLine, deepestLine + deepest) }
      return (spaces, breaks)
    }
  }
}

extension YAMLError {
  fileprivate static func blockHeader(_ at: Int) -> YAMLError {
    YAMLError(
      .blockScalar, at: at,
      "behind '|' or '>' may stand '-' or '+', a digit from 1 to 9 and a comment; the text begins on the next line")
  }

  fileprivate static func emptyLineTooDeep(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(
      .indentation, at: at, to: end,
      "this empty line has more spaces than the first line of the text has; remove them")
  }
}
