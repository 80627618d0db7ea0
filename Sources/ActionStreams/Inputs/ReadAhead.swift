import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads a pipe ahead of whoever wants its bytes, up to a bound, so that the child behind it need not wait.
///
/// A pipe holds a megabyte, less than a log file has; five more are what most have. What was read waits in chunks; the thread that reads closes the pipe
/// when it comes to its end or is told to stop, which ends the child.
final class ReadAhead: Sendable {
  private static let chunkSize = 256 * 1024
  private static let mostChunks = 20

  private struct State {
    var chunks: [[UInt8]] = []
    /// What the last read said: 0 at the end, else the error number with a minus sign; nil before.
    var ending: Int?
    var isStopped = false
  }

  private let state = Mutex(State())
  /// Counts the chunks, and the ending, that nobody has taken.
  private let filled = DispatchSemaphore(value: 0)
  /// Counts the chunks that there is room for. A semaphore must not end below the count that it was made with.
  private let room = DispatchSemaphore(value: 0)

  /// Begins to read a descriptor, which is closed at the end.
  init(_ descriptor: Int32) {
    for _ in 0..<Self.mostChunks { room.signal() }
    // A queue of its own has a thread of its own: those of the workers are all taken.
    DispatchQueue(label: "stockade.read-ahead").async { [self] in readAll(descriptor) }
  }

  /// Lets the reading end.
  func stop() {
    state.withLock { $0.isStopped = true }
    room.signal()
  }

  /// The next bytes, waiting for them; or 0 at the end, or an error number with a minus sign.
  func next() -> (chunk: [UInt8], ending: Int?) {
    filled.wait()
    let (chunk, ending) = state.withLock { state -> ([UInt8], Int?) in
      state.chunks.isEmpty ? ([], state.ending ?? 0) : (state.chunks.removeFirst(), nil)
    }
    // The ending is there for whoever asks again.
    if ending == nil { room.signal() } else { filled.signal() }
    return (chunk, ending)
  }

  private func readAll(_ descriptor: Int32) {
    var ending = 0
    while true {
      room.wait()
      if state.withLock({ $0.isStopped }) { break }
      var amount = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, count in
        while count < buffer.count {
          amount = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
          if amount < 0, errno == EINTR { continue }
          if amount <= 0 { break }
          count += amount
        }
        if amount < 0 { amount = -Int(errno) }
      }
      if !chunk.isEmpty {
        state.withLock { $0.chunks.append(chunk) }
        filled.signal()
      }
      if amount <= 0 {
        ending = amount
        break
      }
    }
    _ = close(descriptor)
    state.withLock { $0.ending = ending }
    filled.signal()
  }
}
