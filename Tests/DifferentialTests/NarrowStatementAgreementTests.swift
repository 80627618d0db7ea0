import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

/// Policies of many statements, each about little, are decided as the reference decides.
///
/// The worlds of the other tests have few statements; here most are found by what they name, so that what is looked for
/// must be all that matches.
@Suite struct NarrowStatementAgreementTests {
  static let names = ["orders", "orders-api", "web", "web_front", "audit-log", "ledger"]
  static let projects = (0..<12).map { "p\($0)" }
  /// Too long to be classified, so that all statements of its key are asked.
  static let longProject = String(repeating: "p1", count: 600)
  static let longTags = [ByteString(longProject), "p3", "team"]
  /// Of a key with conditions on numbers, too, whose values are told apart by them.
  static let sizes = (1...12).map(String.init)
  static let roles = (0..<8).map { "arn:aws:iam::111122223333:role/team/R\($0)" }
  /// Each with statements of its own, so that requests on both are of plans of different indexes.
  static let services = ["sqs", "sns"]
  static let actions = ["*", "Delete*", "SendMessage", "DeleteQueue"]
  static let prefixes = ["*:*:", "eu-*:*:", "eu-west-1:111122223333:", "*:11112222?333:"]

  static func resource(of service: String, _ random: inout SplitMix64) -> String {
    let name = names.randomElement(using: &random) ?? ""
    let kind = ["", "queue/", "log-group:/", "role/"].randomElement(using: &random) ?? ""
    let tail = ["*", "-*", "-?", "", "*-dlq", ":*", "-a??"].randomElement(using: &random) ?? ""
    return "arn:aws:\(service):" + (prefixes.randomElement(using: &random) ?? "") + kind + name + tail
  }

  /// A condition; `isNarrow` for one that few requests satisfy.
  static func condition(_ random: inout SplitMix64, isNarrow: Bool) -> String {
    let project = projects.randomElement(using: &random) ?? ""
    let role = roles.randomElement(using: &random) ?? ""
    let size = random.pick(sizes)
    return switch Int.random(in: isNarrow ? 0..<4 : 0..<11, using: &random) {
    case 0: #""StringEquals":{"aws:ResourceTag/project":["\#(project)","p1"]}"#
    case 1: #""StringLike":{"aws:ResourceTag/project":"\#(project.prefix(2))\#(random.pick(["?", "*"]))"}"#
    case 2: #""ArnEquals":{"aws:PrincipalArn":"\#(role)"}"#
    case 3: #""StringEquals":{"aws:ResourceTag/size":"\#(size)"}"#
    case 4: #""ArnNotLike":{"aws:PrincipalArn":"\#(role)"}"#
    case 5: #""StringEqualsIfExists":{"aws:ResourceTag/project":"\#(project)"}"#
    case 6: #""ForAnyValue:StringEquals":{"aws:TagKeys":["\#(project)","team"]}"#
    case 7: #""ForAllValues:StringEquals":{"aws:TagKeys":["\#(project)","team"]}"#
    case 8: #""StringNotEquals":{"aws:ResourceTag/project":"${aws:PrincipalTag/project}"}"#
    case 9: #""NumericLessThan":{"aws:ResourceTag/size":"\#(size)"}"#
    default: #""Bool":{"aws:SecureTransport":"false"},"StringEquals":{"aws:ResourceTag/project":"\#(project)"}"#
    }
  }

  static func policy(_ kind: PolicyKind, _ effect: String, _ count: Int, _ random: inout SplitMix64) throws -> Policy {
    let statements = (0..<count).map { index in
      let service = random.pick(services)
      let action = random.chance(20) ? "*" : service + ":" + random.pick(actions)
      let isNamed = Int.random(in: 0..<6, using: &random) > 0
      let isExcept = Int.random(in: 0..<12, using: &random) == 0
      let member = isExcept ? "NotResource" : "Resource"
      let resources = (0...Int.random(in: 0..<3, using: &random)).map { _ in "\"\(resource(of: service, &random))\"" }
      let element =
        isNamed ? "\"\(member)\":[\(resources.joined(separator: ","))]" : "\"Resource\":\"*\""
      // A statement about everything would leave nothing to the others.
      let isNarrow = !isNamed || isExcept
      let condition =
        !isNarrow && Bool.random(using: &random)
        ? "" : ",\"Condition\":{\(condition(&random, isNarrow: isNarrow))}"
      return "{\"Sid\":\"S\(index)\",\"Effect\":\"\(effect)\",\"Action\":\"\(action)\",\(element)\(condition)}"
    }
    return try PolicyFixture.read(
      "{\"Version\":\"2012-10-17\",\"Statement\":[\(statements.joined(separator: ","))]}", as: kind)
  }

  static func request(_ random: inout SplitMix64) -> Request {
    let role = roles.randomElement(using: &random) ?? ""
    let service = random.pick(services)
    let fields = ["eu-west-1:111122223333:", "us-east-1:111122223333:", "eu-west-1:"]
    let kind = ["", "queue/", "log-group:/", "role/", "a:queue/"].randomElement(using: &random) ?? ""
    let tail = ["", "-1", "-é", "-api", "-aé€", "-api-dlq", ":x", "s"].randomElement(using: &random) ?? ""
    let resource =
      "arn:aws:\(service):" + random.pick(fields) + kind + (names.randomElement(using: &random) ?? "") + tail
    var context = RequestContext()
    context.missingIsUnknown = Int.random(in: 0..<4, using: &random) == 0
    context["aws:PrincipalArn"] = .single(ByteString(role))
    func maybe(_ key: ByteString, _ value: ContextValue) {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: break
      case 1: context[key] = .unknown
      default: context[key] = value
      }
    }
    maybe(
      "aws:ResourceTag/project", .single(ByteString(random.chance(5) ? longProject : random.pick(projects))))
    maybe("aws:ResourceTag/size", .single(ByteString(random.chance(10) ? "large" : random.pick(sizes))))
    maybe("aws:PrincipalTag/project", .single(ByteString(projects.randomElement(using: &random) ?? "")))
    maybe("aws:TagKeys", .list(random.chance(5) ? longTags : [ByteString(random.pick(projects)), "team"]))
    maybe("aws:SecureTransport", .single(Bool.random(using: &random) ? "true" : "false"))
    // Now and then one that AWS always allows, or one of a service that no policy names.
    let action =
      switch random.below(40) {
      case 0: "sts:GetCallerIdentity"
      case 1: "kms:Decrypt"
      default: service + ":" + random.pick(["DeleteQueue", "SendMessage", "ListQueues"])
      }
    return Request(
      action: ByteString(action), principal: Principal(ByteString(role)), resource: ByteString(resource),
      context: context)
  }

  /// More than are decided at once, so that some batches are taken apart.
  static let largestBatch = 70

  @Test("statements that are found by what they name are decided as the reference decides", arguments: [false, true])
  func agrees(usesDiagram: Bool) throws {
    var random = SplitMix64(seed: 41 &+ DifferentialRun.firstSeed)
    var results: [EvaluationResult: Int] = [:]
    var named = 0
    var differences = 0
    let perWorld = 100
    for world in 0..<max(8, DifferentialRun.casesOfEachKind / perWorld / 16) where differences < 5 {
      let controls = try (0..<2).map { level in
        PolicyLevel(
          id: "level-\(level)",
          policies: [
            Policy.fullAWSAccess, try Self.policy(.scp, "Deny", Int.random(in: 8...20, using: &random), &random),
          ])
      }
      let stack = PolicyStack(
        serviceControlPolicies: controls,
        identityPolicies: [try Self.policy(.identity, "Allow", Int.random(in: 35...70, using: &random), &random)],
        permissionsBoundary: world % 3 == 0
          ? [try Self.policy(.identity, "Allow", Int.random(in: 35...70, using: &random), &random)] : nil)
      let program = Program(stack)
      let compiled = CompiledStack(stack, program: program)
      let index = IndexedStack(compiled, program: program, usesDiagram: usesDiagram)
      var frame = RequestFrame(keyCount: program.keys.count)
      let requests = (0..<perWorld).map { _ in Self.request(&random) }
      let summaries = requests.map {
        DifferentialCase(policies: .stack(stack), request: $0).decided(by: .reference).summary
      }
      for (request, right) in zip(requests, summaries) where differences < 5 {
        frame.load(request, keys: program.keys)
        let verdict = index.decide(frame)
        let missing = verdict.result == .unknown ? index.missingKeys(frame) : []
        let decision = compiled.decision(verdict, missing: missing).summary
        results[verdict.result, default: 0] += 1
        if verdict.statement >= 0 { named += 1 }
        if decision != right {
          differences += 1
          Issue.record("world \(world): \(request)\nindexed: \(decision)\nreference: \(right)")
        }
      }
      // An index of its own learns everything within batches; then it, and the one above, come by what is known.
      let batches = FrameBatch(program, capacity: Self.largestBatch)
      let fresh = IndexedStack(compiled, program: program, usesDiagram: usesDiagram)
      fresh.isLarge = world % 2 == 0
      for index in [fresh, fresh, index] {
        var left = Array(requests.indices.shuffled(using: &random))
        while !left.isEmpty, differences < 5 {
          let batch = Array(left.prefix(Int.random(in: 1...Self.largestBatch, using: &random)))
          left.removeFirst(batch.count)
          for (number, decision) in zip(batch, batches.decisions(batch.map { requests[$0] }, by: index))
          where decision != summaries[number] {
            differences += 1
            Issue.record(
              "world \(world), batch of \(batch.count): \(requests[number])\nindexed: \(decision)\nreference: \(summaries[number])"
            )
          }
        }
      }
    }
    let all = results.values.reduce(0, +)
    for result in [EvaluationResult.allowed, .explicitDeny, .implicitDeny, .unknown] {
      #expect(results[result, default: 0] * 10 > all, "\(results)")
    }
    #expect(named * 4 > all)
  }
}
