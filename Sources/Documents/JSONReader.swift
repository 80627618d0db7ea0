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
        let node = try value(&cursor)
        try cursor.finish()
        return .success(node)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private func value(_ cursor: inout JSONCursor) throws(JSONError) -> DocumentNode {
    let kind = try cursor.kind()
    let start = cursor.position
    let content: DocumentNode.Content =
      switch kind {
      case .object: .object(try members(&cursor))
      case .array: .array(try elements(&cursor))
      case .string: .string(cursor.text(try cursor.string()))
      case .number: .number(text(try cursor.number(), &cursor))
      case .truth: .bool(try cursor.truth())
      case .null: try null(&cursor)
      }
    return DocumentNode(content, at: SourceRange(start, cursor.position))
  }

  private func null(_ cursor: inout JSONCursor) throws(JSONError) -> DocumentNode.Content {
    try cursor.null()
    return .null
  }

  private func text(_ range: SourceRange, _ cursor: inout JSONCursor) -> ByteString {
    ByteString(copying: UnsafeBufferPointer(start: cursor.base + range.start, count: range.end - range.start))
  }

  private func elements(_ cursor: inout JSONCursor) throws(JSONError) -> [DocumentNode] {
    var elements: [DocumentNode] = []
    guard try cursor.enter(0x5B) else { return elements }
    repeat { elements.append(try value(&cursor)) } while try cursor.nextElement(of: 0x5B)
    return elements
  }

  private func members(_ cursor: inout JSONCursor) throws(JSONError) -> [DocumentMember] {
    var members: [DocumentMember] = []
    guard try cursor.enter(0x7B) else { return members }
    // Small objects are searched in place; a hostile object of a million members must not take a square of time.
    var seen: Set<ByteString> = []
    repeat {
      let raw = try cursor.key()
      let range = SourceRange(raw.start - 1, raw.end + 1)
      let key = cursor.text(raw)
      if duplicateKeys == .refused {
        let isDuplicate: Bool
        if members.count < 16 {
          isDuplicate = members.contains { $0.key == key }
        } else {
          if seen.isEmpty { seen = Set(members.map(\.key)) }
          isDuplicate = !seen.insert(key).inserted
        }
        if isDuplicate {
          throw JSONError(.duplicateKey, at: range.start, "this object already has a member of this name")
        }
      }
      members.append(DocumentMember(key: key, keyRange: range, value: try value(&cursor)))
    } while try cursor.nextElement(of: 0x7B)
    return members
  }
}
