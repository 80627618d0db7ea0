import Documents
import Evaluation

/// Reads action records, one JSON object a line, into request frames.
///
/// No tree is built and no string is made: members become slices of the line, or of the frame's arena where they hold
/// escapes, and of the context only the keys that some policy looks at are kept. Everything is validated all the same,
/// duplicate names included.
public struct ActionRecordReader: ~Copyable {
  /// How many members a record may have beside those that it should have before it is read by `JSONCursor`.
  static let strangerLimit = 16

  private let keys: KeyTable
  private var topNames = MemberNames()
  private var innerNames = MemberNames()
  var contextNames: ContextNames
  /// The members of records, numbered as `Member` has them.
  var members = NameTable()
  var actions: ActionTable
  let strangers: UnsafeMutablePointer<ByteSlice>

  /// Makes a reader for the keys of a program.
  ///
  /// - Parameter actions: gives the identities of actions; whatever decides what is read knows actions by no others.
  public init(keys: KeyTable, actions: LastingIdentities) {
    self.keys = keys
    self.actions = ActionTable(actions)
    contextNames = ContextNames(keys)
    strangers = .allocate(capacity: Self.strangerLimit)
    for (name, member) in Self.memberNames { _ = members.add(ByteSlice(name), Int(member.rawValue)) }
  }

  deinit { strangers.deallocate() }

  /// Reads the members and the context of the current line into a frame, which is reset.
  ///
  /// - Parameter missingIsUnknown: whether keys that the record does not mention are unknown instead of absent.
  /// - Throws: what makes the record unreadable: JSON that is none, a duplicate member, a member of the wrong kind.
  public mutating func read(
    _ lines: inout TextLines, missingIsUnknown: Bool, into frame: inout RequestFrame
  ) throws(RecordError) -> ActionRecord {
    var record = ActionRecord()
    try read(&lines, missingIsUnknown: missingIsUnknown, &record, into: &frame)
    return record
  }

  /// The same into a record where it stands: records are large, and a stream copies none.
  public mutating func read(
    _ lines: inout TextLines, missingIsUnknown: Bool, _ record: inout ActionRecord, into frame: inout RequestFrame
  ) throws(RecordError) {
    frame.reset(missingIsUnknown: missingIsUnknown)
    record.reset()
    if scan(&lines, &record, into: &frame) { return }
    frame.reset(missingIsUnknown: missingIsUnknown)
    record = try read(lines.text(), into: &frame)
  }

  /// Reads a record's members and its context; the frame must have been reset.
  ///
  /// - Throws: what makes the record unreadable: JSON that is none, a duplicate member, a member of the wrong kind.
  public mutating func read(
    _ line: UnsafeBufferPointer<UInt8>, into frame: inout RequestFrame
  ) throws(RecordError) -> ActionRecord {
    do throws(JSONError) {
      return try readMembers(line, into: &frame)
    } catch {
      throw Self.recordError(error)
    }
  }

  static func recordError(_ error: JSONError) -> RecordError {
    switch error.reason {
    case .duplicateKey: RecordError("record.duplicate", error.text, at: error.offset)
    case .recordShape: RecordError("record.shape", error.text, at: error.offset)
    default: RecordError(error)
    }
  }

  private mutating func readMembers(
    _ line: UnsafeBufferPointer<UInt8>, into frame: inout RequestFrame
  ) throws(JSONError) -> ActionRecord {
    var cursor = JSONCursor(line)
    var record = ActionRecord()
    guard try cursor.kind() == .object else {
      throw JSONError(.recordShape, at: cursor.position, "a record is an object")
    }
    topNames.begin()
    if try cursor.enter(0x7B) {
      repeat {
        let raw = try cursor.key()
        let name = Self.slice(raw, cursor, &frame)
        switch Self.member(name) {
        case .id:
          try topNames.addKnown(0, raw)
          record.id = try Self.idText(&cursor)
        case .action:
          try topNames.addKnown(1, raw)
          record.action = try Self.string(&cursor, &frame)
        case .principal:
          try topNames.addKnown(2, raw)
          record.principal = try Self.string(&cursor, &frame)
        case .resource:
          try topNames.addKnown(3, raw)
          record.resource = try Self.string(&cursor, &frame)
        case .stack:
          try topNames.addKnown(4, raw)
          record.stack = try Self.string(&cursor, &frame)
        case .logicalResourceId:
          try topNames.addKnown(5, raw)
          record.logicalResourceId = try Self.string(&cursor, &frame)
        case .resourceType:
          try topNames.addKnown(6, raw)
          record.resourceType = try Self.string(&cursor, &frame)
        case .context:
          try topNames.addKnown(7, raw)
          cursor.skipWhitespace()
          record.context = cursor.position
          try readContext(&cursor, into: &frame)
        case .resources:
          try topNames.addKnown(8, raw)
          cursor.skipWhitespace()
          record.resources = cursor.position
          record.resourceCount = try Self.elementCount(&cursor)
        case nil:
          try topNames.add(name, raw, foldsCase: false)
          try cursor.skipValue()
        }
      } while try cursor.nextElement(of: 0x7B)
    }
    try cursor.finish()
    record.actionKind = ActionKind(record.action)
    return record
  }

  mutating func readContext(
    _ cursor: inout JSONCursor, into frame: inout RequestFrame
  ) throws(JSONError) {
    guard try cursor.kind() == .object else {
      throw JSONError(.recordShape, at: cursor.position, "context is an object of keys and values")
    }
    innerNames.begin()
    guard try cursor.enter(0x7B) else { return }
    repeat {
      let raw = try cursor.key()
      let name = Self.slice(raw, cursor, &frame)
      try innerNames.add(name, raw, foldsCase: true)
      if let key = keys.index(of: name) {
        try Self.readValue(of: key, &cursor, into: &frame)
      } else {
        try Self.skipContextValue(&cursor)
      }
    } while try cursor.nextElement(of: 0x7B)
  }

  private static func readValue(
    of key: Int, _ cursor: inout JSONCursor, into frame: inout RequestFrame
  ) throws(JSONError) {
    switch try cursor.kind() {
    case .null:
      try cursor.null()
      frame.set(key, .absent)
    case .array:
      let start = frame.valueCount
      if try cursor.enter(0x5B) {
        repeat { frame.append(try scalar(&cursor, &frame)) } while try cursor.nextElement(of: 0x5B)
      }
      frame.setList(key, from: start)
    default: frame.set(key, to: try scalar(&cursor, &frame))
    }
  }

  /// Passes a value of a key that no policy looks at; it must be one that a key can have.
  private static func skipContextValue(_ cursor: inout JSONCursor) throws(JSONError) {
    switch try cursor.kind() {
    case .string: _ = try cursor.string()
    case .number: _ = try cursor.number()
    case .truth: _ = try cursor.truth()
    case .null: try cursor.null()
    case .object: throw JSONError(.recordShape, at: cursor.position, "a context value is a scalar or a list of scalars")
    case .array:
      guard try cursor.enter(0x5B) else { return }
      repeat {
        switch try cursor.kind() {
        case .string: _ = try cursor.string()
        case .number: _ = try cursor.number()
        case .truth: _ = try cursor.truth()
        default: throw JSONError(.recordShape, at: cursor.position, "a context value is a scalar or a list of scalars")
        }
      } while try cursor.nextElement(of: 0x5B)
    }
  }

  private static func scalar(_ cursor: inout JSONCursor, _ frame: inout RequestFrame) throws(JSONError) -> ByteSlice {
    switch try cursor.kind() {
    case .string: return slice(try cursor.string(), cursor, &frame)
    case .number:
      let range = try cursor.number()
      return ByteSlice(cursor.base + range.start, range.end - range.start)
    case .truth: return try cursor.truth() ? ByteSlice("true") : ByteSlice("false")
    case .null, .object, .array:
      throw JSONError(.recordShape, at: cursor.position, "a context value is a scalar or a list of scalars")
    }
  }

  mutating func readElement(
    _ cursor: inout JSONCursor, into frame: inout RequestFrame
  ) throws(JSONError) -> ByteSlice? {
    guard try cursor.kind() == .object else {
      throw JSONError(.recordShape, at: cursor.position, "an element of resources is an object")
    }
    var resource: ByteSlice?
    topNames.begin()
    guard try cursor.enter(0x7B) else { return nil }
    repeat {
      let raw = try cursor.key()
      let name = Self.slice(raw, cursor, &frame)
      switch Self.member(name) {
      case .resource:
        try topNames.addKnown(3, raw)
        resource = try Self.string(&cursor, &frame)
      case .context:
        try topNames.addKnown(7, raw)
        try readContext(&cursor, into: &frame)
      default:
        try topNames.add(name, raw, foldsCase: false)
        try cursor.skipValue()
      }
    } while try cursor.nextElement(of: 0x7B)
    return resource
  }

  /// The number of elements of a list, all of them checked.
  private static func elementCount(_ cursor: inout JSONCursor) throws(JSONError) -> Int {
    guard try cursor.kind() == .array else {
      throw JSONError(.recordShape, at: cursor.position, "resources is a list")
    }
    let start = cursor.position
    var count = 0
    if try cursor.enter(0x5B) {
      repeat {
        try cursor.skipValue()
        count += 1
      } while try cursor.nextElement(of: 0x5B)
    }
    guard count > 0 else { throw JSONError(.recordShape, at: start, "resources names no resource") }
    return count
  }

  private static func idText(_ cursor: inout JSONCursor) throws(JSONError) -> ByteSlice {
    let kind = try cursor.kind()
    let start = cursor.position
    guard kind != .object, kind != .array else {
      throw JSONError(.recordShape, at: start, "id is a string or a number")
    }
    try cursor.skipValue()
    return ByteSlice(cursor.base + start, cursor.position - start)
  }

  private static func string(_ cursor: inout JSONCursor, _ frame: inout RequestFrame) throws(JSONError) -> ByteSlice {
    guard try cursor.kind() == .string else {
      throw JSONError(.recordShape, at: cursor.position, "this member is a string")
    }
    return slice(try cursor.string(), cursor, &frame)
  }

  @inline(__always)
  private static func slice(_ string: JSONString, _ cursor: JSONCursor, _ frame: inout RequestFrame) -> ByteSlice {
    if !string.hasEscapes { return ByteSlice(cursor.base + string.start, string.count) }
    return frame.copy(cursor.text(string))
  }

  /// The members of a record.
  enum Member: UInt32 {
    case id, action, principal, resource, stack, logicalResourceId, resourceType, context, resources

    /// One bit of its own.
    @inline(__always)
    var bit: UInt32 { 1 << rawValue }
  }

  private static let memberNames: [(StaticString, Member)] = [
    ("id", .id), ("action", .action), ("principal", .principal), ("resource", .resource), ("stack", .stack),
    ("logicalResourceId", .logicalResourceId), ("LogicalResourceId", .logicalResourceId),
    ("resourceType", .resourceType), ("ResourceType", .resourceType), ("context", .context),
    ("resources", .resources),
  ]

  /// The member of a name; nil when records have none of this name.
  @inline(__always)
  static func member(_ name: ByteSlice) -> Member? {
    switch name.count {
    case 2: return name.equals(ByteSlice("id")) ? .id : nil
    case 5: return name.equals(ByteSlice("stack")) ? .stack : nil
    case 6: return name.equals(ByteSlice("action")) ? .action : nil
    case 7: return name.equals(ByteSlice("context")) ? .context : nil
    case 8: return name.equals(ByteSlice("resource")) ? .resource : nil
    case 9:
      if name.equals(ByteSlice("principal")) { return .principal }
      return name.equals(ByteSlice("resources")) ? .resources : nil
    case 12:
      let isType = name.equals(ByteSlice("resourceType")) || name.equals(ByteSlice("ResourceType"))
      return isType ? .resourceType : nil
    case 17:
      let isId = name.equals(ByteSlice("logicalResourceId")) || name.equals(ByteSlice("LogicalResourceId"))
      return isId ? .logicalResourceId : nil
    default: return nil
    }
  }
}
