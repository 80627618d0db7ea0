/// A key of a mapping: what it means, and where it stands.
struct YAMLKey {
  let text: ByteString
  let range: SourceRange
}

/// The members of a mapping while it is read, with the check that no key comes twice.
struct YAMLMembers {
  private(set) var list: [DocumentMember] = []
  private var seen: Set<ByteString> = []
  /// The offset behind the last value or key.
  private(set) var endOffset = 0

  /// Refuses a key that is already there; to be called before its value is read.
  @inline(never)
  mutating func check(_ key: YAMLKey) throws(YAMLError) {
    let isDuplicate: Bool
    // Small mappings are searched in place; a hostile one of a million keys must not take a square of time.
    if list.count < 16 {
      isDuplicate = list.contains { $0.key == key.text }
    } else {
      if seen.isEmpty { seen = Set(list.map(\.key)) }
      isDuplicate = !seen.insert(key.text).inserted
    }
    if isDuplicate {
      throw YAMLError(
        .duplicateKey, at: key.range.start, to: key.range.end, "this mapping already has a key of this name")
    }
  }

  @inline(never)
  mutating func append(_ key: YAMLKey, _ value: DocumentNode) {
    endOffset = max(key.range.end, value.range.end)
    list.append(DocumentMember(key: key.text, keyRange: key.range, value: value))
  }
}
