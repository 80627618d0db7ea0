import ActionStreams
import Documents
import PolicyLanguage
import Replay
import SyntheticStreams
import Testing

/// What the policies of a seed decide on the streams of the same seed: a workload that only allows would measure little.
@Suite struct DecisionMixTests {
  /// Writes nothing: these tests look at the tally.
  private struct NoLines: DecisionFormatter {
    let header: [UInt8] = []
    func mention(ofFile name: ByteString) -> [UInt8] { [] }
    func lead(_ decision: Decision) -> [UInt8] { [] }
    func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
    func tail(_ decision: Decision) -> [UInt8] { [] }
    func append(_ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {}
  }

  private func policies(_ documents: [SyntheticPolicies.Document], _ kind: PolicyKind) throws -> [Policy] {
    try documents.map { document in
      let reading = PolicyReader(kind: kind).read(SourceText(name: document.name, bytes: document.bytes))
      return try #require(reading.policy, "\(reading.diagnostics)")
    }
  }

  /// The share of each result in percent.
  private func shares(
    _ kind: SyntheticStream.Kind, _ records: Int, under policies: StreamPolicies
  ) throws -> [EvaluationResult: Int] {
    var stream = SyntheticStream(seed: 42, kind: kind)
    var text: [UInt8] = []
    stream.appendLines(records, to: &text)
    let bytes = text
    let place = Place()
    let input = StreamInput.reading(name: "synthetic") { buffer in
      let part = bytes[place.advance(buffer.count, in: bytes.count)]
      buffer.copyBytes(from: part)
      return part.count
    }
    let result = StreamRun(policies: policies, formatter: NoLines()).run([input]) { _ in 0 }
    #expect(result.tally.errorCount == 0, "\(result.tally.errors)")
    #expect(result.tally.decisionCount == records)
    return Dictionary(
      uniqueKeysWithValues: EvaluationResult.allCases.map { ($0, result.tally.count($0) * 100 / records) })
  }

  /// Where the reader of a buffer stands.
  private final class Place: @unchecked Sendable {
    private var at = 0

    func advance(_ most: Int, in count: Int) -> Range<Int> {
      let start = at
      at = min(count, at + most)
      return start..<at
    }
  }

  @Test("requests under SCPs and identity policies: about 56 of a hundred allowed, 13 denied, 31 not allowed")
  func requests() throws {
    let made = SyntheticPolicies(seed: 42)
    let levels = try SyntheticPolicies.levels(of: made.serviceControlPolicies(statements: 100)).map {
      PolicyLevel(id: nil, policies: [.fullAWSAccess] + (try policies($0, .scp)))
    }
    let stack = PolicyStack(
      serviceControlPolicies: levels, identityPolicies: try policies(made.identityPolicies(statements: 100), .identity))
    let shares = try shares(.requests, 2_000, under: StreamPolicies(requests: .fixed(stack)))
    #expect((50...62).contains(shares[.allowed] ?? 0), "\(shares)")
    #expect((10...17).contains(shares[.explicitDeny] ?? 0), "\(shares)")
    #expect((25...37).contains(shares[.implicitDeny] ?? 0), "\(shares)")
  }

  @Test("updates under a stack policy: about 78 of a hundred allowed, 12 denied, 10 not allowed")
  func updates() throws {
    let documents = SyntheticPolicies(seed: 42).stackPolicies(statements: 50)
    let policy = try #require(try policies(documents, .stack).first)
    #expect(policy.statements.count == 50)
    let binding = StackPolicyBinding(name: nil, policy: policy)
    let shares = try shares(.updates, 3_000, under: StreamPolicies(stacks: [binding]))
    #expect((72...84).contains(shares[.allowed] ?? 0), "\(shares)")
    #expect((9...16).contains(shares[.explicitDeny] ?? 0), "\(shares)")
    #expect((7...13).contains(shares[.implicitDeny] ?? 0), "\(shares)")
  }

  @Test("every made-up policy is read without an error", arguments: [PolicyKind.scp, .identity, .stack])
  func readable(kind: PolicyKind) throws {
    let made = SyntheticPolicies(seed: 7)
    let documents =
      switch kind {
      case .scp: made.serviceControlPolicies(statements: 500)
      case .identity: made.identityPolicies(statements: 500)
      default: made.stackPolicies(statements: 500)
      }
    #expect(try policies(documents, kind).reduce(0) { $0 + $1.statements.count } == 500)
  }
}
