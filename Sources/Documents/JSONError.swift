/// Why bytes are not JSON, and where.
///
/// Holds an offset only; whoever reports it computes line and column from the source.
public struct JSONError: Error, Sendable {
  /// The kinds of fault; the raw value is the stable part of the diagnostic code, `json.` before it.
  public enum Reason: String, Sendable, CaseIterable {
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

extension JSONError.Reason {
  /// What it means, in one sentence: for lists of all codes.
  public var summary: String {
    switch self {
    case .syntax: "Something else stands where JSON's grammar expects a value, a name or a mark."
    case .truncated: "The text ends too early."
    case .byteOrderMark: "The text begins with a byte order mark."
    case .comment: "JSON has no comments."
    case .trailingComma: "A comma stands before a closing bracket."
    case .depth: "Arrays and objects are nested deeper than 512 levels."
    case .utf8: "The bytes are not UTF-8."
    case .control: "A control character stands unescaped in a string."
    case .escape: "JSON has no such escape."
    case .surrogate: "Half of a surrogate pair stands alone."
    case .number: "A number is not written as JSON writes numbers."
    case .duplicateKey: "An object has two members of one name."
    case .trailingContent: "Something stands behind the document."
    case .recordShape: "A record is valid JSON of another shape than records have."
    }
  }
}
