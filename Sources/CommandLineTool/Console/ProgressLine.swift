import Replay

/// What a progress bar says of a run over some inputs.
struct ProgressLine: Sendable {
  private static let width = 20

  /// The bytes on disk of the inputs before each, and of all.
  private let sums: [Int]
  private let start: Int

  /// Makes the line of a run.
  ///
  /// - Parameters:
  ///   - sizes: the bytes of each input on disk, 0 for what has no size.
  ///   - first: the input that the run begins with.
  init(sizes: [Int], first: Int) {
    var sums: [Int] = [0]
    for size in sizes { sums.append((sums.last ?? 0) &+ size) }
    self.sums = sums
    start = sums[max(0, min(first, sums.count - 1))]
  }

  /// The text: the share, the bytes of text that were read, the rate, and the time left.
  ///
  /// How much of the inputs is left is known by their sizes, which for compressed ones are not those of their texts; so
  /// share and time go by whole inputs, and by bytes where there is but one.
  func text(_ progress: RecordRun.Progress, elapsed: Double) -> String {
    let total = sums[sums.count - 1]
    let index = max(0, min(progress.input, sums.count - 1))
    let done = sums[index] + (index == 0 && sums.count == 2 ? min(progress.bytes, total) : 0)
    let rate = elapsed > 0 ? Double(progress.bytes) / elapsed : 0
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
}
