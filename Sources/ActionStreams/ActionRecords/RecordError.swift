import Documents

/// Why one record of a stream cannot be decided; the run goes on with the next.
public struct RecordError: Error, Sendable {
  /// The stable code, such as `record.json`.
  public let code: String
  /// What is wrong, in one phrase.
  public let message: String
  /// The byte of the record's text where it went wrong, from 0; nil when the record as a whole is meant.
  public let offset: Int?

  /// Makes an error.
  public init(_ code: String, _ message: String, at offset: Int? = nil) {
    self.code = code
    self.message = message
    self.offset = offset
  }

  /// The error that a fault in the record's JSON is.
  public init(_ error: JSONError) {
    self.init("record.json", error.text, at: error.offset)
  }
}
