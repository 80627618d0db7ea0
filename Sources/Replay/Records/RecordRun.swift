import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage

/// Inputs of any kind through a program, on any number of workers, in order.
///
/// `StreamRun` takes lines of action records only, and takes them faster; this takes all that `RecordBlockReader`
/// recognises, mixed as they come, and both write the same lines for the same records.
public struct RecordRun: Sendable {
  /// What the records are decided by, and how.
  public var stream: StreamRun
  /// How keys that CloudTrail events do not show are treated: unknown unless said (ruling 21).
  public var trailContext = MissingContext(isUnknown: true)
  /// Whether decisions are written; else there is only the summary.
  public var writesDecisions = true
  /// The bound of the summary's tables; nil for no tables.
  public var tableLimit: Int?
  /// Whether decisions are compared with what CloudTrail events say happened.
  public var calibrates = false

  /// What a run has to say when it ends.
  public struct Result: WritingResult {
    /// The counts.
    public var summary = StreamSummary()
    /// What a report shows; nil where nobody asked for it.
    public var highlights: StreamHighlights?
    /// Inputs that could not be read to their end, in order.
    public var failures: [InputFailure] = []
    /// Whether the reader of the output went away.
    public var outputClosed = false
    /// Whether the run was ended by a bad record.
    public var stopped = false
    /// The error of the output, where writing failed for another reason.
    public var outputError: Int32?
    /// The input that broke, of which nothing more counts.
    fileprivate var broken: Int?

    /// Makes the result of a run over nothing.
    public init() {}
  }

  /// How far a run has come: between two calls, everything up to here is written and counted.
  public struct Progress: Sendable {
    /// The index of the input at hand.
    public var input = 0
    /// The records of that input that are done with.
    public var record = 0
    /// The bytes of text that were read.
    public var bytes = 0

    /// Makes the progress of a run that begins.
    public init(input: Int = 0, record: Int = 0) {
      self.input = input
      self.record = record
    }
  }

  /// Makes a run with the policies and options of a run over lines.
  public init(_ stream: StreamRun) {
    self.stream = stream
  }

  /// Decides all records of the inputs and hands their lines to a function, in order and never two calls at once.
  ///
  /// - Parameters:
  ///   - start: where an earlier run left off, and what it came to; its records are passed over.
  ///   - onProgress: called after each block, when its lines are written.
  ///   - write: writes all of a buffer and returns 0, or the error number.
  public func run(
    _ inputs: [InputFile], from start: (progress: Progress, result: Result)? = nil,
    onProgress: (@Sendable (Progress, Result) -> Void)? = nil,
    write: @escaping @Sendable (UnsafeRawBufferPointer) -> Int32
  ) -> Result {
    let program = Program(stream.policies.policies)
    let plans = EventPlans(contextKeys: program.keys.names)
    let first = start?.progress ?? Progress()
    let source = BlockSource(Array(inputs.dropFirst(first.input)), jobs: stream.jobs)
    var begun = start?.result ?? Result()
    if start == nil { begun.summary = emptySummary }
    if start == nil, writesDecisions { begun.write(stream.formatter.header, with: write) }
    if stream.collectsHighlights, begun.highlights == nil { begun.highlights = StreamHighlights() }
    let room = begun.highlights?.room
    let outputs = OutputBuffers(workers: stream.jobs)
    let parts = OrderedParts<RecordPart, (result: Result, progress: Progress)>((begun, first)) { state, part in
      // What stands behind the place where an input broke cannot be trusted, whoever had read it already.
      if part.input == state.result.broken {
        if let passed = part.highlights { state.result.highlights?.skip(passed) }
        outputs.give(back: part.output)
        return true
      }
      state.result.write(part.output, with: write)
      outputs.give(back: part.output)
      state.result.summary.add(part.summary)
      if let later = part.highlights { state.result.highlights?.add(later) }
      if let failure = part.failure {
        let file = inputs[part.input]
        // A block without text knows no records; those before it are counted already.
        let known = state.progress.input == part.input ? state.progress.record : 0
        let last = part.textCount > 0 ? max(known, part.lastRecord) : known
        if let line = breakLine(failure, of: file, behind: last, &state.result.summary) {
          state.result.write(line, with: write)
        } else {
          state.result.failures.append(failure)
        }
        state.result.broken = part.input
      }
      // Of an input that broke nothing more is read, by a run that goes on from here neither.
      state.progress.input = part.failure == nil ? part.input : part.input + 1
      state.progress.record = part.failure == nil ? part.lastRecord : 0
      state.progress.bytes &+= part.textCount
      state.result.stopped = part.stops
      if state.result.goesOn { onProgress?(state.progress, state.result) }
      return state.result.goesOn
    }
    DispatchQueue.concurrentPerform(iterations: max(1, stream.jobs)) { number in
      let highlights = room.map { HighlightGatherer(worker: number, room: $0) }
      var worker = RecordWorker(self, program: program, plans: plans, highlights)
      var block = RecordBlock()
      while source.next(&block) {
        var part = RecordPart(summary: emptySummary, output: outputs.take(for: number))
        part.input = block.input + first.input
        part.textCount = block.count
        let done = part.input == first.input ? first.record : 0
        let file = inputs[part.input]
        worker.decide(block, of: file, behind: done, into: &part.output.buffer, &part)
        if part.failure == nil { part.failure = block.failure }
        parts.finish(part, number: block.number, of: source)
      }
    }
    return parts.result.result
  }

  /// The error line in the place of what an input's text should have gone on with; nil where that is a failure of the run.
  ///
  /// What broke stays broken, so a filter that takes bad records for lines takes this for one, too; an input that cannot
  /// be read at all may be there the next time.
  private func breakLine(
    _ failure: InputFailure, of file: InputFile, behind record: Int, _ summary: inout StreamSummary
  ) -> [UInt8]? {
    guard stream.badRecords == .line, failure.offset != nil else { return nil }
    // Nothing is no records, as it is for the reader of lines: a filter's answer must not hang on its other inputs.
    if failure.code == "input.empty" { return [] }
    summary.tally.add(errorCode: failure.code)
    guard writesDecisions else { return [] }
    var line = ByteBuffer(capacity: 256)
    let error = RecordError(failure.code, failure.message, at: failure.offset)
    InputName(file.name, stream.formatter).lend { name in
      stream.formatter.append(
        error, file: stream.namesFiles ? name.mention : nil, line: record + 1, id: nil, to: &line)
    }
    return line.array()
  }

  /// What every part of the run begins with.
  private var emptySummary: StreamSummary { StreamSummary(tablesOf: tableLimit, calibrates: calibrates) }
}

/// What one block came to.
struct RecordPart: Sendable {
  let output: OutputBuffer
  var summary: StreamSummary
  var highlights: HighlightGatherer.Part?
  /// What broke the input here.
  var failure: InputFailure?
  var stops = false
  var input = 0
  var lastRecord = 0
  var textCount = 0

  init(summary: StreamSummary, output: OutputBuffer) {
    self.summary = summary
    self.output = output
  }
}
