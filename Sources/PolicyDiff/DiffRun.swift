import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Synchronization

/// Compares two policy sets, over a stream or over the full matrix.
public struct DiffRun: Sendable {
  /// How the stream is decided.
  public var comparison: StreamComparison
  /// The most groups of changes that are told apart.
  public var groupLimit = 10_000

  /// Makes a run.
  public init(before: StreamPolicies, after: StreamPolicies) {
    comparison = StreamComparison(before: before, after: after)
  }

  /// The changed decisions over the records of some inputs.
  public func run(_ inputs: [StreamInput]) -> DiffResult {
    conclude(comparison.run(inputs, into: DiffCollector(groupLimit: groupLimit)))
  }

  /// The changed decisions over the records of inputs of any kind.
  ///
  /// - Parameter trailContext: how keys that CloudTrail events do not show are treated.
  public func run(_ inputs: [InputFile], trailContext: MissingContext) -> DiffResult {
    var records = RecordComparison(comparison)
    records.trailContext = trailContext
    return conclude(records.run(inputs, into: DiffCollector(groupLimit: groupLimit)))
  }

  private func conclude(_ found: StreamComparison.Result<DiffCollector>) -> DiffResult {
    var result = DiffResult()
    result.table = found.collector.table
    result.errors = found.collector.errors.list
    result.before = found.before
    result.after = found.after
    result.recordCount = found.recordCount
    result.failures = found.failures
    result.oldPolicies = comparison.before.policies
    result.newPolicies = comparison.after.policies
    return result
  }

  /// The changed decisions over a matrix of records.
  public func run(_ matrix: MatrixRecords) -> DiffResult {
    let source = MatrixSource(matrix)
    var result = run([.reading(name: "matrix") { source.read($0) }])
    result.isMatrix = true
    return result
  }
}

/// A matrix as an input that is read.
private final class MatrixSource: Sendable {
  private let state: Mutex<(records: MatrixRecords, rest: ArraySlice<UInt8>)>

  init(_ records: MatrixRecords) {
    state = Mutex((records, []))
  }

  /// Fills a buffer; returns the number of bytes, 0 at the end.
  func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    state.withLock { state in
      var filled = 0
      while filled < buffer.count {
        if state.rest.isEmpty {
          guard let record = state.records.next() else { break }
          state.rest = (record.bytes + [0x0A])[...]
        }
        let part = state.rest.prefix(buffer.count - filled)
        UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyBytes(from: part)
        state.rest = state.rest.dropFirst(part.count)
        filled += part.count
      }
      return filled
    }
  }
}
