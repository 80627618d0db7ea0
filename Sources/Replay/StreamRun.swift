import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage

/// What happens when a record cannot be decided.
public enum BadRecordPolicy: String, Sendable, CaseIterable {
  /// An error line in its place, and the run goes on; the exit status tells.
  case fail
  /// An error line in its place, and the run goes on; the exit status does not tell.
  case line
  /// An error line in its place, and the run ends.
  case stop
}

/// A stream of action records through a program, on any number of workers, in order.
///
/// Blocks of lines go to whichever worker is free; their output leaves in the order of the input, so that the bytes are
/// the same for any number of workers. At most a few blocks a worker are under way at once: memory does not grow with
/// the stream.
public struct StreamRun: Sendable {
  /// What the records are decided by.
  public var policies: StreamPolicies
  /// How keys that records lack are treated.
  public var missingContext = MissingContext()
  /// What happens when a record cannot be decided.
  public var badRecords = BadRecordPolicy.fail
  /// The number of workers, from 1.
  public var jobs = 1
  /// The format of the lines.
  public var formatter: any DecisionFormatter
  /// Whether records are named by their file, as they are with several inputs.
  public var namesFiles = false
  /// Whether the run collects highlights, for reports.
  public var collectsHighlights = false

  /// What a run has to say when it ends.
  public struct Result: WritingResult {
    /// The counts.
    public var tally = StreamTally()
    /// What a report shows; nil where nobody asked for it.
    public var highlights: StreamHighlights?
    /// Inputs that could not be read, in order.
    public var failures: [Diagnostic] = []
    /// Whether the reader of the output went away.
    public var outputClosed = false
    /// Whether the run was ended by a bad record.
    public var stopped = false
    /// The error of the output, where writing failed for another reason.
    public var outputError: Int32?

    /// Makes the result of a run over nothing.
    public init() {}
  }

  /// Makes a run.
  public init(policies: StreamPolicies, formatter: any DecisionFormatter) {
    self.policies = policies
    self.formatter = formatter
  }

  /// Decides all records of the inputs and writes their lines to a file descriptor.
  public func run(_ inputs: [StreamInput], output: Int32) -> Result {
    run(inputs) { writeAll($0, to: output) }
  }

  /// Decides all records of the inputs and hands their lines to a function, in order and never two calls at once.
  ///
  /// - Parameter write: writes all of a buffer and returns 0, or the error number.
  public func run(
    _ inputs: [StreamInput], write: @escaping @Sendable (UnsafeRawBufferPointer) -> Int32
  ) -> Result {
    let program = Program(policies.policies)
    let source = BlockSource(inputs, jobs: jobs)
    let outputs = OutputBuffers(workers: jobs)
    var begun = Result()
    begun.write(formatter.header, with: write)
    if collectsHighlights { begun.highlights = StreamHighlights() }
    let room = begun.highlights?.room
    let parts = OrderedParts<BlockOutput, Result>(begun) { result, part in
      result.write(part.output, with: write)
      outputs.give(back: part.output)
      result.tally.add(part.tally)
      if let later = part.highlights { result.highlights?.add(later) }
      if let failure = part.failure { result.failures.append(failure) }
      result.stopped = part.stops
      return result.goesOn
    }
    let names = namesFiles ? inputs.map { InputName($0.name, formatter) } : []
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { worker in
      let highlights = room.map { HighlightGatherer(worker: worker, room: $0) }
      var decider = StreamDecider(self, program: program, highlights)
      var block = LineBlock()
      while source.next(&block) {
        var part = BlockOutput(output: outputs.take(for: worker), failure: block.failure)
        part.stops = decider.decide(
          block, of: names.isEmpty ? nil : names[block.input], by: formatter, into: &part.output.buffer,
          &part.tally)
        part.highlights = highlights?.take()
        parts.finish(part, number: block.number, of: source)
      }
    }
    return parts.result
  }
}

/// What one block came to.
private struct BlockOutput: Sendable {
  let output: OutputBuffer
  let failure: Diagnostic?
  var tally = StreamTally()
  var highlights: HighlightGatherer.Part?
  var stops = false
}
