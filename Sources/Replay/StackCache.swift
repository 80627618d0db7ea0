import Documents
import Evaluation
import PolicyLanguage

/// A stack with what the lines of a format say of its decisions.
final class StackCache {
  /// What decides; other stacks that decide alike may have it, too.
  let index: IndexedStack
  /// What names the decisions: its levels and policies are those of this stack.
  private let stack: CompiledStack
  private var texts: [DecisionText?] = []

  init(_ stack: CompiledStack, _ index: IndexedStack) {
    self.stack = stack
    self.index = index
  }

  /// What a format's lines say of a verdict: made once for each, but for Unknown.
  @inline(__always)
  func text(_ verdict: Verdict, _ frame: borrowing RequestFrame, _ formatter: any DecisionFormatter) -> DecisionText {
    let number = stack.number(verdict)
    if number >= 0, number < texts.count, let text = texts[number] { return text }
    return makeText(verdict, number, frame, formatter)
  }

  private func makeText(
    _ verdict: Verdict, _ number: Int, _ frame: borrowing RequestFrame, _ formatter: any DecisionFormatter
  ) -> DecisionText {
    guard number >= 0 else {
      return DecisionText(stack.decision(verdict, missing: index.missingKeys(frame)), formatter)
    }
    let text = DecisionText(stack.decision(verdict), formatter)
    while texts.count <= number { texts.append(nil) }
    texts[number] = text
    return text
  }
}

/// What the lines of a format say of one decision.
final class DecisionText {
  let decision: Decision
  private let bytes: UnsafeMutablePointer<UInt8>
  private let leadCount: Int
  private let tailCount: Int

  init(_ decision: Decision, _ formatter: any DecisionFormatter) {
    self.decision = decision
    let lead = formatter.lead(decision)
    let tail = formatter.tail(decision)
    leadCount = lead.count
    tailCount = tail.count
    bytes = .allocate(capacity: max(1, leadCount + tailCount))
    bytes.initialize(from: lead + tail, count: leadCount + tailCount)
  }

  deinit { bytes.deallocate() }

  /// What stands before the record.
  var lead: ByteSlice { ByteSlice(bytes, leadCount) }

  /// What stands behind the record, the line ending included.
  var tail: ByteSlice { ByteSlice(bytes + leadCount, tailCount) }
}
