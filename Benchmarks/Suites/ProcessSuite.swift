#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import SyntheticStreams

/// The release binary as users run it: how soon it answers, and how much memory a long stream takes.
///
/// Times include spawning the process and reading its output. Memory is the child's own peak, as the system counts it.
enum ProcessSuite {
  static var benchmarks: [Benchmark] {
    [
      start("version", "start, print the version, end: the floor of any process", ["--version"], says: "stockade "),
      start(
        "decision", "start, read a small policy and one record, decide, end", nil,
        says: "\"evaluation\":\"explicitDeny\""),
      pipe(records: 100_000), pipe(records: 1_000_000), pipe(records: 10_000_000),
    ]
  }

  private static func start(
    _ name: String, _ about: String, _ arguments: [String]?, says text: String
  ) -> Benchmark {
    Benchmark(name: "start/\(name)", unit: "starts", about: about) {
      let stockade = try ChildProcess.stockade()
      let files = try SmallFiles()
      let command = [stockade] + (arguments ?? ["evaluate", "-q", "-f", "ndjson", "--scp", files.policy, files.record])
      return Benchmark.Prepared(items: 1, expected: Benchmark.Answer("status=0 says \(text)")) {
        let child = try ChildProcess.run(command)
        _ = files
        let output = String(decoding: child.output, as: UTF8.self)
        return Benchmark.Answer("status=\(child.status) says \(output.contains(text) ? text : output)")
      }
    }
  }

  /// `stockade generate | stockade evaluate`: the stream is never in a file, and memory must not grow with it.
  private static func pipe(records: Int) -> Benchmark {
    Benchmark(
      name: "pipe/\(records)", unit: "records",
      about: "\(records) generated requests through a pipe into evaluate, 100 SCP statements, all cores"
    ) {
      let stockade = try ChildProcess.stockade()
      let files = try SmallFiles()
      let policies = files.policies.flatMap { ["--scp", $0] }
      let command = [stockade, "evaluate", "-q", "-f", "ndjson", "-o", "/dev/null"] + policies + ["-"]
      let feeder = [stockade, "generate", "--seed", "\(Suites.seed)", "--records", "\(records)"]
      var peak = 0
      return Benchmark.Prepared(
        items: records, expected: Benchmark.Answer("status=0"), ownPeakMemory: { peak }
      ) {
        let child = try ChildProcess.run(command, fedBy: feeder)
        _ = files
        peak = max(peak, child.peakMemory)
        return Benchmark.Answer("status=\(child.status)")
      }
    }
  }

  /// A policy of two statements, a record that it denies, and the workload's policies; gone with its last user.
  private final class SmallFiles {
    let policy: String
    let record: String
    let policies: [String]

    init() throws {
      let stem = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/stockade-benchmark-\(getpid())"
      policy = stem + "-policy.json"
      record = stem + "-record.ndjson"
      let documents = SyntheticPolicies(seed: Suites.seed).serviceControlPolicies(statements: 100)
      policies = documents.map { stem + "-" + $0.name }
      let statements =
        "{\"Effect\":\"Deny\",\"Action\":\"organizations:LeaveOrganization\",\"Resource\":\"*\"},"
        + "{\"Effect\":\"Deny\",\"Action\":\"s3:Delete*\",\"Resource\":\"arn:aws:s3:::datasets*\","
        + "\"Condition\":{\"StringNotEquals\":{\"aws:RequestedRegion\":[\"eu-west-1\"]}}}"
      try Self.write(Array("{\"Version\":\"2012-10-17\",\"Statement\":[\(statements)]}".utf8), to: policy)
      let context = "\"context\":{\"aws:RequestedRegion\":\"us-east-1\"}"
      let line = "{\"id\":\"1\",\"action\":\"s3:DeleteBucket\",\"resource\":\"arn:aws:s3:::datasets\",\(context)}\n"
      try Self.write(Array(line.utf8), to: record)
      for (document, path) in zip(documents, policies) { try Self.write(document.bytes, to: path) }
    }

    deinit { for path in [policy, record] + policies { unlink(path) } }

    private static func write(_ bytes: [UInt8], to path: String) throws {
      guard let file = fopen(path, "w") else { throw BenchmarkError("cannot write \(path)") }
      defer { fclose(file) }
      guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw BenchmarkError("cannot write \(path)") }
    }
  }
}
