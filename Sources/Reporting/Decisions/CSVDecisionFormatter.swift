import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Decisions as CSV (RFC 4180 with line feeds), one row each under a header row.
///
/// Lists are separated by spaces. Text stays as it is, so a cell may begin with `=`: import the columns as text. On a
/// terminal what could move its cursor or hide what a cell says is shown as an escape.
public struct CSVDecisionFormatter: DecisionFormatter {
  private let isForTerminal: Bool

  /// Makes a formatter.
  public init(isForTerminal: Bool = false) {
    self.isForTerminal = isForTerminal
  }

  /// The names of the columns.
  public var header: [UInt8] {
    Array(
      """
      file,line,id,action,resource,decision,evaluation,policyType,level,policy,statement,sid,at,gates,missing,\
      error,message,offset

      """.utf8)
  }

  /// The cell `file`.
  public func mention(ofFile name: ByteString) -> [UInt8] {
    var output = ByteBuffer(capacity: 64)
    append(name, to: &output)
    return output.array()
  }

  /// A row begins with its record.
  public func lead(_ decision: Decision) -> [UInt8] { [] }

  /// The cells `file` to `resource`.
  public func append(_ record: StreamRecord, to output: inout ByteBuffer) {
    appendPlace(record.file, record.line, record.id, to: &output)
    append(record.action, to: &output)
    output.append(",")
    append(record.resource, to: &output)
    output.append(",")
  }

  /// The cells `decision` to the end.
  public func tail(_ decision: Decision) -> [UInt8] {
    let reference = decision.by?.statement
    let cells: [ByteString] = [
      ByteString(decision.result.decision), ByteString(decision.result.rawValue),
      ByteString(decision.by?.policyType.rawValue ?? ""), ByteString(decision.by?.level ?? ""),
      ByteString(reference?.policy.name ?? ""), ByteString(reference.map { String($0.index) } ?? ""),
      reference?.statement.sid ?? "",
      ByteString(reference.map { "\($0.policy.source.name):\($0.position)" } ?? ""),
      ByteString(decision.gates.map(\.rawValue).joined(separator: " ")),
      ByteString(decision.missing.map(\.string).joined(separator: " ")), "", "", "",
    ]
    return row(cells)
  }

  /// A row without a decision: its last cells say what is wrong.
  public func append(
    _ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer
  ) {
    appendPlace(file, line, id, to: &output)
    let empty = [ByteString](repeating: "", count: 12)
    output.append(
      row(
        empty + [
          ByteString(error.code), ByteString(error.message), ByteString(error.offset.map { String($0) } ?? ""),
        ]))
  }

  private func appendPlace(_ file: ByteSlice?, _ line: Int, _ id: ByteSlice?, to output: inout ByteBuffer) {
    if let file { output.append(file) }
    output.append(",")
    output.append(line)
    output.append(",")
    if let id {
      let isString = id.count >= 2 && id.base[0] == UInt8(ascii: "\"")
      // The id is JSON text; what it means is what a spreadsheet wants.
      let inner = isString ? ByteSlice(id.base + 1, id.count - 2) : .empty
      if isString, Self.isPlain(inner, without: UInt8(ascii: "\\")) {
        output.append(inner)
      } else if isString, let text = try? JSONReader().read(id.byteString.bytes).text {
        append(text, to: &output)
      } else {
        append(id, to: &output)
      }
    }
    output.append(",")
  }

  private func row(_ cells: [ByteString]) -> [UInt8] {
    var output = ByteBuffer(capacity: 256)
    for (index, cell) in cells.enumerated() {
      if index > 0 { output.append(",") }
      append(cell, to: &output)
    }
    output.append("\n")
    return output.array()
  }

  private func append(_ cell: ByteString, to output: inout ByteBuffer) {
    cell.withSlice { append($0, to: &output) }
  }

  private func append(_ cell: ByteSlice, to output: inout ByteBuffer) {
    if Self.isPlain(cell) { return output.append(cell) }
    guard !isForTerminal || (0..<cell.count).allSatisfy({ cell.base[$0] &- 0x20 < 0x5F }) else {
      return ByteString(TerminalText.escaped(cell.byteString)).withSlice { Self.appendQuoted($0, to: &output) }
    }
    Self.appendQuoted(cell, to: &output)
  }

  /// Whether a cell is printable ASCII without quotes, commas and one more byte, and leaves as it is.
  private static func isPlain(_ cell: ByteSlice, without other: UInt8 = UInt8(ascii: ",")) -> Bool {
    // No way out before the end: so many bytes are looked at at once.
    var special: UInt8 = 0
    for offset in 0..<cell.count {
      let byte = cell.base[offset]
      special |= byte &- 0x20 >= 0x5F ? 1 : 0
      special |= byte == UInt8(ascii: ",") ? 1 : 0
      special |= byte == UInt8(ascii: "\"") ? 1 : 0
      special |= byte == other ? 1 : 0
    }
    return special == 0
  }

  private static func appendQuoted(_ cell: ByteSlice, to output: inout ByteBuffer) {
    var needsQuotes = false
    for offset in 0..<cell.count {
      let byte = cell.base[offset]
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D { needsQuotes = true }
    }
    guard needsQuotes else { return output.append(cell) }
    output.append("\"")
    for offset in 0..<cell.count {
      if cell.base[offset] == UInt8(ascii: "\"") { output.append("\"") }
      output.append(cell.base[offset])
    }
    output.append("\"")
  }
}
