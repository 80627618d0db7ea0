import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Reporting
import Synchronization
import Testing

/// Requests wait to be decided together: what a stream says, counts and shows of each record is what it says of that record
/// alone, in the order of the records.
@Suite("PendingRequests")
struct PendingRequestsTests {
  private static let scp = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "Tag", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*",
       "Condition": {"StringEquals": {"aws:ResourceTag/t": "true"}}},
      {"Sid": "Plain", "Effect": "Deny", "Action": "s3:*", "Resource": "*",
       "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
      {"Sid": "Region", "Effect": "Deny", "Action": "sqs:*", "Resource": "*",
       "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}, "StringEquals": {"b": "x"}}},
      {"Sid": "First", "Effect": "Deny", "Action": "sns:*", "Resource": "*", "Condition": {"StringEquals": {"a": "x"}}},
      {"Sid": "Name", "Effect": "Deny", "Action": "iam:*", "Resource": "*",
       "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*7"}}}
    ]}
    """
  private static let stackPolicy = """
    {"Statement": [
      {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
      {"Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "LogicalResourceId/Db"}
    ]}
    """

  /// Requests that can wait, no two of which have the same line or, where keys may be unknown, hang on the same keys.
  private static let plain = [
    #"{"id":"p0","action":"ec2:DeleteVolume","resource":"v0","context":{"aws:ResourceTag/t":"true"}}"#,
    #"{"id":1,"action":"ec2:DeleteVolume","resource":"v1","context":{"aws:ResourceTag/t":"false"}}"#,
    #"{"action":"sns:Publish","resource":"escaped \u0041\n"}"#,
    #"{"id":"p\u0033","action":"sqs:Send\u004dessage","resource":"escaped \u0042 and longer\n","context":{"b":"\u0078"}}"#,
    #"{"id":"p4","action":"s3:GetObject"}"#,
    #"{"id":"p5","action":"s3:GetObject","resource":"r5","context":{"aws:SecureTransport":"false"}}"#,
    #"{"id":"p6","action":"sqs:SendMessage","resource":"r6","principal":"arn:aws:iam::111122223333:role/A"}"#,
    #"{"id":"p7","action":"iam:PutRole","resource":"r7","principal":"arn:aws:iam::111122223333:role/A7"}"#,
    #"{"id":"p8","action":"iam:PutRole","resource":"r8","principal":"arn:aws:iam::111122223333:role/A8"}"#,
    #"{"id":"p9","action":"iam:PutRole","resource":"r9"}"#,
  ]
  /// Records that are decided by themselves, or cannot be.
  private static let special = [
    "{broken", #"{"id":"twice","action":"a:b","action":"a:b"}"#, #"{"id":"none","action":"s3:*"}"#, "{}",
    #"{"id":"u","action":"Update:Replace","logicalResourceId":"Db"}"#,
    #"{"id":"w","action":"Update:Swap","logicalResourceId":"Db"}"#,
    #"{"id":"l","action":"ec2:DeleteVolume","resources":[{"resource":"\u0061"},{"resource":"y","context":{"aws:ResourceTag/t":"true"}}]}"#,
    #"{"id":"m","action":"ec2:DeleteVolume","resources":[{"resource":"a"},7]}"#,
    #"{"id":"n","action":"s3:GetObject","resources":[{"resource":"x"},{"resource":"\u007a"}]}"#,
  ]

  private struct Outcome {
    var lines: [String] = []
    var result = StreamRun.Result()
  }

  private static func policy(_ text: String, _ kind: PolicyKind, _ name: String) throws -> Policy {
    try #require(PolicyReader(kind: kind).read(SourceText(name: name, text: text)).policy)
  }

  /// A run that collects highlights.
  private static func stream() throws -> StreamRun {
    let scp = PolicyStack.serviceControlPolicies([try policy(scp, .scp, "scp.json")])
    var run = StreamRun(
      policies: StreamPolicies(
        stacks: [StackPolicyBinding(name: nil, policy: try policy(stackPolicy, .stack, "stack.json"))],
        requests: .fixed(scp.stack)),
      formatter: NDJSONDecisionFormatter())
    run.collectsHighlights = true
    return run
  }

  /// Runs over records, of which each read hands out some, the last without a line ending.
  private static func outcome(_ records: [String], of run: StreamRun, reading count: Int = .max) -> Outcome {
    let rest = Mutex(records[...])
    let output = Mutex<[UInt8]>([])
    let input = StreamInput.reading(name: "test") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(count)
        rest = rest.dropFirst(part.count)
        let text = part.joined(separator: "\n") + (rest.isEmpty ? "" : "\n")
        buffer.copyBytes(from: text.utf8)
        return text.utf8.count
      }
    }
    var outcome = Outcome()
    outcome.result = run.run([input]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    outcome.lines = output.withLock { $0.split(separator: 0x0A) }.map { String(decoding: $0, as: UTF8.self) }
    return outcome
  }

  /// What a run says of some records, each of which it was asked about alone.
  private final class Alone {
    private let run: StreamRun
    private var known: [String: Outcome] = [:]

    init(_ run: StreamRun) { self.run = run }

    subscript(_ record: String) -> Outcome {
      if let outcome = known[record] { return outcome }
      let outcome = PendingRequestsTests.outcome([record], of: run)
      known[record] = outcome
      return outcome
    }

    /// The lines of records that follow one another.
    func lines(_ records: [String]) -> [String] {
      records.enumerated().flatMap { index, record in
        self[record].lines.map { $0.replacing(#"{"line":1,"#, with: #"{"line":\#(index + 1),"#, maxReplacements: 1) }
      }
    }

    func tally(_ records: [String]) -> StreamTally {
      records.reduce(into: StreamTally()) { $0.add(self[$1].result.tally) }
    }
  }

  /// Some plain requests, one behind the other.
  private static func requests(_ count: Int) -> [String] { (0..<count).map { plain[$0 % plain.count] } }

  /// Finds that a run says of records together what it says of each alone.
  private static func check(_ records: [String], of run: StreamRun, _ alone: Alone, reading count: Int = .max) throws {
    let together = outcome(records, of: run, reading: count)
    #expect(together.lines == alone.lines(records))
    #expect(together.result.tally == alone.tally(records))
    let highlights = try #require(together.result.highlights)
    func places(_ isWanted: (StreamHighlights) -> Bool) -> [Int] {
      let wanted = records.indices.filter { alone[records[$0]].result.highlights.map(isWanted) ?? false }
      return wanted.prefix(StreamHighlights.recordLimit).map { $0 + 1 }
    }
    #expect(highlights.denied.map(\.line) == places { !$0.denied.isEmpty })
    #expect(highlights.unknown.map(\.line) == places { !$0.unknown.isEmpty })
    #expect(highlights.failed.map(\.line) == places { !$0.failed.isEmpty })
    for shown in highlights.denied + highlights.unknown {
      let own = try #require(alone[records[shown.line - 1]].result.highlights)
      let expected = try #require((own.denied + own.unknown).first)
      #expect(shown.id == expected.id && shown.resource == expected.resource)
      #expect(shown.principal == expected.principal && shown.action == expected.action)
      #expect(shown.decision?.missing == expected.decision?.missing)
    }
  }

  @Test("the records of these tests differ in what is said of them", arguments: [false, true])
  func records(isUnknown: Bool) throws {
    var run = try Self.stream()
    run.missingContext.isUnknown = isUnknown
    let alone = Alone(run)
    let lines = (Self.plain + Self.special).map { alone[$0].lines }
    #expect(lines.allSatisfy { $0.count == 1 })
    #expect(Set(lines.joined()).count == lines.count)
    for sid in isUnknown ? ["Tag", "Plain"] : ["Tag", "Plain", "Region", "Name"] {
      #expect(lines.joined().contains { $0.contains(#""sid":"\#(sid)""#) }, "\(sid)")
    }
    let tally = alone.tally(Self.plain)
    #expect(tally.lackedKeys.isEmpty == isUnknown)
    let keys: Set<ByteString> = ["a", "aws:PrincipalArn", "aws:RequestedRegion", "aws:SecureTransport", "b"]
    #expect(Set(tally.missingKeys.keys) == (isUnknown ? keys : []))
  }

  @Test("what cannot wait is decided behind what waits, wherever it stands", arguments: [false, true])
  func order(isUnknown: Bool) throws {
    var run = try Self.stream()
    run.missingContext.isUnknown = isUnknown
    let alone = Alone(run)
    for count in 0...20 { try Self.check(Self.requests(count), of: run, alone) }
    for place in 0...20 {
      for (index, special) in Self.special.enumerated() {
        var records = Self.requests(20)
        records.insert(special, at: place)
        // And another behind it, next to it or with some between.
        records.insert(
          Self.special[(index + place) % Self.special.count], at: min(records.count, place + 1 + index / 2))
        try Self.check(records, of: run, alone)
      }
    }
  }

  @Test("a block may end while requests wait", arguments: [1, 2, 3, 7, 13, 15, 16, 17, 31])
  func blocks(count: Int) throws {
    let run = try Self.stream()
    let alone = Alone(run)
    try Self.check(Self.requests(40), of: run, alone, reading: count)
    var mixed = Self.requests(60)
    for (index, special) in Self.special.enumerated() { mixed.insert(special, at: 6 + index * 6) }
    try Self.check(mixed, of: run, alone, reading: count)
  }

  @Test("a run that stops at an error has decided all records before it, and none behind it", arguments: 0...20)
  func stop(place: Int) throws {
    var run = try Self.stream()
    run.badRecords = .stop
    let alone = Alone(run)
    for special in Self.special where alone[special].result.stopped {
      var records = Self.requests(24)
      records.insert(special, at: place)
      let together = Self.outcome(records, of: run)
      #expect(together.lines == alone.lines(Array(records[...place])))
      #expect(together.result.tally == alone.tally(Array(records[...place])))
      #expect(together.result.stopped)
    }
    #expect(Self.special.contains { alone[$0].result.stopped })
  }

  @Test("principals that are forgotten are those of no request that waits")
  func principals() throws {
    // Some megabytes of names, so that the worker forgets them now and then.
    let filler = String(repeating: "x", count: 5_000)
    let records: [String] = (0..<2_000).map { index in
      let name = "role/\(index)" + filler + (index % 3 == 0 ? "7" : "8")
      return #"{"action":"iam:PutRole","principal":"arn:aws:iam::111122223333:\#(name)"}"#
    }
    let lines = Self.outcome(records, of: try Self.stream(), reading: 19).lines
    #expect(lines.count == records.count)
    for (index, line) in lines.enumerated() {
      #expect(line.hasPrefix(#"{"line":\#(index + 1),"#))
      let isDenied = line.contains(#""sid":"Name""#)
      #expect(isDenied == (index % 3 == 0), "\(index)")
    }
  }
}
