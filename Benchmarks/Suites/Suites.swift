/// All suites, in the order in which they run.
enum Suites {
  /// The seed of every workload.
  static let seed: UInt64 = 42

  static var all: [Benchmark] {
    ScanSuite.benchmarks + TemplateSuite.benchmarks + GenerateSuite.benchmarks + CompileSuite.benchmarks
      + DecideSuite.benchmarks
      + WorstCaseSuite.benchmarks + EndToEndSuite.benchmarks + ProcessSuite.benchmarks
  }
}
