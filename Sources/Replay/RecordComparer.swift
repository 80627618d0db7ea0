import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the records of one worker by two policy sets, one block at a time.
struct RecordComparer<Gatherer: ComparisonGatherer>: ~Copyable {
  private(set) var counts = ComparisonCounts()
  private(set) var gatherer: Gatherer
  private let missingIsUnknown: Bool
  private var deciders: DeciderPair
  private var reader: ActionRecordReader
  private var frame: RequestFrame
  private var lines = TextLines()
  private var record = ActionRecord()

  /// Makes a comparer.
  ///
  /// - Parameter program: holds the policies of both sides, so that both look at the same keys of a frame.
  init(_ comparison: StreamComparison, program: Program, into gatherer: Gatherer) {
    self.gatherer = gatherer
    let indexes = StackIndexes(program)
    deciders = DeciderPair(comparison, indexes, comparison.missingContext)
    missingIsUnknown = comparison.missingContext.isUnknown
    reader = ActionRecordReader(keys: program.keys, actions: indexes.actions)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Compares the decisions on the records of a block, and returns what it came to.
  mutating func compare(_ block: borrowing LineBlock, file: ByteString?) -> (part: Gatherer.Part, ComparisonCounts) {
    counts = ComparisonCounts()
    block.begin(&lines)
    while lines.next() { compareLine(file) }
    if let line = block.longLine {
      counts.records += 1
      gatherer.add(counts.fail(LineBlock.tooLong, LineBlock.tooLong, file: file, line: line))
    }
    return (gatherer.take(), counts)
  }

  @inline(__always)
  private mutating func compareLine(_ file: ByteString?) {
    counts.records += 1
    do throws(RecordError) {
      try reader.read(&lines, missingIsUnknown: missingIsUnknown, &record, into: &frame)
    } catch {
      gatherer.add(counts.fail(error, error, file: file, line: lines.number))
      return
    }
    switch deciders.decide(&record, lines.text(), &reader, &frame) {
    case .same(let old, let new):
      counts.before.add(1, old)
      counts.after.add(1, new)
    case .changed(let old, let new):
      counts.before.add(1, old.verdict.result)
      counts.after.add(1, new.verdict.result)
      if gatherer.add(ComparedRecord(record, id: record.id, old, new, file: file, line: lines.number)),
        let explanation = deciders.explainNew(record, &frame)
      {
        gatherer.add(explanation)
      }
    case .failed(let old, let new):
      gatherer.add(counts.fail(old, new, file: file, line: lines.number))
    }
  }
}

/// The counts of a part of a comparison.
struct ComparisonCounts: Sendable {
  var before = StreamTally()
  var after = StreamTally()
  var records = 0

  /// Counts a record that a side could not decide.
  mutating func fail(
    _ old: RecordError?, _ new: RecordError?, file: ByteString?, line: Int
  ) -> ComparisonError {
    if let old { before.add(errorCode: old.code) }
    if let new { after.add(errorCode: new.code) }
    return ComparisonError(file: file, line: line, before: old, after: new)
  }
}
