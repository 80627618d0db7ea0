import Documents
import Replay
import Reporting
import Synchronization

/// What a run read, for the reports that name their inputs: names, sizes and digests.
final class InputLog: Sendable {
  private struct State {
    /// What the command line names, in the order in which it was read.
    var given: [Report.Input] = []
    /// What those name in turn. Several threads may read them, so that their order says nothing.
    var named: [Report.Input] = []
  }

  private let state = Mutex(State())

  /// The inputs so far, each once.
  var inputs: [Report.Input] {
    let (given, named) = state.withLock { ($0.given, $0.named) }
    let others = named.sorted { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    var seen: Set<String> = []
    return (given + others).filter { seen.insert($0.file).inserted }
  }

  /// The digests of the files that others name, in the order of their names; none for one that could not be read.
  var namedDigests: [String] {
    state.withLock { state in state.named.map { "\($0.file) \($0.digest ?? "-")" } }.sorted()
  }

  /// Notes a file that was read whole.
  func note(_ file: String, _ bytes: [UInt8], isNamed: Bool = false) {
    add(Report.Input(file: file, byteCount: bytes.count, digest: SHA256.hex(of: bytes)), isNamed: isNamed)
  }

  /// Notes a file that could not be read.
  func note(unreadable file: String, isNamed: Bool = false) {
    add(Report.Input(file: file, byteCount: nil, digest: nil), isNamed: isNamed)
  }

  /// Notes an input that was read as a stream.
  func note(_ file: String, _ digest: SHA256) {
    add(Report.Input(file: file, byteCount: digest.count, digest: digest.hex()), isNamed: false)
  }

  private func add(_ input: Report.Input, isNamed: Bool) {
    state.withLock { state in
      if isNamed { state.named.append(input) } else { state.given.append(input) }
    }
  }
}

/// An input of a stream that is digested as it is read.
final class DigestedInput: Sendable {
  private let digest = Mutex(SHA256())

  /// A reading function that digests what another reads, and notes the whole at its end.
  static func reading(
    _ name: String, log: InputLog, _ read: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Int
  ) -> @Sendable (UnsafeMutableRawBufferPointer) -> Int {
    let input = DigestedInput()
    return { buffer in
      let count = read(buffer)
      if count > 0 {
        input.digest.withLock { $0.update(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      } else if count == 0 {
        log.note(name, input.digest.withLock { $0 })
      } else {
        log.note(unreadable: name)
      }
      return count
    }
  }
}
