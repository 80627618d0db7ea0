import Documents

/// Text being put together of known and unknown parts; neighbours that are known become one.
struct ConcatenatedText {
  private var parts: [ResolvedValue] = []
  private var known: [UInt8] = []
  /// The number of known bytes appended.
  private(set) var knownCount = 0

  /// Appends a scalar or something unresolved.
  mutating func append(_ part: ResolvedValue) {
    switch part {
    case .scalar(let scalar): append(scalar.text)
    case .unresolved(let unresolved):
      if case .dynamicReference(let text) = unresolved.source { return append(text) }
      flush()
      parts.append(part)
    case .list, .object: break
    }
  }

  /// The text as far as it is known: a scalar, the only unknown part, or a concatenation.
  mutating func value(at range: SourceRange) -> ResolvedValue {
    if parts.isEmpty {
      let text = ByteString(known)
      return text.hasDynamicReference ? .unresolved(.dynamicReference(text), at: range) : .text(text)
    }
    flush()
    return parts.count == 1 ? parts[0] : .unresolved(.concatenation, parts, at: range)
  }

  private mutating func append(_ text: ByteString) {
    known += text.bytes
    knownCount += text.count
  }

  private mutating func flush() {
    if !known.isEmpty { parts.append(.text(ByteString(known))) }
    known = []
  }
}
