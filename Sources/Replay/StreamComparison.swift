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
  private let old: DecisionText
  private let new: DecisionText

  init(
    _ record: ActionRecord, id: ByteSlice?, _ old: RecordDecider.Ruling, _ new: RecordDecider.Ruling,
    file: ByteString?, line: Int
  ) {
    self.file = file
    self.line = line
    self.id = id
    action = record.action
    resource = new.resource
    principal = record.principal
    stack = record.stack
    self.old = old.text
    self.new = new.text
  }

  /// The decision by the old policies.
  public var before: Decision { old.decision }
  /// The decision by the new policies.
  public var after: Decision { new.decision }
  /// A number that no other pair of decisions has, in the whole process; the same decisions may have several.
  public var decisions: (before: UInt64, after: UInt64) { (old.number, new.number) }
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
  /// What adds up for one worker.
  associatedtype Gatherer: ComparisonGatherer
  /// Makes the gatherer of a worker, whose number is from 0.
  func gatherer(worker: Int) -> Gatherer
  /// Adds what a worker gathered from the part of the stream behind all that were added before.
  mutating func add(_ part: Gatherer.Part)
  /// Passes over what a worker gathered from a part of the stream that shall not count.
  mutating func skip(_ part: Gatherer.Part)
}

/// Adds up what one worker finds, part by part; it may keep what it learnt from one part to the next.
public protocol ComparisonGatherer {
  /// What a part of a stream came to.
  associatedtype Part: Sendable
  /// Adds a record whose decision is another word than it was, and returns whether it shall be explained.
  mutating func add(_ record: ComparedRecord) -> Bool
  /// Adds why the record that was just added is decided as it is by the new policies.
  mutating func add(_ explanation: Explanation)
  /// Adds a record that a side could not decide.
  mutating func add(_ error: ComparisonError)
  /// Ends a part and begins the next.
  mutating func take() -> Part
}

/// A stream of action records decided by two policy sets in one pass.
///
/// Every record is read once into one frame, and decided twice where its decision can differ at all (`DeciderPair`); only
/// what changed is handed on. The passing of blocks to workers, and of their parts in order, is that of `StreamRun`.
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

    init(_ collector: Collector) { self.collector = collector }

    mutating func add(_ part: Part<Collector>) {
      collector.add(part.gathered)
      before.add(part.counts.before)
      after.add(part.counts.after)
      recordCount += part.counts.records
      if let failure = part.failure { failures.append(failure) }
    }
  }

  /// What one block came to.
  struct Part<Collector: ComparisonCollector>: Sendable {
    let gathered: Collector.Gatherer.Part
    let counts: ComparisonCounts
    let failure: Diagnostic?
  }

  /// Makes a comparison.
  public init(before: StreamPolicies, after: StreamPolicies) {
    self.before = before
    self.after = after
  }

  /// Compares the decisions on all records of the inputs.
  ///
  /// - Parameter collector: an empty collector.
  public func run<Collector: ComparisonCollector>(
    _ inputs: [StreamInput], into collector: Collector
  ) -> Result<Collector> {
    let program = Program(before.policies + after.policies)
    let source = BlockSource(inputs, jobs: jobs)
    let parts = OrderedParts<Part<Collector>, Result<Collector>>(Result(collector)) { result, part in
      result.add(part)
      return true
    }
    let names = namesFiles ? inputs.map { ByteString($0.name) } : []
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { worker in
      var comparer = RecordComparer(self, program: program, into: collector.gatherer(worker: worker))
      var block = LineBlock()
      while source.next(&block) {
        let (gathered, counts) = comparer.compare(block, file: names.isEmpty ? nil : names[block.input])
        let part = Part<Collector>(gathered: gathered, counts: counts, failure: block.failure)
        parts.finish(part, number: block.number, of: source)
      }
    }
    return parts.result
  }
}
