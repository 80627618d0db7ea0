import Documents

/// What the records of an input are.
public enum RecordKind: String, Sendable, CaseIterable {
  /// CloudTrail events.
  case cloudTrail
  /// Action records (formats.md); the output of `describe-stack-events` and `describe-change-set` becomes these, too.
  case actionRecords
}

/// How records follow each other in a text.
public enum RecordLayout: Sendable {
  /// One record a line: a bad line is one bad record.
  case lines
  /// Elements of an array, commas between them: where one breaks, so does the input.
  case elements
  /// Values behind each other, over as many lines as they like: where one breaks, so does the input.
  case values
}

/// Some whole records of one input, cut off its text where a record ends.
public struct RecordBlock: Sendable {
  /// The bytes; `count` of them count. Behind those stands a line feed, and room for what `TextLines` wants.
  public internal(set) var bytes: [UInt8] = []
  /// The number of bytes that are text.
  public internal(set) var count = 0
  /// What the records are.
  public internal(set) var kind = RecordKind.actionRecords
  /// How they follow each other.
  public internal(set) var layout = RecordLayout.lines
  /// The index of the input among those of the run.
  public internal(set) var input = 0
  /// The number of this block among those of the run, from 0.
  public internal(set) var number = 0
  /// The number of the first record, from 1: its line, or its place in the document.
  public internal(set) var firstRecord = 1
  /// The place of the first byte in the input's text.
  public internal(set) var offset = 0
  /// Whether an element stands before the first one, so that a comma comes first.
  public internal(set) var continues = false
  /// What broke behind the records of this block; nothing of this input follows.
  public internal(set) var failure: InputFailure?

  /// Makes an empty block, to be filled again and again.
  public init() {}

  /// Lends the text for the time of a call.
  public func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<min(count, $0.count)])) }
  }

  /// Whether nothing but white space stands behind a place on its line.
  public func endsLine(at place: Int) -> Bool {
    var at = place
    while at < count, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D { at += 1 }
    return at >= count || bytes[at] == 0x0A
  }

  /// What became of a record that a quick reader was offered.
  public enum QuickReading {
    /// Nothing: it has to be read the other way.
    case none
    /// It was read; it ends before this place.
    case read(end: Int)
    /// It was read, and is the last that shall be.
    case stop
  }

  /// Reads the records one by one.
  ///
  /// - Parameters:
  ///   - quick: is offered each record first, with the place in the block at which it begins.
  ///   - read: reads the record at the cursor, number second, its place in the input's text third, and leaves the cursor
  ///     behind it; returns whether to go on.
  ///   - fault: gets what makes one line unreadable, with the record's number; returns whether to go on.
  /// - Returns: what broke the input inside this block, where something did: nothing behind it can be trusted.
  public func forEachRecord(
    quick: (_ place: Int, _ record: Int) -> QuickReading = { _, _ in .none },
    _ read: (inout JSONCursor, _ record: Int, _ offset: Int) throws(JSONError) -> Bool,
    fault: (_ error: RecordError, _ record: Int, _ offset: Int) -> Bool
  ) -> RecordBreak? {
    bytes.withUnsafeBufferPointer { buffer in
      let text = UnsafeBufferPointer(rebasing: buffer[..<min(count, buffer.count)])
      switch layout {
      case .lines:
        forEachLine(text, quick, read, fault)
        return nil
      case .elements, .values: return forEachValue(text, quick, read)
      }
    }
  }

  private func forEachLine(
    _ text: UnsafeBufferPointer<UInt8>, _ quick: (_ place: Int, _ record: Int) -> QuickReading,
    _ read: (inout JSONCursor, _ record: Int, _ offset: Int) throws(JSONError) -> Bool,
    _ fault: (_ error: RecordError, _ record: Int, _ offset: Int) -> Bool
  ) {
    var at = 0
    var record = firstRecord
    while at < text.count {
      if text[at] == UInt8(ascii: "{") {
        switch quick(at, record) {
        case .none: break
        case .stop: return
        case .read(let end):
          record += 1
          at = text.lineEnd(from: end) + 1
          continue
        }
      }
      let end = text.lineEnd(from: at)
      let line = UnsafeBufferPointer(rebasing: text[at..<end])
      var cursor = JSONCursor(line)
      cursor.skipWhitespace()
      if cursor.position < line.count {
        do throws(JSONError) {
          let goesOn = try read(&cursor, record, offset + at)
          try cursor.finish()
          if !goesOn { return }
        } catch {
          if !fault(RecordError(error), record, offset + at) { return }
        }
      }
      record += 1
      at = end + 1
    }
  }

  private func forEachValue(
    _ text: UnsafeBufferPointer<UInt8>, _ quick: (_ place: Int, _ record: Int) -> QuickReading,
    _ read: (inout JSONCursor, _ record: Int, _ offset: Int) throws(JSONError) -> Bool
  ) -> RecordBreak? {
    var cursor = JSONCursor(text)
    var record = firstRecord
    var needsComma = continues
    do throws(JSONError) {
      while true {
        cursor.skipWhitespace()
        guard cursor.position < text.count else { return nil }
        if layout == .elements, needsComma {
          guard text[cursor.position] == UInt8(ascii: ",") else {
            throw JSONError(.syntax, at: cursor.position, "expected ',' or ']'")
          }
          cursor.position += 1
          cursor.skipWhitespace()
        }
        needsComma = true
        switch quick(cursor.position, record) {
        case .none: break
        case .stop: return nil
        case .read(let end):
          cursor.position = end
          record += 1
          continue
        }
        guard try read(&cursor, record, offset + cursor.position) else { return nil }
        record += 1
      }
    } catch {
      return RecordBreak(record: record, offset: offset + error.offset, error: error)
    }
  }
}

/// Where the text of an input stops being readable.
public struct RecordBreak: Sendable {
  /// The number of the record that could not be read.
  public let record: Int
  /// The byte of the input's text.
  public let offset: Int
  /// What is wrong there.
  public let error: JSONError

  /// The failure that this is of an input.
  public func failure(of file: InputFile) -> InputFailure {
    InputFailure(file: file.name, code: "json.\(error.reason.rawValue)", error.text, at: offset)
  }
}
