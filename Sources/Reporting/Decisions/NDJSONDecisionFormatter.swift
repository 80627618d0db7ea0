import ActionStreams
import Documents
import PolicyLanguage
import Replay

/// Decisions as NDJSON, one object a line, in the shape of `docs/formats/decisions.md`.
public struct NDJSONDecisionFormatter: DecisionFormatter {
  /// Makes a formatter.
  public init() {}

  /// NDJSON has no header.
  public var header: [UInt8] { [] }

  /// The member `file`, with which a line begins.
  public func mention(ofFile name: ByteString) -> [UInt8] {
    var output = ByteBuffer(capacity: 64)
    output.append("{\"file\":")
    output.appendJSONString(name)
    output.append(",")
    return output.array()
  }

  /// A line begins with its record.
  public func lead(_ decision: Decision) -> [UInt8] { [] }

  /// The file, line, id, action and resource.
  public func append(_ record: StreamRecord, to output: inout ByteBuffer) {
    appendPlace(record.file, record.line, record.id, to: &output)
    output.append(",\"action\":")
    output.appendJSONString(record.action)
    output.append(",\"resource\":")
    output.appendJSONString(record.resource)
  }

  /// The whole line; the parts of a record that means what is written, which nearly all do, are copied as they are.
  public func append(
    _ record: StreamRecord, between lead: ByteSlice, and tail: ByteSlice, to output: inout ByteBuffer
  ) {
    guard record.isPlain else {
      append(record, to: &output)
      return output.append(tail)
    }
    let id = record.id ?? .empty
    let file = record.file ?? .empty
    let texts = file.count + id.count + record.action.count + record.resource.count + tail.count
    output.append(atMost: 64 + ByteWriter.longestNumber + texts) { writer in
      if file.count > 0 { writer.put(file) } else { writer.put("{") }
      writer.put("\"line\":")
      writer.put(record.line)
      if id.count > 0 {
        writer.put(",\"id\":")
        writer.put(id)
      }
      writer.put(",\"action\":\"")
      writer.put(record.action)
      writer.put("\",\"resource\":\"")
      writer.put(record.resource)
      writer.put("\"")
      writer.put(tail)
    }
  }

  /// The decision and what decided.
  public func tail(_ decision: Decision) -> [UInt8] {
    var output = ByteBuffer(capacity: 256)
    output.append(",")
    Self.appendMembers(of: decision, to: &output)
    output.append("}\n")
    return output.array()
  }

  /// The file, line, id and error.
  public func append(
    _ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer
  ) {
    appendPlace(file, line, id, to: &output)
    output.append(",\"error\":{\"code\":")
    output.appendJSONString(ByteString(error.code))
    output.append(",\"message\":")
    output.appendJSONString(ByteString(error.message))
    if let offset = error.offset {
      output.append(",\"offset\":")
      output.append(offset)
    }
    output.append("}}\n")
  }

  /// Appends the members `decision`, `evaluation`, `by`, `gates` and `missing`, without braces.
  public static func appendMembers(of decision: Decision, to output: inout ByteBuffer) {
    output.append("\"decision\":\"")
    output.append(decision.result.decision)
    output.append("\",\"evaluation\":\"")
    output.append(decision.result.rawValue)
    output.append("\"")
    if let by = decision.by {
      output.append(",\"by\":")
      append(by, to: &output)
    }
    if !decision.missing.isEmpty {
      output.append(",\"missing\":[")
      for (index, key) in decision.missing.enumerated() {
        if index > 0 { output.append(",") }
        output.appendJSONString(key)
      }
      output.append("]")
    }
    // A stack policy is the only gate of an update action: saying so would say nothing.
    if !decision.gates.isEmpty, decision.gates != [.stack] {
      output.append(",\"gates\":[")
      for (index, gate) in decision.gates.enumerated() {
        output.append(index > 0 ? ",\"" : "\"")
        output.append(gate.rawValue)
        output.append("\"")
      }
      output.append("]")
    }
  }

  /// Appends what decided, as the object that `by` is.
  public static func append(_ by: DecidingStatement, to output: inout ByteBuffer) {
    output.append("{\"policyType\":\"")
    output.append(by.policyType.rawValue)
    output.append("\"")
    if let level = by.level {
      output.append(",\"level\":")
      output.appendJSONString(ByteString(level))
    }
    if let statement = by.statement {
      output.append(",\"policy\":")
      output.appendJSONString(ByteString(statement.policy.name))
      output.append(",\"statement\":")
      output.append(statement.index)
      if let sid = statement.statement.sid {
        output.append(",\"sid\":")
        output.appendJSONString(sid)
      }
      output.append(",\"at\":")
      output.appendJSONString(ByteString("\(statement.policy.source.name):\(statement.position)"))
    }
    output.append("}")
  }

  private func appendPlace(_ file: ByteSlice?, _ line: Int, _ id: ByteSlice?, to output: inout ByteBuffer) {
    if let file { output.append(file) } else { output.append("{") }
    output.append("\"line\":")
    output.append(line)
    if let id {
      output.append(",\"id\":")
      output.append(id)
    }
  }
}
