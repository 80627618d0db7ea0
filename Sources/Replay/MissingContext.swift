import Documents
import PolicyLanguage

/// How a run treats keys that records do not carry.
public struct MissingContext: Sendable {
  /// Whether a key that a record does not carry is unknown instead of absent (ruling 21).
  public var isUnknown: Bool
  /// Keys that records lack, and what to take them for.
  public var assumptions: [(key: ByteString, value: ContextValue)]

  /// Makes a treatment; keys are absent and nothing is assumed unless said.
  public init(isUnknown: Bool = false, assumptions: [(key: ByteString, value: ContextValue)] = []) {
    self.isUnknown = isUnknown
    self.assumptions = assumptions
  }
}
