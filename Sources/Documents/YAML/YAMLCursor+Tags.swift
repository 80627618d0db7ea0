extension YAMLCursor {
  /// Reads a tag whose `!` is at `position`.
  @inline(never)
  mutating func readTag(inFlow: Bool) throws(YAMLError) -> ByteString {
    let start = position
    while true {
      let next = byte(position)
      if isBlankOrLineEnd(next) || (inFlow && isFlowIndicator(next)) { break }
      let isTagByte = next > 0x20 && next < 0x7F && !isFlowIndicator(next) && next != 0x22 && next != 0x27
      guard isTagByte else { throw .behindTag(start, position, bytes) }
      position += 1
    }
    return ByteString(copying: bytes[start..<position])
  }

  /// Gives a node the tag that was written before it, from `start`.
  ///
  /// A short form stays on the node for CloudFormation to expand; a standard tag (`!!str`) decides the type here, and
  /// a lone `!` says that a scalar is text.
  @inline(never)
  func apply(_ tag: ByteString, from start: Int, to node: inout DocumentNode) throws(YAMLError) {
    let tagEnd = start + tag.count
    node.range = SourceRange(start, max(tagEnd, node.range.end))
    if tag.count == 1 { return }
    if tag.hasPrefix("!!") {
      node.content = try standard(tag, node.content, SourceRange(start, tagEnd))
    } else if tag.bytes.dropFirst().contains(UInt8(ascii: "!")) || tag.hasPrefix("!<") {
      throw .unknownTag(SourceRange(start, tagEnd))
    } else {
      node.tag = tag
    }
  }

  /// What a standard tag makes of a scalar's text or a collection.
  private func standard(_ tag: ByteString, _ content: DocumentNode.Content, _ range: SourceRange) throws(YAMLError)
    -> DocumentNode.Content
  {
    switch (tag, content) {
    case ("!!map", .object), ("!!seq", .array), ("!!str", .string): return content
    case ("!!int", .string(let text)), ("!!float", .string(let text)):
      if let number = YAMLTyping.number(text.bytes[...]) { return .number(ByteString(number)) }
    case ("!!bool", .string(let text)):
      if let truth = YAMLTyping.truth(text.bytes[...]) { return .bool(truth) }
    case ("!!null", .string(let text)):
      if text.isEmpty || YAMLTyping.isNull(text.bytes[...]) { return .null }
    default: break
    }
    let known: [ByteString] = ["!!map", "!!seq", "!!str", "!!int", "!!float", "!!bool", "!!null"]
    throw known.contains(tag) ? .mismatchedTag(range, tag) : .unknownTag(range)
  }
}

extension YAMLError {
  fileprivate static func behindTag(_ start: Int, _ at: Int, _ bytes: [UInt8]) -> YAMLError {
    let name = String(decoding: bytes[start..<min(at, start + 40)], as: UTF8.self)
    return YAMLError(.tag, at: at, "a tag ends with a space; '\(name)' does not", suggestion: "\(name) ")
  }

  static func secondTag(_ at: Int) -> YAMLError {
    YAMLError(
      .tag, at: at,
      "a value has one tag; CloudFormation reads no short form directly inside another: write the outer one as 'Fn::Name:'"
    )
  }

  fileprivate static func mismatchedTag(_ range: SourceRange, _ tag: ByteString) -> YAMLError {
    YAMLError(.tag, at: range.start, to: range.end, "the value is not what the tag '\(tag)' says")
  }

  fileprivate static func unknownTag(_ range: SourceRange) -> YAMLError {
    YAMLError(.tag, at: range.start, to: range.end, "no such tag; CloudFormation reads short forms such as '!Ref'")
  }
}
