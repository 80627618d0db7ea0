/// Runs a benchmark: once to warm up and to check the answer, then until there are samples enough.
struct Sampler {
  /// The least number of samples.
  var leastSamples = 5
  /// The most samples.
  var mostSamples = 30
  /// Seconds after which no further sample is taken once there are enough.
  var seconds = 2.0

  /// Measures a benchmark.
  ///
  /// - Throws: a `BenchmarkError` when any run, the warm-up included, answers anything but what is expected.
  func measure(_ benchmark: Benchmark) throws -> Measurement {
    let prepared = try benchmark.prepare()
    try check(try prepared.body(), prepared, benchmark)
    let counter = InstructionCounter()
    ProcessMemory.resetPeak()
    var samples: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    var instructions: Int?
    while samples.count < mostSamples {
      prepared.stopwatch?.reset()
      counter?.start()
      let before = clock.now
      let answer = try prepared.body()
      let elapsed = prepared.stopwatch?.elapsed ?? before.duration(to: clock.now)
      // The first sample's count stands for all: instructions hardly vary from run to run.
      if let count = counter?.stop(), instructions == nil, prepared.stopwatch == nil { instructions = count }
      try check(answer, prepared, benchmark)
      samples.append(elapsed.inSeconds)
      if samples.count >= leastSamples, start.duration(to: clock.now).inSeconds >= seconds { break }
    }
    return Measurement(
      name: benchmark.name, unit: benchmark.unit, items: prepared.items, bytes: prepared.bytes,
      seconds: samples.sorted(), peakMemory: prepared.ownPeakMemory?() ?? ProcessMemory.peak(),
      instructions: instructions,
      answer: prepared.expected)
  }

  /// Runs a benchmark's body a number of times, takes no times, and returns the items of one run.
  ///
  /// - Throws: a `BenchmarkError` when a run answers anything but what is expected.
  func run(_ benchmark: Benchmark, passes: Int) throws -> Int {
    let prepared = try benchmark.prepare()
    for _ in 0..<passes { try check(try prepared.body(), prepared, benchmark) }
    return prepared.items
  }

  private func check(_ answer: Benchmark.Answer, _ prepared: Benchmark.Prepared, _ benchmark: Benchmark) throws {
    guard answer == prepared.expected else {
      throw BenchmarkError("\(benchmark.name): expected \(prepared.expected), got \(answer)")
    }
  }
}

extension Duration {
  /// The duration in seconds.
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
