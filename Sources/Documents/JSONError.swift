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

  /// The diagnostic that shows this error in its source; a duplicate key is shown and named as a whole.
  public func diagnostic(in source: SourceText) -> Diagnostic {
    let count = source.bytes.count
    var range = SourceRange(min(offset, count), min(offset + 1, count))
    var message = text
    if reason == .duplicateKey, let key = key(in: source.bytes) {
      range = SourceRange(offset, key.end)
      message = "this object already has a member \(key.text.quoted())"
    }
    return Diagnostic(.error, "json.\(reason.rawValue)", message, in: source, at: range)
  }

  /// The string that begins at the error's offset.
  private func key(in bytes: [UInt8]) -> (text: ByteString, end: Int)? {
    bytes.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer)
      cursor.position = offset
      guard let string = try? cursor.string() else { return nil }
      return (cursor.text(string), string.end + 1)
    }
  }
}
