import Documents
import Evaluation
import PolicyLanguage
import TestSupport
import Testing

/// What a watch says of the keys that a decision hangs on is what the decision itself says.
@Suite("WatchedKeys")
struct WatchedKeysTests {
  private static let guardrails = """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
       "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
      {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::logs/*",
       "Condition": {"Bool": {"aws:ViaAWSService": "false"}, "StringEquals": {"aws:RequestedRegion": "eu-west-1"}}},
      {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*",
       "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"},
                     "Bool": {"aws:SecureTransport": "true"}, "StringNotEquals": {"team": "a"}}},
      {"Effect": "Deny", "Action": "s3:GetObject", "NotResource": ["arn:aws:s3:::logs/*", "arn:aws:s3:::open/?"],
       "Condition": {"Bool": {"aws:ViaAWSService": "true", "aws:SecureTransport": "true"}}},
      {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"team": "${aws:RequestedRegion}"}}},
      {"Effect": "Deny", "Action": "sns:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}}
    ]}
    """
  private static let grants = """
    {"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"},
      {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    ]}
    """

  @Test("a watch agrees with the decision on which keys it hangs")
  func agrees() throws {
    func policy(_ text: String, _ kind: PolicyKind) throws -> Policy {
      try #require(PolicyReader(kind: kind).read(SourceText(name: "p.json", text: text)).policy)
    }
    var scps = PolicyStack.serviceControlPolicyLevel([try policy(Self.guardrails, .scp), .fullAWSAccess])
    scps.identityPolicies = [try policy(Self.grants, .identity)]
    let program = Program(scps)
    let stack = CompiledStack(scps, program: program)
    let index = IndexedStack(stack, program: program)
    let names: [ByteString] = [
      "aws:CurrentTime", "aws:SecureTransport", "aws:RequestedRegion", "aws:ViaAWSService",
    ]
    let keys = try names.enumerated().map { (bit: $0.offset, key: try #require(program.keys.index(of: $0.element))) }
    let team = try #require(program.keys.index(of: "team"))
    var watch = WatchedKeys(stack, keys, KeyClassifier(program))
    var frame = RequestFrame(keyCount: program.keys.count)
    let values: [[StaticString]] = [
      ["2029-05-05T00:00:00Z", "2031-05-05T00:00:00Z"], ["true", "false"], ["eu-west-1", "us-east-1"],
      ["true", "false"],
    ]
    var random = SplitMix64(seed: 7)
    var (unknown, told) = (0, 0)
    var settled = 0
    for _ in 0..<4000 {
      let action: StaticString = random.pick(["s3:GetObject", "ec2:RunInstances", "iam:CreateUser", "sns:Publish"])
      frame.reset(missingIsUnknown: false)
      frame.action = ByteSlice(action)
      frame.resource = ByteSlice(random.pick(["arn:aws:s3:::logs/1", "arn:aws:s3:::open/1", "*"] as [StaticString]))
      if random.chance(60) { frame.set(team, to: ByteSlice(random.pick(["a", "eu-west-1"] as [StaticString]))) }
      var lacked: UInt8 = 0
      let watched = watch.bits(frame)
      for (bit, key) in keys {
        if random.chance(50) {
          frame.set(key, to: ByteSlice(random.pick(values[bit])))
        } else if watched >> UInt8(bit) & 1 == 1 {
          frame.set(key, .unknown)
          lacked |= 1 << UInt8(bit)
        }
      }
      let cautious = index.decide(frame)
      if lacked != 0, cautious.result != .unknown, watch.settles(cautious, frame, lacked) {
        // The same, be the keys there or not.
        settled += 1
        for (bit, key) in keys where lacked >> UInt8(bit) & 1 == 1 { frame.set(key, .absent) }
        #expect(index.decide(frame) == cautious, "\(action) \(frame.resource.byteString) \(lacked)")
      }
      guard lacked != 0, cautious.result == .unknown else { continue }
      unknown += 1
      let missing = index.missingKeys(frame)
      let right = names.enumerated().filter { missing.contains($0.element) }.reduce(0) { $0 | 1 << UInt8($1.offset) }
      #expect(watch.undecided(frame, by: index) == right, "\(action) \(frame.resource.byteString) \(lacked) \(missing)")
      guard let bits = watch.undecided(frame, lacked) else { continue }
      told += 1
      #expect(bits == right, "\(action) \(frame.resource.byteString) \(lacked) \(missing)")
    }
    #expect(unknown > 300)
    #expect(told > 200 && told < unknown)
    #expect(settled > 300)
  }
}

extension PolicyStack {
  fileprivate static func serviceControlPolicyLevel(_ policies: [Policy]) -> PolicyStack {
    PolicyStack(serviceControlPolicies: [PolicyLevel(id: nil, policies: policies)])
  }
}
