extension YAMLCursor {
  /// Reads the flow sequence or mapping whose bracket is at `position`.
  @inline(never)
  mutating func flowCollection() throws(YAMLError) -> DocumentNode {
    let start = position
    try open(at: start)
    position += 1
    let content: DocumentNode.Content =
      byte(start) == UInt8(ascii: "[") ? .array(try flowElements(start)) : .object(try flowMembers(start))
    close()
    return DocumentNode(content, at: SourceRange(start, position))
  }

  @inline(never)
  private mutating func flowElements(_ start: Int) throws(YAMLError) -> [DocumentNode] {
    var elements: [DocumentNode] = []
    while try hasFlowEntry(start, UInt8(ascii: "]"), isFirst: elements.isEmpty) {
      elements.append(try flowElement(start))
    }
    return elements
  }

  @inline(never)
  private mutating func flowMembers(_ start: Int) throws(YAMLError) -> [DocumentMember] {
    var members = YAMLMembers()
    while try hasFlowEntry(start, UInt8(ascii: "}"), isFirst: members.list.isEmpty) {
      try flowMember(start, to: &members)
    }
    return members.list
  }

  /// Passes the comma before an entry, or the closing bracket; says whether an entry follows.
  @inline(never)
  private mutating func hasFlowEntry(_ start: Int, _ closing: UInt8, isFirst: Bool) throws(YAMLError) -> Bool {
    try advanceInFlow(start)
    if !isFirst, byte(position) != closing {
      guard byte(position) == UInt8(ascii: ",") else { throw .expectedComma(position, closing, byte(position)) }
      position += 1
      try advanceInFlow(start)
    }
    guard byte(position) == closing else { return true }
    position += 1
    return false
  }

  private mutating func advanceInFlow(_ start: Int) throws(YAMLError) {
    try advance()
    if isAtDocumentEnd { throw .unclosed(start, byte(start)) }
  }

  /// Reads one entry of a flow sequence; `a: b` there is a mapping of one member.
  @inline(never)
  private mutating func flowElement(_ open: Int) throws(YAMLError) -> DocumentNode {
    let start = position
    if isIndicator(UInt8(ascii: "?")) {
      var members = YAMLMembers()
      try flowMember(open, to: &members)
      return DocumentNode(.object(members.list), at: SourceRange(start, members.endOffset))
    }
    let line = lineStart
    let node = try flowNode(open)
    try advanceInFlow(open)
    guard isFlowColon(behind: node) else { return node }
    guard line == lineStart else { throw .multilineFlowKey(position) }
    var members = YAMLMembers()
    let key = try key(node, isPlain: false)
    position += 1
    members.append(key, try flowValue(open))
    return DocumentNode(.object(members.list), at: SourceRange(start, members.endOffset))
  }

  /// Reads `key: value`, `key`, or `? key : value`.
  @inline(never)
  private mutating func flowMember(_ open: Int, to members: inout YAMLMembers) throws(YAMLError) {
    let isExplicit = isIndicator(UInt8(ascii: "?"))
    if isExplicit {
      position += 1
      try advanceInFlow(open)
    }
    let line = lineStart
    let node = try flowNode(open)
    let key = try key(node, isPlain: false)
    try members.check(key)
    try advanceInFlow(open)
    guard isFlowColon(behind: node) else {
      members.append(key, DocumentNode(.null, at: SourceRange(key.range.end, key.range.end)))
      return
    }
    guard isExplicit || line == lineStart else { throw .multilineFlowKey(position) }
    position += 1
    members.append(key, try flowValue(open))
  }

  /// Whether the token at `position` is the `:` behind a key; directly behind a quote or bracket it needs no space.
  private func isFlowColon(behind key: DocumentNode) -> Bool {
    guard byte(position) == UInt8(ascii: ":") else { return false }
    let next = byte(position + 1)
    if isBlankOrLineEnd(next) || isFlowIndicator(next) { return true }
    let last = byte(key.range.end - 1)
    return last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") || last == UInt8(ascii: "]")
      || last == UInt8(ascii: "}")
  }

  /// Reads the value behind a `:`, which may be missing.
  private mutating func flowValue(_ open: Int) throws(YAMLError) -> DocumentNode {
    let behind = position
    try advanceInFlow(open)
    let next = byte(position)
    if next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == UInt8(ascii: "}") {
      return DocumentNode(.null, at: SourceRange(behind, behind))
    }
    return try flowNode(open)
  }

  /// Reads one node at `position`: a scalar or collection with or without a tag, or a tag alone.
  @inline(never)
  private mutating func flowNode(_ open: Int) throws(YAMLError) -> DocumentNode {
    let start = position
    guard byte(start) == UInt8(ascii: "!") else { return try flowContent(isTyped: true) }
    let tag = try readTag(inFlow: true)
    let behind = position
    try advanceInFlow(open)
    let next = byte(position)
    var node = DocumentNode(.string(""), at: SourceRange(behind, behind))
    let isEmpty =
      next == UInt8(ascii: ",") || next == UInt8(ascii: "]") || next == UInt8(ascii: "}")
      || (next == UInt8(ascii: ":") && isBlankOrLineEnd(byte(position + 1)))
    if next == UInt8(ascii: "!") { throw .secondTag(position) }
    if isEmpty { position = behind } else { node = try flowContent(isTyped: false) }
    try apply(tag, from: start, to: &node)
    return node
  }

  @inline(never)
  private mutating func flowContent(isTyped: Bool) throws(YAMLError) -> DocumentNode {
    switch byte(position) {
    case UInt8(ascii: "["), UInt8(ascii: "{"): return try flowCollection()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted()
    default:
      try requirePlainStart(inFlow: true)
      let start = position
      return try plain(from: start, firstLineEnd: plainLine(inFlow: true), above: nil, isTyped: isTyped)
    }
  }
}

extension YAMLError {
  fileprivate static func expectedComma(_ at: Int, _ closing: UInt8, _ found: UInt8) -> YAMLError {
    let bracket = Character(UnicodeScalar(closing))
    if found == UInt8(ascii: ":") {
      return YAMLError(.syntax, at: at, "expected ',' or '\(bracket)', found ':'; put text that holds it in quotes")
    }
    return YAMLError(.syntax, at: at, "expected ',' or '\(bracket)'")
  }

  fileprivate static func unclosed(_ at: Int, _ bracket: UInt8) -> YAMLError {
    YAMLError(.unterminated, at: at, "this '\(Character(UnicodeScalar(bracket)))' is never closed")
  }

  fileprivate static func multilineFlowKey(_ colon: Int) -> YAMLError {
    YAMLError(.key, at: colon, "this ':' is not on the line of its key; a key and its ':' stand on one line")
  }
}
