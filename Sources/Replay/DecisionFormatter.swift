import ActionStreams
import Documents
import PolicyLanguage

/// What a formatter gets to see of a record; valid during the call only.
public struct StreamRecord {
  /// What the formatter made of the input's name (`mention(ofFile:)`), where there are several.
  public var file: ByteSlice?
  /// The line, or the record's number in a document of records, from 1.
  public var line: Int
  /// The record's id as JSON text, quotes included.
  public var id: ByteSlice?
  /// The action.
  public var action: ByteSlice
  /// The resource that decided, or the first.
  public var resource: ByteSlice
  /// Whether action and resource are known to be printable ASCII without quotes and backslashes.
  public var isPlain = false
}

/// Turns decisions into the lines of one output format.
///
/// A line is `lead`, the record, `tail`. Lead and tail depend on the decision alone, so the loop asks for each of them
/// once and copies the bytes from then on.
public protocol DecisionFormatter: Sendable {
  /// What stands before the first line.
  var header: [UInt8] { get }
  /// What lines say of the input that their record is from, where there are several.
  ///
  /// It is asked for once an input or a block of one, and handed back with each of its records.
  func mention(ofFile name: ByteString) -> [UInt8]
  /// What a line says before the record.
  func lead(_ decision: Decision) -> [UInt8]
  /// What a line says of the record itself.
  func append(_ record: StreamRecord, to output: inout ByteBuffer)
  /// The same between what the decision gave as lead and as tail: the whole line of a record.
  func append(_ record: StreamRecord, between lead: ByteSlice, and tail: ByteSlice, to output: inout ByteBuffer)
  /// What a line says behind the record, its line ending included.
  func tail(_ decision: Decision) -> [UInt8]
  /// The whole line of a record that could not be decided; `file` and `id` as in `StreamRecord`.
  func append(_ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer)
}

extension DecisionFormatter {
  /// Appends lead, record and tail, one after the other.
  public func append(
    _ record: StreamRecord, between lead: ByteSlice, and tail: ByteSlice, to output: inout ByteBuffer
  ) {
    output.append(lead)
    append(record, to: &output)
    output.append(tail)
  }
}
