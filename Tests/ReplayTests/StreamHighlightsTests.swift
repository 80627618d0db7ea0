import Documents
import PolicyLanguage
import ActionStreams
import Replay
import Synchronization
import Testing

@Suite struct StreamHighlightsTests {
  private struct Lines: DecisionFormatter {
    var header: [UInt8] { [] }
    func mention(ofFile name: ByteString) -> [UInt8] { [] }
    func lead(_ decision: Decision) -> [UInt8] { [] }
    func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
    func tail(_ decision: Decision) -> [UInt8] { [0x0A] }
    func append(
      _ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer
    ) {}
  }

  private static let scp = """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "*", "Resource": "*"},
      {"Sid": "Keep", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*"}]}
    """

  private func run(_ text: String, jobs: Int) throws -> StreamHighlights {
    let reading = PolicyReader(kind: .scp).read(SourceText(name: "scp.json", text: Self.scp))
    let policy = try #require(reading.policy)
    var run = StreamRun(
      policies: StreamPolicies(requests: .fixed(PolicyStack.serviceControlPolicies([policy]).stack)), formatter: Lines()
    )
    run.collectsHighlights = true
    run.jobs = jobs
    let rest = Mutex(Array(text.utf8)[...])
    let input = StreamInput.reading(name: "s") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    let result = run.run([input]) { _ in 0 }
    return try #require(result.highlights)
  }

  @Test("what is denied is listed, counted by who and what, and by account and service", arguments: [1, 3])
  func denied(jobs: Int) throws {
    let record = #"{"id":7,"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/A","resource":"r"}"#
    let other = #"{"action":"s3:GetObject","principal":"arn:aws:iam::444455556666:role/B","resource":"r"}"#
    let highlights = try run([record, other, "nonsense", record].joined(separator: "\n") + "\n", jobs: jobs)
    #expect(highlights.denied.map(\.line) == [1, 4])
    #expect(highlights.denied.first?.id == "7")
    #expect(highlights.failed.map(\.line) == [3])
    #expect(highlights.unknown.isEmpty)
    #expect(highlights.deniedPrincipals.counts == ["arn:aws:iam::111122223333:role/A": 2])
    #expect(highlights.deniedActions.counts == ["ec2:DeleteVolume": 2])
    let cell = StreamHighlights.Cell(row: "111122223333", column: "ec2")
    #expect(highlights.cells[cell]?[.explicitDeny]?.count == 2)
    #expect(highlights.cells[.init(row: "444455556666", column: "s3")]?[.allowed]?.count == 1)
    #expect(highlights.decisions.map(\.count).sorted() == [1, 2])
  }

  @Test("lists stay bounded, counts do not, and neither hangs on the number of workers")
  func bounded() throws {
    let text = (0..<3_000).map { number in
      #"{"action":"ec2:DeleteVolume","principal":"arn:aws:iam::111122223333:role/R\#(number)","resource":"r"}"#
    }.joined(separator: "\n")
    let one = try run(text, jobs: 1)
    let three = try run(text, jobs: 3)
    #expect(one.denied.count == StreamHighlights.recordLimit)
    #expect(one.denied.map(\.line) == three.denied.map(\.line))
    #expect(one.deniedPrincipals.counts.count == 3_000)
    #expect(one.deniedPrincipals.counts == three.deniedPrincipals.counts)
    #expect(one.deniedActions.counts["ec2:DeleteVolume"] == 3_000)
  }
}
