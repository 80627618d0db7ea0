import Documents

/// The parameter values given for one stack operation.
public struct ParameterValues: Sendable {
  /// What is given for one parameter.
  public enum Entry: Sendable, Equatable {
    /// A value.
    case value(ByteString)
    /// `UsePreviousValue`: what the stack has.
    case previous
    /// Something only a pipeline run or a parent stack knows; the same wherever the parameter is unknown.
    case unknown
    /// Something unknown that is not what it was before the update.
    case changed
  }

  /// The entries by parameter name.
  public private(set) var entries: [ByteString: Entry]
  /// The `StackPolicy` of a CodePipeline template configuration; nil where there is none.
  public internal(set) var stackPolicy: DocumentNode?

  /// Makes values of entries.
  public init(_ entries: [ByteString: Entry] = [:]) {
    self.entries = entries
  }

  /// Makes values of command-line words such as `Size=large`; a later word of the same name wins.
  ///
  /// - Returns: nil when a word holds no `=` or nothing before it.
  public init?(arguments: [ByteString]) {
    self.init()
    for argument in arguments {
      guard let (name, value) = Self.assignment(argument) else { return nil }
      entries[name] = .value(value)
    }
  }

  /// The entry of a parameter; nil when nothing is given.
  public subscript(name: ByteString) -> Entry? {
    get { entries[name] }
    set { entries[name] = newValue }
  }

  /// These values with others laid over them.
  public func overridden(by other: ParameterValues) -> ParameterValues {
    var result = self
    result.entries.merge(other.entries) { $1 }
    if let policy = other.stackPolicy { result.stackPolicy = policy }
    return result
  }

  static func assignment(_ text: ByteString) -> (name: ByteString, value: ByteString)? {
    guard let equals = text.bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return nil }
    return (ByteString(copying: text.bytes[..<equals]), ByteString(copying: text.bytes[(equals + 1)...]))
  }
}
