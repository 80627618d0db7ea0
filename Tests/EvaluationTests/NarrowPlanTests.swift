import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite struct NarrowPlanTests {
  private static func verdict(_ result: EvaluationResult, policy: Int32, _ statement: Int32) -> Verdict {
    Verdict(result, gate: 0, policy: policy, statement: statement)
  }

  /// What the others decide, what narrow statements of policy 4 are found beside it, and what comes of the two.
  struct Joining: CustomTestStringConvertible {
    let verdict: Verdict
    let found: [(number: Int, truth: Truth)]
    /// Nil where the others have to be asked anew.
    let joined: Verdict?

    var testDescription: String { "\(verdict), \(found)" }

    init(_ verdict: Verdict, _ found: [(number: Int, truth: Truth)], _ joined: Verdict?) {
      (self.verdict, self.found, self.joined) = (verdict, found, joined)
    }
  }

  private static let narrowDeny = verdict(.explicitDeny, policy: 4, 0)
  private static let narrowAllow = verdict(.allowed, policy: 4, 1)
  private static let implicitDeny = Verdict(.implicitDeny, gate: 0)
  private static let otherGate = Verdict(.implicitDeny, gate: 1)

  static let joinings: [Joining] = [
    Joining(verdict(.explicitDeny, policy: 5, 0), [(0, .yes)], narrowDeny),
    Joining(verdict(.explicitDeny, policy: 3, 0), [(0, .yes)], verdict(.explicitDeny, policy: 3, 0)),
    Joining(verdict(.explicitDeny, policy: 5, 0), [(0, .unknown)], verdict(.explicitDeny, policy: 5, 0)),
    Joining(verdict(.explicitDeny, policy: 5, 0), [(1, .yes)], verdict(.explicitDeny, policy: 5, 0)),
    Joining(verdict(.allowed, policy: 5, 0), [(0, .yes), (1, .yes)], narrowDeny),
    Joining(verdict(.allowed, policy: 5, 0), [(1, .yes)], narrowAllow),
    Joining(verdict(.allowed, policy: 3, 0), [(1, .yes)], verdict(.allowed, policy: 3, 0)),
    Joining(verdict(.allowed, policy: 5, 0), [(1, .unknown)], verdict(.allowed, policy: 5, 0)),
    Joining(verdict(.allowed, policy: 5, 0), [(0, .unknown), (1, .yes)], Verdict(.unknown)),
    Joining(implicitDeny, [(0, .yes), (1, .yes)], narrowDeny),
    Joining(implicitDeny, [(0, .unknown)], implicitDeny),
    Joining(implicitDeny, [(1, .yes)], nil),
    Joining(implicitDeny, [(1, .unknown)], nil),
    Joining(otherGate, [(1, .yes)], otherGate),
    Joining(otherGate, [(1, .unknown), (0, .unknown)], otherGate),
    Joining(Verdict(.unknown), [(0, .yes)], narrowDeny),
    Joining(Verdict(.unknown), [(0, .unknown)], nil),
    Joining(Verdict(.unknown), [(1, .yes)], nil),
  ]

  @Test("what narrow statements make of the verdict of all others", arguments: joinings)
  func joins(_ joining: Joining) throws {
    let fixture = try NarrowFixture(
      [(.deny, 4, ["arn:aws:sqs:*:*:orders-*"]), (.allow, 4, ["arn:aws:sqs:*:*:orders-*"])], admitted: [[0, 1]])
    var finding = NarrowFinding()
    for (number, truth) in joining.found {
      let number = Int32(truncatingIfNeeded: number)
      finding.add(fixture.index.pointee.fact(number), number, truth, 0)
    }
    #expect(fixture.index.pointee.join(finding, with: joining.verdict) == joining.joined)
  }

  @Test("a Deny before all narrow ones of an action decides, one behind one of them does not")
  func isDecided() throws {
    let statements = (0..<6).map { number in
      (
        effect: number < 4 ? Effect.deny : .allow, policy: number / 2,
        patterns: [ByteString("arn:aws:sqs:*:*:orders-\(number)-*")]
      )
    }
    let fixture = try NarrowFixture(statements, admitted: [[0, 1, 4], [2, 5], [3], [4, 5], []])
    /// Whether a Deny of so many policies and statements decides, by plan.
    func decided(_ policy: Int32, _ statement: Int32) -> [Bool] {
      (0..<5).map {
        fixture.plans[$0].narrow.isDecided(by: Self.verdict(.explicitDeny, policy: policy, statement))
      }
    }
    // Statement 0 is that of policy 0, statement 2 that of policy 1.
    #expect(decided(0, 0) == [false, true, true, true, true])
    #expect(decided(0, 9) == [false, true, true, true, true])
    #expect(decided(1, 1) == [false, true, true, true, true])
    #expect(decided(1, 2) == [false, false, true, true, true])
    #expect(decided(1, 3) == [false, false, false, true, true])
    #expect(decided(2, 0) == [false, false, false, true, true])
    // Behind all narrow ones; those that allow do not matter.
    #expect(decided(3, 0) == [false, false, false, true, true])
    for result in [EvaluationResult.allowed, .implicitDeny, .unknown] {
      let isDecided = (0..<5).contains {
        fixture.plans[$0].narrow.isDecided(by: Self.verdict(result, policy: 0, 0))
      }
      #expect(!isDecided)
    }
  }

  private static let broad =
    #"{"Sid":"Broad","Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#

  private static func narrow(_ name: String, action: String = "sqs:*") -> String {
    #"{"Sid":"\#(name)\#(action == "sqs:*" ? "" : "Deleted")","Effect":"Deny","Action":"\#(action)","Resource":"arn:aws:sqs:*:*:\#(name)-*"}"#
  }

  private static func policy(_ statements: [String], _ name: String) throws -> Policy {
    // Others, so that those that name something are few among many.
    let others = (0..<12).map { narrow("\(name)\($0)") }
    let text = #"{"Version":"2012-10-17","Statement":[\#((statements + others).joined(separator: ","))]}"#
    return try #require(PolicyReader(kind: .scp).read(SourceText(name: name, text: text)).policy)
  }

  /// Statements of two levels, and what denies a request on orders-1 without TLS.
  struct Case: CustomTestStringConvertible {
    let levels: [[String]]
    let action: ByteString
    let deny: String
    var testDescription: String { "\(deny) among \(levels)" }

    init(_ levels: [[String]], action: ByteString = "sqs:SendMessage", deniedBy deny: String) {
      self.levels = levels
      self.action = action
      self.deny = deny
    }
  }

  static let cases = [
    Case([[broad, narrow("orders")], []], deniedBy: "0 Broad"),
    Case([[narrow("orders"), broad], []], deniedBy: "0 orders"),
    Case([[narrow("web"), broad, narrow("orders")], []], deniedBy: "0 Broad"),
    Case([[narrow("web"), narrow("orders"), broad], []], deniedBy: "0 orders"),
    Case([[narrow("orders", action: "sqs:DeleteQueue"), broad, narrow("orders")], []], deniedBy: "0 Broad"),
    Case([[broad], [narrow("orders")]], deniedBy: "0 Broad"),
    Case([[narrow("orders")], [broad]], deniedBy: "0 orders"),
    Case([[narrow("web")], [broad, narrow("orders")]], deniedBy: "1 Broad"),
    Case([[narrow("web")], [narrow("orders"), broad]], deniedBy: "1 orders"),
    Case([[broad, narrow("orders")], [narrow("orders"), broad]], deniedBy: "0 Broad"),
    Case([[narrow("orders"), broad], [broad, narrow("orders")]], deniedBy: "0 orders"),
    // No narrow statement is about this action.
    Case([[narrow("orders")], [broad]], action: "sns:Publish", deniedBy: "1 Broad"),
    Case([[narrow("orders"), broad], []], action: "sns:Publish", deniedBy: "0 Broad"),
  ]

  @Test("what AWS allows whatever any policy says is allowed among other requests, too")
  func callerIdentity() throws {
    // Enough of them about all services, that they are narrow for this one.
    let denies = ["orders", "web", "audit", "ledger", "mail", "front"].map { Self.narrow($0, action: "*") }
    let policies = try [Self.policy(denies, "l0"), .fullAWSAccess]
    let program = Program(policies)
    let compiled = CompiledStack(
      PolicyStack(serviceControlPolicies: [PolicyLevel(id: "0", policies: policies)]), program: program)
    let actions: [ByteString] = ["sts:GetCallerIdentity", "sts:AssumeRole", "STS:getCallerIdentity", "sqs:SendMessage"]
    let frames = UnsafeMutablePointer<RequestFrame>.allocate(capacity: actions.count)
    let verdicts = UnsafeMutablePointer<Verdict>.allocate(capacity: actions.count)
    for (place, action) in actions.enumerated() {
      (frames + place).initialize(to: RequestFrame(keyCount: program.keys.count))
      frames[place].load(
        Request(action: action, resource: "arn:aws:sqs:eu-west-1:7:orders-1"), keys: program.keys)
    }
    defer {
      frames.deinitialize(count: actions.count)
      frames.deallocate()
      verdicts.deallocate()
    }
    let index = IndexedStack(compiled, program: program)
    let expected: [EvaluationResult] = [.allowed, .explicitDeny, .allowed, .explicitDeny]
    for _ in 0..<2 {
      index.decide(frames, count: actions.count, into: verdicts)
      #expect(actions.indices.map { verdicts[$0].result } == expected)
      #expect([0, 2].allSatisfy { verdicts[$0] == .allowedUnasked })
      #expect(actions.indices.map { index.decide(frames[$0]).result } == expected)
    }
  }

  @Test("plans are not forgotten while requests of their batch are decided")
  func manyActions() throws {
    let policies = try [Self.policy([Self.narrow("orders", action: "*")], "l0"), .fullAWSAccess]
    let program = Program(policies)
    let compiled = CompiledStack(
      PolicyStack(serviceControlPolicies: [PolicyLevel(id: "0", policies: policies)]), program: program)
    let index = IndexedStack(compiled, program: program)
    let count = 31
    let frames = UnsafeMutablePointer<RequestFrame>.allocate(capacity: count)
    let verdicts = UnsafeMutablePointer<Verdict>.allocate(capacity: count)
    for place in 0..<count { (frames + place).initialize(to: RequestFrame(keyCount: program.keys.count)) }
    defer {
      frames.deinitialize(count: count)
      frames.deallocate()
      verdicts.deallocate()
    }
    // More actions than plans are kept for, at a bound that no number of whole batches makes up.
    var (most, wrong, forgotten) = (0, 0, 0)
    for first in stride(from: 0, to: 17_000, by: count) {
      for place in 0..<count {
        frames[place].reset(missingIsUnknown: false)
        let action = frames[place].copy(ByteString("\(place % 2 == 0 ? "sqs" : "made"):Up\(first + place)"))
        frames[place].action = action
        let isNamed = (first + place) % 3 == 0
        let resource = frames[place].copy(isNamed ? "arn:aws:sqs:eu-west-1:7:orders-1" : "arn:aws:sqs:eu-west-1:7:web")
        frames[place].resource = resource
      }
      index.decide(frames, count: count, into: verdicts)
      for place in 0..<count {
        let isDenied = (first + place) % 3 == 0
        if verdicts[place].result != (isDenied ? .explicitDeny : .allowed) { wrong += 1 }
      }
      if index.planCount < most { forgotten += 1 }
      most = max(most, index.planCount)
    }
    #expect(wrong == 0 && forgotten > 0, "\(wrong) wrong, \(forgotten) times forgotten")
  }

  @Test("the first Deny is named, be it narrow or not", arguments: cases, [false, true])
  func namesTheFirst(_ layout: Case, usesDiagram: Bool) throws {
    let policies = try layout.levels.enumerated().map { try Self.policy($1, "l\($0)") }
    let stack = PolicyStack(
      serviceControlPolicies: policies.enumerated().map {
        PolicyLevel(id: "\($0)", policies: [.fullAWSAccess, $1])
      })
    let program = Program(stack)
    let compiled = CompiledStack(stack, program: program)
    // What is denied, what the broad one denies only, the narrow one only, and none of them.
    let requests: [(resource: String, isSecure: Bool)] = [
      ("orders-1", false), ("ledger", false), ("orders-1", true), ("ledger", true),
    ]
    let count = 5 * requests.count
    let frames = UnsafeMutablePointer<RequestFrame>.allocate(capacity: count)
    let verdicts = UnsafeMutablePointer<Verdict>.allocate(capacity: count)
    for place in 0..<count {
      let (resource, isSecure) = requests[place % requests.count]
      var context = RequestContext()
      context["aws:SecureTransport"] = .single(isSecure ? "true" : "false")
      (frames + place).initialize(to: RequestFrame(keyCount: program.keys.count))
      frames[place].load(
        Request(
          action: layout.action, resource: ByteString("arn:aws:sqs:eu-west-1:7:\(resource)"), context: context),
        keys: program.keys)
    }
    defer {
      frames.deinitialize(count: count)
      frames.deallocate()
      verdicts.deallocate()
    }
    func name(_ verdict: Verdict) -> String {
      let decision = compiled.decision(verdict)
      guard decision.result == .explicitDeny, let by = decision.by, let statement = by.statement else { return "none" }
      return "\(by.level ?? "") \(statement.statement.sid?.description ?? "")"
    }
    let broad = layout.levels[0].contains(Self.broad) ? "0 Broad" : "1 Broad"
    let narrow = layout.levels[0].contains(Self.narrow("orders")) ? "0 orders" : "1 orders"
    let isAboutQueues = layout.action.bytes.starts(with: "sqs:".utf8)
    let expected = [layout.deny, broad, isAboutQueues ? narrow : "none", "none"]
    let indexes = (0..<2).map { _ in IndexedStack(compiled, program: program, usesDiagram: usesDiagram) }
    for index in [indexes[0], indexes[1], indexes[0]] {
      // Each by itself, then all at once; the second index learns all of it in a batch.
      if index === indexes[0] {
        #expect((0..<count).map { name(index.decide(frames[$0])) } == (0..<count).map { expected[$0 % 4] })
      }
      index.decide(frames, count: count, into: verdicts)
      #expect((0..<count).map { name(verdicts[$0]) } == (0..<count).map { expected[$0 % 4] })
    }
  }
}
