/// Why bytes are not JSON, and where.
///
/// Holds an offset only; whoever reports it computes line and column from the source.
public struct JSONError: Error, Sendable {
  /// The kinds of fault; the raw value is the stable part of the diagnostic code, `json.` before it.
  public enum Reason: String, Sendable {
    case syntax, truncated, byteOrderMark, comment, trailingComma, depth, utf8, control, escape, surrogate, number
    case duplicateKey, trailingContent, recordShape
  }

  /// The kind of fault.
  public let reason: Reason
  /// The byte offset of the fault from the start of the text.
  public let offset: Int
  /// What was expected or found, in one phrase.
  public let message: StaticString

  /// Makes an error.
  public init(_ reason: Reason, at offset: Int, _ message: StaticString) {
    self.reason = reason
    self.offset = offset
    self.message = message
  }

  /// The message as a string.
  public var text: String { "\(message)" }

  /// The diagnostic that shows this error in its source.
  public func diagnostic(in source: SourceText) -> Diagnostic {
    Diagnostic(
      .error, "json.\(reason.rawValue)", text, in: source,
      at: SourceRange(offset, min(offset + 1, max(offset, source.bytes.count))))
  }
}
