import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the records of one worker, one block at a time, and writes their lines.
///
/// It owns a frame and its caches and shares nothing, so that workers never wait for each other.
struct StreamDecider: ~Copyable {
  private let missingIsUnknown: Bool
  private let stopsAtError: Bool
  private var decider: RecordDecider
  private var reader: ActionRecordReader
  private var frame: RequestFrame
  private var lines = TextLines()
  private var record = ActionRecord()
  private let highlights: HighlightGatherer?

  /// Makes a decider of a run's records.
  ///
  /// - Parameter highlights: gathers what a report shows; nil where there is none.
  init(_ run: StreamRun, program: Program, _ highlights: HighlightGatherer?) {
    self.highlights = highlights
    missingIsUnknown = run.missingContext.isUnknown
    stopsAtError = run.badRecords == .stop
    let indexes = StackIndexes(program)
    decider = RecordDecider(
      run.policies, indexes, missingContext: run.missingContext, formatter: run.formatter,
      countsLacked: true)
    reader = ActionRecordReader(keys: program.keys, actions: indexes.actions)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Decides the records of a block and appends their lines; returns whether the run ends here.
  ///
  /// - Parameters:
  ///   - input: the name of the block's input, where lines say it.
  ///   - formatter: the run's, lent for the time of a block so that no line counts references to it.
  mutating func decide(
    _ block: borrowing LineBlock, of input: InputName?, by formatter: any DecisionFormatter,
    into output: inout ByteBuffer, _ tally: inout StreamTally
  ) -> Bool {
    guard let input else { return decide(block, nil, formatter, &output, &tally) }
    return input.lend { decide(block, $0, formatter, &output, &tally) }
  }

  private mutating func decide(
    _ block: borrowing LineBlock, _ file: InputName.Lent?, _ formatter: any DecisionFormatter,
    _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) -> Bool {
    block.begin(&lines)
    var stops = false
    while !stops, lines.next() {
      if !decideLine(file, formatter, &output, &tally), stopsAtError { stops = true }
    }
    decider.countMissing(in: &tally)
    if stops { return true }
    guard let line = block.longLine else { return false }
    fail(LineBlock.tooLong, file, line, id: nil, formatter, &output, &tally)
    return stopsAtError
  }

  /// Decides one record and appends its line; false when that is an error.
  @inline(__always)
  private mutating func decideLine(
    _ file: InputName.Lent?, _ formatter: any DecisionFormatter, _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) -> Bool {
    var id: ByteSlice?
    do throws(RecordError) {
      try reader.read(&lines, missingIsUnknown: missingIsUnknown, &record, into: &frame)
      id = record.id
      let ruling = try decider.decide(&record, lines.text(), &reader, &frame)
      let shown = StreamRecord(
        file: file?.mention, line: lines.number, id: id, action: record.action, resource: ruling.resource,
        isPlain: record.isPlain)
      formatter.append(shown, between: ruling.text.lead, and: ruling.text.tail, to: &output)
      tally.add(1, ruling.verdict.result)
      if ruling.lacked != 0 { tally.add(lacked: ruling.lacked) }
      if ruling.verdict.result == .unknown { ruling.text.note() }
      highlights?.add(record, ruling, file: file?.file, line: lines.number)
      return true
    } catch {
      fail(error, file, lines.number, id: id, formatter, &output, &tally)
      return false
    }
  }

  private func fail(
    _ error: RecordError, _ file: InputName.Lent?, _ line: Int, id: ByteSlice?, _ formatter: any DecisionFormatter,
    _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) {
    formatter.append(error, file: file?.mention, line: line, id: id, to: &output)
    tally.add(errorCode: error.code)
    highlights?.add(error, id, file: file?.file, line: line)
  }
}
