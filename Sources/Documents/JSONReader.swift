/// Reads JSON text into a tree of positioned nodes, strictly by RFC 8259.
public struct JSONReader: Sendable {
  /// What happens to a member name that an object holds twice.
  public enum DuplicateKeys: Sendable {
    /// An error at the second one: for policies, templates, environments, everything people write.
    case refused
    /// Both members are kept.
    case kept
  }

  private let duplicateKeys: DuplicateKeys

  /// Makes a reader.
  public init(duplicateKeys: DuplicateKeys = .refused) {
    self.duplicateKeys = duplicateKeys
  }

  /// Reads a whole text.
  ///
  /// - Throws: the first fault, with its offset.
  public func read(_ source: SourceText) throws(JSONError) -> DocumentNode {
    try read(source.bytes)
  }

  /// Reads a whole text of bytes.
  ///
  /// - Throws: the first fault, with its offset.
  public func read(_ bytes: [UInt8]) throws(JSONError) -> DocumentNode {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<DocumentNode, JSONError> in
      do throws(JSONError) {
        var cursor = JSONCursor(buffer)
        let node = try tree(&cursor)
        try cursor.finish()
        return .success(node)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Reads a value with a stack of its own: on a thread of half a mebibyte, 512 levels of recursion overflow.
  private func tree(_ cursor: inout JSONCursor) throws(JSONError) -> DocumentNode {
    var open: [OpenContainer] = []
    var texts = RepeatedTexts()
    while true {
      let kind = try cursor.kind()
      let start = cursor.position
      let content: DocumentNode.Content
      switch kind {
      case .object:
        if try cursor.enter(0x7B) {
          var container = OpenContainer(start: start, isObject: true)
          try container.readKey(&cursor, duplicateKeys, &texts)
          open.append(container)
          continue
        }
        content = .object([])
      case .array:
        if try cursor.enter(0x5B) {
          open.append(OpenContainer(start: start, isObject: false))
          continue
        }
        content = .array([])
      case .string: content = .string(cursor.text(try cursor.string(), &texts))
      case .number: content = .number(cursor.text(try cursor.number()))
      case .truth: content = .bool(try cursor.truth())
      case .null:
        try cursor.null()
        content = .null
      }
      var node = DocumentNode(content, at: SourceRange(start, cursor.position))
      // A value is complete: it goes into the container around it, which may be complete with it.
      while true {
        guard let last = open.indices.last else { return node }
        open[last].append(node)
        if try cursor.nextElement(of: open[last].isObject ? 0x7B : 0x5B) {
          if open[last].isObject { try open[last].readKey(&cursor, duplicateKeys, &texts) }
          break
        }
        node = open.removeLast().node(end: cursor.position)
      }
    }
  }
}

/// An array or object whose closing bracket was not reached yet.
private struct OpenContainer {
  let start: Int
  let isObject: Bool
  private var elements: [DocumentNode] = []
  private var members: [DocumentMember] = []
  /// The keys so far, once there are more than are quickly searched.
  private var seen: Set<ByteString> = []
  private var key: ByteString = ""
  private var keyRange = SourceRange(0, 0)

  init(start: Int, isObject: Bool) {
    self.start = start
    self.isObject = isObject
  }

  mutating func readKey(
    _ cursor: inout JSONCursor, _ duplicateKeys: JSONReader.DuplicateKeys, _ texts: inout RepeatedTexts
  ) throws(JSONError) {
    let raw = try cursor.key()
    keyRange = SourceRange(raw.start - 1, raw.end + 1)
    key = cursor.text(raw, &texts)
    guard duplicateKeys == .refused else { return }
    // Small objects are searched in place; a hostile object of a million members must not take a square of time.
    let isDuplicate: Bool
    if members.count < 16 {
      isDuplicate = members.contains { $0.key == key }
    } else {
      if seen.isEmpty { seen = Set(members.map(\.key)) }
      isDuplicate = !seen.insert(key).inserted
    }
    if isDuplicate {
      throw JSONError(.duplicateKey, at: keyRange.start, "this object already has a member of this name")
    }
  }

  mutating func append(_ value: DocumentNode) {
    if isObject {
      members.append(DocumentMember(key: key, keyRange: keyRange, value: value))
    } else {
      elements.append(value)
    }
  }

  func node(end: Int) -> DocumentNode {
    DocumentNode(isObject ? .object(members) : .array(elements), at: SourceRange(start, end))
  }
}

extension JSONCursor {
  /// The bytes that a string means, shared with those that came before.
  fileprivate func text(_ string: JSONString, _ texts: inout RepeatedTexts) -> ByteString {
    string.hasEscapes ? text(string) : texts.text(ByteSlice(base + string.start, string.count))
  }

  /// The bytes of a range, as they stand in the text.
  fileprivate func text(_ range: SourceRange) -> ByteString {
    ByteString(copying: UnsafeBufferPointer(start: base + range.start, count: range.end - range.start))
  }
}
