/// The samples of one benchmark and what follows from them.
struct Measurement {
  /// The benchmark's name.
  let name: String
  /// What an item is, in the plural.
  let unit: String
  /// Items in a run of the body.
  let items: Int
  /// Input bytes in a run of the body.
  let bytes: Int?
  /// Seconds of each run, sorted.
  let seconds: [Double]
  /// The process's peak resident memory in bytes while the samples ran, its input included; nil where unreadable.
  let peakMemory: Int?
  /// User-mode instructions of one run; nil where unreadable.
  let instructions: Int?
  /// The answer that all runs gave.
  let answer: Benchmark.Answer

  /// The middle of the samples.
  var median: Double { quantile(0.5) }

  /// The fastest sample.
  var minimum: Double { seconds.first ?? 0 }

  /// Half the distance between the quartiles, in percent of the median.
  var spreadPercent: Double { median > 0 ? (quantile(0.75) - quantile(0.25)) / 2 / median * 100 : 0 }

  /// Items in a second, by the median.
  var itemsPerSecond: Double { median > 0 ? Double(items) / median : 0 }

  /// Input megabytes in a second, by the median.
  var megabytesPerSecond: Double? {
    bytes.map { median > 0 ? Double($0) / median / 1_000_000 : 0 }
  }

  /// Nanoseconds an item takes, by the median.
  var nanosecondsPerItem: Double { items > 0 ? median * 1_000_000_000 / Double(items) : 0 }

  /// Instructions an item takes.
  var instructionsPerItem: Double? { instructions.map { items > 0 ? Double($0) / Double(items) : 0 } }

  private func quantile(_ share: Double) -> Double {
    guard let last = seconds.last else { return 0 }
    let place = share * Double(seconds.count - 1)
    let below = Int(place)
    guard below + 1 < seconds.count else { return last }
    return seconds[below] + (seconds[below + 1] - seconds[below]) * (place - Double(below))
  }
}
