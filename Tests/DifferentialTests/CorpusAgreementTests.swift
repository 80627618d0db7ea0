import Documents
import Foundation
import PolicyLanguage
import TestSupport
import Testing

/// Both evaluators decide requests around published policies alike; needs `STOCKADE_CORPUS`.
@Suite struct CorpusAgreementTests {
  static let kinds: [(folder: String, kind: PolicyKind)] = [
    ("stack-policies", .stack), ("scp", .scp), ("rcp", .rcp),
  ]

  /// A text that the pattern matches, or nearly.
  static func text(like pattern: ByteString, _ random: inout SplitMix64) -> ByteString {
    var text: [UInt8] = []
    for byte in pattern.bytes {
      switch byte {
      case UInt8(ascii: "*"): text += Array(random.pick(["", "x", "Thing", "a/b", "us-east-1"]).utf8)
      case UInt8(ascii: "?"): text.append(UInt8(ascii: "q"))
      default: text.append(byte)
      }
    }
    return ByteString(text)
  }

  /// A request made of what one statement of a policy says.
  static func request(like statement: Statement, of policy: Policy, _ random: inout SplitMix64) -> Request {
    let principal = random.pick(CaseGenerator.principals)
    let fallback: ByteString = policy.kind == .stack ? "Update:Modify" : "s3:GetObject"
    let action = statement.action.patterns.isEmpty ? fallback : random.pick(statement.action.patterns).text
    let resources = statement.resource?.patterns.map(\.text) ?? []
    var request = Request(
      action: text(like: action == "*" ? fallback : action, &random), principal: principal,
      resource: resources.isEmpty ? "*" : text(like: random.pick(resources), &random),
      context: RequestContext(missingIsUnknown: random.chance(15)))
    if request.resource.isEmpty { request.resource = "*" }
    for condition in policy.statements.flatMap(\.conditions) {
      let values = condition.values.map { text(like: $0.text, &random) } + ["other"]
      switch random.below(5) {
      case 0: request.context[condition.key.text] = .absent
      case 1: request.context[condition.key.text] = .list([random.pick(values), random.pick(values)])
      case 2: request.context[condition.key.text] = .unknown
      default: request.context[condition.key.text] = .single(random.pick(values))
      }
    }
    return request
  }

  /// What AWS attaches beside it.
  static func fullAccess(_ kind: PolicyKind) throws -> Policy {
    let principal = kind == .rcp ? #""Principal":"*","# : ""
    return try PolicyFixture.read(
      #"{"Version":"2012-10-17","Statement":{"Effect":"Allow",\#(principal)"Action":"*","Resource":"*"}}"#,
      as: kind == .rcp ? .rcp : .scp, named: kind == .rcp ? "RCPFullAWSAccess" : "FullAWSAccess")
  }

  @Test(
    "published policies are decided alike", .enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS points nowhere"),
    arguments: kinds.indices)
  func published(index: Int) throws {
    let (folder, kind) = Self.kinds[index]
    var random = SplitMix64(seed: UInt64(index))
    var results: [EvaluationResult: Int] = [:]
    var policies = 0
    for file in Corpus.files(in: folder, withExtension: "json") {
      let source = SourceText(name: file.lastPathComponent, bytes: Array(try Data(contentsOf: file)))
      guard let policy = PolicyReader(kind: kind).read(source).policy, !policy.statements.isEmpty else { continue }
      policies += 1
      for _ in 0..<40 {
        let statement = random.pick(policy.statements)
        let full = try Self.fullAccess(kind)
        let levels = [PolicyLevel(id: nil, policies: [policy, full])]
        let candidate = DifferentialCase(
          policies: kind == .stack
            ? .stackPolicy(policy)
            : .stack(
              kind == .scp
                ? PolicyStack(serviceControlPolicies: levels) : PolicyStack(resourceControlPolicies: levels)),
          request: Self.request(like: statement, of: policy, &random))
        results[candidate.decided(by: .reference).result, default: 0] += 1
        let difference = Difference(candidate, origin: file.lastPathComponent, Engine.all)
        if let difference { Issue.record("\(difference.description)") }
      }
    }
    #expect(policies >= 15, "\(policies) usable policies in \(folder)")
    #expect(results[.explicitDeny, default: 0] > 0)
    #expect(results[.allowed, default: 0] > 0 || kind == .rcp)
  }
}
