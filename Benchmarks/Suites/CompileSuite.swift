import Evaluation
import PolicyLanguage
import SyntheticStreams

/// From the bytes of policy documents to a program that decides: read, checked and compiled.
enum CompileSuite {
  static var benchmarks: [Benchmark] {
    PolicyWorkload.requestSizes.map { read($0) } + PolicyWorkload.requestSizes.map { compile($0) }
  }

  private static func read(_ statements: Int) -> Benchmark {
    Benchmark(
      name: "read/scp/\(statements)", unit: "statements",
      about: "read and check documents of \(statements) SCP statements"
    ) {
      let documents = SyntheticPolicies(seed: Suites.seed).serviceControlPolicies(statements: statements)
      return Benchmark.Prepared(
        items: statements, bytes: documents.reduce(0) { $0 + $1.bytes.count },
        expected: Benchmark.Answer("statements=\(statements)")
      ) {
        let count = try documents.reduce(0) { $0 + (try PolicyWorkload.read($1, .scp)).statements.count }
        return Benchmark.Answer("statements=\(count)")
      }
    }
  }

  private static func compile(_ statements: Int) -> Benchmark {
    Benchmark(
      name: "compile/scp-identity/\(statements)", unit: "statements",
      about: "compile \(statements) statements of SCPs and \(statements) of identity policies that are read already"
    ) {
      let policies = try PolicyWorkload.requestPolicies(statements: statements)
      let keys = Set(
        policies.policies.flatMap(\.statements).flatMap(\.conditions).map { $0.key.text.asciiLowercased })
      // Variables name keys, too: ${aws:PrincipalTag/team} is the workload's only one.
      let expected = keys.union(["aws:principaltag/team"]).count
      return Benchmark.Prepared(items: statements * 2, expected: Benchmark.Answer("keys=\(expected)")) {
        let program = Program(policies)
        return Benchmark.Answer("keys=\(program.keys.count)")
      }
    }
  }
}
