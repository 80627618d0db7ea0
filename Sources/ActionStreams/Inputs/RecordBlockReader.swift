import CloudFormation
import Documents

/// Cuts inputs into blocks of whole records, whatever they are and however they follow each other.
///
/// Inputs are recognised by their content. Text goes through one buffer that grows to the longest record and is used
/// again, so that memory does not grow with the input. Blocks come in the order of the inputs; a failure comes in the
/// block behind everything that was good.
///
/// ```
/// {"Records":[ {…},{…},{…  │  …},{…} ]}        elements: cut behind the last whole one
/// [ {…},{…} ]                                    elements, without a wrapper
/// {…}⏎{…}⏎{…                │  …}⏎              lines: cut behind the last line end
/// {⏎ … ⏎}⏎{⏎ … ⏎}                               values: cut behind the last whole one
/// ```
public struct RecordBlockReader {
  /// The size of a read.
  public static let defaultBlockSize = 256 * 1024
  /// The largest buffer that grows by doubling, in bytes; behind it, one takes the largest size at once.
  public static let doublingLimit = 2 << 20
  /// The longest record that is kept.
  static let longestRecord = 64 * 1024 * 1024

  private let inputs: [InputFile]
  private let blockSize: Int
  /// How many inputs behind the current one are open already.
  private let lookahead: Int
  private var opened: [Result<InputText, InputFailure>] = []
  private var current = 0
  private var number = 0
  private var text: InputText?
  /// Bytes that were read and not yet handed out.
  private var buffer: [UInt8] = []
  private var filled = 0
  /// The place of the first byte of `buffer` in the text.
  private var offset = 0
  private var state = State.unknown
  private var kind = RecordKind.actionRecords
  private var record = 1
  private var isAtEnd = false
  /// Whether some document of the input was recognised.
  private var hasBegun = false
  /// A change set whose further pages have not come yet, with the input that holds its last one.
  private var openPage: (page: ChangeSetActions.OpenPage, input: Int)?

  private enum State {
    /// Nothing of the input has been looked at.
    case unknown
    /// Inside an array; how far the scanner has looked, and whether an element stands before.
    case elements(ElementScanner, scanned: Int, continues: Bool, isWrapped: Bool)
    /// Values behind each other.
    case values(ElementScanner, scanned: Int)
    case lines
  }

  /// Makes a reader of inputs.
  ///
  /// - Parameters:
  ///   - blockSize: the bytes of one read, from 1; a block is longer only where a record is.
  ///   - lookahead: how many inputs to open before their turn, so that several compressed ones are read at once, each by
  ///     a child of its own that runs ahead by what a pipe holds.
  public init(_ inputs: [InputFile], blockSize: Int = RecordBlockReader.defaultBlockSize, lookahead: Int = 0) {
    self.inputs = inputs
    self.blockSize = max(1, blockSize)
    self.lookahead = max(0, min(lookahead, 64))
  }

  /// Fills a block with the next records and returns true; false at the end of the last input.
  public mutating func next(_ block: inout RecordBlock) -> Bool {
    while current < inputs.count {
      block.count = 0
      block.failure = nil
      block.continues = false
      block.input = current
      do throws(InputFailure) {
        if text == nil { try begin() }
        try fill(&block)
      } catch {
        block.failure = error
        isAtEnd = true
      }
      let isDone = isAtEnd && (filled == 0 || block.failure != nil)
      if isDone { end() }
      if block.count > 0 || block.failure != nil {
        block.number = number
        number += 1
        return true
      }
    }
    return refuseOpenPage(&block)
  }

  /// Reports, behind the last input, the change set of which a page was not given.
  private mutating func refuseOpenPage(_ block: inout RecordBlock) -> Bool {
    guard let (page, input) = openPage else { return false }
    openPage = nil
    block.count = 0
    block.input = input
    block.failure = InputFailure(
      file: inputs[input].name, code: "changeSet.page", ChangeSetReader.openPage, at: page.offset)
    block.number = number
    number += 1
    return true
  }

  private mutating func begin() throws(InputFailure) {
    filled = 0
    offset = 0
    record = 1
    state = .unknown
    isAtEnd = false
    hasBegun = false
    while opened.count <= lookahead, current + opened.count < inputs.count {
      opened.append(Self.open(inputs[current + opened.count]))
    }
    text = try opened.removeFirst().get()
  }

  private static func open(_ input: InputFile) -> Result<InputText, InputFailure> {
    do throws(InputFailure) {
      return .success(try InputText(input))
    } catch {
      return .failure(error)
    }
  }

  private mutating func end() {
    text = nil
    filled = 0
    current += 1
  }

  private func failure(_ code: String, _ message: String, at place: Int) -> InputFailure {
    InputFailure(file: inputs[current].name, code: code, message, at: place)
  }

  /// Reads more text behind what is there; false at its end.
  private mutating func readMore() throws(InputFailure) -> Bool {
    guard !isAtEnd, let text else { return false }
    if filled + TextLines.padding >= buffer.count {
      guard filled < Self.longestRecord else {
        throw failure("input.tooLong", "a record is longer than \(Self.longestRecord >> 20) MiB", at: offset)
      }
      var larger = Self.buffer(max(blockSize, filled * 2))
      copyText(from: 0, count: filled, to: &larger)
      buffer = larger
    }
    let start = filled
    var result = Result<Int, InputFailure>.success(0)
    buffer.withUnsafeMutableBytes { bytes in
      do throws(InputFailure) {
        // A record that needs more room need not bring much of what follows it; but by small reads only it would be
        // looked at too often.
        let room = bytes[start..<bytes.count - TextLines.padding].prefix(max(blockSize, start / 4))
        result = .success(try text.fill(UnsafeMutableRawBufferPointer(rebasing: room)))
      } catch {
        result = .failure(error)
      }
    }
    let amount = try result.get()
    if amount == 0 { isAtEnd = true }
    filled += amount
    return amount > 0
  }

  /// Reads until some whole records are there, and hands them out.
  private mutating func fill(_ block: inout RecordBlock) throws(InputFailure) {
    while try !take(&block, isComplete: isAtEnd), !isAtEnd {
      do throws(InputFailure) {
        _ = try readMore()
      } catch {
        // What was read before it broke may still hold whole records; they are handed out first.
        isAtEnd = true
        _ = try? take(&block, isComplete: false)
        throw error
      }
    }
  }

  /// Hands out whole records of the buffer, where there are any.
  private mutating func take(_ block: inout RecordBlock, isComplete: Bool) throws(InputFailure) -> Bool {
    switch state {
    case .unknown: return try recognise(&block, isComplete: isComplete)
    case .lines: return takeLines(&block, isComplete: isComplete)
    case .elements: return try takeElements(&block, isComplete: isComplete)
    case .values: return try takeValues(&block, isComplete: isComplete)
    }
  }

  /// Moves the first bytes of the buffer into a block, the rest to its front.
  private mutating func hand(_ count: Int, to block: inout RecordBlock, _ layout: RecordLayout, records: Int) {
    let rest = filled - count
    // Room that a long record took is given back when the record is done with; else the block's room is used again.
    let needed = max(blockSize, rest)
    var next: [UInt8] = []
    swap(&next, &block.bytes)
    if next.count < needed + TextLines.padding || next.count > needed * 2 + TextLines.padding {
      next = Self.buffer(needed)
    }
    copyText(from: count, count: rest, to: &next)
    swap(&block.bytes, &buffer)
    swap(&buffer, &next)
    filled = rest
    block.bytes[count] = UInt8(ascii: "\n")
    block.count = count
    block.kind = kind
    block.layout = layout
    block.firstRecord = record
    block.offset = offset
    offset += count
    record += records
  }

  /// A buffer with room for some text, whose bytes may be anything.
  ///
  /// From some size on it has room for the longest record: what is not written to takes no memory, nothing is copied to
  /// ever larger buffers, and blocks of this size, unlike those between, go back to the system when they are freed.
  private static func buffer(_ room: Int) -> [UInt8] {
    let capacity = (room <= Self.doublingLimit ? room : max(room, longestRecord)) + TextLines.padding
    return [UInt8](unsafeUninitializedCapacity: capacity) { $1 = capacity }
  }

  /// Copies bytes of the buffer to the front of another one, which has the room.
  private func copyText(from start: Int, count: Int, to target: inout [UInt8]) {
    guard count > 0 else { return }
    buffer.withUnsafeBytes { source in
      target.withUnsafeMutableBytes { target in
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<start + count]))
      }
    }
  }

  /// Drops bytes that hold no records.
  private mutating func drop(_ count: Int) {
    buffer.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress, count > 0, filled > count else { return }
      base.copyMemory(from: base + count, byteCount: filled - count)
    }
    filled -= count
    offset += count
  }
}

// MARK: - Recognising what begins

extension RecordBlockReader {
  /// Looks at what stands at the front of the buffer; false when more of it is needed.
  private mutating func recognise(_ block: inout RecordBlock, isComplete: Bool) throws(InputFailure) -> Bool {
    let start = buffer[..<filled].firstIndex { !Self.isBlank($0) }
    guard let start else {
      guard isComplete else { return false }
      // A pipe that nothing came through is a stream of no records; a log file of nothing is not what it should be.
      if !hasBegun, inputs[current].isFile { throw failure("input.empty", "this is empty", at: 0) }
      filled = 0
      return false
    }
    guard !hasBegun || buffer[start] == UInt8(ascii: "{") || buffer[start] == UInt8(ascii: "[") else {
      throw failure("json.trailingContent", "something stands behind the document", at: offset + start)
    }
    let found = buffer.withUnsafeBufferPointer { bytes in
      InputRecognition(UnsafeBufferPointer(rebasing: bytes[start..<filled]), isComplete: isComplete)
    }
    switch found {
    case .needsMore: return false
    case .array(let kind):
      self.kind = kind
      drop(start + 1)
      state = .elements(ElementScanner(floor: 1), scanned: 0, continues: false, isWrapped: false)
    case .wrapper(let elements):
      kind = .cloudTrail
      drop(start + elements)
      state = .elements(ElementScanner(floor: 2), scanned: 0, continues: false, isWrapped: true)
    case .lines(let kind):
      self.kind = kind
      state = .lines
    case .values(let kind):
      self.kind = kind
      state = .values(ElementScanner(floor: 0), scanned: 0)
    case .stackEvents:
      while try readMore() {}
      hasBegun = true
      try takeStackEvents(&block)
      return true
    case .changeSet:
      while try readMore() {}
      hasBegun = true
      try takeChangeSet(&block)
      return true
    case .lookup:
      while try readMore() {}
      hasBegun = true
      try takeLookup(&block)
      return true
    case .foreign(let what): throw failure("input.kind", what, at: offset + start)
    case .broken(let error):
      throw failure("json.\(error.reason.rawValue)", error.text, at: offset + start + error.offset)
    }
    hasBegun = true
    return try take(&block, isComplete: isComplete)
  }

  /// Stack events become the lines of the action records that they show.
  private mutating func takeStackEvents(_ block: inout RecordBlock) throws(InputFailure) {
    let source = SourceText(name: inputs[current].name, bytes: Array(buffer[..<filled]))
    let events: StackEvents
    do throws(Diagnostic) {
      events = try StackEvents(source)
    } catch {
      throw failure(error.code, error.message, at: error.range.start)
    }
    var lines = ByteBuffer()
    for action in events.actions { action.appendActionRecord(to: &lines) }
    hand(lines, to: &block)
  }

  /// A change set becomes the lines of the update actions that its execution asks for.
  private mutating func takeChangeSet(_ block: inout RecordBlock) throws(InputFailure) {
    let source = SourceText(name: inputs[current].name, bytes: Array(buffer[..<filled]))
    let actions: ChangeSetActions
    do throws(Diagnostic) {
      actions = try ChangeSetActions(source)
    } catch {
      throw failure(error.code, error.message, at: error.range.start)
    }
    if let open = openPage?.page, actions.ids.contains(open.id) { openPage = nil }
    if let page = actions.openPage { openPage = (page, current) }
    var lines = ByteBuffer()
    actions.appendActionRecords(to: &lines)
    hand(lines, to: &block)
  }

  private mutating func hand(_ lines: consuming ByteBuffer, to block: inout RecordBlock) {
    fillBuffer(lines.array())
    kind = .actionRecords
    hand(filled, to: &block, .lines, records: 0)
  }

  private mutating func fillBuffer(_ text: [UInt8]) {
    buffer = text + [UInt8](repeating: 0, count: TextLines.padding)
    filled = text.count
  }

  /// `aws cloudtrail lookup-events` holds each event as a string; the strings' texts become lines.
  private mutating func takeLookup(_ block: inout RecordBlock) throws(InputFailure) {
    let lines = buffer.withUnsafeBufferPointer { bytes in
      LookupEvents.lines(UnsafeBufferPointer(rebasing: bytes[..<filled]))
    }
    switch lines {
    case .success(let lines):
      fillBuffer(lines)
      kind = .cloudTrail
      hand(filled, to: &block, .lines, records: 0)
    case .failure(let error):
      throw failure("json.\(error.reason.rawValue)", error.text, at: error.offset)
    }
  }
}

// MARK: - Cutting

extension RecordBlockReader {
  private mutating func takeLines(_ block: inout RecordBlock, isComplete: Bool) -> Bool {
    guard filled > 0 else { return false }
    let end = isComplete ? filled : buffer[..<filled].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    guard let end, end > 0 else { return false }
    let lines = buffer.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[..<end]).lineFeedCount }
    hand(end, to: &block, .lines, records: lines)
    return true
  }

  private mutating func takeElements(_ block: inout RecordBlock, isComplete: Bool) throws(InputFailure) -> Bool {
    guard case .elements(var scanner, let scanned, let continues, let isWrapped) = state else { return false }
    let found = buffer.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { scanner.scan($0, from: scanned, to: filled) } ?? ElementScanner.Found()
    }
    if let close = found.close {
      return try takeLast(found, close, &block, continues: continues, isWrapped: isWrapped)
    }
    if let end = found.end {
      // The scanner has looked at everything; what is handed out is no longer in front of it.
      let looked = filled
      hand(end, to: &block, .elements, records: found.values)
      block.continues = continues
      state = .elements(scanner, scanned: looked - end, continues: true, isWrapped: isWrapped)
      return true
    }
    state = .elements(scanner, scanned: filled, continues: continues, isWrapped: isWrapped)
    if isComplete { throw failure("json.truncated", "the text ends inside its list of records", at: offset + filled) }
    return false
  }

  /// Hands out the last elements of an array and passes what closes it; what is wrong there comes behind them.
  private mutating func takeLast(
    _ found: ElementScanner.Found, _ close: Int, _ block: inout RecordBlock, continues: Bool, isWrapped: Bool
  ) throws(InputFailure) -> Bool {
    let end = found.end ?? 0
    var behind = close + 1
    var broken: InputFailure?
    do throws(InputFailure) {
      try checkGap(end..<close, continues: continues || found.values > 0)
      if isWrapped { behind = try endOfWrapper(from: close + 1) }
    } catch {
      broken = error
      behind = filled
    }
    let rest = Array(buffer[behind..<filled])
    let passed = behind - end
    filled = end
    hand(end, to: &block, .elements, records: found.values)
    block.continues = continues
    if buffer.count < rest.count + TextLines.padding {
      buffer = [UInt8](repeating: 0, count: rest.count + TextLines.padding)
    }
    buffer.replaceSubrange(0..<rest.count, with: rest)
    filled = rest.count
    offset += passed
    state = .unknown
    if let broken { throw broken }
    return found.values > 0
  }

  /// Checks what stands between the last element and the bracket that closes the array: blanks, or what is no object.
  private func checkGap(_ gap: Range<Int>, continues: Bool) throws(InputFailure) {
    var rest = buffer[gap].drop(while: Self.isBlank)
    guard let first = rest.first else { return }
    if first == UInt8(ascii: ","), continues {
      let comma = rest.startIndex
      rest = rest.dropFirst().drop(while: Self.isBlank)
      if rest.isEmpty { throw failure("json.trailingComma", "a comma with nothing behind it", at: offset + comma) }
    }
    throw failure("cloudtrail.object", "a record is an object", at: offset + rest.startIndex)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// The place behind the object around the array, for which more text may have to be read.
  private mutating func endOfWrapper(from start: Int) throws(InputFailure) -> Int {
    while true {
      let result = buffer.withUnsafeBufferPointer { bytes in
        InputRecognition.endOfWrapper(UnsafeBufferPointer(rebasing: bytes[start..<filled]))
      }
      switch result {
      case .success(let length): return start + length
      case .failure(let error):
        if error.reason == .truncated, try readMore() { continue }
        throw failure("json.\(error.reason.rawValue)", error.text, at: offset + start + error.offset)
      }
    }
  }

  private mutating func takeValues(_ block: inout RecordBlock, isComplete: Bool) throws(InputFailure) -> Bool {
    guard case .values(var scanner, let scanned) = state else { return false }
    let found = buffer.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { scanner.scan($0, from: scanned, to: filled) } ?? ElementScanner.Found()
    }
    guard found.close == nil, !isComplete else {
      // What is left is handed out as it is: whoever reads it says where it breaks.
      guard filled > 0 else { return false }
      hand(filled, to: &block, .values, records: found.values)
      return true
    }
    if let end = found.end {
      let looked = filled
      hand(end, to: &block, .values, records: found.values)
      state = .values(scanner, scanned: looked - end)
      return true
    }
    state = .values(scanner, scanned: filled)
    return false
  }
}
