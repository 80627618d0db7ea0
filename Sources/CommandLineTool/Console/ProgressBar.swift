import Replay
import Reporting
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How far a run is, on one line of a terminal that is written again and again.
///
/// ```
/// ███████████░░░░░░░░░  54 %  1.2 GB  310 MB/s  0:12 left
/// ```
final class ProgressBar: Sendable {
  private static let interval = 0.1

  private struct State {
    var shownAt = 0.0
    var isShown = false
  }

  private let console: Console
  private let line: ProgressLine
  private let began: Double
  private let state = Mutex(State())

  /// Makes a bar for inputs of some sizes on disk.
  ///
  /// - Parameter first: the input that the run begins with.
  init(_ console: Console, sizes: [Int], first: Int) {
    self.console = console
    line = ProgressLine(sizes: sizes, first: first)
    began = Self.now
  }

  /// Shows progress, at most ten times a second.
  func show(_ progress: RecordRun.Progress) {
    let now = Self.now
    let isDue = state.withLock { state in
      guard now - state.shownAt >= Self.interval else { return false }
      state.shownAt = now
      state.isShown = true
      return true
    }
    guard isDue, now > began + Self.interval else { return }
    write("\r" + line.text(progress, elapsed: now - began) + "\u{1B}[K")
  }

  /// Takes the bar off the terminal.
  func clear() {
    if state.withLock({ $0.isShown }) { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    try? Array(text.utf8).withUnsafeBytes { try console.writeError($0) }
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension Session {
  /// The bar of a run, where standard error is a terminal that nothing else is written to.
  func progressBar(_ inputs: [String], first: Int) -> ProgressBar? {
    guard console.errorColumns != nil, general.verbosity > .quiet, console.environmentVariable("TERM") != "dumb",
      console.outputColumns == nil || general.outputPath != nil
    else { return nil }
    return ProgressBar(console, sizes: inputs.map { console.files.size($0) ?? 0 }, first: first)
  }
}
