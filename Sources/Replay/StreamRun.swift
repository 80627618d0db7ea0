import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

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
  public struct Result: Sendable {
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
    let parts = OrderedParts<BlockOutput, Result>(Result()) { result, part in
      Self.write(part.bytes, &result, write)
      result.tally.add(part.tally)
      if let later = part.highlights { result.highlights?.add(later) }
      result.failures += part.failures
      result.stopped = part.stops
      return !part.stops && !result.outputClosed && result.outputError == nil
    }
    if !formatter.header.isEmpty { parts.change { Self.write(formatter.header, &$0, write) } }
    if collectsHighlights { parts.change { $0.highlights = StreamHighlights() } }
    let names = namesFiles ? inputs.map { ByteString($0.name) } : []
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      var decider = StreamDecider(
        policies, program: program, missingContext: missingContext, formatter: formatter)
      var block = LineBlock()
      while source.next(&block) {
        var part = BlockOutput()
        if collectsHighlights { part.highlights = StreamHighlights() }
        decideLines(of: block, with: &decider, file: names.isEmpty ? nil : names[block.input], into: &part)
        parts.finish(part, number: block.number, of: source)
      }
    }
    return parts.result
  }

  private static func write(
    _ bytes: [UInt8], _ result: inout Result, _ write: (UnsafeRawBufferPointer) -> Int32
  ) {
    let code = bytes.withUnsafeBytes { write($0) }
    guard code != 0 else { return }
    if code == EPIPE { result.outputClosed = true } else { result.outputError = code }
  }

  private func decideLines(
    of block: LineBlock, with decider: inout StreamDecider, file: ByteString?, into part: inout BlockOutput
  ) {
    if let failure = block.failure { part.failures.append(failure) }
    var buffer = ByteBuffer(capacity: block.count * 2)
    var isStopped = false
    block.withLines { lines in
      while !isStopped, let (text, line) = lines.next() {
        if case .failed = decider.decide(text, file: file, line: line, into: &buffer, &part.tally, &part.highlights) {
          isStopped = badRecords == .stop
        }
      }
    }
    if let longLine = block.longLine, !isStopped {
      let error = LineBlock.tooLong
      formatter.append(error, file: file, line: longLine, id: nil, to: &buffer)
      part.tally.add(errorCode: error.code)
      part.highlights?.add(error, nil, file: file, line: longLine)
      isStopped = badRecords == .stop
    }
    part.stops = isStopped
    part.bytes = buffer.array()
  }
}

/// What one block came to.
private struct BlockOutput: Sendable {
  var bytes: [UInt8] = []
  var tally = StreamTally()
  var highlights: StreamHighlights?
  var failures: [Diagnostic] = []
  var stops = false
}

/// Writes all of some bytes, however often that takes; returns the error number, 0 when all went well.
func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  var done = 0
  while done < buffer.count {
    #if canImport(Darwin)
      let amount = Darwin.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #elseif canImport(Musl)
      let amount = Musl.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #else
      let amount = Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
    #endif
    if amount >= 0 { done += amount } else if errno != EINTR { return errno }
  }
  return 0
}
