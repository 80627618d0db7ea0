extension YAMLCursor {
  /// Reads what stands behind a block indicator: a node indented deeper than `parent`, or nothing.
  ///
  /// `compact` says whether a collection may begin on the line of the indicator (`- - x`, `- a: b`), and
  /// `sequenceAtParent` whether a sequence may stand at the parent's own column, as under a key it may.
  @inline(never)
  mutating func blockNode(above parent: Int, compact: Bool, sequenceAtParent: Bool) throws(YAMLError) -> DocumentNode {
    let origin = position
    try advance()
    guard isInside(parent, sequenceAtParent) else { return DocumentNode(.null, at: SourceRange(origin, origin)) }
    let start = position
    guard byte(start) == UInt8(ascii: "!") else {
      return try untagged(above: parent, allowsCollection: isFirstOnLine || compact, isTagged: false)
    }
    if isFirstOnLine, indentTab >= 0 { throw .tab(indentTab) }
    let tag = try readTag(inFlow: false)
    let behind = position
    try advance()
    var node = DocumentNode(.string(""), at: SourceRange(behind, behind))
    if isInside(parent, sequenceAtParent) {
      if byte(position) == UInt8(ascii: "!") { throw .secondTag(position) }
      node = try untagged(above: parent, allowsCollection: isFirstOnLine, isTagged: true)
    }
    try apply(tag, from: start, to: &node)
    return node
  }

  /// Whether the token at `position` belongs to a node whose parent is at a column.
  private func isInside(_ parent: Int, _ sequenceAtParent: Bool) -> Bool {
    if isAtDocumentEnd { return false }
    if !isFirstOnLine || column > parent { return true }
    return sequenceAtParent && column == parent && isIndicator(UInt8(ascii: "-"))
  }

  /// Refuses a tab between an indicator and the collection behind it, which would leave the collection no column.
  private func requireSpaces(before start: Int) throws(YAMLError) {
    var at = start
    while at > lineStart, isBlank(bytes[at - 1]) {
      at -= 1
      if bytes[at] == 0x09 { throw .tab(at) }
    }
  }

  @inline(never)
  private mutating func untagged(above parent: Int, allowsCollection: Bool, isTagged: Bool) throws(YAMLError)
    -> DocumentNode
  {
    if isFirstOnLine, indentTab >= 0 { throw .tab(indentTab) }
    switch byte(position) {
    case UInt8(ascii: "-") where isIndicator(UInt8(ascii: "-")):
      guard allowsCollection else { throw .inlineSequence(position, isTagged) }
      try requireSpaces(before: position)
      return try sequence(at: column)
    case UInt8(ascii: "?") where isIndicator(UInt8(ascii: "?")):
      guard allowsCollection else { throw .inlineMapping(position, isTagged) }
      try requireSpaces(before: position)
      return try mapping(at: column, from: position, firstKey: nil)
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      return try blockScalar(above: parent)
    default:
      let start = position
      let column = column
      switch try scalarOrKey(above: parent, allowsCollection: allowsCollection, isTagged: isTagged) {
      case .value(let node): return node
      case .key(let key): return try mapping(at: column, from: start, firstKey: key)
      }
    }
  }

  private enum ValueOrKey {
    case value(DocumentNode)
    case key(YAMLKey)
  }

  /// Reads a scalar or a flow collection, which is the first key of a mapping when a `:` follows.
  @inline(never)
  private mutating func scalarOrKey(above parent: Int, allowsCollection: Bool, isTagged: Bool) throws(YAMLError)
    -> ValueOrKey
  {
    let start = position
    let line = lineStart
    var node: DocumentNode
    var isPlain = false
    switch byte(start) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): node = try quoted()
    case UInt8(ascii: "["), UInt8(ascii: "{"): node = try flowCollection()
    default:
      isPlain = true
      try requirePlainStart(inFlow: false)
      node = DocumentNode(.null, at: SourceRange(start, plainLine(inFlow: false)))
    }
    let colon = behindBlanks(position)
    if byte(colon) == UInt8(ascii: ":"), isBlankOrLineEnd(byte(colon + 1)) {
      position = colon
      guard lineStart == line else { throw .multilineKey(colon) }
      guard allowsCollection else { throw .inlineMapping(colon, isTagged) }
      try requireSpaces(before: start)
      return .key(try key(node, isPlain: isPlain))
    }
    guard isPlain else { return .value(node) }
    return .value(try plain(from: start, firstLineEnd: node.range.end, above: parent, isTyped: !isTagged))
  }

  private func behindBlanks(_ at: Int) -> Int {
    var at = at
    while isBlank(byte(at)) { at += 1 }
    return at
  }

  /// The key that a node stands for; the text of a plain one is still to be cut from the source.
  @inline(never)
  func key(_ node: DocumentNode, isPlain: Bool) throws(YAMLError) -> YAMLKey {
    let range = node.range
    if node.tag != nil { throw .taggedKey(range.start, range.end) }
    let text = bytes[range.start..<range.end]
    if text.elementsEqual("<<".utf8) { throw .mergeKey(range) }
    if isPlain { return YAMLKey(text: YAMLTyping.keyText(text), range: range) }
    switch node.content {
    case .string(let text), .number(let text): return YAMLKey(text: text, range: range)
    case .bool(let truth): return YAMLKey(text: truth ? "true" : "false", range: range)
    case .null:
      if range.start == range.end { throw .emptyKey(range.start) }
      return YAMLKey(text: "null", range: range)
    case .array, .object: throw .collectionKey(range)
    }
  }

  /// Reads a mapping at a column; `firstKey` holds its first key when that has been read, up to its `:`.
  @inline(never)
  private mutating func mapping(at column: Int, from start: Int, firstKey: YAMLKey?) throws(YAMLError)
    -> DocumentNode
  {
    try open(at: start)
    var members = YAMLMembers()
    var pending = firstKey
    while true {
      if let key = pending {
        try members.check(key)
        position += 1
        members.append(key, try blockNode(above: column, compact: false, sequenceAtParent: true))
      } else {
        try explicitMember(at: column, to: &members)
      }
      guard try goesOn(at: column, members.endOffset) else { break }
      pending = isIndicator(UInt8(ascii: "?")) ? nil : try implicitKey()
    }
    close()
    return DocumentNode(.object(members.list), at: SourceRange(start, members.endOffset))
  }

  /// Moves to the next token and says whether it stands at the column of the collection that is being read.
  @inline(never)
  private mutating func goesOn(at column: Int, _ valueEnd: Int) throws(YAMLError) -> Bool {
    try advance()
    if isAtDocumentEnd { return false }
    guard isFirstOnLine else { throw unexpectedText() }
    if indentTab >= 0 { throw .tab(indentTab) }
    if self.column > column { throw .tooDeep(position, self.column, column) }
    return self.column == column
  }

  /// Reads `? key` and, at the same column, `: value`.
  @inline(never)
  private mutating func explicitMember(at column: Int, to members: inout YAMLMembers) throws(YAMLError) {
    position += 1
    let node = try blockNode(above: column, compact: true, sequenceAtParent: false)
    let key = try key(node, isPlain: false)
    try members.check(key)
    try advance()
    guard isFirstOnLine, !isAtDocumentEnd, self.column == column, isIndicator(UInt8(ascii: ":")) else {
      members.append(key, DocumentNode(.null, at: SourceRange(key.range.end, key.range.end)))
      return
    }
    if indentTab >= 0 { throw .tab(indentTab) }
    position += 1
    members.append(key, try blockNode(above: column, compact: true, sequenceAtParent: true))
  }

  /// Reads a key behind the first of its mapping, up to its `:`.
  @inline(never)
  private mutating func implicitKey() throws(YAMLError) -> YAMLKey {
    let start = position
    let line = lineStart
    var node: DocumentNode
    var isPlain = false
    switch byte(start) {
    case UInt8(ascii: "-") where isIndicator(UInt8(ascii: "-")): throw .itemAmongKeys(start)
    case UInt8(ascii: "!"): throw .taggedKey(start, start + 1)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): node = try quoted()
    case UInt8(ascii: "["), UInt8(ascii: "{"): node = try flowCollection()
    default:
      isPlain = true
      try requirePlainStart(inFlow: false)
      node = DocumentNode(.null, at: SourceRange(start, plainLine(inFlow: false)))
    }
    position = behindBlanks(position)
    guard lineStart == line else { throw .multilineKey(position) }
    guard isIndicator(UInt8(ascii: ":")) else { throw .withoutColon(node.range, bytes, isPlain) }
    return try key(node, isPlain: isPlain)
  }

  @inline(never)
  private mutating func sequence(at column: Int) throws(YAMLError) -> DocumentNode {
    let start = position
    try open(at: start)
    var elements: [DocumentNode] = []
    var last = start
    repeat {
      position += 1
      last = position
      let element = try blockNode(above: column, compact: true, sequenceAtParent: false)
      last = max(last, element.range.end)
      elements.append(element)
    } while try goesOn(at: column, last) && isIndicator(UInt8(ascii: "-"))
    close()
    return DocumentNode(.array(elements), at: SourceRange(start, last))
  }
}

extension YAMLError {
  static func taggedKey(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(.key, at: at, to: end, "a key cannot have a tag; put the tag behind the ':'")
  }

  static func emptyKey(_ at: Int) -> YAMLError {
    YAMLError(.key, at: at, "a key is missing before ':'")
  }

  static func mergeKey(_ range: SourceRange) -> YAMLError {
    YAMLError(
      .mergeKey, at: range.start, to: range.end,
      "'<<' merges another mapping; CloudFormation refuses merge keys too: write the members out")
  }

  fileprivate static func collectionKey(_ range: SourceRange) -> YAMLError {
    YAMLError(.key, at: range.start, to: range.end, "a list or mapping cannot be a key; a key is text")
  }

  fileprivate static func multilineKey(_ colon: Int) -> YAMLError {
    YAMLError(.key, at: colon, "the key before this ':' spans several lines; a key must be on one line")
  }

  fileprivate static func inlineSequence(_ at: Int, _ isTagged: Bool) -> YAMLError {
    YAMLError(
      .syntax, at: at,
      "a list cannot begin behind \(isTagged ? "a tag" : "a key") on its line; begin it on the next line")
  }

  fileprivate static func inlineMapping(_ at: Int, _ isTagged: Bool) -> YAMLError {
    YAMLError(
      .syntax, at: at,
      isTagged
        ? "a mapping cannot begin behind a tag on its line; begin it on the next line, or put text with ': ' in quotes"
        : "a second key on one line; put text with ': ' in quotes, or begin the mapping on the next line")
  }

  fileprivate static func itemAmongKeys(_ at: Int) -> YAMLError {
    YAMLError(.indentation, at: at, "a list item among the keys of a mapping; indent it to where it belongs")
  }

  fileprivate static func tooDeep(_ at: Int, _ column: Int, _ expected: Int) -> YAMLError {
    YAMLError(
      .indentation, at: at,
      "this line begins in column \(column + 1) but belongs to nothing there; the collection around it is in column \(expected + 1)"
    )
  }

  fileprivate static func withoutColon(_ range: SourceRange, _ bytes: [UInt8], _ isPlain: Bool) -> YAMLError {
    let text = bytes[range.start..<min(range.end, range.start + 60)]
    // `key:value` is the usual slip: the colon is there, the space is not.
    if isPlain, let colon = text.firstIndex(of: UInt8(ascii: ":")) {
      return YAMLError(
        .key, at: colon, "a space is missing behind this ':'",
        suggestion: String(decoding: text[...colon], as: UTF8.self) + " ")
    }
    return YAMLError(.key, at: range.start, to: range.end, "a key must be followed by ': ' on its line")
  }
}
