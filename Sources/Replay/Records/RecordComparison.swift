import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage

/// Inputs of any kind decided by two policy sets in one pass, as `RecordRun` decides them by one.
public struct RecordComparison: Sendable {
  /// The policies of both sides, and how action records are decided.
  public var stream: StreamComparison
  /// How keys that CloudTrail events do not show are treated: unknown unless said (ruling 21).
  public var trailContext = MissingContext(isUnknown: true)

  /// Makes a comparison with the policies and options of one over lines.
  public init(_ stream: StreamComparison) {
    self.stream = stream
  }

  /// Compares the decisions on all records of the inputs.
  ///
  /// - Parameter collector: an empty collector, of which every part of the stream gets a copy.
  public func run<Collector: ComparisonCollector>(
    _ inputs: [InputFile], into collector: Collector
  ) -> StreamComparison.Result<Collector> {
    typealias Result = StreamComparison.Result<Collector>
    let program = Program(stream.before.policies + stream.after.policies)
    let plans = EventPlans(contextKeys: program.keys.names)
    let source = RecordSource(inputs, jobs: stream.jobs)
    let parts = OrderedParts<(result: Result, input: Int), (result: Result, broken: Int)>(
      (Result(collector: collector), -1)
    ) { state, part in
      if part.input == state.broken { return true }
      state.result.collector.add(part.result.collector)
      state.result.before.add(part.result.before)
      state.result.after.add(part.result.after)
      state.result.recordCount += part.result.recordCount
      state.result.failures += part.result.failures
      if !part.result.failures.isEmpty { state.broken = part.input }
      return true
    }
    DispatchQueue.concurrentPerform(iterations: max(1, stream.jobs)) { _ in
      var worker = ComparisonWorker(self, program: program, plans: plans)
      var block = RecordBlock()
      while source.next(&block) {
        var part = Result(collector: collector)
        let name = stream.namesFiles ? ByteString(inputs[block.input].name) : nil
        worker.begin(file: name)
        let failure = worker.compare(
          block, of: inputs[block.input], onChange: { part.collector.add($0) }, onError: { part.collector.add($0) })
        if let failure = failure ?? block.failure { part.failures.append(failure.diagnostic) }
        part.before = worker.before
        part.after = worker.after
        part.recordCount = worker.recordCount
        parts.finish((part, block.input), number: block.number, of: source)
      }
    }
    return parts.result.result
  }
}

/// Decides the records of one worker by two policy sets, whatever they are.
private struct ComparisonWorker: ~Copyable {
  /// The counts of the block by the old policies.
  private(set) var before = StreamTally()
  /// The counts of the block by the new policies.
  private(set) var after = StreamTally()
  /// The records of the block that were compared.
  private(set) var recordCount = 0
  private var file: ByteString?
  private let missingIsUnknown: Bool
  private var reader: ActionRecordReader
  private var trail: TrailReader
  private var frame: RequestFrame
  private var lines: Pair
  private var events: Pair

  private struct Pair: ~Copyable {
    var old: RecordDecider
    var new: RecordDecider

    init(_ stream: StreamComparison, _ indexes: StackIndexes, _ context: MissingContext) {
      let silent = SilentFormatter()
      old = RecordDecider(
        stream.before, indexes, missingContext: context, formatter: silent, countsLacked: false)
      new = RecordDecider(
        stream.after, indexes, missingContext: context, formatter: silent, countsLacked: false)
    }
  }

  init(_ comparison: RecordComparison, program: Program, plans: EventPlans) {
    let indexes = StackIndexes(program)
    lines = Pair(comparison.stream, indexes, comparison.stream.missingContext)
    events = Pair(comparison.stream, indexes, comparison.trailContext)
    missingIsUnknown = comparison.stream.missingContext.isUnknown
    reader = ActionRecordReader(keys: program.keys)
    trail = TrailReader(program, missingIsUnknown: comparison.trailContext.isUnknown, plans: plans)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  mutating func begin(file: ByteString?) {
    (before, after, recordCount) = (StreamTally(), StreamTally(), 0)
    self.file = file
  }

  /// Compares the decisions on the records of a block; returns what broke the input in it.
  mutating func compare(
    _ block: borrowing RecordBlock, of file: InputFile, onChange: (ComparedRecord) -> Void,
    onError: (ComparisonError) -> Void
  ) -> InputFailure? {
    let isLines = if case .lines = block.layout { true } else { false }
    let broken = block.forEachRecord { (cursor, record, _) throws(JSONError) in
      if block.kind == .cloudTrail {
        let event = try trail.read(&cursor)
        if isLines { try cursor.finish() }
        compare(event, line: record, onChange, onError)
      } else {
        let start = cursor.position
        try cursor.skipValue()
        if isLines { try cursor.finish() }
        let text = UnsafeBufferPointer(start: cursor.base + start, count: cursor.position - start)
        compare(text, line: record, onChange, onError)
      }
      return true
    } fault: { error, record, _ in
      recordCount += 1
      fail(error, error, line: record, onError)
      return true
    }
    return broken?.failure(of: file)
  }

  private mutating func compare(
    _ text: UnsafeBufferPointer<UInt8>, line: Int, _ onChange: (ComparedRecord) -> Void,
    _ onError: (ComparisonError) -> Void
  ) {
    recordCount += 1
    frame.reset(missingIsUnknown: missingIsUnknown)
    do throws(RecordError) {
      let record = try reader.read(text, into: &frame)
      frame.keepContext()
      let old = Self.result { () throws(RecordError) in try lines.old.decide(record, text, &reader, &frame) }
      frame.restoreContext()
      let new = Self.result { () throws(RecordError) in try lines.new.decide(record, text, &reader, &frame) }
      conclude(old, new, record, line: line, id: record.id, onChange, onError)
    } catch {
      fail(error, error, line: line, onError)
    }
  }

  private mutating func compare(
    _ event: TrailReader.Event, line: Int, _ onChange: (ComparedRecord) -> Void, _ onError: (ComparisonError) -> Void
  ) {
    switch event {
    case .unreadable(let error):
      recordCount += 1
      fail(error, error, line: line, onError)
    case .notEvaluable: break
    case .requests(let event, let requests):
      recordCount += 1
      var record = trail.load(requests[0], into: &frame)
      let old = Self.result { () throws(RecordError) in
        try events.old.decide(requests, trail, &reader, &frame).ruling
      }
      let new = Self.result { () throws(RecordError) in
        let decided = try events.new.decide(requests, trail, &reader, &frame)
        record = decided.record
        return decided.ruling
      }
      conclude(old, new, record, line: line, id: event.id, onChange, onError)
    }
  }

  private static func result(
    _ decide: () throws(RecordError) -> RecordDecider.Ruling
  ) -> Result<RecordDecider.Ruling, RecordError> {
    do throws(RecordError) { return .success(try decide()) } catch { return .failure(error) }
  }

  private mutating func conclude(
    _ old: Result<RecordDecider.Ruling, RecordError>, _ new: Result<RecordDecider.Ruling, RecordError>,
    _ record: ActionRecord, line: Int, id: ByteSlice?, _ onChange: (ComparedRecord) -> Void,
    _ onError: (ComparisonError) -> Void
  ) {
    guard case .success(let was) = old, case .success(let now) = new else {
      var errors: (old: RecordError?, new: RecordError?)
      if case .failure(let error) = old { errors.old = error }
      if case .failure(let error) = new { errors.new = error }
      return fail(errors.old, errors.new, line: line, onError)
    }
    before.add(1, was.verdict.result)
    after.add(1, now.verdict.result)
    guard was.verdict.result.decision != now.verdict.result.decision else { return }
    onChange(
      ComparedRecord(
        file: file, line: line, id: id, action: record.action, resource: now.resource, principal: record.principal,
        stack: record.stack, before: was.text.decision, after: now.text.decision))
  }

  private mutating func fail(
    _ old: RecordError?, _ new: RecordError?, line: Int, _ onError: (ComparisonError) -> Void
  ) {
    if let old { before.add(errorCode: old.code) }
    if let new { after.add(errorCode: new.code) }
    onError(ComparisonError(file: file, line: line, before: old, after: new))
  }
}
