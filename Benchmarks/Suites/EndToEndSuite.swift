#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import PolicyLanguage
import Replay
import Reporting
import Synchronization
import SyntheticStreams

/// A file of records to NDJSON decisions in order: what `stockade evaluate -f ndjson` does, in process.
///
/// The output goes to a function that counts its bytes. Answers are the counts of decisions and of output bytes; one
/// and two workers must give the same output to the byte, which is checked before any time is taken.
enum EndToEndSuite {
  static var benchmarks: [Benchmark] {
    var benchmarks: [Benchmark] = []
    for jobs in [1, 2] {
      for statements in [10, 100, 1_000] {
        benchmarks.append(
          requests("scp-identity/\(statements)", jobs: jobs, "\(statements) statements in each of two layers") {
            try PolicyWorkload.requestPolicies(statements: statements)
          })
      }
      benchmarks.append(
        requests("scp/100", jobs: jobs, "100 SCP statements, no identity policies") {
          try PolicyWorkload.serviceControlPolicies(statements: 100)
        })
      benchmarks.append(updates(jobs: jobs))
    }
    return benchmarks
  }

  private static func requests(
    _ name: String, jobs: Int, _ about: String, _ policies: @escaping () throws -> PolicyStack
  ) -> Benchmark {
    Benchmark(
      name: "ndjson/\(name)/j\(jobs)", unit: "records", about: "200,000 requests, file to NDJSON; \(about)"
    ) {
      try prepared(.requests, 200_000, jobs: jobs, StreamPolicies(requests: .fixed(try policies())))
    }
  }

  private static func updates(jobs: Int) -> Benchmark {
    Benchmark(
      name: "ndjson/stack/50/j\(jobs)", unit: "records",
      about: "500,000 update actions, file to NDJSON; a stack policy of 50 statements"
    ) {
      let binding = StackPolicyBinding(name: nil, policy: try PolicyWorkload.stackPolicy(statements: 50))
      return try prepared(.updates, 500_000, jobs: jobs, StreamPolicies(stacks: [binding]))
    }
  }

  private static func prepared(
    _ kind: SyntheticStream.Kind, _ records: Int, jobs: Int, _ policies: StreamPolicies
  ) throws -> Benchmark.Prepared {
    let file = try TemporaryFile(lines: records, kind)
    var run = StreamRun(policies: policies, formatter: NDJSONDecisionFormatter())
    run.jobs = 1
    let (expected, digest) = digest(run, file)
    guard expected.decisions == records else { throw BenchmarkError("\(expected.answer): records are missing") }
    run.jobs = 2
    guard Self.digest(run, file).digest == digest else {
      throw BenchmarkError("two workers write other bytes than one")
    }
    run.jobs = jobs
    let measured = run
    return Benchmark.Prepared(items: records, bytes: file.count, expected: expected.answer) {
      let written = Atomic<Int>(0)
      let result = measured.run([.file(file.path)]) { bytes in
        written.add(bytes.count, ordering: .relaxed)
        return 0
      }
      return Outcome(result.tally, written.load(ordering: .relaxed)).answer
    }
  }

  /// What a run came to.
  private struct Outcome {
    let counts: DecisionCounts
    let decisions: Int
    let bytes: Int

    init(_ tally: StreamTally, _ bytes: Int) {
      var counts = DecisionCounts()
      for result in EvaluationResult.allCases { counts.add(result, tally.count(result)) }
      counts.errors = tally.errorCount
      self.counts = counts
      decisions = tally.decisionCount
      self.bytes = bytes
    }

    var answer: Benchmark.Answer { Benchmark.Answer("\(counts.answer) bytes=\(bytes)") }
  }

  /// Runs once and digests the output.
  private static func digest(_ run: StreamRun, _ file: TemporaryFile) -> (outcome: Outcome, digest: UInt64) {
    let state = Mutex((digest: UInt64(0xCBF2_9CE4_8422_2325), count: 0))
    let result = run.run([.file(file.path)]) { bytes in
      state.withLock { state in
        for byte in bytes { state.digest = (state.digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state.count += bytes.count
      }
      return 0
    }
    return state.withLock { (Outcome(result.tally, $0.count), $0.digest) }
  }
}

/// A file of records that goes away with its last user.
final class TemporaryFile: Sendable {
  let path: String
  /// Its length in bytes.
  let count: Int

  /// Writes the first records of a stream, one a line.
  init(lines records: Int, _ kind: SyntheticStream.Kind) throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/stockade-benchmark-\(getpid())-\(kind.rawValue)-\(records).ndjson"
    guard let file = fopen(path, "w") else { throw BenchmarkError("cannot write \(path)") }
    defer { fclose(file) }
    var stream = SyntheticStream(seed: Suites.seed, kind: kind)
    var written = 0
    var block: [UInt8] = []
    var left = records
    while left > 0 {
      block.removeAll(keepingCapacity: true)
      stream.appendLines(min(left, 2_000), to: &block)
      left -= min(left, 2_000)
      guard fwrite(block, 1, block.count, file) == block.count else { throw BenchmarkError("cannot write \(path)") }
      written += block.count
    }
    count = written
  }

  deinit { unlink(path) }
}
