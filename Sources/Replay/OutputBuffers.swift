import Documents
import Synchronization

/// The lines of one block; one worker, then whoever takes the block's part, has it at a time.
final class OutputBuffer: @unchecked Sendable {
  /// The number of the worker that it belongs to.
  let worker: Int
  var buffer = ByteBuffer(capacity: LineReader.blockSize)

  init(worker: Int) { self.worker = worker }
}

/// The output buffers that nobody is writing to, so that a stream allocates no more of them than a window has blocks.
///
/// Each worker gets its own back: what another has written last is in the other core's cache, and costs a wait a line.
final class OutputBuffers: Sendable {
  private let free: Mutex<[[OutputBuffer]]>

  /// Makes the buffers of so many workers, none yet.
  init(workers: Int) { free = Mutex(Array(repeating: [], count: max(1, workers))) }

  /// A buffer for a worker, by its number from 0.
  func take(for worker: Int) -> OutputBuffer {
    free.withLock { $0[worker].popLast() } ?? OutputBuffer(worker: worker)
  }

  func give(back output: OutputBuffer) {
    // What a long record has stretched is not kept.
    guard output.buffer.count <= 4 * LineReader.blockSize else { return }
    output.buffer.removeAll()
    free.withLock { $0[output.worker].append(output) }
  }
}
