import ActionStreams
import Documents
import PolicyLanguage
import Replay
import Reporting
import Testing

/// The lines of CloudTrail events that are mapped by their shape are those of events that are mapped one by one.
@Suite("the lines of events")
struct EventLineTests {
  private static let policy = """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*/b"}, {"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    """

  /// Texts as they stand in an event's JSON: some that lines write as they are, and all kinds that they do not.
  private static let plain = ["a", "b", "c/d", "e f"]
  private static let hostile = [
    #"\""#, #"\\"#, #"\\\""#, "\u{7F}", "é", "\u{9B}", #"\u009b"#, #"\u0001"#, #"\n"#, #"\u0041"#, "\u{2028}",
    "\u{1F510}",
    #"\u007f"#,
  ]

  private static func event(_ name: String, _ parameters: String, _ number: Int, user: String = "alice") -> String {
    #"{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","#
      + #""arn":"arn:aws:iam::111122223333:user/\#(user)","accountId":"111122223333","userName":"\#(user)"},"#
      + #""eventTime":"2026-03-01T10:20:30Z","eventSource":"\#(name == "GetUser" ? "iam" : "s3").amazonaws.com","#
      + #""eventName":"\#(name)","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.9","userAgent":"aws-cli/2.15","#
      + #""requestParameters":\#(parameters),"responseElements":null,"eventType":"AwsApiCall","managementEvent":true,"#
      + #""recipientAccountId":"111122223333","eventID":"e-\#(number)"}"#
  }

  /// Each text a few times in each place, so that the shape of its event is learnt where it can be.
  private static func events(_ texts: [String]) -> [String] {
    var events: [String] = []
    for text in texts {
      for _ in 0..<4 {
        events.append(event("GetObject", #"{"bucketName":"bucket","key":"k/\#(text)"}"#, events.count))
        events.append(event("GetObject", #"{"bucketName":"b\#(text)x","key":"k/b"}"#, events.count))
        events.append(event("DeleteBucket", #"{"bucketName":"b\#(text)x"}"#, events.count))
        events.append(event("GetUser", "null", events.count, user: "al\(text)ice"))
      }
    }
    return events
  }

  @Test("what is known of a shape changes no byte of a line", arguments: [false, true], [false, true])
  func lines(beginsHostile: Bool, namesFiles: Bool) throws {
    let texts =
      beginsHostile ? Self.hostile + Self.plain + Self.hostile : Self.plain + Self.hostile + Self.plain
    let input = Self.events(texts)
    let policy = try #require(
      PolicyReader(kind: .identity).read(SourceText(name: "p.json", text: Self.policy)).policy)
    var stream = StreamRun(
      policies: StreamPolicies(requests: .fixed(PolicyStack(identityPolicies: [policy]))),
      formatter: NDJSONDecisionFormatter())
    stream.namesFiles = namesFiles
    var run = RecordRun(stream)
    let name = "l\"\u{9B}é.json"
    let byShape = run.lines([(name, input.joined(separator: "\n"))])
    // What the log says happened is in no template.
    run.calibrates = true
    let oneByOne = run.lines([(name, input.joined(separator: "\n"))])
    #expect(byShape.count == input.count)
    for (line, expected) in zip(byShape, oneByOne) { #expect(Array(line.utf8) == Array(expected.utf8)) }
    #expect(byShape.count == oneByOne.count)
    #expect(byShape.contains { $0.contains(#""decision":"Deny""#) })
    #expect(byShape.contains { $0.contains(#""resource":"arn:aws:s3:::bucket/k/\"","#) })
    #expect(byShape.contains { $0.contains(#""resource":"arn:aws:iam::111122223333:user/al\\ice","#) })
  }
}
