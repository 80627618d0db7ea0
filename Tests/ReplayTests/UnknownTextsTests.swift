import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Testing

/// What is kept of the words of an Unknown is found by its gates and keys: they are all that it says.
@Suite("UnknownTexts")
struct UnknownTextsTests {
  /// Writes what a decision says.
  private struct Words: DecisionFormatter {
    var header: [UInt8] { [] }
    func mention(ofFile name: ByteString) -> [UInt8] { [] }
    func lead(_ decision: Decision) -> [UInt8] { [] }
    func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
    func tail(_ decision: Decision) -> [UInt8] {
      let gates = decision.gates.map(\.rawValue).joined(separator: ",")
      let missing = decision.missing.map(\.string).joined(separator: ",")
      return Array("\(decision.result) \(decision.by == nil ? "-" : "by") \(gates) \(missing)\n".utf8)
    }
    func append(_ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {}
  }

  private func policy(_ effect: String, _ keys: [String], _ kind: PolicyKind) throws -> Policy {
    let statements = keys.enumerated().map { index, key in
      #"{"Sid":"S\#(index)","Effect":"\#(effect)","Action":"a\#(index):*","Resource":"*","#
        + #""Condition":{"StringEquals":{"\#(key)":"x"}}}"#
    }
    let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
    return try #require(PolicyReader(kind: kind).read(SourceText(name: "p.json", text: text)).policy)
  }

  @Test("an Unknown names no statement, its gates in one order, and its keys")
  func words() throws {
    let keys = (0..<70).map { "k\($0)" }
    var stack = PolicyStack(
      serviceControlPolicies: [
        PolicyLevel(id: nil, policies: [try policy("Deny", keys, .scp), .fullAWSAccess])
      ])
    stack.permissionsBoundary = [try policy("Allow", keys.reversed(), .identity)]
    stack.identityPolicies = [try policy("Allow", keys, .identity)]
    let actions = [0, 69, 0, 1, 64, 69, 5, 64]
    var stream = StreamRun(policies: StreamPolicies(requests: .fixed(stack)), formatter: Words())
    stream.missingContext.isUnknown = true
    let records = actions.map { #"{"action":"a\#($0):b","resource":"*"}"# }
    let expected = actions.map { action in
      let missing = Set([keys[action], keys[69 - action]]).sorted().joined(separator: ",")
      return "unknown - scp,identity,boundary \(missing)"
    }
    #expect(RecordRun(stream).lines([("a", records.joined(separator: "\n"))]) == expected)
  }
}
