import ActionStreams
import Documents
import Evaluation
import Foundation
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
    let text = requests(3_000)
    var run = DiffRun(before: before, after: after)
    run.comparison.jobs = jobs
    try check(run, text)
  }

  /// Two versions of an environment: a policy edited, tags of principals and resources changed, an account's SCPs gone.
  @Test(arguments: [
    (#""us-east-1""#, #""eu-north-1""#, false, 1), (#""team":"platform""#, #""team":"payments""#, false, 3),
    (#""team":"platform""#, #""team":"payments""#, true, 1), (#""arn":"arn:aws:s3"#, #""arn":"arn:aws:s4"#, true, 3),
    (":Delete*", ":Get*", true, 2),
    (#""aws:RequestedRegion""#, #""aws:SourceVpc""#, false, 1), (#""Deny""#, #""Allow""#, true, 1),
    (#""aws:ResourceTag/team""#, #""aws:ResourceTag/none""#, true, 3), ("", "", false, 1),
  ])
  func aDiffOfWorldsIsTwoRunsCompared(old: String, new: String, missingIsUnknown: Bool, jobs: Int) throws {
    let policies = SyntheticPolicies(seed: 3)
    let guardrails = policies.serviceControlPolicies(statements: 60)
    let grants = policies.identityPolicies(statements: 40)
    let text = requests(2_000)
    let names = Set(
      text.components(separatedBy: #""resource":""#).dropFirst().prefix(300).compactMap { rest in
        rest.components(separatedBy: "\"").first.flatMap { $0.hasPrefix("arn:") ? $0 : nil }
      }
    ).sorted()
    #expect(names.count > 100)
    let listed = names.map { name in
      let owner = name.hasPrefix("arn:aws:s3:::") ? #","account":"300011112214","abac":true"# : ""
      return #"{"arn":"\#(name)","tags":{"team":"platform"}\#(owner)}"#
    }
    let environment = String(
      decoding: SyntheticPolicies.environment(serviceControlPolicies: guardrails, identityPolicies: grants),
      as: UTF8.self
    )
    .replacingOccurrences(of: #","identityPolicies""#, with: #","tags":{"team":"platform"},"identityPolicies""#)
    .replacingOccurrences(
      of: #""principals":"#, with: #""resources":[\#(listed.joined(separator: ","))],"principals":"#)
    func world(_ edit: (String) -> String) throws -> World {
      let files = Dictionary(
        uniqueKeysWithValues: (guardrails + grants).map { ($0.name, edit(String(decoding: $0.bytes, as: UTF8.self))) })
      let reading = EnvironmentReader.read(
        SourceText(name: "environment.json", text: edit(environment)),
        files: FileReader(files: files))
      let read = reading.environment
      return World(try #require(read, "\(reading.diagnostics.prefix(3))"))
    }
    let before = try world { $0 }
    let after = try world { old.isEmpty ? $0 : $0.replacingOccurrences(of: old, with: new) }
    var run = DiffRun(
      before: StreamPolicies(requests: .world(before)), after: StreamPolicies(requests: .world(after)))
    run.comparison.jobs = jobs
    run.comparison.missingContext.isUnknown = missingIsUnknown
    try check(run, text, expectsChanges: !old.isEmpty)
  }

  private func requests(_ count: Int) -> String {
    var bytes: [UInt8] = []
    var stream = SyntheticStream(seed: 7, kind: .requests)
    for _ in 0..<count {
      stream.appendRecord(to: &bytes)
      bytes.append(0x0A)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Holds a diff against a run by each side.
  private func check(_ run: DiffRun, _ text: String, expectsChanges: Bool = true) throws {
    let result = run.run([input(text)])
    let old = words(run.comparison.before, text, run.comparison.missingContext)
    let new = words(run.comparison.after, text, run.comparison.missingContext)
    #expect(old.count == result.recordCount)
    let changed = zip(old, new).filter { $0 != $1 && $0 != "error" && $1 != "error" }
    #expect(changed.isEmpty != expectsChanges)
    #expect(result.table.changedCount == changed.count)
    #expect(result.table.groups.reduce(0) { $0 + $1.count } == changed.count)
    #expect(result.table.count(.newlyAllowed) == changed.count { $0.1 == "Allow" })
    #expect(result.table.count(.newlyDenied) == changed.count { $0.1 == "Deny" })
    #expect(result.table.count(.nowUnknown) == changed.count { $0.1 == "Unknown" })
    #expect(result.before.count(.unknown) == zip(old, new).count { $0.0 == "Unknown" && $0.1 != "error" })
    #expect(result.after.count(.allowed) == zip(old, new).count { $0.1 == "Allow" && $0.0 != "error" })
    guard expectsChanges else { return }
    let lines = zip(old, new).enumerated().filter { $0.element.0 != $0.element.1 }.map { $0.offset + 1 }
    #expect(result.table.groups.first?.example.line == lines.first)
    #expect(Set(result.table.groups.map(\.example.line)).isSubset(of: lines))
    // Groups come in the order of their first records, whoever found them.
    #expect(result.table.groups.map(\.example.line) == result.table.groups.map(\.example.line).sorted())
  }

  /// The decision word of each record, by a run of its own.
  private func words(_ policies: StreamPolicies, _ text: String, _ context: MissingContext) -> [String] {
    let output = Mutex<[UInt8]>([])
    var run = StreamRun(policies: policies, formatter: WordFormatter())
    run.missingContext = context
    _ = run.run([input(text)]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    return String(decoding: output.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// Writes the decision word of each record on a line.
private struct WordFormatter: DecisionFormatter {
  var header: [UInt8] { [] }
  func mention(ofFile name: ByteString) -> [UInt8] { [] }
  func lead(_ decision: Decision) -> [UInt8] { Array((decision.result.decision + "\n").utf8) }
  func append(_ record: StreamRecord, to output: inout ByteBuffer) {}
  func tail(_ decision: Decision) -> [UInt8] { [] }
  func append(_ error: RecordError, file: ByteSlice?, line: Int, id: ByteSlice?, to output: inout ByteBuffer) {
    output.append("error\n")
  }
}
