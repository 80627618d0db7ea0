import Documents
import Evaluation
import PolicyLanguage
import ReferenceEvaluator
import SyntheticStreams

/// Decisions on requests whose fields are located already: from pointers and lengths to a decision, on one core.
///
/// Before any time is taken, the first records are decided by the reference evaluator, too, and every decision, with
/// the statement that it names, must be the same.
enum DecideSuite {
  static var benchmarks: [Benchmark] {
    PolicyWorkload.stackSizes.map { stack($0) }
      + PolicyWorkload.requestSizes.map { requests($0, hasMemo: true) }
      + PolicyWorkload.requestSizes.map { requests($0, hasMemo: false) }
      + [pooled(100)]
  }

  /// What a million update actions must come to, by the number of statements.
  private static let stackCounts: [Int: DecisionCounts] = [
    5: DecisionCounts(allowed: 794_459, explicitDeny: 105_127, implicitDeny: 100_414),
    50: DecisionCounts(allowed: 778_890, explicitDeny: 127_469, implicitDeny: 93_641),
    1_000: DecisionCounts(allowed: 462_257, explicitDeny: 521_744, implicitDeny: 15_999),
  ]
  /// What a million requests on as many resources must come to.
  private static let requestCounts: [Int: DecisionCounts] = [
    10: DecisionCounts(allowed: 564_407, explicitDeny: 130_832, implicitDeny: 304_761),
    100: DecisionCounts(allowed: 564_679, explicitDeny: 131_518, implicitDeny: 303_803),
    1_000: DecisionCounts(allowed: 569_854, explicitDeny: 138_219, implicitDeny: 291_927),
    10_000: DecisionCounts(allowed: 603_502, explicitDeny: 185_619, implicitDeny: 210_879),
  ]
  /// What a million requests on 50,682 resources must come to.
  private static let pooledCounts: [Int: DecisionCounts] = [
    100: DecisionCounts(allowed: 564_383, explicitDeny: 131_668, implicitDeny: 303_949)
  ]

  private static func stack(_ statements: Int) -> Benchmark {
    Benchmark(
      name: "decide/stack/\(statements)", unit: "decisions",
      about: "update actions on 500 resources under a stack policy of \(statements) statements"
    ) {
      let workload = try RequestWorkload.updates.get()
      let policy = try PolicyWorkload.stackPolicy(statements: statements)
      let program = Program(CollectionOfOne(policy))
      let stack = CompiledStack(stackPolicy: policy, program: program)
      let loop = try DecisionLoop(workload, program: program, stack: stack, hasMemo: true)
      try agree(workload, loop, first: 2_000) { ReferenceEvaluator.decide($0, byStackPolicy: policy) }
      return loop.prepared(expecting: stackCounts[statements])
    }
  }

  private static func requests(_ statements: Int, hasMemo: Bool) -> Benchmark {
    Benchmark(
      name: "decide/scp-identity/\(statements)" + (hasMemo ? "" : "/no-memo"), unit: "decisions",
      about: "API requests, 96 % distinct resources, \(statements) SCP statements at four levels and \(statements) of "
        + "identity policies" + (hasMemo ? "" : "; no memo of whole decisions")
    ) {
      try prepared(try RequestWorkload.distinct.get(), statements, hasMemo, requestCounts[statements])
    }
  }

  private static func pooled(_ statements: Int) -> Benchmark {
    Benchmark(
      name: "decide/scp-identity/\(statements)/50682-resources", unit: "decisions",
      about: "API requests on 50,682 resources, \(statements) statements in each of two layers"
    ) {
      try prepared(try RequestWorkload.pooled.get(), statements, true, pooledCounts[statements])
    }
  }

  private static func prepared(
    _ workload: RequestWorkload, _ statements: Int, _ hasMemo: Bool, _ counts: DecisionCounts?
  ) throws -> Benchmark.Prepared {
    let policies = try PolicyWorkload.requestPolicies(statements: statements)
    let program = Program(policies)
    let stack = CompiledStack(policies, program: program)
    let loop = try DecisionLoop(workload, program: program, stack: stack, hasMemo: hasMemo)
    try agree(workload, loop, first: max(100, 200_000 / (statements + 100))) {
      ReferenceEvaluator.decide($0, under: policies)
    }
    return loop.prepared(expecting: counts)
  }

  /// Compares the first decisions with the reference evaluator's.
  static func agree(
    _ workload: RequestWorkload, _ loop: DecisionLoop, first count: Int, _ reference: (Request) -> Decision
  ) throws {
    try loop.forEach(first: min(count, workload.records.count)) { index, verdict in
      let decision = loop.decision(verdict)
      let expected = reference(workload.request(index))
      guard DecisionSummary(decision) == DecisionSummary(expected) else {
        throw BenchmarkError(
          "record \(index): \(DecisionSummary(decision)), the reference says \(DecisionSummary(expected))")
      }
    }
  }
}

/// What of a decision must be the same in both evaluators.
private struct DecisionSummary: Equatable, CustomStringConvertible {
  let description: String

  init(_ decision: Decision) {
    let by = decision.by.map { by in
      let statement = by.statement.map { "\($0.policy.name)#\($0.index)" } ?? "-"
      return " by \(by.policyType.rawValue) \(by.level ?? "-") \(statement)"
    }
    description = decision.result.rawValue + (by ?? "")
  }
}
