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
  private static let width = 20
  private static let interval = 0.1

  private struct State {
    var shownAt = 0.0
    var isShown = false
  }

  private let console: Console
  private let sizes: [Int]
  private let total: Int
  private let began: Double
  private let start: Int
  private let state = Mutex(State())

  /// Makes a bar for inputs of some sizes on disk.
  ///
  /// - Parameter first: the input that the run begins with.
  init(_ console: Console, sizes: [Int], first: Int) {
    self.console = console
    var sums: [Int] = [0]
    for size in sizes { sums.append((sums.last ?? 0) &+ size) }
    self.sizes = sums
    total = sums.last ?? 0
    start = sums[min(first, sums.count - 1)]
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
    write("\r" + line(progress, elapsed: now - began) + "\u{1B}[K")
  }

  /// Takes the bar off the terminal.
  func clear() {
    if state.withLock({ $0.isShown }) { write("\r\u{1B}[K") }
  }

  private func line(_ progress: RecordRun.Progress, elapsed: Double) -> String {
    let index = min(progress.input, sizes.count - 1)
    let done = sizes[index] + (index == 0 && sizes.count == 2 ? min(progress.bytes, total) : 0)
    let rate = Double(progress.bytes) / elapsed
    let figures = "\(Self.size(Double(progress.bytes)))  \(Self.size(rate))/s"
    guard total > 0, done > start else { return figures }
    let share = min(1, Double(done) / Double(total))
    let filled = Int(share * Double(Self.width))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    let left = Int(elapsed * Double(total - done) / Double(done - start))
    let seconds = left % 60
    return "\(bar)  \(Int(share * 100)) %  \(figures)  \(left / 60):\(seconds < 10 ? "0" : "")\(seconds) left"
  }

  private static func size(_ bytes: Double) -> String {
    var value = bytes
    for unit in ["B", "kB", "MB"] {
      if value < 1000 { return "\(Int(value)) \(unit)" }
      value /= 1000
    }
    return "\(Double(Int(value * 10)) / 10) GB"
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
