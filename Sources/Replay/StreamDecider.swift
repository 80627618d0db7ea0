import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// Decides the records of one worker, one at a time, and writes their lines.
///
/// It owns a frame and its caches and shares nothing, so that workers never wait for each other.
struct StreamDecider: ~Copyable {
  /// What became of one record.
  enum Outcome {
    case decided(EvaluationResult)
    case failed(RecordError)
  }

  private let missingContext: MissingContext
  private let formatter: any DecisionFormatter
  private var decider: RecordDecider
  private var reader: ActionRecordReader
  private var frame: RequestFrame

  init(
    _ policies: StreamPolicies, program: Program, missingContext: MissingContext, formatter: any DecisionFormatter
  ) {
    self.missingContext = missingContext
    self.formatter = formatter
    decider = RecordDecider(
      policies, StackIndexes(program), missingContext: missingContext, formatter: formatter, countsLacked: true)
    reader = ActionRecordReader(keys: program.keys)
    frame = RequestFrame(keyCount: program.keys.count)
  }

  /// Decides one record and appends its line.
  mutating func decide(
    _ text: UnsafeBufferPointer<UInt8>, file: ByteString?, line: Int, into output: inout ByteBuffer,
    _ tally: inout StreamTally, _ highlights: inout StreamHighlights?
  ) -> Outcome {
    frame.reset(missingIsUnknown: missingContext.isUnknown)
    var id: ByteSlice?
    do throws(RecordError) {
      let record = try reader.read(text, into: &frame)
      id = record.id
      let ruling = try decider.decide(record, text, &reader, &frame)
      let shown = StreamRecord(
        file: file, line: line, id: id, action: record.action, resource: ruling.resource)
      output.append(ruling.text.lead)
      formatter.append(shown, to: &output)
      output.append(ruling.text.tail)
      tally.add(1, ruling.verdict.result)
      if !ruling.lacked.isEmpty { tally.add(lacked: ruling.lacked) }
      if ruling.verdict.result == .unknown { tally.add(missing: ruling.text.decision.missing) }
      highlights?.add(record, ruling, file: file, line: line)
      return .decided(ruling.verdict.result)
    } catch {
      formatter.append(error, file: file, line: line, id: id, to: &output)
      tally.add(errorCode: error.code)
      highlights?.add(error, id, file: file, line: line)
      return .failed(error)
    }
  }
}
