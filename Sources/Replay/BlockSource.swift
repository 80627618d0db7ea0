import ActionStreams
import Dispatch
import Synchronization

/// Hands out blocks in order, and not more of them at once than a window holds.
final class BlockSource: Sendable {
  private let reader: Mutex<(reader: LineReader, isStopped: Bool)>
  private let window: DispatchSemaphore

  init(_ inputs: [StreamInput], jobs: Int) {
    reader = Mutex((LineReader(inputs), false))
    window = DispatchSemaphore(value: max(1, jobs) * 2 + 2)
  }

  /// Waits for room in the window and fills a block; false at the end of the last input.
  func next(_ block: inout LineBlock) -> Bool {
    window.wait()
    let found = reader.withLock { state in
      !state.isStopped && state.reader.next(&block)
    }
    if !found { window.signal() }
    return found
  }

  /// Says that a block is done with.
  func release() { window.signal() }

  /// Lets no further block out.
  func stop() { reader.withLock { $0.isStopped = true } }
}

/// Takes what blocks came to in the order of the blocks, whoever finishes first, and adds it up.
final class OrderedParts<Part: Sendable, Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var waiting: [Int: Part] = [:]
    var result: Result
    var hasEnded = false
  }

  private let state: Mutex<State>
  private let take: @Sendable (inout Result, Part) -> Bool

  /// Begins with a result.
  ///
  /// - Parameter take: adds a part, never two at once, and returns whether the run goes on.
  init(_ result: Result, _ take: @escaping @Sendable (inout Result, Part) -> Bool) {
    state = Mutex(State(result: result))
    self.take = take
  }

  /// Changes the result before the first part.
  func change(_ body: (inout Result) -> Void) { state.withLock { body(&$0.result) } }

  /// Hands in a block's part, takes all that are due, and lets the source go on or end.
  func finish(_ part: Part, number: Int, of source: BlockSource) {
    let (blocks, hasEnded) = state.withLock { state in
      state.waiting[number] = part
      var blocks = 0
      while let due = state.waiting.removeValue(forKey: state.next) {
        state.next += 1
        blocks += 1
        if !state.hasEnded { state.hasEnded = !take(&state.result, due) }
      }
      return (blocks, state.hasEnded)
    }
    for _ in 0..<blocks { source.release() }
    if hasEnded { source.stop() }
  }

  /// What the parts added up to.
  var result: Result { state.withLock { $0.result } }
}
