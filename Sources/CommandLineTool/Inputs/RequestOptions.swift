import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Reporting

/// One action, as options, a record, or a line of a file give it.
struct RequestOptions {
  static let action = OptionSpec(
    "action", value: .init("ACTION"), category: .request,
    summary: "The action: Update:Replace, or an API action such as s3:DeleteBucket")
  static let resource = OptionSpec(
    "resource", value: .init("ARN"), isRepeatable: true, category: .request,
    summary: "The resource; default \"*\". All of several must pass")
  static let logicalResourceId = OptionSpec(
    "logical-resource-id", value: .init("ID"), category: .request, summary: "The resource of an update action")
  static let resourceType = OptionSpec(
    "resource-type", value: .init("TYPE"), category: .request,
    summary: "Its type, such as AWS::RDS::DBInstance")
  static let stack = OptionSpec(
    "stack", value: .init("NAME"), category: .request, summary: "Its stack, where there are several stack policies")
  static let principal = OptionSpec(
    "principal", value: .init("ARN"), category: .request, summary: "Who asks; \"*\" is anonymous")
  static let context = OptionSpec(
    "context", value: .init("KEY=VALUE"), isRepeatable: true, category: .request,
    summary: "A context key of the request; repeated for one key, a list")
  static let record = OptionSpec(
    "record", value: .init("JSON"), category: .request, summary: "The action as a record; \"-\" reads it")
  static let line = OptionSpec(
    "line", value: .init("N"), category: .request, summary: "Which line of FILE, from 1; default its only record")
  static let all = [
    action, resource, logicalResourceId, resourceType, stack, principal, context, record, line,
  ]
  /// What describes an action that is not a record.
  private static let parts = [resource, logicalResourceId, resourceType, stack, principal, context]

  private let arguments: ParsedArguments
  private let context: [(name: String, value: String)]
  private let line: Int?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    context = try arguments.assignments(Self.context)
    line = try arguments.integer(Self.line, in: 1...Int.max)
    let isFile = !arguments.operands.isEmpty
    if arguments.has(Self.action), arguments.has(Self.record) { throw .conflict(Self.action, Self.record) }
    if isFile, arguments.has(Self.action) || arguments.has(Self.record) {
      throw .other(code: "twoActions", message: "the action is given twice: by options, and in a file")
    }
    if arguments.has(Self.line), !isFile {
      throw .other(code: "lineWithoutFile", message: "'--line' picks a record of FILE, and no FILE is given")
    }
    if !arguments.has(Self.action), let part = Self.parts.first(where: { arguments.has($0) }) {
      throw .requires(part, Self.action)
    }
  }

  /// The record, wherever it comes from.
  func record(_ session: Session, _ missing: MissingContext) throws -> RecordRequests {
    let (source, offset) = try text(session)
    let node: DocumentNode
    do throws(JSONError) {
      node = try JSONReader().read(source)
    } catch {
      throw Self.located(error.diagnostic(in: source), offset)
    }
    do throws(Diagnostic) {
      return try RecordRequests(
        node, in: source, missingIsUnknown: missing.isUnknown, assumptions: missing.assumptions)
    } catch {
      throw Self.located(error, offset)
    }
  }

  /// The record's text, and the line before it in its file.
  private func text(_ session: Session) throws -> (SourceText, Int) {
    if arguments.has(Self.action) { return (SourceText(name: "<options>", bytes: assembled()), 0) }
    if let record = arguments.value(Self.record), record != "-" {
      return (SourceText(name: "--record", text: record), 0)
    }
    return try pick(from: try session.read(arguments.operands.first ?? "-"))
  }

  /// The line that was asked for, or the only one that is not blank.
  private func pick(from file: SourceText) throws -> (SourceText, Int) {
    let lines = file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let records = lines.indices.filter { !lines[$0].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
    if let line {
      guard records.contains(line - 1) else {
        throw Diagnostic(
          file: file.name, code: "record.noSuchLine", message: "line \(line) holds no record (\(lines.count) lines)")
      }
      return (SourceText(name: file.name, bytes: Array(lines[line - 1])), line - 1)
    }
    // One record may be written over several lines.
    if records.count <= 1 || (try? JSONReader().read(file.bytes)) != nil { return (file, 0) }
    throw UsageError.other(
      code: "whichLine",
      message: "'\(file.name)' holds \(Plural.count(records.count, "record")); '--line N' says which one is meant")
  }

  /// The line in the file is said, since the diagnostic counts within the record.
  private static func located(_ diagnostic: Diagnostic, _ offset: Int) -> Diagnostic {
    guard offset > 0 else { return diagnostic }
    var located = diagnostic
    located.message += " (in the record of line \(offset + 1))"
    return located
  }

  private func assembled() -> [UInt8] {
    var json = JSONWriter(layout: .line)
    json.object { json in
      json.member("action", arguments.value(Self.action) ?? "")
      let resources = arguments.allValues(Self.resource)
      if resources.count == 1 { json.member("resource", resources[0]) }
      if resources.count > 1 {
        json.array("resources") { list in
          for resource in resources { list.object { $0.member("resource", resource) } }
        }
      }
      for (name, option) in [
        ("logicalResourceId", Self.logicalResourceId), ("resourceType", Self.resourceType), ("stack", Self.stack),
        ("principal", Self.principal),
      ] as [(ByteString, OptionSpec)] {
        if let value = arguments.value(option) { json.member(name, value) }
      }
      json.object("context") { json in
        for (key, value) in ContextOptions.context(context) {
          if case .list(let values) = value {
            json.member(key, values)
          } else if let only = value.values.first {
            json.member(key, only)
          }
        }
      }
    }
    return json.bytes
  }
}
