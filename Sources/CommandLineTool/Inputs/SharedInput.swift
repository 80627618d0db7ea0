import Replay
import Synchronization

/// A file of the console as an input of a run, opened when its turn comes.
final class SharedInput: Sendable {
  private let path: String
  private let console: Console
  private let source = Mutex<ByteSource?>(nil)

  private init(_ path: String, _ console: Console) {
    self.path = path
    self.console = console
  }

  /// The input for a path, noted in a log when it was read to its end.
  static func input(_ path: String, _ console: Console, log: InputLog? = nil) -> StreamInput {
    let shared = SharedInput(path, console)
    guard let log else { return .reading(name: path) { shared.read($0) } }
    return .reading(name: path, DigestedInput.reading(path, log: log) { shared.read($0) })
  }

  /// Fills a buffer: the number of bytes, 0 at the end, or the error number with a minus sign.
  private func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    source.withLock { opened in
      do throws(SystemError) {
        if let opened { return try opened.read(into: buffer) }
        let source = try console.files.open(path)
        opened = source
        return try source.read(into: buffer)
      } catch {
        return -Int(error.code)
      }
    }
  }
}
