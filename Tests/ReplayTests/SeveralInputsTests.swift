import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Reporting
import Simulation
import Synchronization
import Testing

@Suite("several inputs of one run")
struct SeveralInputsTests {
  private static let policy = """
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"}]}
    """
  private static let record = #"{"action":"Update:Modify","logicalResourceId":"Db"}"# + "\n"

  /// An input of some records; the last has no line ending when that is asked for.
  private func input(_ name: String, records: Int, endsInNewline: Bool) -> StreamInput {
    var bytes = Array(String(repeating: Self.record, count: records).utf8)
    if !endsInNewline, !bytes.isEmpty { bytes.removeLast() }
    let rest = Mutex(bytes[...])
    return StreamInput.reading(name: name) { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
  }

  @Test("lines are counted from 1 in each input", arguments: [true, false], [1, 3])
  func lineNumbers(endsInNewline: Bool, jobs: Int) throws {
    let reading = PolicyReader(kind: .stack).read(SourceText(name: "stack.json", text: Self.policy))
    let policy: Policy = try #require(reading.policy)
    var run = StreamRun(
      policies: StreamPolicies(stacks: [StackPolicyBinding(name: nil, policy: policy)]),
      formatter: NDJSONDecisionFormatter())
    run.jobs = jobs
    run.namesFiles = true
    let inputs = [
      input("a", records: 3, endsInNewline: endsInNewline), input("empty", records: 0, endsInNewline: true),
      input("b", records: 10_000, endsInNewline: endsInNewline), input("c", records: 2, endsInNewline: endsInNewline),
    ]
    let output = Mutex<[UInt8]>([])
    _ = run.run(inputs) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    let starts = String(decoding: output.withLock { $0 }, as: UTF8.self).split(separator: "\n").map { line in
      line.prefix { $0 != "i" } == #"{"f"# ? line.split(separator: ",").prefix(2).joined(separator: ",") : ""
    }
    let expected = [("a", 3), ("b", 10_000), ("c", 2)].flatMap { name, count in
      (1...count).map { #"{"file":"\#(name)","line":\#($0)"# }
    }
    #expect(starts == expected)
  }
}
