import Documents
import PolicyLanguage
import SyntheticStreams

/// Records of the workload in memory, with their fields located: what a scanner hands to the decision.
///
/// All slices point into one buffer that is never freed; a benchmark program ends soon enough. Nothing changes once
/// it is made, so that it may be shared.
struct RequestWorkload: @unchecked Sendable {
  /// A million requests, nearly each on a resource of its own: the hard case for caches. Made when first asked for.
  static let distinct = Result { try RequestWorkload(.requests, records: 1_000_000) }
  /// A million requests on 50,682 resources.
  static let pooled = Result { try RequestWorkload(.requests, records: 1_000_000, resources: .pool(50_682)) }
  /// A million update actions on the 500 resources of a stack.
  static let updates = Result { try RequestWorkload(.updates, records: 1_000_000) }

  /// One context key of one record.
  struct Entry {
    let name: ByteSlice
    /// The index of the first value in `values`.
    let start: Int
    let count: Int
    let isList: Bool
  }

  /// One record.
  struct Record {
    let action: ByteSlice
    let resource: ByteSlice
    let principal: ByteSlice?
    /// The record's line in `bytes`.
    let line: Range<Int>
    /// The record's entries in `entries`.
    let entries: Range<Int>
  }

  /// The records' lines.
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var records: [Record] = []
  private(set) var entries: [Entry] = []
  private(set) var values: [ByteSlice] = []

  /// Makes the first records of a stream and locates their fields.
  init(_ kind: SyntheticStream.Kind, records count: Int, resources: SyntheticStream.ResourceVariety? = nil) throws {
    var stream = SyntheticStream(seed: Suites.seed, kind: kind, resources: resources)
    var text: [UInt8] = []
    stream.appendLines(count, to: &text)
    try self.init(lines: text)
  }

  /// Locates the fields of action records, one a line, each line ended.
  init(lines text: [UInt8]) throws {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
    _ = memory.initialize(from: text)
    bytes = UnsafeBufferPointer(memory)
    var start = 0
    for (offset, byte) in text.enumerated() where byte == 0x0A {
      try locate(start..<offset)
      start = offset + 1
    }
  }

  private mutating func locate(_ line: Range<Int>) throws {
    var cursor = JSONCursor(UnsafeBufferPointer(rebasing: bytes[line]))
    let first = entries.count
    var members: [ByteString: ByteSlice] = [:]
    guard try cursor.enter(0x7B) else { return }
    repeat {
      let key = cursor.text(try cursor.key())
      if key == "context" {
        try locateContext(&cursor)
      } else {
        members[key] = slice(try cursor.string(), cursor)
      }
    } while try cursor.nextElement(of: 0x7B)
    if let type = members["resourceType"] {
      entries.append(Entry(name: ByteSlice("ResourceType"), start: values.count, count: 1, isList: false))
      values.append(type)
    }
    let resource = members["logicalResourceId"].map(logicalResource) ?? members["resource"] ?? ByteSlice("*")
    records.append(
      Record(
        action: members["action"] ?? .empty, resource: resource, principal: members["principal"], line: line,
        entries: first..<entries.count))
  }

  private mutating func locateContext(_ cursor: inout JSONCursor) throws {
    guard try cursor.enter(0x7B) else { return }
    repeat {
      let name = slice(try cursor.key(), cursor)
      let start = values.count
      let isList = try cursor.kind() == .array
      if isList {
        guard try cursor.enter(0x5B) else { continue }
        repeat {
          _ = try cursor.kind()
          values.append(slice(try cursor.string(), cursor))
        } while try cursor.nextElement(of: 0x5B)
      } else if try cursor.kind() == .number {
        let range = try cursor.number()
        values.append(ByteSlice(cursor.base + range.start, range.end - range.start))
      } else {
        values.append(slice(try cursor.string(), cursor))
      }
      entries.append(Entry(name: name, start: start, count: values.count - start, isList: isList))
    } while try cursor.nextElement(of: 0x7B)
  }

  private func slice(_ string: JSONString, _ cursor: JSONCursor) -> ByteSlice {
    ByteSlice(cursor.base + string.start, string.count)
  }

  /// The resource that a stack policy sees, in memory of its own.
  private func logicalResource(_ id: ByteSlice) -> ByteSlice {
    let text = Array("LogicalResourceId/".utf8) + id.byteString.bytes
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
    _ = memory.initialize(from: text)
    return ByteSlice(UnsafePointer(memory.baseAddress.unsafelyUnwrapped), text.count)
  }

  /// A record as the reference evaluator takes it, with the keys that its principal implies.
  func request(_ index: Int) -> Request {
    let record = records[index]
    let principal = record.principal.map { Principal($0.byteString) }
    var context = RequestContext()
    if let principal {
      if let arn = principal.arn { context["aws:PrincipalArn"] = .single(arn) }
      if let account = principal.account { context["aws:PrincipalAccount"] = .single(account) }
      if let type = principal.principalType { context["aws:PrincipalType"] = .single(type) }
      if principal.kind == .user, let name = principal.name { context["aws:username"] = .single(name) }
    }
    for entry in entries[record.entries] {
      let texts = values[entry.start..<entry.start + entry.count].map(\.byteString)
      context[entry.name.byteString] = entry.isList ? .list(texts) : .single(texts[0])
    }
    return Request(
      action: record.action.byteString, principal: principal, resource: record.resource.byteString, context: context)
  }
}
