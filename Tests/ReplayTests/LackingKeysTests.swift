import ActionStreams
import Documents
import Evaluation
import PolicyLanguage
import Replay
import Reporting
import Synchronization
import Testing

/// Whatever keys that AWS always sends a record lacks, a stream decides it as `Authorizer` does, and names the same
/// statement (ruling 21).
@Suite("records that lack keys which AWS always sends")
struct LackingKeysTests {
  private static let guardrails = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*",
       "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
      {"Sid": "B", "Effect": "Deny", "Action": ["s3:*", "sns:*"], "Resource": "*",
       "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}, "StringEquals": {"team": "a"}}},
      {"Sid": "C", "Effect": "Deny", "Action": "ec2:*", "Resource": "*",
       "Condition": {"BoolIfExists": {"aws:ViaAWSService": "false"}, "Null": {"aws:CurrentTime": "true"}}},
      {"Sid": "D", "Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
       "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"},
                     "Bool": {"aws:SecureTransport": "true"}}},
      {"Sid": "E", "Effect": "Deny", "Action": ["ec2:*", "sns:*"], "Resource": "*",
       "Condition": {"StringEquals": {"team": "${aws:RequestedRegion}"}}},
      {"Sid": "F", "Effect": "Deny", "Action": "*", "Resource": "*",
       "Condition": {"StringEquals": {"team": "b"}}}
    ]}
    """
  private static let grants = """
    {"Version": "2012-10-17", "Statement": [
      {"Sid": "G", "Effect": "Allow", "Action": "iam:*", "Resource": "*",
       "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
      {"Sid": "H", "Effect": "Allow", "Action": ["s3:*", "ec2:*", "iam:*"], "Resource": "*"}
    ]}
    """

  private static let values: [(key: ByteString, values: [ByteString?])] = [
    ("aws:CurrentTime", [nil, "2031-05-05T00:00:00Z"]),
    ("aws:SecureTransport", [nil, "true", "false"]), ("aws:RequestedRegion", [nil, "eu-west-1", "us-east-1"]),
    ("aws:ViaAWSService", [nil, "true"]), ("team", [nil, "a", "b", "eu-west-1"]),
  ]

  /// Every combination of the values.
  private static let contexts = values.reduce([[]]) { contexts, next in
    contexts.flatMap { context in next.values.map { value in context + (value.map { [(next.key, $0)] } ?? []) } }
  }

  private static func policy(_ text: String, _ kind: PolicyKind) throws -> Policy {
    try #require(PolicyReader(kind: kind).read(SourceText(name: "p.json", text: text)).policy)
  }

  @Test("a stream decides as one request alone is decided", arguments: ["s3:Get", "ec2:Run", "sns:Publish", "iam:Put"])
  func agrees(action: ByteString) throws {
    let level = PolicyLevel(id: nil, policies: [try Self.policy(Self.guardrails, .scp), .fullAWSAccess])
    var stack = PolicyStack(serviceControlPolicies: [level])
    stack.identityPolicies = [try Self.policy(Self.grants, .identity)]
    var input = ByteBuffer()
    var expected: [String] = []
    for (place, context) in Self.contexts.enumerated() {
      input.append(#"{"action":"\#(action)","context":{"#)
      for (index, (key, value)) in context.enumerated() {
        if index > 0 { input.append(",") }
        input.appendJSONString(key)
        input.append(":")
        input.appendJSONString(value)
      }
      input.append("}}\n")
      var request = Request(action: action, resource: "*")
      for (key, value) in context { request.context[key] = .single(value) }
      let decision = Authorizer.decide(request, under: stack)
      let formatter = NDJSONDecisionFormatter()
      expected.append(
        #"{"line":\#(place + 1),"action":"\#(action)","resource":"*""#
          + String(decoding: formatter.tail(decision).dropLast(), as: UTF8.self))
    }
    let run = StreamRun(policies: StreamPolicies(requests: .fixed(stack)), formatter: NDJSONDecisionFormatter())
    let rest = Mutex(input.array()[...])
    let output = Mutex<[UInt8]>([])
    let source = StreamInput.reading(name: "test") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    let result = run.run([source]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    let lines = String(decoding: output.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines == expected)
    // Nothing that the last two lack keeps them from being denied, or allowed.
    #expect(result.tally.lackedKeys.isEmpty == (action == "sns:Publish" || action == "iam:Put"))
  }
}
