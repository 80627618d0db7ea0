import Documents
import PolicyLanguage
import Replay
import Reporting
import Synchronization
import Testing

@Suite("StreamRun")
struct StreamRunTests {
  private static let stackPolicy = """
    {"Statement": [
      {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"},
      {"Sid": "ProtectDatabase", "Effect": "Deny", "Action": "Update:Replace", "Principal": "*", "Resource": "LogicalResourceId/Db"}
    ]}
    """
  private static let scp = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "KeepTagged", "Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*",
       "Condition": {"StringEquals": {"aws:ResourceTag/codeocean:protected": "true"}}}
    ]}
    """

  private func policy(_ text: String, _ kind: PolicyKind, name: String) throws -> Policy {
    let reading = PolicyReader(kind: kind).read(SourceText(name: name, text: text))
    return try #require(reading.policy)
  }

  private func run(
    _ lines: String, jobs: Int = 1, badRecords: BadRecordPolicy = .fail, unknown: Bool = false
  ) throws -> (lines: [String], result: StreamRun.Result) {
    let scp = PolicyStack.serviceControlPolicies([try policy(Self.scp, .scp, name: "scp.json")])
    var run = StreamRun(
      policies: StreamPolicies(
        stacks: [StackPolicyBinding(name: nil, policy: try policy(Self.stackPolicy, .stack, name: "stack.json"))],
        requests: .fixed(scp.stack)),
      formatter: NDJSONDecisionFormatter())
    run.jobs = jobs
    run.badRecords = badRecords
    run.missingContext.isUnknown = unknown
    let rest = Mutex(Array(lines.utf8)[...])
    let output = Mutex<[UInt8]>([])
    let input = StreamInput.reading(name: "test") { buffer in
      rest.withLock { rest in
        // Few bytes a read, so that lines straddle reads.
        let part = rest.prefix(min(buffer.count, 7))
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    let result = run.run([input]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    let text = String(decoding: output.withLock { $0 }, as: UTF8.self)
    return (text.split(separator: "\n").map(String.init), result)
  }

  @Test(
    "what is not the name of one action is an error, never an Allow",
    arguments: ["DeleteBucket", "s3:", ":x", "s3:*", "*", " s3:x", "a:b:c"])
  func actionNames(action: String) throws {
    let (lines, _) = try run(#"{"action":"\#(action)"}"# + "\n")
    #expect(lines.count == 1)
    #expect(lines[0].contains(#""error":{"code":"record.action""#))
  }

  @Test("every element of a long list is read, and the first Deny named")
  func longResourceList() throws {
    let tagged = #"{"resource":"arn:z","context":{"aws:ResourceTag/codeocean:protected":"true"}}"#
    let elements = (0..<3000).map { #"{"resource":"arn:\#($0)"}"# } + [tagged, #"{"resource":"arn:y"}"#]
    let list = elements.joined(separator: " , ")
    let (lines, _) = try run(#"{"action":"ec2:DeleteVolume","resources":[\#(list)]}"# + "\n")
    #expect(lines[0].contains(#""resource":"arn:z","decision":"Deny""#))
    let (broken, _) = try run(#"{"action":"ec2:DeleteVolume","resources":[{"resource":"a"},42]}"# + "\n")
    #expect(broken[0].contains(#""code":"record.shape""#))
  }

  @Test("one line a record, in order, naming statement and position")
  func decisions() throws {
    let (lines, result) = try run(
      """
      {"id":"a1","action":"Update:Replace","logicalResourceId":"Db","resourceType":"AWS::RDS::DBInstance"}

      {"id":2,"action":"Update:Modify","resource":"LogicalResourceId/Db"}
      {"action":"ec2:DeleteVolume","resource":"arn:aws:ec2:us-east-1:1:volume/v","context":{"AWS:resourcetag/CodeOcean:Protected":"true"}}
      {"action":"ec2:DeleteVolume","context":{"aws:ResourceTag/codeocean:protected":["true"]}}
      {"action":
      """)
    #expect(
      lines == [
        #"{"line":1,"id":"a1","action":"Update:Replace","resource":"LogicalResourceId/Db","decision":"Deny","evaluation":"explicitDeny","by":{"policyType":"stack","policy":"stack.json","statement":1,"sid":"ProtectDatabase","at":"stack.json:3:3"}}"#,
        #"{"line":3,"id":2,"action":"Update:Modify","resource":"LogicalResourceId/Db","decision":"Allow","evaluation":"allowed","by":{"policyType":"stack","policy":"stack.json","statement":0,"at":"stack.json:2:3"}}"#,
        #"{"line":4,"action":"ec2:DeleteVolume","resource":"arn:aws:ec2:us-east-1:1:volume/v","decision":"Deny","evaluation":"explicitDeny","by":{"policyType":"scp","policy":"scp.json","statement":0,"sid":"KeepTagged","at":"scp.json:2:3"},"gates":["scp"]}"#,
        #"{"line":5,"action":"ec2:DeleteVolume","resource":"*","decision":"Allow","evaluation":"allowed","by":{"policyType":"scp","policy":"FullAWSAccess","statement":0,"at":"FullAWSAccess:1:1"},"gates":["scp"]}"#,
        #"{"line":6,"error":{"code":"record.json","message":"expected a value, found the end","offset":10}}"#,
      ])
    #expect(result.tally.count(.explicitDeny) == 2)
    #expect(result.tally.count(.allowed) == 2)
    #expect(result.tally.errors == ["record.json": 1])
  }

  @Test("ruling 21: a key that the record lacks is absent, or unknown when that is asked for")
  func missingKeys() throws {
    let record = #"{"action":"ec2:DeleteVolume"}"#
    #expect(try run(record).lines[0].contains(#""decision":"Allow""#))
    let (lines, result) = try run(record, unknown: true)
    #expect(lines[0].contains(#""evaluation":"unknown","missing":["aws:ResourceTag/codeocean:protected"]"#))
    #expect(result.tally.missingKeys == ["aws:ResourceTag/codeocean:protected": 1])
  }

  @Test(
    "unreadable records",
    arguments: [
      (#"{"action":"ec2:Run","action":"ec2:Run"}"#, "record.duplicate"),
      (#"{"action":"ec2:Run","\u0061ction":"ec2:Run"}"#, "record.duplicate"),
      (#"{"action":"ec2:Run","context":{"a":"1","A":"2"}}"#, "record.duplicate"),
      (#"{"action":"ec2:Run","context":{"a":{}}}"#, "record.shape"),
      (#"{"action":"ec2:Run","context":{"a":[["x"]]}}"#, "record.shape"),
      (#"{"action":"ec2:Run","resources":[]}"#, "record.shape"),
      (#"{"action":7}"#, "record.shape"), (#"[]"#, "record.shape"), (#"{}"#, "record.action"),
      (#"{"action":"Update:Modify"}"#, "record.logicalResourceId"),
      (#"{"action":"Update:*","logicalResourceId":"a"}"#, "record.action"),
      (#"{"action":"update:modify","logicalResourceId":"a"}"#, "record.action"),
      (#"{"action":"ec2:Run"} x"#, "record.json"),
    ])
  func badRecords(record: String, code: String) throws {
    #expect(try run(record).result.tally.errors == [code: 1])
  }

  @Test("on-bad-record stop ends the run behind the error's line")
  func stop() throws {
    let (lines, result) = try run("{\n{\"action\":\"ec2:Run\"}\n", badRecords: .stop)
    #expect(lines.count == 1)
    #expect(result.stopped)
  }

  @Test("all resources of a record must pass, each with its own context")
  func resources() throws {
    let (lines, _) = try run(
      #"{"action":"ec2:DeleteVolume","context":{"aws:ResourceTag/codeocean:protected":"false"},"resources":[{"resource":"arn:a"},{"resource":"arn:b","context":{"aws:ResourceTag/codeocean:protected":"true"}},{"resource":"arn:c"}]}"#
    )
    #expect(lines[0].contains(#""resource":"arn:b","decision":"Deny""#))
  }

  @Test("escaped names survive the other resources of their record")
  func escapedResources() throws {
    let (lines, _) = try run(
      #"{"\u0061ction":"ec2:\u0044eleteVolume","resources":[{"resource":"arn:\u0062","context":{"aws:ResourceTag/codeocean:protected":"\u0074rue"}},{"resource":"arn:\u0063\u0063\u0063"}]}"#
    )
    #expect(lines[0].contains(#""action":"ec2:DeleteVolume","resource":"arn:b","decision":"Deny""#), "\(lines)")
  }

  @Test("the bytes are the same for any number of workers")
  func workers() throws {
    var stream = ""
    for index in 0..<4000 {
      stream +=
        #"{"id":"\#(index)","action":"Update:\#(index % 3 == 0 ? "Replace" : "Modify")","logicalResourceId":"Db"}"#
        + "\n"
      if index % 97 == 0 { stream += "{broken\n" }
    }
    let alone = try run(stream)
    let three = try run(stream, jobs: 3)
    #expect(alone.lines == three.lines)
    #expect(alone.result.tally == three.result.tally)
    #expect(alone.lines.count == 4000 + 42)
  }
}
