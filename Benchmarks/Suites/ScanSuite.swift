import Documents
import SyntheticStreams

/// The JSON scanners on the bytes of streams: what reading costs before anything is decided.
enum ScanSuite {
  static var benchmarks: [Benchmark] {
    [
      scan("requests", .requests, 100_000, skip),
      scan("cloudtrail", .cloudTrail, 30_000, skip),
      scan("requests/tree", .requests, 10_000, tree),
    ]
  }

  private static func scan(
    _ name: String, _ kind: SyntheticStream.Kind, _ records: Int,
    _ work: @escaping (UnsafeBufferPointer<UInt8>) throws -> Void
  ) -> Benchmark {
    Benchmark(
      name: "scan/\(name)", unit: "records", about: "find lines, check each record's JSON to the last byte"
    ) {
      var stream = SyntheticStream(seed: Suites.seed, kind: kind)
      var input: [UInt8] = []
      stream.appendLines(records, to: &input)
      return Benchmark.Prepared(
        items: records, bytes: input.count, expected: Benchmark.Answer("records=\(records)")
      ) {
        var found = 0
        try input.withUnsafeBufferPointer { buffer in
          var start = 0
          while start < buffer.count {
            let end = buffer[start...].firstIndex(of: 0x0A) ?? buffer.count
            try work(UnsafeBufferPointer(rebasing: buffer[start..<end]))
            found += 1
            start = end + 1
          }
        }
        return Benchmark.Answer("records=\(found)")
      }
    }
  }

  /// Passes over a record without building anything: `JSONCursor.skipValue`.
  private static func skip(_ line: UnsafeBufferPointer<UInt8>) throws {
    var cursor = JSONCursor(line)
    try cursor.skipValue()
    try cursor.finish()
  }

  /// Builds the tree of a record: what policies and templates are read by.
  private static func tree(_ line: UnsafeBufferPointer<UInt8>) throws {
    _ = try JSONReader().read(Array(line))
  }
}
