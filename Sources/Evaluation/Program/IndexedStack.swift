import Documents
import PolicyLanguage

/// A compiled stack with the indexes that make its decisions fast, for one worker.
///
/// A decision takes the plan of the request's action (`ActionPlan`) and goes through its diagram. Plans are made when an
/// action is first seen, from the statements of its service only:
/// ```
/// actions   s3:PutObject -> 0   ec2:RunInstances -> 1     a table of bytes
/// plans     0: 12 of 2,000 statements, 4 dimensions       1: 31 of 2,000 statements, 9 dimensions
/// ```
/// All of it is a cache: forgetting any part changes no decision. A worker has its own; nothing in it is safe to share.
public final class IndexedStack {
  /// The gates that name an Allow where neither an identity nor a resource policy does, in this order.
  static let namedLast: [PolicyType] = [.scp, .rcp, .boundary, .session, .stack]

  /// The most actions that plans are kept for: a hostile log may name a new one in every record.
  private static let planLimit = 16_384
  /// The bytes that plans may take; looked at after so many decisions.
  private static let memoryLimit = 64 << 20
  private static let memoryInterval = 0x10000

  /// The stack.
  public let stack: CompiledStack
  private let keys: KeyTable
  /// The gate of the resource policy, whose statements name principals and are matched one by one.
  let resourceGate: Int?
  /// The gate whose Allow a decision names, where no resource policy has a say.
  private let namingGate: Int?
  private let classifier: KeyClassifier
  private let setting: ActionPlan.Setting
  private var services: ServiceTable<ServiceIndex>
  private var statementsOfService: ServiceTable<ServiceStatements>
  /// Whether statements are found by what they are about: the resources of a stack are few, and come again, so that their
  /// rows are kept.
  let hasNarrowStatements: Bool
  /// The number of statements, Deny and Allow alike, so that an Allow comes behind all Deny statements.
  private let statementCount: Int
  /// Whether decisions look at more than stays near by itself, so that it pays to ask for it ahead.
  var isLarge: Bool
  private static let largeCount = 500
  /// The plans by the places of their candidates.
  private var planOfCandidates: [[Int]: Int] = [:]
  /// The plans, behind a pointer so that nothing is checked or counted when a decision comes to them.
  private let plans: UnsafeMutablePointer<PlanTable>
  /// What is under way to be found for the requests at hand.
  let search: UnsafeMutablePointer<NarrowSearch>

  /// Makes the indexes of a stack.
  ///
  /// - Parameters:
  ///   - classifier: the classes of values, which the stacks of one worker share; nil for its own.
  ///   - usesDiagram: whether whole decisions are remembered by the classes of what they were made of
  ///     (`DecisionDiagram`).
  public init(
    _ stack: CompiledStack, program: Program, classifier: KeyClassifier? = nil, usesDiagram: Bool = true
  ) {
    self.classifier = classifier ?? KeyClassifier(program)
    self.stack = stack
    services = ServiceTable(stack)
    statementsOfService = ServiceTable(stack)
    keys = program.keys
    resourceGate = stack.gates.firstIndex { $0.type == .resource }
    statementCount = stack.gates.reduce(0) { $0 + $1.policies.reduce(0) { $0 + $1.statements.count } }
    isLarge = statementCount >= Self.largeCount
    hasNarrowStatements = stack.types != [.stack] && stack.gates.count <= NarrowOutcome.gateLimit
    let order = [PolicyType.identity] + Self.namedLast
    namingGate = order.lazy.compactMap { type in stack.gates.lastIndex { $0.type == type } }.first
    setting = ActionPlan.Setting(
      gateCount: stack.gates.count, namingGate: namingGate ?? -1, hasBoundary: stack.hasBoundary,
      usesDiagram: usesDiagram && resourceGate == nil)
    plans = .allocate(capacity: 1)
    plans.initialize(to: PlanTable())
    search = .allocate(capacity: 1)
    search.initialize(to: NarrowSearch())
  }

  deinit {
    plans.deinitialize(count: 1)
    plans.deallocate()
    search.deinitialize(count: 1)
    search.deallocate()
  }

  /// The number of actions that plans are kept for.
  public var planCount: Int { plans.pointee.actionCount }

  /// The memory that the plans take, about; what they learnt of requests only.
  public var memory: Int { plans.pointee.memory + services.values.reduce(0) { $0 + $1.memory } }

  /// Forgets all plans; they are made anew as actions come.
  public func forget() {
    plans.pointee.removeAll()
    planOfCandidates.removeAll()
    services.removeAll()
    statementsOfService.removeAll()
  }

  /// Decides the request in a frame.
  @inline(__always)
  public func decide(_ frame: borrowing RequestFrame) -> Verdict {
    makeRoom(for: 1)
    let plan = plan(frame)
    if plan.pointee.isConstant, let verdict = plan.pointee.constant { return verdict }
    if resourceGate != nil { return decideWithResourcePolicy(plan, frame) }
    // What all requests are asked comes first: a Deny before all narrow ones is named, whatever those say.
    let verdict = plan.pointee.decide(frame)
    if plan.pointee.narrow.index == nil || plan.pointee.narrow.isDecided(by: verdict) { return verdict }
    search.pointee.removeAll()
    search.pointee.add(plan)
    search.pointee.begin(0, frame)
    return search.pointee.isEmpty ? verdict : finish(frame, verdict)
  }

  /// Counts decisions to come, and now and then forgets plans that have become too many or too large.
  @inline(__always)
  func makeRoom(for count: Int) {
    plans.pointee.decisions &+= count
    if plans.pointee.decisions >= plans.pointee.nextLook { lookAtMemory() }
  }

  @inline(never)
  private func lookAtMemory() {
    plans.pointee.nextLook = plans.pointee.decisions + Self.memoryInterval
    if planCount > Self.planLimit || memory > Self.memoryLimit { forget() }
  }

  /// Decides by the narrow statements, too, for which a search was begun.
  @inline(never)
  private func finish(_ frame: borrowing RequestFrame, _ verdict: Verdict) -> Verdict {
    withUnsafePointer(to: frame) { search.pointee.finish($0) }
    let request = search.pointee.requests[0]
    return request.finding.isEmpty ? verdict : decide(frame, request, verdict)
  }

  /// Decides by the narrow statements that were found, and by all others.
  ///
  /// - Parameter verdict: that of all others alone.
  @inline(never)
  func decide(_ frame: borrowing RequestFrame, _ request: NarrowSearch.Request, _ verdict: Verdict) -> Verdict {
    let plan = request.plan
    guard let index = plan.pointee.narrow.index else { return verdict }
    if let joined = index.pointee.join(request.finding, with: verdict) { return joined }
    let allow = request.finding.allow
    var outcome = request.finding.outcome
    outcome.possibleGates &= ~outcome.certainGates
    if allow >= 0 { outcome.allowRank = plan.pointee.allowRank(Int(index.pointee.fact(allow).ordinal)) }
    let verdict = plan.pointee.decide(frame, outcome)
    return verdict == NarrowOutcome.allows ? index.pointee.fact(allow).verdict : verdict
  }

  /// The keys that an Unknown hangs on, as the policies spell them, sorted.
  ///
  /// - Parameter frame: a request whose verdict is Unknown.
  public func missingKeys(_ frame: borrowing RequestFrame) -> [ByteString] {
    var found: Set<Int> = []
    forEachMissingKey(frame) { found.insert($0) }
    return found.map { keys.spellings[$0] }.sorted()
  }

  /// Hands each key that an Unknown hangs on to a function, by its number; one may come more than once.
  ///
  /// - Parameter frame: a request whose verdict is Unknown.
  public func forEachMissingKey(_ frame: borrowing RequestFrame, _ body: (Int) -> Void) {
    let plan = plan(frame)
    guard resourceGate != nil else {
      searchAll(plan, frame)
      return plan.pointee.forEachMissingKey(frame, search.pointee.matches, body)
    }
    plan.pointee.match(frame)
    MissingKeys(stack, gateMatches(plan, frame), frame).numbers.forEach(body)
  }

  @inline(never)
  private func decideWithResourcePolicy(_ plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame)
    -> Verdict
  {
    plan.pointee.match(frame)
    return Authorizer.conclude(gateMatches(plan, frame), stack.resourcePolicyRole)
  }

  /// What matches in each gate, from the row that was just filled in.
  @inline(never)
  private func gateMatches(_ plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame) -> [GateMatches] {
    var found: [(candidate: ActionPlan.Candidate, truth: Truth)] = []
    for (bit, candidate) in plan.pointee.candidates.enumerated() {
      let mask: UInt64 = 1 << UInt64(bit & 63)
      if plan.pointee.row[bit >> 6] & mask != 0 {
        found.append((candidate, .yes))
      } else if plan.pointee.row[plan.pointee.width + (bit >> 6)] & mask != 0 {
        found.append((candidate, .unknown))
      }
    }
    if let index = plan.pointee.narrow.index {
      var seen: Set<Int32> = []
      searchAll(plan, frame)
      for place in 0..<search.pointee.matches.count {
        let match = search.pointee.matches[place]
        if seen.insert(match.number).inserted {
          found.append((index.pointee.statements[Int(match.number)], match.truth))
        }
      }
      found.sort { $0.candidate.ordinal < $1.candidate.ordinal }
    }
    var matches = stack.gates.map { GateMatches(type: $0.type) }
    for (candidate, truth) in found { matches[candidate.gate].add(candidate.place, candidate.statement.effect, truth) }
    if let resourceGate {
      matches[resourceGate] = GateMatches(stack.gates[resourceGate], frame, hasBoundary: stack.hasBoundary)
    }
    return matches
  }

  /// Finds all narrow statements that match a request, or may match it.
  private func searchAll(_ plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame) {
    search.pointee.removeAll()
    search.pointee.add(plan)
    search.pointee.begin(0, frame)
    withUnsafePointer(to: frame) { search.pointee.finish($0) }
  }

  // MARK: Plans

  /// The plan of the action of a request.
  @inline(__always)
  func plan(_ frame: borrowing RequestFrame) -> UnsafeMutablePointer<ActionPlan> {
    plans.pointee.find(frame.actionIdentity) ?? findPlan(frame)
  }

  @inline(never)
  private func findPlan(_ frame: borrowing RequestFrame) -> UnsafeMutablePointer<ActionPlan> {
    let plan = plans.pointee.find(frame.action, frame.hasher) ?? addPlan(frame.action)
    if frame.actionIdentity.number >= 0 { plans.pointee.learn(frame.actionIdentity, plan) }
    return plan
  }

  @inline(never)
  private func addPlan(_ action: ByteSlice) -> UnsafeMutablePointer<ActionPlan> {
    // Not yet, for other plans may be in use: only before the next decision.
    if planCount >= Self.planLimit { plans.pointee.nextLook = 0 }
    let service = ByteString(copying: action.byteString.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    let candidates = candidates(action, service)
    // Actions of which the same statements speak share a plan; what AWS allows anyway is no business of policies.
    let key = isGetCallerIdentity(action) ? [-1] : candidates.map(\.ordinal)
    if let number = planOfCandidates[key] { return plans.pointee.share(action, number) }
    planOfCandidates[key] = plans.pointee.count
    let serviceIndex = serviceIndex(service)
    let (broad, narrow) = serviceIndex.split(candidates)
    let plan = plans.pointee.add(
      action,
      ActionPlan(
        broad, narrow: NarrowPlan(narrow, of: serviceIndex.narrow), setting, classifier, serviceIndex.resources))
    plan.pointee.constant = constantVerdict(plan, action)
    return plan
  }

  /// The indexes of the statements of a service.
  private func serviceIndex(_ service: ByteString) -> ServiceIndex {
    if let known = services.find(service) { return known }
    let made = ServiceIndex(
      statements(of: service).all, classifier, hasBoundary: stack.hasBoundary,
      hasNarrowStatements: hasNarrowStatements)
    services.set(service, to: made)
    return made
  }

  /// The statements that can admit actions of one service, but those of the resource policy.
  private struct ServiceStatements {
    /// The Deny statements of all gates, then the Allow statements, gate by gate.
    let all: [ActionPlan.Candidate]
    let actions: ActionIndex
  }

  private func statements(of service: ByteString) -> ServiceStatements {
    if let known = statementsOfService.find(service) { return known }
    var denies: [ActionPlan.Candidate] = []
    var allows: [ActionPlan.Candidate] = []
    for (gate, policies) in stack.gates.map(\.policies).enumerated() where gate != resourceGate {
      for (policyIndex, policy) in policies.enumerated() {
        for index in policy.statements(of: service) {
          let candidate = candidate(gate, policyIndex, index)
          if candidate.statement.effect == .deny { denies.append(candidate) } else { allows.append(candidate) }
        }
      }
    }
    denies += allows
    let actions = ActionIndex(
      denies.lazy.map(\.statement.action), of: statementsOfService.isNamed(service) ? service : nil)
    let made = ServiceStatements(all: denies, actions: actions)
    statementsOfService.set(service, to: made)
    return made
  }

  private func candidate(_ gate: Int, _ policy: Int, _ index: Int) -> ActionPlan.Candidate {
    let statement = stack.gates[gate].policies[policy].statements[index]
    let place = stack.firstStatements[gate][policy] + index
    return ActionPlan.Candidate(
      gate: gate, place: GateMatches.Place(policy: policy, statement: index),
      ordinal: statement.effect == .deny ? place : statementCount + place, statement: statement)
  }

  /// The verdict of an action whose decision depends on nothing else.
  private func constantVerdict(_ plan: UnsafeMutablePointer<ActionPlan>, _ action: ByteSlice) -> Verdict? {
    // AWS answers this one whatever any policy says (step 0); a stack policy without a statement protects nothing.
    if stack.isEmptyStackPolicy { return Verdict(.allowed) }
    if isGetCallerIdentity(action) { return .allowedUnasked }
    guard resourceGate == nil, plan.pointee.asksNothing else { return nil }
    return plan.pointee.decideByRows(RequestFrame(keyCount: 0), .none)
  }

  private func isGetCallerIdentity(_ action: ByteSlice) -> Bool {
    action.byteString.asciiLowercased == Self.getCallerIdentity
  }

  private static let getCallerIdentity: ByteString = "sts:getcalleridentity"

  /// The statements that admit an action, in the order of the bits, without those that cannot change a decision.
  private func candidates(_ action: ByteSlice, _ service: ByteString) -> [ActionPlan.Candidate] {
    var denies: [ActionPlan.Candidate] = []
    var allows = [[ActionPlan.Candidate]](repeating: [], count: stack.gates.count)
    var isDeniedAnyway = false
    let statements = statements(of: service)
    for place in statements.actions.places(admitting: action) {
      let candidate = statements.all[place]
      let statement = candidate.statement
      let gate = candidate.gate
      if statement.effect == .deny {
        // Behind a Deny that always matches, none is ever named.
        if isDeniedAnyway { continue }
        denies.append(candidate)
        isDeniedAnyway = statement.isUnconditional
      } else {
        if allows[gate].last?.statement.isUnconditional ?? false { continue }
        // One Allow that always matches is enough where it does not matter which one does.
        if statement.isUnconditional, resourceGate == nil, gate != namingGate { allows[gate].removeAll() }
        allows[gate].append(candidate)
      }
    }
    return denies + allows.joined()
  }
}
