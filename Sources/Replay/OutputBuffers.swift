import Documents
import Synchronization

/// The lines of one block; one worker, then whoever takes the block's part, has it at a time.
final class OutputBuffer: @unchecked Sendable {
  var buffer = ByteBuffer(capacity: LineReader.blockSize)
}

/// The output buffers that nobody is writing to, so that a stream allocates no more of them than a window has blocks.
final class OutputBuffers: Sendable {
  private let free = Mutex<[OutputBuffer]>([])

  func take() -> OutputBuffer { free.withLock { $0.popLast() } ?? OutputBuffer() }

  func give(back output: OutputBuffer) {
    // What a long record has stretched is not kept.
    guard output.buffer.count <= 4 * LineReader.blockSize else { return }
    output.buffer.removeAll()
    free.withLock { $0.append(output) }
  }
}
