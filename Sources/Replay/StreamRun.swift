import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage
import Synchronization

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

  /// What a run has to say when it ends.
  public struct Result: Sendable {
    /// The counts.
    public var tally = StreamTally()
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
    let source = BlockSource(inputs, window: max(1, jobs) * 2 + 2)
    let sink = OrderedOutput(write)
    if !formatter.header.isEmpty { sink.writeHeader(formatter.header) }
    let names = namesFiles ? inputs.map { ByteString($0.name) } : []
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      var decider = StreamDecider(
        policies, program: program, missingContext: missingContext, formatter: formatter)
      var block = LineBlock()
      while source.next(&block) {
        var part = BlockOutput(number: block.number)
        decideLines(of: block, with: &decider, file: names.isEmpty ? nil : names[block.input], into: &part)
        let written = sink.finish(part)
        for _ in 0..<written.blocks { source.release() }
        if written.hasEnded { source.stop() }
      }
    }
    return sink.result()
  }

  private func decideLines(
    of block: LineBlock, with decider: inout StreamDecider, file: ByteString?, into part: inout BlockOutput
  ) {
    if let failure = block.failure { part.failures.append(failure) }
    var buffer = ByteBuffer(capacity: block.count * 2)
    var line = block.firstLine
    var isStopped = false
    block.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      var at = 0
      while at < block.count, !isStopped {
        let found = memchr(base + at, 0x0A, block.count - at)
        let end = found.map { base.distance(to: $0.assumingMemoryBound(to: UInt8.self)) } ?? block.count
        let text = UnsafeBufferPointer(start: base + at, count: end - at)
        if !Self.isBlank(text) {
          if case .failed = decider.decide(text, file: file, line: line, into: &buffer, &part.tally) {
            isStopped = badRecords == .stop
          }
        }
        line += 1
        at = end + 1
      }
    }
    if let longLine = block.longLine, !isStopped {
      let error = RecordError("record.tooLong", "the record is longer than \(LineReader.maximumLine / 1_048_576) MiB")
      formatter.append(error, file: file, line: longLine, id: nil, to: &buffer)
      part.tally.add(errorCode: error.code)
      isStopped = badRecords == .stop
    }
    part.stops = isStopped
    part.bytes = buffer.array()
  }

  private static func isBlank(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in text where byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    return true
  }
}

/// Hands out blocks in order, and not more of them at once than a window holds.
private final class BlockSource: Sendable {
  private let reader: Mutex<(reader: LineReader, isStopped: Bool)>
  private let window: DispatchSemaphore

  init(_ inputs: [StreamInput], window: Int) {
    reader = Mutex((LineReader(inputs), false))
    self.window = DispatchSemaphore(value: window)
  }

  func next(_ block: inout LineBlock) -> Bool {
    window.wait()
    let found = reader.withLock { state in
      !state.isStopped && state.reader.next(&block)
    }
    if !found { window.signal() }
    return found
  }

  func release() { window.signal() }

  func stop() { reader.withLock { $0.isStopped = true } }
}

/// What one block came to.
private struct BlockOutput: Sendable {
  let number: Int
  var bytes: [UInt8] = []
  var tally = StreamTally()
  var failures: [Diagnostic] = []
  var stops = false

  init(number: Int) {
    self.number = number
  }
}

/// Writes the output of blocks in their order, whoever finishes first.
private final class OrderedOutput: Sendable {
  private struct State {
    var next = 0
    var waiting: [Int: BlockOutput] = [:]
    var result = StreamRun.Result()
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let writeBytes: @Sendable (UnsafeRawBufferPointer) -> Int32

  init(_ write: @escaping @Sendable (UnsafeRawBufferPointer) -> Int32) {
    writeBytes = write
  }

  func writeHeader(_ bytes: [UInt8]) {
    state.withLock { state in write(bytes, &state) }
  }

  /// Takes a block's output and writes what is due; says how many blocks were done with, and whether the run is over.
  func finish(_ part: BlockOutput) -> (blocks: Int, hasEnded: Bool) {
    state.withLock { state in
      state.waiting[part.number] = part
      var blocks = 0
      while let due = state.waiting.removeValue(forKey: state.next) {
        state.next += 1
        blocks += 1
        if state.hasEnded { continue }
        write(due.bytes, &state)
        state.result.tally.add(due.tally)
        state.result.failures += due.failures
        if due.stops {
          state.result.stopped = true
          state.hasEnded = true
        }
      }
      return (blocks, state.hasEnded)
    }
  }

  func result() -> StreamRun.Result { state.withLock { $0.result } }

  private func write(_ bytes: [UInt8], _ state: inout State) {
    let code = bytes.withUnsafeBytes { writeBytes($0) }
    guard code != 0, !state.hasEnded else { return }
    if code == EPIPE { state.result.outputClosed = true } else { state.result.outputError = code }
    state.hasEnded = true
  }
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
