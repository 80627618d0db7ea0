import Documents
import PolicyLanguage
import Replay
import Reporting
import Simulation
import Synchronization
import Testing

/// Streams over an environment: what is kept of principals, resources and actions changes no decision.
@Suite("SituationCache")
struct SituationCacheTests {
  private static let environment = """
    {"organization": {"id": "o-a", "managementAccount": "999988887777", "root": {"id": "r-a", "accounts": [
      {"id": "111122223333", "name": "a", "serviceControlPolicies": ["FullAWSAccess", DENY]},
      {"id": "444455556666", "name": "b", "serviceControlPolicies": ["FullAWSAccess", DENY]}]}},
     "resources": [{"arn": "arn:aws:ec2:us-east-1:111122223333:volume/kept", "tags": {"keep": "true"}}]}
    """
  private static let deny = """
    {"Version": "2012-10-17", "Statement": {"Sid": "Keep", "Effect": "Deny", "Action": "ec2:DeleteVolume",
     "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/keep": "true"}}}}
    """

  private func decisions(_ lines: [String]) throws -> [String] {
    let text = Self.environment.split(separator: "DENY", omittingEmptySubsequences: false).joined(separator: Self.deny)
    let reading = EnvironmentReader.read(SourceText(name: "environment.json", text: text))
    let environment = try #require(reading.environment)
    let run = StreamRun(
      policies: StreamPolicies(requests: .world(World(environment))), formatter: NDJSONDecisionFormatter())
    let rest = Mutex(Array(lines.joined(separator: "\n").utf8)[...])
    let output = Mutex<[UInt8]>([])
    let input = StreamInput.reading(name: "test") { buffer in
      rest.withLock { rest in
        let part = rest.prefix(buffer.count)
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    _ = run.run([input]) { bytes in
      output.withLock { $0.append(contentsOf: bytes) }
      return 0
    }
    return String(decoding: output.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func record(_ account: String, _ volume: String, action: String = "ec2:DeleteVolume", tag: String = "")
    -> String
  {
    let context = tag.isEmpty ? "" : #", "context": {"aws:ResourceTag/keep": "\#(tag)"}"#
    return #"{"action": "\#(action)", "principal": "arn:aws:iam::\#(account):role/R", "#
      + #""resource": "arn:aws:ec2:us-east-1:\#(account):volume/\#(volume)"\#(context)}"#
  }

  @Test("accounts under policies of one text share an index, and each decision names its own level and place")
  func sharedIndexes() throws {
    let lines = try decisions([
      record("111122223333", "x", tag: "true"), record("444455556666", "x", tag: "true"),
      record("111122223333", "x", tag: "false"), record("444455556666", "kept"),
    ])
    try #require(lines.count == 4)
    #expect(lines[0].contains(#""level":"111122223333""#) && lines[0].contains(#""sid":"Keep""#))
    #expect(lines[1].contains(#""level":"444455556666""#) && lines[1].contains(#""sid":"Keep""#))
    let places = lines[..<2].compactMap { $0.split(separator: #""at":"#).last }
    #expect(places[0].contains("environment.json:") && places[0] != places[1])
    #expect(lines[2].contains(#""decision":"Allow""#) && lines[3].contains(#""decision":"Allow""#))
  }

  @Test("a listed resource is not taken for the others of its account")
  func listedResource() throws {
    let lines = try decisions([
      record("111122223333", "x"), record("111122223333", "kept"), record("111122223333", "y"),
    ])
    #expect(lines.map { $0.contains(#""decision":"Deny""#) } == [false, true, false])
  }

  @Test("actions of another reach meet other gates, in any order and case")
  func reaches() throws {
    let actions = ["ec2:DeleteVolume", "MechanicalTurk:CreateHIT", "EC2:deletevolume", "ec2:DescribeVolumes"]
    let lines = try decisions(actions.map { record("111122223333", "x", action: $0, tag: "true") })
    #expect(lines.map { $0.contains(#""decision":"Deny""#) } == [true, false, true, false])
    #expect(lines.map { $0.contains(#""gates":["scp"]"#) } == [true, false, true, true])
  }
}
