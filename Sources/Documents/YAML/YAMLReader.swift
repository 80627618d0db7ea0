/// Reads a YAML document as CloudFormation templates use YAML into a tree of positioned nodes.
///
/// YAML 1.1 with its types, as CloudFormation applies it: `yes`, `no`, `on` and `off` are booleans, `010` is eight,
/// `12:30:45` is a number, dates stay text. A number that JSON could not spell is given as the JSON number of the
/// same value; one that JSON can spell keeps its text. A value with a short-form tag (`!Ref X`) is never typed: its
/// text is a string, and the node's `tag` holds `!Ref`. Infinities and not-a-number, which JSON lacks, stay text.
/// A key is the text of what it means: `yes:` is the key `true`.
///
/// Refused, because CloudFormation refuses them: anchors, aliases, merge keys. Refused, because nobody means them:
/// duplicate keys, keys that are collections or carry a tag, second documents, nesting below 512 levels.
/// A UTF-8 byte order mark at the start is passed over, as YAML asks. The time taken is linear in the text.
public struct YAMLReader: Sendable {
  /// Makes a reader.
  public init() {}

  /// Reads a whole text; one without any content is a null node.
  ///
  /// - Throws: the first fault, as an error whose code begins with `yaml.`.
  public func read(_ source: SourceText) throws(Diagnostic) -> DocumentNode {
    do throws(YAMLError) {
      try YAMLEncoding.check(source.bytes)
      var cursor = YAMLCursor(source.bytes)
      return try cursor.document()
    } catch {
      throw error.diagnostic(in: source)
    }
  }
}

extension YAMLCursor {
  /// Reads the one document of the text: directives, `---`, the root node, `...`.
  mutating func document() throws(YAMLError) -> DocumentNode {
    try advance()
    while isDocumentMarker(0x2E) { try endMarker() }
    var directive: Int?
    while byte(position) == UInt8(ascii: "%"), column == 0 {
      directive = position
      try readDirective()
      try advance()
    }
    let hasMarker = isDocumentMarker(UInt8(ascii: "-"))
    if let directive, !hasMarker { throw .directiveWithoutMarker(directive) }
    if hasMarker { position += 3 }
    let root = try blockNode(above: -1, compact: !hasMarker, sequenceAtParent: false)
    try advance()
    guard isAtDocumentEnd else { throw trailingText(after: root) }
    var ended = false
    while isDocumentMarker(0x2E) {
      ended = true
      try endMarker()
    }
    guard position >= end else { throw .secondDocument(position, ended) }
    return root
  }

  /// Passes `...`, behind which only a comment may stand.
  private mutating func endMarker() throws(YAMLError) {
    position += 3
    let line = lineStart
    try advance()
    guard position >= end || lineStart != line else { throw .behindEndMarker(position) }
  }

  private mutating func readDirective() throws(YAMLError) {
    let start = position
    while !isLineEnd(byte(position)), !(byte(position) == UInt8(ascii: "#") && isBlank(byte(position - 1))) {
      position += 1
    }
    let words = bytes[start..<position].split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
    guard let name = words.first else { return }
    if name.elementsEqual("%TAG".utf8) { throw .tagDirective(start, position) }
    guard name.elementsEqual("%YAML".utf8) else { return }
    guard words.count == 2, words[1].starts(with: "1.".utf8), words[1].count > 2,
      words[1].dropFirst(2).allSatisfy({ $0 &- 0x30 < 10 })
    else { throw .version(start, position) }
  }

  private func trailingText(after root: DocumentNode) -> YAMLError {
    if !isFirstOnLine { return unexpectedText() }
    if indentTab >= 0 { return .tab(indentTab) }
    return .behindRoot(position, root, column)
  }
}

extension YAMLError {
  fileprivate static func directiveWithoutMarker(_ at: Int) -> YAMLError {
    YAMLError(.directive, at: at, "a directive must be followed by a line '---' before the document begins")
  }

  fileprivate static func tagDirective(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(.directive, at: at, to: end, "%TAG directives are not supported; CloudFormation knows its own tags only")
  }

  fileprivate static func version(_ at: Int, _ end: Int) -> YAMLError {
    YAMLError(.directive, at: at, to: end, "this is no YAML version that can be read", suggestion: "%YAML 1.1")
  }

  fileprivate static func secondDocument(_ at: Int, _ ended: Bool) -> YAMLError {
    YAMLError(
      .documents, at: at, to: at &+ 3,
      ended
        ? "something stands behind the end of the document; a template is one document"
        : "a second document begins here; a template is one document")
  }

  fileprivate static func behindEndMarker(_ at: Int) -> YAMLError {
    YAMLError(.documents, at: at, "only a comment may stand behind '...'")
  }

  fileprivate static func behindRoot(_ at: Int, _ root: DocumentNode, _ column: Int) -> YAMLError {
    switch root.content {
    case .array:
      YAMLError(.indentation, at: at, "the document is a list, and this line is not an item of it ('- ')")
    case .object:
      YAMLError(
        .indentation, at: at,
        "this line is indented less than the first key of the document; align it with the other keys")
    default:
      YAMLError(.syntax, at: at, "the document already ended before this; a key is written 'name: value'")
    }
  }
}
