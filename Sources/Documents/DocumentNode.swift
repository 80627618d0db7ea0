/// One value of a JSON or YAML document, with the bytes it was read from.
///
/// Both readers make this tree, so that policies, templates and environments are parsed once, whatever they are written in.
public struct DocumentNode: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as it was written.
    case number(ByteString)
    /// A string, without its quotes and escapes.
    case string(ByteString)
    /// A list.
    case array([DocumentNode])
    /// Members in the order of the document.
    case object([DocumentMember])
  }

  /// What the node holds.
  public var content: Content
  /// The bytes of the value, quotes and brackets included.
  public var range: SourceRange
  /// The YAML tag with its exclamation mark, such as `!Ref`; nil in JSON and where none was written.
  public var tag: ByteString?

  /// Makes a node.
  public init(_ content: Content, at range: SourceRange, tag: ByteString? = nil) {
    self.content = content
    self.range = range
    self.tag = tag
  }
}

/// One member of an object: a key and its value.
public struct DocumentMember: Sendable {
  /// The key, without quotes and escapes.
  public var key: ByteString
  /// The bytes of the key, quotes included.
  public var keyRange: SourceRange
  /// The value.
  public var value: DocumentNode

  /// Makes a member.
  public init(key: ByteString, keyRange: SourceRange, value: DocumentNode) {
    self.key = key
    self.keyRange = keyRange
    self.value = value
  }
}

extension DocumentNode {
  /// The value of the first member of that name; nil for other names and when this is no object.
  ///
  /// - Complexity: O(members).
  public subscript(key: ByteString) -> DocumentNode? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The members, when this is an object.
  public var members: [DocumentMember]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements, when this is a list.
  public var elements: [DocumentNode]? {
    if case .array(let elements) = content { elements } else { nil }
  }

  /// The text, when this is a string.
  public var text: ByteString? {
    if case .string(let text) = content { text } else { nil }
  }

  /// The truth value, when this is one.
  public var truth: Bool? {
    if case .bool(let truth) = content { truth } else { nil }
  }

  /// The text of a string, number or truth value as a policy or a context reads it; nil for anything else.
  public var scalarText: ByteString? {
    switch content {
    case .string(let text), .number(let text): text
    case .bool(let truth): truth ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = content { true } else { false }
  }

  /// What a message calls this kind of value, with its article: `a string`, `an object`.
  public var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
