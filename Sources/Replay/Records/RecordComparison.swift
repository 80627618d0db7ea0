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
    typealias Part = StreamComparison.Part<Collector>
    let program = Program(stream.before.policies + stream.after.policies)
    let plans = EventPlans(contextKeys: program.keys.names)
    let source = BlockSource(inputs, jobs: stream.jobs)
    let parts = OrderedParts<(part: Part, input: Int), (result: Result, broken: Int)>((Result(collector), -1)) {
      state, finished in
      if finished.input == state.broken {
        state.result.collector.skip(finished.part.gathered)
        return true
      }
      state.result.add(finished.part)
      if finished.part.failure != nil { state.broken = finished.input }
      return true
    }
    DispatchQueue.concurrentPerform(iterations: max(1, stream.jobs)) { worker in
      var comparer = ComparisonWorker(
        self, program: program, plans: plans, into: collector.gatherer(worker: worker))
      var block = RecordBlock()
      while source.next(&block) {
        comparer.begin(file: stream.namesFiles ? ByteString(inputs[block.input].name) : nil)
        let failure = comparer.compare(block, of: inputs[block.input]) ?? block.failure
        let part = Part(gathered: comparer.gatherer.take(), counts: comparer.counts, failure: failure?.diagnostic)
        parts.finish((part, block.input), number: block.number, of: source)
      }
    }
    return parts.result.result
  }
}

/// Decides the records of one worker by two policy sets, whatever they are.
private struct ComparisonWorker<Gatherer: ComparisonGatherer>: ~Copyable {
  private(set) var counts = ComparisonCounts()
  var gatherer: Gatherer
  private var file: ByteString?
  private let missingIsUnknown: Bool
  private var reader: ActionRecordReader
  private var trail: TrailReader
  private var frame: RequestFrame
  private var lines: DeciderPair
  private var events: DeciderPair

  init(_ comparison: RecordComparison, program: Program, plans: EventPlans, into gatherer: Gatherer) {
    self.gatherer = gatherer
    let indexes = StackIndexes(program)
    lines = DeciderPair(comparison.stream, indexes, comparison.stream.missingContext)
    events = DeciderPair(comparison.stream, indexes, comparison.trailContext)
    missingIsUnknown = comparison.stream.missingContext.isUnknown
    reader = ActionRecordReader(keys: program.keys, actions: indexes.actions)
    trail = TrailReader(program, missingIsUnknown: comparison.trailContext.isUnknown, plans: plans)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  mutating func begin(file: ByteString?) {
    counts = ComparisonCounts()
    self.file = file
  }

  /// Compares the decisions on the records of a block; returns what broke the input in it.
  mutating func compare(_ block: borrowing RecordBlock, of file: InputFile) -> InputFailure? {
    let isLines = if case .lines = block.layout { true } else { false }
    let broken = block.forEachRecord { (cursor, record, _) throws(JSONError) in
      if block.kind == .cloudTrail {
        let event = try trail.read(&cursor)
        if isLines { try cursor.finish() }
        compare(event, line: record)
      } else {
        let start = cursor.position
        try cursor.skipValue()
        if isLines { try cursor.finish() }
        let text = UnsafeBufferPointer(start: cursor.base + start, count: cursor.position - start)
        compare(text, line: record)
      }
      return true
    } fault: { error, record, _ in
      counts.records += 1
      gatherer.add(counts.fail(error, error, file: self.file, line: record))
      return true
    }
    return broken?.failure(of: file)
  }

  private mutating func compare(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
    counts.records += 1
    frame.reset(missingIsUnknown: missingIsUnknown)
    do throws(RecordError) {
      var record = try reader.read(text, into: &frame)
      if conclude(lines.decide(&record, text, &reader, &frame), record, line: line, id: record.id),
        let explanation = lines.explainNew(record, &frame)
      {
        gatherer.add(explanation)
      }
    } catch {
      gatherer.add(counts.fail(error, error, file: file, line: line))
    }
  }

  private mutating func compare(_ event: TrailReader.Event, line: Int) {
    switch event {
    case .unreadable(let error):
      counts.records += 1
      gatherer.add(counts.fail(error, error, file: file, line: line))
    case .notEvaluable: break
    case .requests(let event, let requests):
      counts.records += 1
      let (outcome, record) = events.decide(requests, trail, &reader, &frame)
      if conclude(outcome, record, line: line, id: event.id), let explanation = events.explainNew(record, &frame) {
        gatherer.add(explanation)
      }
    }
  }

  /// Counts an outcome; returns whether it shall be explained.
  private mutating func conclude(
    _ outcome: DeciderPair.Outcome, _ record: ActionRecord, line: Int, id: ByteSlice?
  ) -> Bool {
    switch outcome {
    case .same(let old, let new):
      counts.before.add(1, old)
      counts.after.add(1, new)
    case .changed(let old, let new):
      counts.before.add(1, old.verdict.result)
      counts.after.add(1, new.verdict.result)
      return gatherer.add(ComparedRecord(record, id: id, old, new, file: file, line: line))
    case .failed(let old, let new):
      gatherer.add(counts.fail(old, new, file: file, line: line))
    }
    return false
  }
}
