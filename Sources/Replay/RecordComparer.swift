import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the records of one worker by two policy sets, one block at a time.
struct RecordComparer: ~Copyable {
  /// One policy set with its counts of the block.
  struct Side: ~Copyable {
    fileprivate var decider: RecordDecider
    fileprivate(set) var tally = StreamTally()
  }

  private(set) var before: Side
  private(set) var after: Side
  /// The records of the block.
  private(set) var recordCount = 0
  private let missingIsUnknown: Bool
  private var reader: ActionRecordReader
  private var frame: RequestFrame
  private var lines = MarkedLines()

  /// Makes a comparer.
  ///
  /// - Parameter program: holds the policies of both sides, so that both look at the same keys of a frame.
  init(before: StreamPolicies, after: StreamPolicies, program: Program, missingContext: MissingContext) {
    let indexes = StackIndexes(program)
    func side(_ policies: StreamPolicies) -> Side {
      Side(
        decider: RecordDecider(
          policies, indexes, missingContext: missingContext, formatter: SilentFormatter(), countsLacked: false))
    }
    self.before = side(before)
    self.after = side(after)
    missingIsUnknown = missingContext.isUnknown
    reader = ActionRecordReader(keys: program.keys)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Compares the decisions on the records of a block; the counts are those of this block afterwards.
  mutating func compare(
    _ block: borrowing LineBlock, file: ByteString?, onChange: (ComparedRecord) -> Void,
    onError: (ComparisonError) -> Void
  ) {
    before.tally = StreamTally()
    after.tally = StreamTally()
    recordCount = 0
    block.begin(&lines)
    while lines.next() {
      recordCount += 1
      compareLine(file, onChange: onChange, onError: onError)
    }
    guard let line = block.longLine else { return }
    recordCount += 1
    fail(LineBlock.tooLong, LineBlock.tooLong, file: file, line: line, onError)
  }

  private mutating func compareLine(
    _ file: ByteString?, onChange: (ComparedRecord) -> Void, onError: (ComparisonError) -> Void
  ) {
    let line = lines.number
    let record: ActionRecord
    do throws(RecordError) {
      record = try reader.read(&lines, missingIsUnknown: missingIsUnknown, into: &frame)
    } catch {
      fail(error, error, file: file, line: line, onError)
      return
    }
    let text = lines.text()
    frame.keepContext()
    let old = before.decide(record, text, &reader, &frame)
    frame.restoreContext()
    let new = after.decide(record, text, &reader, &frame)
    guard let old = old.ruling, let new = new.ruling else {
      fail(old.error, new.error, file: file, line: line, onError)
      return
    }
    before.tally.add(1, old.verdict.result)
    after.tally.add(1, new.verdict.result)
    guard old.verdict.result.decision != new.verdict.result.decision else { return }
    onChange(
      ComparedRecord(
        file: file, line: line, id: record.id, action: record.action, resource: new.resource,
        principal: record.principal, stack: record.stack, before: old.text.decision, after: new.text.decision))
  }

  private mutating func fail(
    _ old: RecordError?, _ new: RecordError?, file: ByteString?, line: Int, _ onError: (ComparisonError) -> Void
  ) {
    if let old { before.tally.add(errorCode: old.code) }
    if let new { after.tally.add(errorCode: new.code) }
    onError(ComparisonError(file: file, line: line, before: old, after: new))
  }
}

extension RecordComparer.Side {
  /// What a side makes of a record: a ruling, or an error.
  fileprivate mutating func decide(
    _ record: ActionRecord, _ text: UnsafeBufferPointer<UInt8>, _ reader: inout ActionRecordReader,
    _ frame: inout RequestFrame
  ) -> (ruling: RecordDecider.Ruling?, error: RecordError?) {
    do throws(RecordError) {
      return (try decider.decide(record, text, &reader, &frame), nil)
    } catch {
      return (nil, error)
    }
  }
}

/// Writes nothing: a comparison wants the decisions only.
struct SilentFormatter: DecisionFormatter {
  var header: [UInt8] { [] }
  func lead(_ decision: Decision) -> [UInt8] { [] }
  func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
  func tail(_ decision: Decision) -> [UInt8] { [] }
  func append(_ error: RecordError, file: ByteString?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {}
}
