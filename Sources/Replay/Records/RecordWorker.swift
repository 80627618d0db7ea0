import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the blocks of one worker, whatever their records are, and writes their lines.
///
/// It owns frames and caches and shares nothing, so that workers never wait for each other.
struct RecordWorker: ~Copyable {
  private let run: RecordRun
  private let formatter: any DecisionFormatter
  private var reader: ActionRecordReader
  private var trail: TrailReader
  private var templates: EventTemplates
  private var frame: RequestFrame
  /// Decides action records.
  private var lines: RecordDecider
  /// Decides CloudTrail events, whose missing keys are another thing.
  private var events: RecordDecider
  private var statements = StatementNames()
  private let highlights: HighlightGatherer?

  /// Makes a worker of a run.
  ///
  /// - Parameter highlights: gathers what a report shows; nil where there is none.
  init(_ run: RecordRun, program: Program, plans: EventPlans, _ highlights: HighlightGatherer?) {
    self.run = run
    self.highlights = highlights
    formatter = run.stream.formatter
    let indexes = StackIndexes(program)
    lines = RecordDecider(
      run.stream.policies, indexes, missingContext: run.stream.missingContext, formatter: formatter, countsLacked: true)
    events = RecordDecider(
      run.stream.policies, indexes, missingContext: run.trailContext, formatter: formatter, countsLacked: true)
    reader = ActionRecordReader(keys: program.keys, actions: indexes.actions)
    trail = TrailReader(program, missingIsUnknown: run.trailContext.isUnknown, plans: plans)
    templates = EventTemplates(keys: program.keys, missingIsUnknown: run.trailContext.isUnknown, plans: plans)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Decides the records of a block.
  ///
  /// - Parameter done: the records of the input that an earlier run is done with.
  mutating func decide(
    _ block: borrowing RecordBlock, of file: InputFile, behind done: Int, into output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    part.lastRecord = max(done, block.firstRecord - 1)
    InputName(file.name, formatter).lend { name in
      let place = Place(name, isShown: run.stream.namesFiles)
      switch (block.kind, block.layout) {
      case (.actionRecords, .lines): decideLines(block, place, done, &output, &part)
      case (.actionRecords, _): decideRecords(block, of: file, place, done, &output, &part)
      case (.cloudTrail, _): decideEvents(block, of: file, place, done, &output, &part)
      }
    }
    lines.countMissing(in: &part.summary.tally)
    events.countMissing(in: &part.summary.tally)
    part.highlights = highlights?.take()
  }

  /// Where records are: the input's name, and whether lines say it.
  private struct Place {
    private let name: ByteString
    /// The name, where lines say it; and what they say.
    let file: ByteString?
    let mention: ByteSlice?
    init(_ input: InputName.Lent, isShown: Bool) {
      name = input.file
      file = isShown ? input.file : nil
      mention = isShown ? input.mention : nil
    }
    func example(_ line: Int) -> ByteString { ByteString(name.bytes + Array(":\(line)".utf8)) }
  }

  // MARK: Action records

  private mutating func decideLines(
    _ block: borrowing RecordBlock, _ place: Place, _ done: Int, _ output: inout ByteBuffer, _ part: inout RecordPart
  ) {
    var line = block.firstRecord
    block.withText { text in
      var rest = text[...]
      while !rest.isEmpty, !part.stops {
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        let record = UnsafeBufferPointer(rebasing: rest[..<end])
        rest = rest[min(end + 1, rest.endIndex)...]
        if line > done, record.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
          decideLine(record, place, line, &output, &part)
        }
        part.lastRecord = max(done, line)
        line += 1
      }
    }
  }

  private mutating func decideRecords(
    _ block: borrowing RecordBlock, of file: InputFile, _ place: Place, _ done: Int, _ output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    let broken = block.forEachRecord { (cursor, record, offset) throws(JSONError) in
      cursor.skipWhitespace()
      let start = cursor.position
      try cursor.skipValue()
      guard record > done else { return true }
      let text = UnsafeBufferPointer(start: cursor.base + start, count: cursor.position - start)
      decideLine(text, place, record, &output, &part)
      part.lastRecord = record
      return !part.stops
    } fault: { _, _, _ in
      true
    }
    part.failure = broken?.failure(of: file)
  }

  private mutating func decideLine(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Place, _ line: Int, _ output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    frame.reset(missingIsUnknown: run.stream.missingContext.isUnknown)
    var id: ByteSlice?
    do throws(RecordError) {
      let record = try reader.read(text, into: &frame)
      id = record.id
      let ruling = try lines.decide(record, text, &reader, &frame)
      take(record, ruling, id, place, line, &output, &part)
    } catch {
      fail(error, id, place, line, &output, &part)
    }
  }

  // MARK: Events

  private mutating func decideEvents(
    _ block: borrowing RecordBlock, of file: InputFile, _ place: Place, _ done: Int, _ output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    let isLines = block.layout.isLines
    // Where one line is a record, offsets count from its beginning; else from that of the input's text.
    let base = isLines ? 0 : block.offset
    // What the log says happened is in no template.
    let isQuick = !run.calibrates
    block.withText { templates.begin($0) }
    let broken = block.forEachRecord { at, record in
      guard isQuick, record > done, let event = templates.read(at: at) else { return .none }
      if isLines, !block.endsLine(at: event.end) { return .none }
      part.lastRecord = record
      decide(event, place, record, &output, &part)
      return part.stops ? .stop : .read(end: event.end)
    } _: { (cursor, record, offset) throws(JSONError) in
      guard record > done else {
        try cursor.skipValue()
        return true
      }
      let event = try trail.read(&cursor)
      if isLines { try cursor.finish() }
      part.lastRecord = record
      decide(event, place, record, offsetBy: base, &output, &part)
      return !part.stops
    } fault: { error, record, _ in
      part.lastRecord = max(done, record)
      if record > done { fail(error, nil, place, record, &output, &part) }
      return !part.stops
    }
    part.failure = broken?.failure(of: file)
  }

  private mutating func decide(
    _ event: TrailReader.Event, _ place: Place, _ line: Int, offsetBy base: Int, _ output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    switch event {
    case .unreadable(let error):
      fail(RecordError(error.code, error.message, at: error.offset.map { $0 + base }), nil, place, line, &output, &part)
    case .notEvaluable(let record, let reason):
      part.summary.trail.add(notEvaluable: reason.rawValue)
      if let time = record.text(.eventTime) { part.summary.add(time: time) }
      let error = RecordError(reason, record)
      highlights?.add(error, record.id, file: place.file, line: line)
      if run.writesDecisions {
        formatter.append(error, file: place.mention, line: line, id: record.id, to: &output)
      }
    case .requests(let record, let requests):
      if let operation = record.stackOperation { part.summary.trail.add(stackOperation: operation.kind.rawValue) }
      if let time = record.text(.eventTime) { part.summary.add(time: time) }
      do throws(RecordError) {
        let decided = try events.decide(requests, trail, &reader, &frame)
        let principal = requests[decided.index].request.principal
        take(decided.record, decided.ruling, record.id, place, line, &output, &part, principal: principal?.arn)
        if run.calibrates {
          let decision = decided.ruling.text.decision
          part.summary.calibration?.compare(
            decision, record.outcome, place: place.example(line), statement: statements.name(decision))
        }
      } catch {
        fail(error, record.id, place, line, &output, &part)
      }
    }
  }

  private mutating func decide(
    _ event: TemplateEvent, _ place: Place, _ line: Int, _ output: inout ByteBuffer, _ part: inout RecordPart
  ) {
    if event.time.count > 0 { part.summary.add(time: event.time) }
    if let reason = event.reason {
      part.summary.trail.add(notEvaluable: reason.rawValue)
      let error = RecordError(reason, source: event.source.byteString, name: event.name.byteString)
      highlights?.add(error, event.id, file: place.file, line: line)
      if run.writesDecisions { formatter.append(error, file: place.mention, line: line, id: event.id, to: &output) }
      return
    }
    if let kind = event.stackOperation { part.summary.trail.add(stackOperation: kind.rawValue) }
    do throws(RecordError) {
      let decided = try events.decide(event.requestCount, &reader, &frame) { templates.load(event, $0, into: &$1) }
      take(
        decided.record, decided.ruling, event.id, place, line, &output, &part,
        principal: run.tableLimit == nil ? nil : event.principalARN)
    } catch {
      fail(error, event.id, place, line, &output, &part)
    }
  }

  // MARK: What becomes of them

  private mutating func take(
    _ record: ActionRecord, _ ruling: RecordDecider.Ruling, _ id: ByteSlice?, _ place: Place, _ line: Int,
    _ output: inout ByteBuffer, _ part: inout RecordPart, principal: ByteString? = nil
  ) {
    let result = ruling.verdict.result
    if run.writesDecisions {
      let shown = StreamRecord(
        file: place.mention, line: line, id: id, action: record.action, resource: ruling.resource,
        isPlain: record.isPlain)
      formatter.append(shown, between: ruling.text.lead, and: ruling.text.tail, to: &output)
    }
    part.summary.tally.add(1, result)
    if ruling.lacked != 0 { part.summary.tally.add(lacked: ruling.lacked) }
    if result == .unknown { ruling.text.note() }
    highlights?.add(record, ruling, file: place.file, line: line)
    if run.tableLimit != nil {
      let decision = ruling.text.decision
      let asking = principal ?? record.principal.map { Principal($0.byteString) }.flatMap { $0.arn ?? $0.identifier }
      part.summary.count(
        decision, principal: asking,
        account: asking?.withSlice { $0.account?.byteString } ?? ruling.resource.account?.byteString,
        action: record.action.byteString, resource: ruling.resource.byteString, statement: statements.name(decision))
    }
  }

  private mutating func fail(
    _ error: RecordError, _ id: ByteSlice?, _ place: Place, _ line: Int, _ output: inout ByteBuffer,
    _ part: inout RecordPart
  ) {
    if run.writesDecisions { formatter.append(error, file: place.mention, line: line, id: id, to: &output) }
    part.summary.tally.add(errorCode: error.code)
    highlights?.add(error, id, file: place.file, line: line)
    part.stops = run.stream.badRecords == .stop
  }
}

extension RecordLayout {
  fileprivate var isLines: Bool {
    if case .lines = self { true } else { false }
  }
}

/// What summaries call the statements that decide: `scp ou-1 scp.json:9:5 DenyLeaving`, made once for each.
struct StatementNames {
  private struct Key: Hashable {
    let policy: ObjectIdentifier?
    let index: Int
    let level: String?
    let type: PolicyType?
  }

  private var names: [Key: ByteString] = [:]

  /// The name; `-` where nothing is said to have decided.
  mutating func name(_ decision: Decision) -> ByteString {
    guard let by = decision.by else { return "-" }
    let key = Key(
      policy: by.statement.map { ObjectIdentifier($0.policy) }, index: by.statement?.index ?? -1, level: by.level,
      type: by.policyType)
    if let name = names[key] { return name }
    var parts = [by.policyType.rawValue]
    if let level = by.level { parts.append(level) }
    if let reference = by.statement {
      let isText = !reference.policy.source.bytes.isEmpty
      parts.append(reference.policy.source.name + (isText ? ":\(reference.position)" : ""))
      if let sid = reference.statement.sid, !sid.isEmpty { parts.append(sid.string) }
    } else {
      parts.append("allows nothing")
    }
    let name = ByteString(parts.joined(separator: " "))
    names[key] = name
    return name
  }
}
