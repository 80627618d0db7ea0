import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the records of one worker, one block at a time, and writes their lines.
///
/// Plain requests wait until several can be decided at once (`PendingRequests`); whatever else comes is decided behind
/// them, so that lines, counts and highlights come in the order of the records.
///
/// It owns its frames and caches and shares nothing, so that workers never wait for each other.
struct StreamDecider: ~Copyable {
  private let missingIsUnknown: Bool
  private let stopsAtError: Bool
  private var decider: RecordDecider
  private var reader: ActionRecordReader
  private var pending: PendingRequests
  private var lines = TextLines()
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
    pending = PendingRequests(keyCount: program.keys.count, limit: decider.batchSize)
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
    if !pending.isEmpty { decidePending(file, formatter, &output, &tally) }
    decider.countMissing(in: &tally)
    if stops { return true }
    guard let line = block.longLine else { return false }
    fail(LineBlock.tooLong, file, line, id: nil, formatter, &output, &tally)
    return stopsAtError
  }

  /// Reads one record, and decides it and appends its line unless it waits for others; false when it is an error.
  @inline(__always)
  private mutating func decideLine(
    _ file: InputName.Lent?, _ formatter: any DecisionFormatter, _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) -> Bool {
    let (entry, frame) = (pending.nextEntry, pending.nextFrame)
    do throws(RecordError) {
      try reader.read(&lines, missingIsUnknown: missingIsUnknown, &entry.pointee.record, into: &frame.pointee)
    } catch {
      if !pending.isEmpty { decidePending(file, formatter, &output, &tally) }
      fail(error, file, lines.number, id: nil, formatter, &output, &tally)
      return false
    }
    entry.pointee.line = lines.number
    guard decider.canWait(entry.pointee.record) else {
      if !pending.isEmpty { decidePending(file, formatter, &output, &tally) }
      return decide(entry, &frame.pointee, file, formatter, &output, &tally)
    }
    decider.add(to: &pending)
    if pending.isFull { decidePending(file, formatter, &output, &tally) }
    return true
  }

  /// Decides the record that was read last, by itself, and appends its line; false when it is an error.
  @inline(never)
  private mutating func decide(
    _ entry: UnsafeMutablePointer<PendingRequests.Entry>, _ frame: inout RequestFrame, _ file: InputName.Lent?,
    _ formatter: any DecisionFormatter, _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) -> Bool {
    do throws(RecordError) {
      let ruling = try decider.decide(&entry.pointee.record, lines.text(), &reader, &frame)
      write(entry, ruling, file, formatter, &output, &tally)
      return true
    } catch {
      fail(error, file, entry.pointee.line, id: entry.pointee.record.id, formatter, &output, &tally)
      return false
    }
  }

  /// Decides the requests that wait, together, and appends their lines, one after the other.
  @inline(never)
  private mutating func decidePending(
    _ file: InputName.Lent?, _ formatter: any DecisionFormatter, _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) {
    guard let stack = decider.fixedStack else { return }
    decider.decide(pending, by: stack)
    for place in 0..<pending.count {
      // The words of a ruling last until the next.
      let ruling = decider.rule(pending, place, by: stack)
      write(pending.entries + place, ruling, file, formatter, &output, &tally)
    }
    pending.removeAll()
  }

  /// Appends the line of a record that was decided, and counts it.
  @inline(__always)
  private func write(
    _ entry: UnsafeMutablePointer<PendingRequests.Entry>, _ ruling: RecordDecider.Ruling, _ file: InputName.Lent?,
    _ formatter: any DecisionFormatter, _ output: inout ByteBuffer, _ tally: inout StreamTally
  ) {
    let shown = StreamRecord(
      file: file?.mention, line: entry.pointee.line, id: entry.pointee.record.id, action: entry.pointee.record.action,
      resource: ruling.resource, isPlain: entry.pointee.record.isPlain)
    formatter.append(shown, between: ruling.text.lead, and: ruling.text.tail, to: &output)
    tally.add(1, ruling.verdict.result)
    if ruling.lacked != 0 { tally.add(lacked: ruling.lacked) }
    if ruling.verdict.result == .unknown { ruling.text.note() }
    highlights?.add(entry.pointee.record, ruling, file: file?.file, line: entry.pointee.line)
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
