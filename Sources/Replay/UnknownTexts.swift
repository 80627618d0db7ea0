import Documents
import Evaluation
import PolicyLanguage

/// What a format's lines say of Unknown decisions, whose words depend on the gates that were asked and on the keys that
/// the decision hangs on:
/// ```
/// gates 0000110, keys 0 0 1 0 … 0 1  ->  text 3  ->  tail ",\"decision\":\"Unknown\",…\"missing\":[…]}⏎"
/// ```
struct UnknownTexts: ~Copyable {
  /// The most texts that are kept beyond a record.
  private static let limit = 1024

  private var numbers = ByteTable()
  private var texts: [DecisionText] = []
  /// The gates, and behind them a bit for each key of the program.
  private let signature: UnsafeMutablePointer<UInt64>
  private let wordCount: Int
  /// What was noted of texts that are forgotten since.
  private var forgotten: [(missing: [ByteString], count: Int)] = []

  init(keyCount: Int) {
    wordCount = 1 + (keyCount + 63) / 64
    signature = .allocate(capacity: wordCount)
  }

  deinit {
    for text in texts { text.deallocate() }
    signature.deallocate()
  }

  /// Forgets texts that have become too many: before a record only, for its ruling lends them.
  @inline(__always)
  mutating func makeRoom() { if numbers.count > Self.limit { forget() } }

  /// What is said of an Unknown of a stack, on the request that it is about.
  mutating func text(
    _ verdict: Verdict, _ stack: StackCache, _ frame: borrowing RequestFrame, _ formatter: any DecisionFormatter
  ) -> DecisionText {
    let signature = signature
    signature.update(repeating: 0, count: wordCount)
    // The decision names no statement (`by` is nil) and its gates come in one order: their types and the keys say it all.
    signature[0] = stack.gateBits
    stack.index.forEachMissingKey(frame) { signature[1 + ($0 >> 6)] |= 1 << UInt64($0 & 63) }
    let bytes = ByteSlice(UnsafeRawPointer(signature).assumingMemoryBound(to: UInt8.self), wordCount * 8)
    if let known = numbers.find(bytes) { return texts[known] }
    let text = DecisionText(stack.unknown(verdict, frame), formatter)
    _ = numbers.insert(bytes)
    texts.append(text)
    return text
  }

  /// Counts the keys of all that were noted and not yet counted.
  mutating func countMissing(in tally: inout StreamTally) {
    for (missing, count) in forgotten { tally.add(missing: missing, count) }
    forgotten.removeAll()
    for text in texts {
      let count = text.takeCount()
      if count > 0 { tally.add(missing: text.decision.missing, count) }
    }
  }

  @inline(never)
  private mutating func forget() {
    for text in texts {
      let count = text.takeCount()
      if count > 0 { forgotten.append((text.decision.missing, count)) }
      text.deallocate()
    }
    texts.removeAll()
    numbers = ByteTable()
  }
}
