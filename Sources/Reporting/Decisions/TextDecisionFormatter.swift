import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Decisions for people, one line each: the word, the record, and what decided.
///
/// ```
/// Deny     a1  Update:Replace LogicalResourceId/Db  denied by "ProtectDb" at stack-policy.json:9:5
/// ```
public struct TextDecisionFormatter: DecisionFormatter {
  private let style: TextStyle

  /// Makes a formatter for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// Text has no header.
  public var header: [UInt8] { [] }

  /// The name, behind which the line stands.
  public func mention(ofFile name: ByteString) -> [UInt8] { Array((TerminalText.escaped(name) + ":").utf8) }

  /// The decision's word, in its colour.
  public func lead(_ decision: Decision) -> [UInt8] { word(decision.result.decision, decision.result.role) }

  /// The id, or the line where there is none, the action and the resource.
  public func append(_ record: StreamRecord, to output: inout ByteBuffer) {
    appendPlace(record.file, record.line, record.id, to: &output)
    if record.isPlain {
      output.append(atMost: 3 + record.action.count + record.resource.count) { writer in
        writer.put("  ")
        writer.put(record.action)
        writer.put(" ")
        writer.put(record.resource)
      }
      return
    }
    output.append("  ")
    Self.append(record.action, to: &output)
    output.append(" ")
    Self.append(record.resource, to: &output)
  }

  /// What decided.
  public func tail(_ decision: Decision) -> [UInt8] { Array("  \(DecisionText.reason(decision))\n".utf8) }

  /// The record's place and what is wrong with it.
  public func append(
    _ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer
  ) {
    output.append(word("Error", .error))
    appendPlace(file, line, id, to: &output)
    if id != nil, file == nil { output.append(" (line \(line))") }
    output.append("  " + TerminalText.escaped(error.message))
    if let offset = error.offset { output.append(" at byte \(offset)") }
    output.append(" [\(error.code)]\n")
  }

  private func word(_ word: String, _ role: TextStyle.Role) -> [UInt8] {
    Array((style.paint(word, role) + String(repeating: " ", count: max(1, 9 - word.utf8.count))).utf8)
  }

  private func appendPlace(_ file: ByteSlice?, _ line: Int, _ id: ByteSlice?, to output: inout ByteBuffer) {
    if let file {
      output.append(file)
      output.append(line)
      if id != nil { output.append(" ") }
    } else if id == nil {
      output.append(line)
    }
    guard let id else { return }
    // The id is JSON text; a string is shown without its quotes.
    let isString = id.count >= 2 && id.base[0] == UInt8(ascii: "\"")
    Self.append(isString ? ByteSlice(id.base + 1, id.count - 2) : id, to: &output)
  }

  /// Appends text from input: as it is when it is plain ASCII, which it nearly always is, else escaped.
  private static func append(_ text: ByteSlice, to output: inout ByteBuffer) {
    for offset in 0..<text.count where text.base[offset] &- 0x20 >= 0x5F {
      output.append(TerminalText.escaped(text.byteString))
      return
    }
    output.append(text)
  }
}

extension EvaluationResult {
  /// The colour of a result.
  var role: TextStyle.Role {
    switch self {
    case .allowed: .allow
    case .explicitDeny, .implicitDeny: .deny
    case .unknown: .unknown
    }
  }
}
