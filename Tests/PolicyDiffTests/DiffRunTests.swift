import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Simulation
import Synchronization
import SyntheticStreams
import Testing

@testable import PolicyDiff

@Suite struct DiffRunTests {
  private func scp(_ statements: String, name: String = "scp.json") throws -> Policy {
    let text = #"{"Version":"2012-10-17","Statement":[\#(statements)]}"#
    return try #require(PolicyReader(kind: .scp).read(SourceText(name: name, text: text)).policy)
  }

  private func policies(_ policy: Policy) -> StreamPolicies {
    StreamPolicies(requests: .fixed(PolicyStack.serviceControlPolicies([policy]).stack))
  }

  private func input(_ text: String) -> StreamInput {
    let rest = Mutex(Array(text.utf8)[...])
    return .reading(name: "actions.ndjson") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
  }

  private let principal = "arn:aws:iam::111122223333:role/R"

  @Test func changesAreFoundWithBothStatements() throws {
    let old = try scp(#"{"Sid":"Old","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}"#, name: "old.json")
    let new = try scp(#"{"Sid":"New","Effect":"Deny","Action":"ec2:*","Resource":"*"}"#, name: "new.json")
    let text = ["s3:DeleteBucket", "ec2:DeleteVolume", "s3:GetObject", "ec2:DeleteVolume"].enumerated().map {
      #"{"id":\#($0),"action":"\#($1)","principal":"\#(principal)","resource":"arn:aws:x:::r\#($0)"}"#
    }
    let result = DiffRun(before: policies(old), after: policies(new)).run([input(text.joined(separator: "\n"))])
    #expect(result.recordCount == 4)
    #expect(result.table.count(.newlyAllowed) == 1)
    #expect(result.table.count(.newlyDenied) == 2)
    let denied = try #require(result.table.sections(.newlyDenied).first?.groups.first)
    #expect(denied.after.by?.statement?.statement.sid == "New")
    #expect(denied.before.result == .allowed)
    #expect(denied.account == "111122223333")
    #expect(denied.principal == ByteString(principal))
    #expect(denied.example == .init(file: nil, line: 2, id: "1", resource: "arn:aws:x:::r1"))
    let allowed = try #require(result.table.sections(.newlyAllowed).first)
    #expect(allowed.before.by?.statement?.statement.sid == "Old")
    #expect(result.before.count(.explicitDeny) == 1)
    #expect(result.after.count(.explicitDeny) == 2)
  }

  @Test func contextThatOneSideFillsInIsNotTheOthers() throws {
    func world(_ tag: String) throws -> World {
      var environment = Environment()
      environment.resources = [
        ListedResource(
          arn: ResourceName("arn:aws:ec2:us-east-1:111122223333:volume/v"), tags: Tags(["keep": ByteString(tag)]))
      ]
      let text =
        #"{"root":{"id":"r","accounts":[{"id":"111122223333","serviceControlPolicies":["FullAWSAccess","scp"]}]}}"#
      let reading = EnvironmentReader.read(
        SourceText(name: "e.json", text: #"{"organization":\#(text)}"#),
        files: FileReader(files: [
          "scp":
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/keep":"yes"}}}}"#
        ]))
      environment.organization = try #require(reading.environment).organization
      return World(environment)
    }
    let record =
      #"{"action":"ec2:DeleteVolume","principal":"\#(principal)","resource":"arn:aws:ec2:us-east-1:111122223333:volume/v"}"#
    let run = DiffRun(
      before: StreamPolicies(requests: .world(try world("yes"))),
      after: StreamPolicies(requests: .world(try world("no"))))
    let result = run.run([input(record)])
    #expect(result.table.count(.newlyAllowed) == 1)
    let back = DiffRun(before: run.comparison.after, after: run.comparison.before).run([input(record)])
    #expect(back.table.count(.newlyDenied) == 1)
  }

  @Test func recordsThatASideCannotDecideAreNamed() throws {
    let policy = try scp(#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)
    let text = """
      {"action":"s3:GetObject"
      {"action":"Update:Delete","logicalResourceId":"A"}

      {"action":"Update:Delete","logicalResourceId":"B"}
      """
    var after = policies(policy)
    after.stacks = [StackPolicyBinding(name: nil, policy: nil)]
    let result = DiffRun(before: policies(policy), after: after).run([input(text)])
    #expect(result.recordCount == 3)
    #expect(result.errorCount == 3)
    #expect(result.errors.map(\.side) == [.both, .before])
    #expect(result.errors.map(\.line) == [1, 2])
    #expect(result.errors.map(\.count) == [1, 2])
  }

  @Test func severalResourcesAreDecidedBySideOnTheirOwn() throws {
    let old = try scp(#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::a"}"#)
    let new = try scp(#"{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::c"}"#)
    let record =
      #"{"action":"s3:X","principal":"*","resources":[{"resource":"arn:aws:s3:::a"},{"resource":"arn:aws:s3:::b"}]}"#
    let result = DiffRun(before: policies(old), after: policies(new)).run([input(record)])
    #expect(result.table.count(.newlyAllowed) == 1)
  }

  /// The counts of a diff are those of two runs, and its changes are the lines on which their words differ.
  @Test(arguments: [1, 3])
  func aDiffIsTwoRunsCompared(jobs: Int) throws {
    let synthetic = SyntheticPolicies(seed: 7).serviceControlPolicies(statements: 40)
    let all = try synthetic.map { document in
      try #require(PolicyReader(kind: .scp).read(SourceText(name: document.name, bytes: document.bytes)).policy)
    }
    let before = StreamPolicies(requests: .fixed(PolicyStack.serviceControlPolicies(all).stack))
    let after = StreamPolicies(
      requests: .fixed(PolicyStack.serviceControlPolicies(Array(all.dropFirst()) + [.fullAWSAccess]).stack))
    var bytes: [UInt8] = []
    var stream = SyntheticStream(seed: 7, kind: .requests)
    for _ in 0..<3_000 {
      stream.appendRecord(to: &bytes)
      bytes.append(0x0A)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    var run = DiffRun(before: before, after: after)
    run.comparison.jobs = jobs
    let result = run.run([input(text)])
    let old = words(before, text)
    let new = words(after, text)
    #expect(old.count == 3_000)
    let changed = zip(old, new).filter { $0 != $1 }
    #expect(!changed.isEmpty)
    #expect(result.table.changedCount == changed.count)
    #expect(result.table.count(.newlyAllowed) == changed.count { $0.1 == "Allow" })
    #expect(result.before.count(.allowed) == old.count { $0 == "Allow" })
    #expect(result.after.count(.allowed) == new.count { $0 == "Allow" })
    let first = try #require(zip(old, new).enumerated().first { $0.element.0 != $0.element.1 })
    #expect(result.table.groups.map(\.example.line).min() == first.offset + 1)
  }

  /// The decision word of each record, by a run of its own.
  private func words(_ policies: StreamPolicies, _ text: String) -> [String] {
    let output = Mutex<[UInt8]>([])
    _ = StreamRun(policies: policies, formatter: WordFormatter()).run([input(text)]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    return String(decoding: output.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// Writes the decision word of each record on a line.
private struct WordFormatter: DecisionFormatter {
  var header: [UInt8] { [] }
  func lead(_ decision: Decision) -> [UInt8] { Array((decision.result.decision + "\n").utf8) }
  func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
  func tail(_ decision: Decision) -> [UInt8] { [] }
  func append(_ error: RecordError, file: ByteString?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {
    output.append("error\n")
  }
}
