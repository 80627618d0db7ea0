import Documents

/// Why an input could not be read, or not to its end; everything before that point was delivered.
public struct InputFailure: Error, Sendable {
  /// The input's name as the user gave it.
  public let file: String
  /// The stable code, such as `input.truncated`.
  public let code: String
  /// What is wrong, in one phrase.
  public let message: String
  /// The byte of the input's text, after decompression, where it broke, from 0; nil when no text was reached.
  public let offset: Int?

  /// Makes a failure.
  public init(file: String, code: String, _ message: String, at offset: Int? = nil) {
    self.file = file
    self.code = code
    self.message = message
    self.offset = offset
  }

  /// The failure as a diagnostic, the byte in its message: a stream has no lines to point at.
  public var diagnostic: Diagnostic {
    Diagnostic(file: file, code: code, message: offset.map { "\(message), at byte \($0) of its text" } ?? message)
  }
}
