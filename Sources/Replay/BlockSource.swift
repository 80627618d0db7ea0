import ActionStreams
import Dispatch
import Synchronization

/// Hands out blocks in order, and not more of them at once than a window holds.
final class BlockSource<Reader, Block: ~Copyable>: Sendable {
  private let reader: Mutex<(reader: Reader, isStopped: Bool)>
  private let fill: @Sendable (inout Reader, inout Block) -> Bool
  private let window: DispatchSemaphore

  /// Begins with a reader and the function that has it fill a block, false at the end of the last input.
  init(_ reader: sending Reader, jobs: Int, _ fill: @escaping @Sendable (inout Reader, inout Block) -> Bool) {
    self.reader = Mutex((reader, false))
    self.fill = fill
    window = DispatchSemaphore(value: max(1, jobs) * 2 + 2)
  }

  /// Waits for room in the window and fills a block; false at the end of the last input.
  func next(_ block: inout Block) -> Bool {
    window.wait()
    let found = reader.withLock { state in
      !state.isStopped && fill(&state.reader, &block)
    }
    if !found { window.signal() }
    return found
  }

  /// Says that a block is done with.
  func release() { window.signal() }

  /// Lets no further block out.
  func stop() { reader.withLock { $0.isStopped = true } }
}

extension BlockSource<LineReader, LineBlock> {
  /// Cuts inputs into blocks of lines.
  convenience init(_ inputs: [StreamInput], jobs: Int) {
    self.init(LineReader(inputs), jobs: jobs) { $0.next(&$1) }
  }
}

extension BlockSource<RecordBlockReader, RecordBlock> {
  /// Cuts inputs of any kind into blocks of records.
  convenience init(_ inputs: [InputFile], jobs: Int) {
    // Some files ahead are open, so that as many gzip children run beside the workers.
    self.init(RecordBlockReader(inputs, lookahead: max(1, jobs - 1)), jobs: jobs) { $0.next(&$1) }
  }
}

/// Takes what blocks came to in the order of the blocks, whoever finishes first, and adds it up.
///
/// ```
/// taken        0 1 2           by whoever finished a block while nobody was taking
/// waiting            4 5       3 is still being worked on
/// ```
/// Whoever finishes 3 takes 3, 4 and 5. Meanwhile the others hand in what they finish and go on: nobody waits for the
/// output, but for the window of the source.
final class OrderedParts<Part: Sendable, Result: Sendable>: Sendable {
  private struct Queue {
    var next = 0
    var waiting: [Int: Part] = [:]
    var isBeingTaken = false
  }

  private struct Outcome {
    var result: Result
    var hasEnded = false
  }

  private let queue = Mutex(Queue())
  private let outcome: Mutex<Outcome>
  private let take: @Sendable (inout Result, Part) -> Bool

  /// Begins with a result.
  ///
  /// - Parameter take: adds a part, never two at once, and returns whether the run goes on.
  init(_ result: Result, _ take: @escaping @Sendable (inout Result, Part) -> Bool) {
    outcome = Mutex(Outcome(result: result))
    self.take = take
  }

  /// Hands in a block's part, takes all that are due, and lets the source go on or end.
  func finish<Reader, Block: ~Copyable>(_ part: Part, number: Int, of source: BlockSource<Reader, Block>) {
    let isTaker = queue.withLock { queue in
      queue.waiting[number] = part
      if queue.isBeingTaken { return false }
      queue.isBeingTaken = true
      return true
    }
    guard isTaker else { return }
    while let due = nextDue() {
      let hasEnded = outcome.withLock { outcome in
        if !outcome.hasEnded { outcome.hasEnded = !take(&outcome.result, due) }
        return outcome.hasEnded
      }
      if hasEnded { source.stop() }
      source.release()
    }
  }

  /// What the parts added up to.
  var result: Result { outcome.withLock { $0.result } }

  /// The next part in order; nil when it is not there yet, and somebody else will take it.
  private func nextDue() -> Part? {
    queue.withLock { queue in
      guard let due = queue.waiting.removeValue(forKey: queue.next) else {
        queue.isBeingTaken = false
        return nil
      }
      queue.next += 1
      return due
    }
  }
}
