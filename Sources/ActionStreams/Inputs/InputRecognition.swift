import Documents

/// What the beginning of a text shows it to be.
enum InputRecognition {
  /// The first value does not end in what was read.
  case needsMore
  /// An array of records.
  case array(RecordKind)
  /// An object whose member `Records` is an array that begins at that offset.
  case wrapper(elements: Int)
  /// One record a line.
  case lines(RecordKind)
  /// Records behind each other, over several lines each.
  case values(RecordKind)
  /// The output of `describe-change-set`, or a list of its pages or changes.
  case changeSet
  /// The output of `describe-stack-events`.
  case stackEvents
  /// The output of `lookup-events`.
  case lookup
  /// Something else, named.
  case foreign(String)
  /// No JSON, where no line of it could be skipped.
  case broken(JSONError)

  /// Looks at a text that begins with no blank.
  init(_ text: UnsafeBufferPointer<UInt8>, isComplete: Bool) {
    var cursor = JSONCursor(text)
    do throws(JSONError) {
      switch try cursor.kind() {
      case .array: self = try Self.array(&cursor)
      case .object: self = try Self.object(&cursor, text)
      case .string, .number, .truth, .null: self = .lines(.actionRecords)
      }
    } catch {
      // A string or a sequence may have been cut; near the end of what was read that is likelier than a fault.
      let isCut = error.reason == .truncated || error.offset + 16 >= text.count
      if isCut, !isComplete {
        self = .needsMore
      } else if error.reason == .byteOrderMark {
        self = .broken(error)
      } else {
        self = Self.unreadable(text, error)
      }
    }
  }

  /// A text whose first value breaks may still hold good lines, unless it is one value over many lines.
  private static func unreadable(_ text: UnsafeBufferPointer<UInt8>, _ error: JSONError) -> InputRecognition {
    guard text.first == UInt8(ascii: "[") || isWrapperLike(text) else { return .lines(.actionRecords) }
    return .broken(error)
  }

  private static func isWrapperLike(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var cursor = JSONCursor(text)
    guard (try? cursor.enter(0x7B)) == true, let key = try? cursor.key() else { return false }
    return ["Records", "StackEvents", "Changes", "Events"].contains { (name: StaticString) in
      ByteSlice(text.baseAddress.map { $0 + key.start } ?? cursor.base, key.count).equals(ByteSlice(name))
    }
  }

  private static func array(_ cursor: inout JSONCursor) throws(JSONError) -> InputRecognition {
    guard try cursor.enter(0x5B) else { return .array(.cloudTrail) }
    guard try cursor.kind() == .object else {
      throw JSONError(.recordShape, at: cursor.position, "a record is an object")
    }
    guard try cursor.enter(0x7B) else { return .array(.cloudTrail) }
    repeat {
      let key = try cursor.key()
      switch Word(ByteSlice(cursor.base + key.start, key.count)) {
      case .event: return .array(.cloudTrail)
      case .action: return .array(.actionRecords)
      case .changeSet: return .changeSet
      default: try cursor.skipValue()
      }
    } while try cursor.nextElement(of: 0x7B)
    return .array(.cloudTrail)
  }

  private static func object(
    _ cursor: inout JSONCursor, _ text: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> InputRecognition {
    var kind: RecordKind?
    guard try cursor.enter(0x7B) else { return .lines(.actionRecords) }
    repeat {
      let key = try cursor.key()
      switch Word(ByteSlice(cursor.base + key.start, key.count)) {
      case .records:
        if try cursor.kind() == .array { return .wrapper(elements: cursor.position + 1) }
      case .stackEvents: return .stackEvents
      case .changeSet: return .changeSet
      case .lookup: return .lookup
      case .digest: return .foreign("this is a CloudTrail digest, which holds no events")
      case .event: kind = kind ?? .cloudTrail
      case .action: kind = kind ?? .actionRecords
      case .other: break
      }
      try cursor.skipValue()
    } while try cursor.nextElement(of: 0x7B)
    let first = UnsafeBufferPointer(rebasing: text[..<cursor.position])
    let isOneLine = !first.contains(UInt8(ascii: "\n"))
    return isOneLine ? .lines(kind ?? .actionRecords) : .values(kind ?? .actionRecords)
  }

  /// The member names that tell what an object is.
  private enum Word {
    case records, stackEvents, changeSet, lookup, digest, event, action, other

    init(_ name: ByteSlice) {
      self = .other
      for (word, meaning) in Self.words where name.equals(ByteSlice(word)) { self = meaning }
    }

    private static let words: [(StaticString, Word)] = [
      ("Records", .records), ("StackEvents", .stackEvents), ("Changes", .changeSet), ("ChangeSetId", .changeSet),
      ("ChangeSetName", .changeSet), ("ResourceChange", .changeSet), ("Events", .lookup), ("digestStartTime", .digest),
      ("eventVersion", .event),
      ("eventSource", .event), ("eventName", .event), ("userIdentity", .event), ("detail", .event),
      ("detail-type", .event), ("action", .action),
    ]
  }

  /// The length of the rest of an object of which an array has just closed: `]` is passed, `,"x":1}` follows.
  static func endOfWrapper(_ text: UnsafeBufferPointer<UInt8>) -> Result<Int, JSONError> {
    var cursor = JSONCursor(text)
    do throws(JSONError) {
      while true {
        cursor.skipWhitespace()
        guard cursor.position < text.count else {
          throw JSONError(.truncated, at: cursor.position, "the text ends too early")
        }
        switch text[cursor.position] {
        case UInt8(ascii: "}"): return .success(cursor.position + 1)
        case UInt8(ascii: ","):
          cursor.position += 1
          _ = try cursor.key()
          try cursor.skipValue()
        default: throw JSONError(.syntax, at: cursor.position, "expected ',' or '}'")
        }
      }
    } catch {
      return .failure(error)
    }
  }
}

/// The output of `aws cloudtrail lookup-events`: `{"Events":[{"EventId":"…","CloudTrailEvent":"{…}"}]}`.
enum LookupEvents {
  /// The texts of the events, a line each.
  static func lines(_ text: UnsafeBufferPointer<UInt8>) -> Result<[UInt8], JSONError> {
    var cursor = JSONCursor(text)
    var lines: [UInt8] = []
    do throws(JSONError) {
      guard try cursor.enter(0x7B) else { return .success([]) }
      repeat {
        let key = try cursor.key()
        let isEvents = ByteSlice(cursor.base + key.start, key.count).equals(ByteSlice("Events"))
        guard isEvents, try cursor.kind() == .array else {
          try cursor.skipValue()
          continue
        }
        guard try cursor.enter(0x5B) else { continue }
        repeat { try event(&cursor, into: &lines) } while try cursor.nextElement(of: 0x5B)
      } while try cursor.nextElement(of: 0x7B)
      try cursor.finish()
      return .success(lines)
    } catch {
      return .failure(error)
    }
  }

  private static func event(_ cursor: inout JSONCursor, into lines: inout [UInt8]) throws(JSONError) {
    guard try cursor.kind() == .object else { return try cursor.skipValue() }
    guard try cursor.enter(0x7B) else { return }
    repeat {
      let key = try cursor.key()
      let isEvent = ByteSlice(cursor.base + key.start, key.count).equals(ByteSlice("CloudTrailEvent"))
      guard isEvent, try cursor.kind() == .string else {
        try cursor.skipValue()
        continue
      }
      let start = lines.count
      cursor.decode(try cursor.string(), into: &lines)
      // Line ends of the event's text can only be blanks between its parts.
      for index in start..<lines.count where lines[index] == 0x0A { lines[index] = 0x20 }
      lines.append(0x0A)
    } while try cursor.nextElement(of: 0x7B)
  }
}
