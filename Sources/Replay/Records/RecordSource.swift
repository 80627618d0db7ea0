import ActionStreams
import Dispatch
import Synchronization

/// What hands out blocks and is told when one is done with.
protocol PartSource: Sendable {
  /// Says that a block is done with.
  func release()
  /// Lets no further block out.
  func stop()
}

extension BlockSource: PartSource {}

/// Hands out blocks of records in order, and not more of them at once than a window holds.
final class RecordSource: PartSource {
  private let reader: Mutex<(reader: RecordBlockReader, isStopped: Bool)>
  private let window: DispatchSemaphore

  init(_ inputs: [InputFile], jobs: Int) {
    // Some files ahead are open, so that as many gzip children run beside the workers.
    reader = Mutex((RecordBlockReader(inputs, lookahead: max(1, jobs - 1)), false))
    window = DispatchSemaphore(value: max(1, jobs) * 2 + 2)
  }

  /// Waits for room in the window and fills a block; false at the end of the last input.
  func next(_ block: inout RecordBlock) -> Bool {
    window.wait()
    let found = reader.withLock { state in
      !state.isStopped && state.reader.next(&block)
    }
    if !found { window.signal() }
    return found
  }

  func release() { window.signal() }

  func stop() { reader.withLock { $0.isStopped = true } }
}
