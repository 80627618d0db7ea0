import Documents
import PolicyLanguage

/// The tags of a resource or principal; keys are case-sensitive here, as AWS keeps them.
public struct Tags: Sendable, Equatable {
  /// Values by key.
  public private(set) var values: [ByteString: ByteString]

  /// Makes tags.
  public init(_ values: [ByteString: ByteString] = [:]) {
    self.values = values
  }

  /// The value of a tag.
  public subscript(key: ByteString) -> ByteString? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// The tags as context entries under a prefix such as `aws:ResourceTag/`.
  ///
  /// Policies find a tag however its key is cased. Two tags that differ in case only make one key, and nobody can say
  /// which of them AWS looks at: then the key is unknown (authorization.md section 3.3).
  func contextEntries(prefix: ByteString) -> [ContextEntry] {
    var found: [ByteString: ContextValue] = [:]
    for (key, value) in values {
      let name = ByteString(prefix.asciiLowercased.bytes + key.asciiLowercased.bytes)
      found[name] = found[name] == nil ? .single(value) : .unknown
    }
    return found.map { ContextEntry(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
  }

  /// The keys that differ from an earlier one in case only, sorted.
  var ambiguousKeys: [ByteString] {
    var seen: Set<ByteString> = []
    return values.keys.sorted().filter { !seen.insert($0.asciiLowercased).inserted }
  }
}

/// A context key that the environment implies, by its ASCII-lowercased name.
public struct ContextEntry: Sendable, Hashable {
  /// The name, ASCII-lowercased.
  public let key: ByteString
  /// The value.
  public let value: ContextValue

  /// Makes an entry; `key` must be ASCII-lowercased.
  public init(key: ByteString, value: ContextValue) {
    self.key = key
    self.value = value
  }
}
