/// One thing to measure: a name, and how to prepare it.
///
/// Nothing is made before a benchmark is chosen to run, so a filtered run pays only for what it measures.
struct Benchmark {
  /// What a run of a benchmark's body yields: text such as `allowed=71 explicitDeny=22`, equal when the answers are.
  struct Answer: Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  /// A benchmark that is ready to run.
  struct Prepared {
    /// The number of things that one run of the body does.
    var items: Int
    /// The number of input bytes that one run of the body reads; nil where that means nothing.
    var bytes: Int?
    /// The answer that every run must give.
    var expected: Answer
    /// What the body times itself, where not all that it does is to be measured; nil where it is.
    var stopwatch: Stopwatch?
    /// Does the work once.
    var body: () throws -> Answer
    /// The peak memory of a body that runs other processes; nil where this process's own counts.
    var ownPeakMemory: (() -> Int)?

    init(
      items: Int, bytes: Int? = nil, expected: Answer, ownPeakMemory: (() -> Int)? = nil,
      stopwatch: Stopwatch? = nil,
      body: @escaping () throws -> Answer
    ) {
      self.items = items
      self.bytes = bytes
      self.expected = expected
      self.ownPeakMemory = ownPeakMemory
      self.stopwatch = stopwatch
      self.body = body
    }
  }

  /// The suite and what varies in it, such as `decide/scp-identity/100/memo`.
  let name: String
  /// What an item is, in the plural: `decisions`, `records`.
  let unit: String
  /// One sentence for `--list`.
  let about: String
  /// Makes the input and the expected answer.
  let prepare: () throws -> Prepared
}

/// The time of those parts of a body that are measured.
final class Stopwatch {
  private let clock = ContinuousClock()
  /// The time so far.
  private(set) var elapsed = Duration.zero

  /// Forgets the time.
  func reset() { elapsed = .zero }

  /// The time now, for `stop`.
  func start() -> ContinuousClock.Instant { clock.now }

  /// Adds the time since a start.
  func stop(_ start: ContinuousClock.Instant) { elapsed += start.duration(to: clock.now) }
}

/// A benchmark that cannot be run, or that answered wrongly.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
