import Documents
import PolicyLanguage
import Replay
import Reporting
import Synchronization
import Testing

/// The lines of a run do not depend on how its input comes, nor on who decides which block.
@Suite("block borders")
struct BlockBorderTests {
  private static let records = [
    #"{"id":"a","action":"ec2:DeleteVolume","resource":"arn:aws:ec2:::volume/v","context":{"aws:ResourceTag/t":"true"}}"#,
    "", " \t\r", #"{"id":2,"action":"s3:Get\u004fbject","resource":"Zürich \" \\"}"# + "\r", "{broken",
    "{\"action\":\"a\u{0}\"}",
    #"{"id":"c","action":"ec2:DeleteVolume","resources":[{"resource":"x"},{"resource":"y","context":{"aws:ResourceTag/t":"true"}}]}"#,
    #"{"id":"d","action":"ec2:DeleteVolume","context":{"aws:ResourceTag/t":["true","x"],"aws:resourcetag/T":"y"}}"#,
    #"{"id":"e","action":"ec2:DeleteVolume"}"#,
  ]

  private func run(
    _ text: [UInt8], jobs: Int = 1, formatter: any DecisionFormatter = NDJSONDecisionFormatter(), read: Int
  ) throws -> String {
    let output = Mutex<[UInt8]>([])
    _ = try result(text, read: read) { run in
      run.jobs = jobs
      run.formatter = formatter
    } write: { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
    }
    return String(decoding: output.withLock { $0 }, as: UTF8.self)
  }

  private func result(
    _ text: [UInt8], read: Int, _ setUp: (inout StreamRun) -> Void,
    write: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) throws -> StreamRun.Result {
    let source = SourceText(
      name: "scp.json",
      text: """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/t": "true"}}}]}
        """)
    let policy = try #require(PolicyReader(kind: .scp).read(source).policy)
    var run = StreamRun(
      policies: StreamPolicies(requests: .fixed(PolicyStack.serviceControlPolicies([policy]).stack)),
      formatter: NDJSONDecisionFormatter())
    setUp(&run)
    let rest = Mutex(text[...])
    let input = StreamInput.reading(name: "test") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(min(buffer.count, read))
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    return run.run([input]) { bytes in
      write(bytes)
      return 0
    }
  }

  @Test("a read may end at any byte, with and without a last line ending", arguments: [true, false])
  func everyByte(endsLine: Bool) throws {
    let text = Array((Self.records.joined(separator: "\n") + (endsLine ? "\n" : "")).utf8)
    let whole = try run(text, read: text.count)
    #expect(whole.split(separator: "\n").count == 7)
    #expect(whole.contains(#"{"line":2,"#) == false)
    for read in 1..<text.count { #expect(try run(text, read: read) == whole) }
  }

  @Test("the bytes are the same for every number of workers, in every format")
  func jobs() throws {
    // Some two megabytes, so that there are several blocks.
    let text = Array((0..<2500).flatMap { _ in Self.records }.joined(separator: "\n").utf8)
    let formatters: [any DecisionFormatter] = [
      NDJSONDecisionFormatter(), CSVDecisionFormatter(), TextDecisionFormatter(style: .plain),
    ]
    for formatter in formatters {
      let one = try run(text, formatter: formatter, read: 1 << 20)
      for jobs in [2, 3, 8] { #expect(try run(text, jobs: jobs, formatter: formatter, read: 100_000) == one) }
    }
  }

  @Test("highlights are collected when they are asked for, whoever decides which block")
  func highlights() throws {
    let text = Array((0..<2500).flatMap { _ in Self.records }.joined(separator: "\n").utf8)
    for jobs in [1, 3] {
      let result = try result(text, read: 100_000) { run in
        run.jobs = jobs
        run.collectsHighlights = true
      }
      let highlights = try #require(result.highlights)
      #expect(highlights.denied.first?.id == #""a""#)
      #expect(highlights.denied.prefix(3).map(\.line) == [1, 7, 10])
      #expect(highlights.failed.first?.line == 5)
      #expect(highlights.deniedActions.counts == ["ec2:DeleteVolume": result.tally.count(.explicitDeny)])
    }
    #expect(try result(text, read: 100_000, { _ in }).highlights == nil)
  }
}
