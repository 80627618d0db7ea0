import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

/// The narrow statements of a service that are found by their Resource, with some plans that search for them.
final class NarrowFixture {
  private static let range = SourceRange(0, 0)

  /// The most requests of a batch.
  static let batchLimit = 32

  let index: UnsafeMutablePointer<NarrowIndex>
  let plans: UnsafeMutablePointer<ActionPlan>
  let planCount: Int
  /// By statement, the patterns of its Resource.
  let globs: [[Glob]]
  /// By statement, whether it denies.
  let isDeny: [Bool]
  private let frames: UnsafeMutablePointer<RequestFrame>

  /// Makes the index of statements, in the order in which decisions name them, and a plan for each set of some of them.
  ///
  /// - Parameters:
  ///   - statements: of each the effect, its policy, and its patterns, all of which spell names.
  ///   - admitted: by plan, the numbers of its statements.
  init(_ statements: [(effect: Effect, policy: Int, patterns: [ByteString])], admitted: [[Int]]) throws {
    let interner = Interner()
    let classifier = KeyClassifier(Program([Policy]()))
    // The older version, so that nothing is taken for a variable.
    let policy = Policy(
      kind: .scp, name: "made", source: SourceText(name: "made", text: ""), range: Self.range, version: .v2008, id: nil,
      statements: [])
    let narrow = try statements.enumerated().map { number, made in
      let compiled = CompiledStatement(Self.statement(made.effect, made.patterns), of: policy, interner)
      let candidate = ActionPlan.Candidate(
        gate: 0, place: GateMatches.Place(policy: made.policy, statement: number), ordinal: number, statement: compiled)
      return NarrowStatement(candidate: candidate, access: .resource(try #require(compiled.namedPatterns)))
    }
    globs = narrow.map { $0.candidate.statement.namedPatterns?.map(\.glob) ?? [] }
    isDeny = statements.map { $0.effect == .deny }
    index = .allocate(capacity: 1)
    index.initialize(to: NarrowIndex(narrow, classifier, hasBoundary: false))
    planCount = admitted.count
    plans = .allocate(capacity: max(1, planCount))
    let setting = ActionPlan.Setting(gateCount: 1, namingGate: 0, hasBoundary: false, usesDiagram: true)
    for (number, admitted) in admitted.enumerated() {
      (plans + number).initialize(
        to: ActionPlan(
          [], narrow: NarrowPlan(admitted, of: index), setting, classifier, ServiceResources([CompiledStatement]())))
    }
    frames = .allocate(capacity: Self.batchLimit)
    for place in 0..<Self.batchLimit { (frames + place).initialize(to: RequestFrame(keyCount: 0)) }
  }

  deinit {
    plans.deinitialize(count: planCount)
    plans.deallocate()
    index.deinitialize(count: 1)
    index.deallocate()
    frames.deinitialize(count: Self.batchLimit)
    frames.deallocate()
  }

  private static func statement(_ effect: Effect, _ patterns: [ByteString]) -> Statement {
    func element(_ texts: [ByteString]) -> PatternElement {
      PatternElement(isNegated: false, patterns: texts.map { PolicyText($0, at: range) }, range: range)
    }
    return Statement(
      index: 0, sid: nil, effect: effect, principal: nil, action: element(["*"]), resource: element(patterns),
      conditions: [], range: range)
  }

  /// A request on a resource, under one of the plans.
  struct Request {
    let resource: ByteString
    let plan: Int
    /// Whether its statements are searched for; one that is decided without them is only counted.
    var isBegun = true
  }

  /// What a search came to for one request.
  struct Finding: Equatable {
    var statements: Set<Int> = []
    /// The first Deny and the first Allow; -1 for none.
    var deny = -1
    var allow = -1
    var isEmpty = true
  }

  /// What is found for requests, no more than make a batch, in the steps that decisions take.
  func find(_ requests: [Request], _ search: inout NarrowSearch) -> [Finding] {
    search.removeAll()
    for (place, request) in requests.enumerated() {
      frames[place].reset(missingIsUnknown: false)
      let resource = frames[place].copy(request.resource)
      frames[place].resource = resource
      search.add(plans + request.plan)
    }
    if requests.count > 1 { search.touchPlans() }
    for (place, request) in requests.enumerated() where request.isBegun { search.begin(place, frames[place]) }
    if !search.isEmpty { search.finish(frames) }
    var findings = [Finding](repeating: Finding(), count: requests.count)
    for place in 0..<search.matches.count {
      let match = search.matches[place]
      #expect(match.truth == .yes)
      findings[Int(match.request)].statements.insert(Int(match.number))
    }
    for place in requests.indices {
      let finding = search.requests[place].finding
      (findings[place].deny, findings[place].allow) = (Int(finding.deny), Int(finding.allow))
      findings[place].isEmpty = finding.isEmpty
    }
    return findings
  }

  /// What the patterns by themselves say.
  ///
  /// - Parameter admitted: by plan, the numbers of its statements.
  func expected(_ request: Request, admitted: [[Int]]) -> Finding {
    guard request.isBegun else { return Finding() }
    let statements = admitted[request.plan].filter { number in
      globs[number].contains { glob in request.resource.withSlice { glob.matches($0) } }
    }
    return Finding(
      statements: Set(statements), deny: statements.filter { isDeny[$0] }.min() ?? -1,
      allow: statements.filter { !isDeny[$0] }.min() ?? -1, isEmpty: statements.isEmpty)
  }
}
