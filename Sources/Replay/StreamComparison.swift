import ActionStreams
import Dispatch
import Documents
import Evaluation
import PolicyLanguage

/// What a comparison says of a record whose decision changed; valid during the call only.
public struct ComparedRecord {
  /// The input's name, where there are several.
  public let file: ByteString?
  /// The line, or the record's number in a document of records, from 1.
  public let line: Int
  /// The record's id as JSON text, quotes included.
  public let id: ByteSlice?
  /// The action.
  public let action: ByteSlice
  /// The resource that decided by the new policies.
  public let resource: ByteSlice
  /// Who asks.
  public let principal: ByteSlice?
  /// The stack of an update action.
  public let stack: ByteSlice?
  /// The decision by the old policies.
  public let before: Decision
  /// The decision by the new policies.
  public let after: Decision
}

/// Why a side could not decide a record.
public struct ComparisonError: Sendable {
  /// The input's name, where there are several.
  public let file: ByteString?
  /// The line, or the record's number in a document of records, from 1.
  public let line: Int
  /// The error by the old policies; nil where they decided it.
  public let before: RecordError?
  /// The error by the new policies; nil where they decided it.
  public let after: RecordError?
}

/// Adds up what a comparison finds. Parts of a stream are added in its order.
public protocol ComparisonCollector: Sendable {
  /// Adds a record whose decision is another word than it was.
  mutating func add(_ record: ComparedRecord)
  /// Adds a record that a side could not decide.
  mutating func add(_ error: ComparisonError)
  /// Adds what was collected from the part of the stream behind this one's.
  mutating func add(_ later: Self)
}

/// A stream of action records decided by two policy sets in one pass.
///
/// Every record is read once into one frame and decided twice; only what changed is handed on. The passing of blocks to
/// workers, and of their parts in order, is that of `StreamRun`.
public struct StreamComparison: Sendable {
  /// The old policies.
  public var before: StreamPolicies
  /// The new policies.
  public var after: StreamPolicies
  /// How keys that records lack are treated.
  public var missingContext = MissingContext()
  /// The number of workers, from 1.
  public var jobs = 1
  /// Whether records are named by their file, as they are with several inputs.
  public var namesFiles = false

  /// What a comparison has to say when it ends.
  public struct Result<Collector: ComparisonCollector>: Sendable {
    /// What was found.
    public var collector: Collector
    /// The counts by the old policies.
    public var before = StreamTally()
    /// The counts by the new policies.
    public var after = StreamTally()
    /// The number of records.
    public var recordCount = 0
    /// Inputs that could not be read, in order.
    public var failures: [Diagnostic] = []
  }

  /// Makes a comparison.
  public init(before: StreamPolicies, after: StreamPolicies) {
    self.before = before
    self.after = after
  }

  /// Compares the decisions on all records of the inputs.
  ///
  /// - Parameter collector: an empty collector, of which every part of the stream gets a copy.
  public func run<Collector: ComparisonCollector>(
    _ inputs: [StreamInput], into collector: Collector
  ) -> Result<Collector> {
    let program = Program(before.policies + after.policies)
    let source = BlockSource(inputs, jobs: jobs)
    let parts = OrderedParts<Result<Collector>, Result<Collector>>(Result(collector: collector)) { result, part in
      result.collector.add(part.collector)
      result.before.add(part.before)
      result.after.add(part.after)
      result.recordCount += part.recordCount
      result.failures += part.failures
      return true
    }
    let names = namesFiles ? inputs.map { ByteString($0.name) } : []
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      var comparer = RecordComparer(before: before, after: after, program: program, missingContext: missingContext)
      var block = LineBlock()
      while source.next(&block) {
        var part = Result(collector: collector)
        if let failure = block.failure { part.failures.append(failure) }
        comparer.compare(
          block, file: names.isEmpty ? nil : names[block.input],
          onChange: { part.collector.add($0) }, onError: { part.collector.add($0) })
        part.before = comparer.before.tally
        part.after = comparer.after.tally
        part.recordCount = comparer.recordCount
        parts.finish(part, number: block.number, of: source)
      }
    }
    return parts.result
  }
}
