import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Reporting
import Simulation
import Testing

/// What is known of principals, accounts and assumptions by number is never taken for that of others, although several
/// deciders of one worker fill them in: a worker decides a record as one does that has seen no other.
@Suite("LastingIdentities")
struct LastingIdentitiesTests {
  private static let guardrails = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "Arn", "Effect": "Deny", "Action": "s3:*", "Resource": "*",
       "Condition": {"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:role/R1"}}},
      {"Sid": "Account", "Effect": "Deny", "Action": ["s3:Put*", "ec2:*"], "Resource": "*",
       "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}},
      {"Sid": "Name", "Effect": "Deny", "Action": "*", "Resource": "*",
       "Condition": {"StringEquals": {"aws:username": "eve"}}},
      {"Sid": "Org", "Effect": "Deny", "Action": ["s3:Get*", "ec2:*"], "Resource": "*",
       "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-bbbbbbbbbb"}}},
      {"Sid": "Owner", "Effect": "Deny", "Action": "ec2:DeleteVolume", "Resource": "*",
       "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}}
    ]}
    """
  private static let principals = [
    "arn:aws:iam::111122223333:role/R1", "arn:aws:iam::444455556666:role/R1", "arn:aws:iam::444455556666:user/eve",
    "arn:aws:iam::111122223333:user/eve", "arn:aws:iam::444455556666:user/bob", "arn:aws:iam::111122223333:user/bob",
  ]
  private static let requests = [
    ("s3", "DeleteBucket", "arn:aws:s3:::b"), ("s3", "GetObject", "arn:aws:s3:::b/k"),
    ("s3", "PutObject", "arn:aws:s3:::b/k"), ("ec2", "DeleteVolume", "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1"),
    ("ec2", "DeleteVolume", "arn:aws:ec2:eu-west-1:444455556666:volume/vol-1"),
  ]

  private static func policy(_ text: String, _ kind: PolicyKind) throws -> Policy {
    try #require(PolicyReader(kind: kind).read(SourceText(name: "p.json", text: text)).policy)
  }

  private static func guarded() throws -> PolicyStack {
    PolicyStack(serviceControlPolicies: [
      PolicyLevel(id: nil, policies: [try policy(guardrails, .scp), .fullAWSAccess])
    ])
  }

  private static func world(_ organization: String) throws -> RequestPolicies {
    let accounts = ["111122223333", "444455556666"].map {
      #"{"id": "\#($0)", "name": "n\#($0)", "serviceControlPolicies": ["FullAWSAccess", \#(guardrails)]}"#
    }
    let text = """
      {"organization": {"id": "\(organization)", "managementAccount": "999988887777",
       "root": {"id": "r-aaaa", "accounts": [\(accounts.joined(separator: ","))]}}}
      """
    let reading = EnvironmentReader.read(SourceText(name: "environment.json", text: text))
    return .world(World(try #require(reading.environment)))
  }

  /// Action records of all principals, in an order of their own, some of them by nobody.
  private static func records(turnedBy turn: Int, names nobody: Bool = true) -> [String] {
    var records: [String] = []
    for (number, principal) in (principals[turn...] + principals[..<turn]).enumerated() {
      for (service, name, resource) in requests {
        let asking = nobody && number == 2 ? "" : #""principal":"\#(principal)","#
        records.append(
          #"{"id":"\#(turn)-\#(records.count)",\#(asking)"action":"\#(service):\#(name)","resource":"\#(resource)"}"#)
      }
    }
    return records
  }

  /// Events of all principals, in an order of their own.
  private static func events(turnedBy turn: Int) -> [String] {
    var events: [String] = []
    for principal in principals[turn...] + principals[..<turn] {
      let account = principal.contains("1111") ? "111122223333" : "444455556666"
      let name = principal.suffix(3)
      let role = #"arn:aws:iam::\#(account):role/R1"#
      let identity =
        principal.contains(":role/")
        ? #"{"type":"AssumedRole","principalId":"AROAEXAMPLE:s","arn":"arn:aws:sts::\#(account):assumed-role/R1/s","#
          + #""accountId":"\#(account)","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLE","#
          + #""arn":"\#(role)","accountId":"\#(account)","userName":"R1"}}}"#
        : #"{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"\#(principal)","accountId":"\#(account)","#
          + #""userName":"\#(name)"}"#
      for (service, action, _) in requests {
        events.append(
          #"{"eventVersion":"1.08","userIdentity":\#(identity),"eventTime":"2026-03-01T10:20:30Z","#
            + #""eventSource":"\#(service).amazonaws.com","eventName":"\#(action)","awsRegion":"eu-west-1","#
            + #""sourceIPAddress":"203.0.113.9","userAgent":"a","requestParameters":{"bucketName":"b","key":"k","#
            + #""volumeId":"vol-1"},"responseElements":null,"eventType":"AwsApiCall","managementEvent":true,"#
            + #""recipientAccountId":"\#(account)","eventID":"e\#(turn)-\#(events.count)"}"#)
      }
    }
    return events
  }

  // MARK: Lines and events

  @Test("a worker of lines and events, in turns, decides each as a fresh one does", arguments: [false, true])
  func linesAndEvents(isInWorld: Bool) throws {
    let requests: RequestPolicies = isInWorld ? try Self.world("o-bbbbbbbbbb") : .fixed(try Self.guarded())
    var stream = StreamRun(policies: StreamPolicies(requests: requests), formatter: NDJSONDecisionFormatter())
    stream.missingContext.assumptions = [
      ("aws:PrincipalOrgID", .single("o-aaaaaaaaaa")),
      ("aws:PrincipalArn", .single("arn:aws:iam::444455556666:role/R1")),
    ]
    var run = RecordRun(stream)
    run.trailContext.assumptions = [("aws:PrincipalOrgID", .single("o-bbbbbbbbbb"))]
    var inputs: [[String]] = []
    for turn in [0, 3, 1, 5, 2, 4] {
      inputs.append(Self.records(turnedBy: turn))
      inputs.append(Self.events(turnedBy: 5 - turn))
      inputs.append(Self.events(turnedBy: turn))
    }
    let together = run.lines(inputs.enumerated().map { ("\($0.offset)", $0.element.joined(separator: "\n")) })
    let alone = inputs.joined().flatMap { run.lines([("0", $0)]) }
    /// A line without its number.
    func text(_ line: String) -> Substring { line.drop { $0 != "," } }
    try #require(together.count == alone.count)
    for (line, expected) in zip(together, alone) { #expect(text(line) == text(expected)) }
    for sid in ["Arn", "Account", "Name", "Org"] {
      #expect(together.contains { $0.contains(#""sid":"\#(sid)""#) }, "\(sid)")
    }
    #expect(together.contains { $0.contains(#""decision":"Allow""#) })
  }

  // MARK: Both sides of a comparison

  /// What a comparison found, a line a record that changed.
  private struct Changes: ComparisonCollector {
    struct Gatherer: ComparisonGatherer {
      var lines: [String] = []
      mutating func add(_ record: ComparedRecord) -> Bool {
        let names = [record.before, record.after].map { decision in
          "\(decision.result) \(decision.by?.statement?.statement.sid?.string ?? "-") \(decision.missing.map(\.string))"
        }
        lines.append("\(record.id?.byteString.string ?? "-") \(names)")
        return false
      }
      mutating func add(_ explanation: Explanation) {}
      mutating func add(_ error: ComparisonError) { lines.append("error \(error)") }
      mutating func take() -> [String] {
        defer { lines = [] }
        return lines
      }
    }
    var lines: [String] = []
    func gatherer(worker: Int) -> Gatherer { Gatherer() }
    mutating func add(_ part: [String]) { lines += part }
    mutating func skip(_ part: [String]) {}
  }

  /// The policies of a comparison.
  enum Sides: CaseIterable {
    case stacks, resourcePolicies, worlds
  }

  private static func sides(_ sides: Sides) throws -> (RequestPolicies, RequestPolicies) {
    var new = try guarded()
    new.serviceControlPolicies?[0].policies.append(
      try policy(
        #"""
        {"Version": "2012-10-17", "Statement": {"Sid": "New", "Effect": "Deny", "Action": "s3:Put*", "Resource": "*",
         "Condition": {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}}}
        """#, .scp))
    switch sides {
    case .stacks: return (.fixed(try guarded()), .fixed(new))
    case .resourcePolicies:
      let bucket =
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#
      new.resourcePolicies = [try policy(bucket, .resource)]
      return (.fixed(try guarded()), .fixed(new))
    case .worlds: return (try world("o-aaaaaaaaaa"), try world("o-bbbbbbbbbb"))
    }
  }

  @Test("both sides of a comparison decide each record as fresh ones do", arguments: Sides.allCases, [false, true])
  func comparison(sides: Sides, isUnknown: Bool) throws {
    let (before, after) = try Self.sides(sides)
    var comparison = StreamComparison(
      before: StreamPolicies(requests: before), after: StreamPolicies(requests: after))
    comparison.missingContext = MissingContext(
      isUnknown: isUnknown,
      assumptions: [
        ("aws:PrincipalOrgID", .single("o-aaaaaaaaaa")),
        ("aws:PrincipalArn", .single("arn:aws:iam::444455556666:role/R1")),
        ("aws:PrincipalAccount", .single("999988887777")),
      ])
    let records = [0, 3, 1, 5, 2, 4].flatMap { Self.records(turnedBy: $0, names: sides != .worlds) }
    let together = comparison.run([StreamInput.text("all", records.joined(separator: "\n"))], into: Changes())
    var lines: [String] = []
    var tallies = (before: StreamTally(), after: StreamTally())
    for record in records {
      let alone = comparison.run([StreamInput.text("one", record)], into: Changes())
      lines += alone.collector.lines
      tallies.before.add(alone.before)
      tallies.after.add(alone.after)
    }
    #expect(together.collector.lines == lines)
    #expect(together.before == tallies.before)
    #expect(together.after == tallies.after)
    #expect(!lines.isEmpty && lines.count < records.count)
    #expect(!lines.contains { $0.hasPrefix("error") })
  }
}
