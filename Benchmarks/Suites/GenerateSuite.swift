import SyntheticStreams

/// How fast workloads are made, so that making one never hides what is measured on it.
enum GenerateSuite {
  static var benchmarks: [Benchmark] {
    [
      generate(.requests, 100_000, bytes: 38_816_485),
      generate(.updates, 200_000, bytes: 28_304_108),
      generate(.cloudTrail, 30_000, bytes: 37_986_224),
    ]
  }

  private static func generate(_ kind: SyntheticStream.Kind, _ records: Int, bytes: Int) -> Benchmark {
    Benchmark(name: "generate/\(kind.rawValue)", unit: "records", about: "make \(records) records into one buffer") {
      var output: [UInt8] = []
      return Benchmark.Prepared(
        items: records, bytes: bytes, expected: Benchmark.Answer("bytes=\(bytes)")
      ) {
        output.removeAll(keepingCapacity: true)
        var stream = SyntheticStream(seed: Suites.seed, kind: kind)
        stream.appendLines(records, to: &output)
        return Benchmark.Answer("bytes=\(output.count)")
      }
    }
  }
}
