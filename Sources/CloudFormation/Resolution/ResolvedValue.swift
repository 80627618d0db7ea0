import Documents

/// A value of a template after parameters, conditions and intrinsic functions, as far as it can be known.
///
/// What cannot be known stays in it as `unresolved` with the function and its arguments. Two values that are
/// unresolved in the same way are equal, whatever they turn out to be: that is how a template planned onto itself has
/// no changes although its image ids and imports are unknown.
public indirect enum ResolvedValue: Sendable {
  /// A string, number or truth value.
  case scalar(Scalar)
  /// A list.
  case list([ResolvedValue])
  /// Members sorted by key, no key twice.
  case object([ResolvedMember])
  /// Something only the deployment knows.
  case unresolved(Unresolved)

  /// One string, number or truth value, as it was written.
  public struct Scalar: Sendable {
    /// How it was written.
    public enum Kind: Sendable { case text, number, truth, null }
    /// The characters.
    public let text: ByteString
    /// How it was written.
    public let kind: Kind

    init(text: ByteString, kind: Kind) {
      self.text = text
      self.kind = kind
    }
  }

  /// What is not known and why.
  public struct Unresolved: Sendable {
    /// What would have to be known.
    public let source: UnresolvedSource
    /// The arguments, known or not; part of what makes two unresolved values equal.
    public let arguments: [ResolvedValue]
    /// The bytes of the expression in its template.
    public let range: SourceRange
  }
}

/// One member of a resolved object.
public struct ResolvedMember: Sendable {
  /// The key.
  public let key: ByteString
  /// The value.
  public let value: ResolvedValue
}

/// What would have to be known to resolve a value.
public enum UnresolvedSource: Sendable, Hashable {
  /// A parameter without value and default.
  case parameter(ByteString)
  /// A Systems Manager parameter that is looked up at deployment; the argument is its name.
  case lookedUpParameter(ByteString)
  /// `AWS::Region` and its like, where the caller did not say.
  case pseudoParameter(ByteString)
  /// The physical id of a resource: `Ref`.
  case resource(ByteString)
  /// An attribute of a resource: `Fn::GetAtt`.
  case attribute(ByteString, ByteString)
  /// Text with unknown parts; the arguments are the parts, no two neighbours both known.
  case concatenation
  /// A text that holds `{{resolve:…}}`.
  case dynamicReference(ByteString)
  /// A function that was not evaluated, by its name: `Fn::ImportValue`, or `Fn::Select` of something unknown.
  case function(ByteString)
  /// `AWS::NoValue` in one branch of an undecided `Fn::If`.
  case noValue
  /// A value too large or too deep to be worked out.
  case tooLarge
}

extension ResolvedValue {
  static func text(_ text: ByteString) -> ResolvedValue { .scalar(Scalar(text: text, kind: .text)) }

  static func unresolved(
    _ source: UnresolvedSource, _ arguments: [ResolvedValue] = [], at range: SourceRange
  ) -> ResolvedValue {
    .unresolved(Unresolved(source: source, arguments: arguments, range: range))
  }

  /// An object of members in any order; of several with one key the last counts.
  static func object(unsorted members: [ResolvedMember]) -> ResolvedValue {
    var sorted = members.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(
      \.element)
    var kept = 0
    for index in sorted.indices {
      if index + 1 < sorted.count, sorted[index + 1].key == sorted[index].key { continue }
      sorted[kept] = sorted[index]
      kept += 1
    }
    sorted.removeSubrange(kept...)
    return .object(sorted)
  }

  /// The text of a known string, number or truth value.
  public var knownText: ByteString? {
    if case .scalar(let scalar) = self { scalar.text } else { nil }
  }

  /// The value of a member, when this is an object that has it.
  public subscript(key: ByteString) -> ResolvedValue? {
    guard case .object(let members) = self else { return nil }
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low < members.count && members[low].key == key ? members[low].value : nil
  }

  /// Whether nothing in it is unresolved.
  public var isKnown: Bool {
    switch self {
    case .scalar: true
    case .list(let items): items.allSatisfy(\.isKnown)
    case .object(let members): members.allSatisfy(\.value.isKnown)
    case .unresolved: false
    }
  }

  /// Whether both are the same for certain: known and equal, or unresolved in the same way.
  public func isSame(as other: ResolvedValue) -> Bool {
    switch (self, other) {
    case (.scalar(let left), .scalar(let right)): left.isSame(as: right)
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && $0.value.isSame(as: $1.value) }
    case (.unresolved(let left), .unresolved(let right)):
      left.source == right.source && left.source != .tooLarge && left.arguments.count == right.arguments.count
        && zip(left.arguments, right.arguments).allSatisfy { $0.isSame(as: $1) }
    default: false
    }
  }
}

extension ResolvedValue.Scalar {
  /// The scalar of a node; empty for lists and objects.
  init(_ node: DocumentNode) {
    text = node.scalarText ?? ""
    switch node.content {
    case .bool: kind = .truth
    case .number: kind = .number
    case .null: kind = .null
    case .string, .array, .object: kind = .text
    }
  }

  /// Whether CloudFormation sees no difference: the same characters, or the same number, or the same truth value.
  func isSame(as other: Self) -> Bool {
    if text == other.text { return true }
    if kind == .number || other.kind == .number {
      guard let left = DecimalNumber(text), let right = DecimalNumber(other.text) else { return false }
      return left == right
    }
    return (kind == .truth || other.kind == .truth) && text.equalsIgnoringASCIICase(other.text)
  }
}
