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
      + [true, false].flatMap { memo in PolicyWorkload.requestSizes.map { requests($0, usesMemo: memo) } }
  }

  /// Counts of the first records under each number of statements, which every run must come to.
  private static let stackCounts: [Int: DecisionCounts] = [
    5: DecisionCounts(allowed: 15_846, explicitDeny: 2_097, implicitDeny: 2_057),
    50: DecisionCounts(allowed: 15_541, explicitDeny: 2_531, implicitDeny: 1_928),
    1_000: DecisionCounts(allowed: 9_328, explicitDeny: 10_334, implicitDeny: 338),
  ]
  private static let requestCounts: [Int: DecisionCounts] = [
    10: DecisionCounts(allowed: 11_272, explicitDeny: 2_596, implicitDeny: 6_132),
    100: DecisionCounts(allowed: 11_277, explicitDeny: 2_607, implicitDeny: 6_116),
    1_000: DecisionCounts(allowed: 1_123, explicitDeny: 285, implicitDeny: 592),
    10_000: DecisionCounts(allowed: 1_175, explicitDeny: 378, implicitDeny: 447),
  ]

  private static func stack(_ statements: Int) -> Benchmark {
    Benchmark(
      name: "decide/stack/\(statements)", unit: "decisions",
      about: "update actions on 500 resources under a stack policy of \(statements) statements"
    ) {
      let workload = try RequestWorkload(.updates, records: 20_000)
      let policy = try PolicyWorkload.stackPolicy(statements: statements)
      let program = Program(CollectionOfOne(policy))
      let stack = CompiledStack(stackPolicy: policy, program: program)
      let loop = DecisionLoop(workload, program: program, stack: stack)
      try agree(workload, loop, first: 2_000) { ReferenceEvaluator.decide($0, byStackPolicy: policy) }
      return loop.prepared(expecting: stackCounts[statements])
    }
  }

  private static func requests(_ statements: Int, usesMemo: Bool) -> Benchmark {
    Benchmark(
      name: "decide/scp-identity/\(statements)\(usesMemo ? "" : "/no-memo")", unit: "decisions",
      about: "API requests under \(statements) statements of SCPs at four levels and \(statements) of identity policies"
    ) {
      let workload = try RequestWorkload(.requests, records: max(2_000, min(20_000, 2_000_000 / statements)))
      let policies = try PolicyWorkload.requestPolicies(statements: statements)
      let program = Program(policies)
      let loop = DecisionLoop(
        workload, program: program, stack: CompiledStack(policies, program: program), usesMemo: usesMemo)
      try agree(workload, loop, first: max(100, 200_000 / (statements + 100))) {
        ReferenceEvaluator.decide($0, under: policies)
      }
      return loop.prepared(expecting: requestCounts[statements])
    }
  }

  /// Compares the first decisions with the reference evaluator's.
  static func agree(
    _ workload: RequestWorkload, _ loop: DecisionLoop, first count: Int, _ reference: (Request) -> Decision
  ) throws {
    try loop.forEach(first: min(count, workload.records.count)) { index, decision in
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

/// The loop that is measured: fills a frame with the located fields of each record and decides.
final class DecisionLoop {
  private struct Field {
    let key: Int
    let start: Int
    let count: Int
    let isList: Bool
  }

  private let workload: RequestWorkload
  private let program: Program
  private let stack: CompiledStack
  private let usesMemo: Bool
  private var fields: [Field] = []
  private var fieldRanges: [Range<Int>] = []
  /// The workload's values, and behind them those that principals imply.
  private var values: [ByteSlice]
  /// Holds the bytes of implied values.
  private var implied = RequestFrame(keyCount: 0)

  init(_ workload: RequestWorkload, program: Program, stack: CompiledStack, usesMemo: Bool = true) {
    self.workload = workload
    self.program = program
    self.stack = stack
    self.usesMemo = usesMemo
    values = workload.values
    // Which key of the program a member is, and what a principal's spelling implies, belong to locating them.
    for record in workload.records {
      let first = fields.count
      for entry in workload.entries[record.entries] {
        guard let key = program.keys.index(of: entry.name) else { continue }
        fields.append(Field(key: key, start: entry.start, count: entry.count, isList: entry.isList))
      }
      if let spelling = record.principal { locate(Principal(spelling.byteString)) }
      fieldRanges.append(first..<fields.count)
    }
  }

  private func locate(_ principal: Principal) {
    let pairs: [(ByteString, ByteString?)] = [
      ("aws:PrincipalArn", principal.arn), ("aws:PrincipalAccount", principal.account),
      ("aws:PrincipalType", principal.principalType),
      ("aws:username", principal.kind == .user ? principal.name : nil),
    ]
    for (name, value) in pairs {
      guard let key = program.keys.index(of: name), let value else { continue }
      fields.append(Field(key: key, start: values.count, count: 1, isList: false))
      values.append(implied.copy(value))
    }
  }

  /// Decides the first records and hands each decision to a function.
  func forEach(first count: Int, _ body: (Int, Decision) throws -> Void) rethrows {
    try decide(first: count) { index, verdict in try body(index, stack.decision(verdict)) }
  }

  private func decide(first count: Int, _ body: (Int, Verdict) throws -> Void) rethrows {
    var frame = RequestFrame(keyCount: program.keys.count)
    let index = IndexedStack(stack, program: program, memo: usesMemo ? VerdictMemo() : nil)
    try decide(first: count, &frame, index, body)
  }

  private func decide(
    first count: Int, _ frame: inout RequestFrame, _ index: IndexedStack, _ body: (Int, Verdict) throws -> Void
  ) rethrows {
    for number in 0..<count {
      let record = workload.records[number]
      frame.reset(missingIsUnknown: false)
      frame.action = record.action
      frame.resource = record.resource
      for field in fields[fieldRanges[number]] {
        if field.isList {
          let start = frame.valueCount
          for place in field.start..<field.start + field.count { frame.append(values[place]) }
          frame.setList(field.key, from: start)
        } else {
          frame.set(field.key, to: values[field.start])
        }
      }
      try body(number, index.decide(frame))
    }
  }

  /// Makes a benchmark of the loop over all records.
  func prepared(expecting counts: DecisionCounts?) -> Benchmark.Prepared {
    // The indexes are made by the first run, as a stream's are by its first records.
    let index = IndexedStack(stack, program: program, memo: usesMemo ? VerdictMemo() : nil)
    return Benchmark.Prepared(items: workload.records.count, expected: (counts ?? DecisionCounts()).answer) {
      var frame = RequestFrame(keyCount: self.program.keys.count)
      var counts = DecisionCounts()
      self.decide(first: self.workload.records.count, &frame, index) { counts.add($1.result) }
      return counts.answer
    }
  }
}
