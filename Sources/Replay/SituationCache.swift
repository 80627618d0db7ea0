import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Which policies the requests of a stream meet, and which keys the world implies for them, kept for one worker.
///
/// The world is asked once for each principal; once for each account and kind of resource (or each resource that the
/// environment lists) that principals under the same policies ask for; and there once for each reach of an action. All
/// are numbered, so that a request finds its stack by three look-ups in byte tables:
/// ```
/// principal                  -> asker 17: implied keys, group 2
/// group 2, kind of resource  -> situation: implied keys, stacks by reach
/// action                     -> reach 2 -> stack
/// ```
struct SituationCache: ~Copyable {
  /// What the world says of a principal.
  private struct Asker {
    /// Principals of one group meet the same policies wherever they go; -1 for one that the world does not know.
    let group: Int
    let implied: ImpliedContext
    /// The tag keys that are known to be absent where they are not implied.
    let absentTags: ImpliedContext
  }

  /// What is the same for all requests of a group of principals to resources of which the world says the same.
  private struct Situation {
    let implied: ImpliedContext
    let absentTags: ImpliedContext
    /// The stacks that were met, by the reach of the action; `stacks` keeps them.
    let met: UnsafeMutablePointer<Unmanaged<StackCache>?>

    func deallocate() {
      implied.deallocate()
      absentTags.deallocate()
      met.deallocate()
    }
  }

  /// The group, what gates look at of the resource, its account.
  private static let placeSize = 24
  private static let situationLimit = 8192
  private static let stackLimit = 1024
  private static let byteLimit = 4 << 20
  private static let planLimit = 8192
  /// The number of requests between two looks at the number of plans.
  private static let planCheck = 1024

  private let world: World
  /// What the world says of accounts, of which there are fewer than principals.
  private var accounts = AccountFacts()
  private let program: Program
  private let indexes: StackIndexes
  private var askerNumbers = ByteTable()
  private let askers: UnsafeMutablePointer<Asker>
  /// The principals of the askers, or why the world does not know them.
  private var principals: [Result<Principal, RequestError>] = []
  private var groups: [[Int]: Int] = [:]
  /// One principal of each group.
  private var members: [PrincipalFacts] = []
  private var situationNumbers = ByteTable()
  private let situations: UnsafeMutablePointer<Situation>
  /// Who asks for what, by situation.
  private var facts: [(asking: PrincipalFacts, asked: ResourceFacts)] = []
  private var actionNumbers = ByteTable()
  private var reaches: [ActionReach] = []
  /// The reaches of actions with an identity; they are what they are.
  private var lastingReaches = LastingNumbers()
  private var stacks: [[Int]: StackCache] = [:]
  private var policyNumbers: [ObjectIdentifier: Int] = [:]
  private var levelNumbers: [String: Int] = [:]
  private var accountNumbers: [ByteString: Int] = [:]
  private let tagKeys: [(key: Int, ofResource: Bool)]
  private let tellsResourcesByKind: Bool
  private var scratch = ByteBuffer(capacity: 256)
  /// A group and a kind of resource, as bytes.
  private let place = UnsafeMutablePointer<UInt8>.allocate(capacity: placeSize)
  private var untilCheck = Self.planCheck
  /// How often everything was forgotten: numbers mean something between two times only.
  private(set) var generation = 0
  /// Whether some stack holds a resource policy.
  private var asksResourcePolicy = false

  init(_ world: World, _ indexes: StackIndexes) {
    self.world = world
    self.indexes = indexes
    program = indexes.program
    tellsResourcesByKind = world.tellsResourcesByKind
    askers = .allocate(capacity: Self.situationLimit)
    situations = .allocate(capacity: Self.situationLimit)
    tagKeys = indexes.program.keys.names.enumerated().compactMap { index, name in
      if name.hasPrefix("aws:resourcetag/") { return (index, true) }
      return name.hasPrefix("aws:principaltag/") ? (index, false) : nil
    }
  }

  deinit {
    deallocateSituations()
    askers.deallocate()
    situations.deallocate()
    place.deallocate()
  }

  /// Finds the stack that the request in a frame meets, and fills in what the world implies.
  ///
  /// The stack lives until the next is asked for.
  mutating func stack(
    for principal: ByteSlice, _ frame: inout RequestFrame, missingIsUnknown: Bool
  ) throws(RequestError) -> Unmanaged<StackCache> {
    makeRoom()
    let number = asker(principal)
    let group = askers[number].group
    if group < 0 { _ = try principals[number].get() }
    let situation = situation(group, frame.resource)
    let stack = stack(of: situation, reach(frame))
    fill(&frame, number, situation, stack, missingIsUnknown: missingIsUnknown)
    return stack
  }

  /// Forgets what has become too much: before a request only, for what its frame is filled with must live until it is
  /// decided.
  @inline(__always)
  mutating func makeRoom() {
    untilCheck &-= 1
    if untilCheck == 0 { forgetPlans() }
    if askerNumbers.count >= Self.situationLimit || situationNumbers.count >= Self.situationLimit
      || stacks.count >= Self.stackLimit || askerNumbers.byteCount > Self.byteLimit
      || situationNumbers.byteCount > Self.byteLimit
    {
      forgetSituations()
    }
  }

  /// The number of a principal.
  @inline(__always)
  mutating func asker(_ principal: ByteSlice) -> Int { askerNumbers.find(principal) ?? addAsker(principal) }

  /// The group of a principal by its number; -1 where the world does not know it.
  @inline(__always)
  func group(ofAsker number: Int) -> Int { askers[number].group }

  /// How far the action of a request reaches.
  @inline(__always)
  mutating func reach(_ frame: borrowing RequestFrame) -> Int {
    let known = lastingReaches.find(frame.actionIdentity)
    return known >= 0 ? known : findReach(frame)
  }

  @inline(never)
  private mutating func findReach(_ frame: borrowing RequestFrame) -> Int {
    let reach = Int(reaches[actionNumbers.find(frame.action) ?? addAction(frame.action)].rawValue)
    lastingReaches.set(frame.actionIdentity, to: reach)
    return reach
  }

  /// The stack that requests in a situation meet.
  @inline(__always)
  mutating func stack(of situation: Int, _ reach: Int) -> Unmanaged<StackCache> {
    situations[situation].met[reach] ?? addStack(to: situation, reach)
  }

  /// Fills in what the world implies for a request.
  @inline(__always)
  func fill(
    _ frame: inout RequestFrame, _ asker: Int, _ situation: Int, _ stack: Unmanaged<StackCache>,
    missingIsUnknown: Bool
  ) {
    askers[asker].implied.fill(&frame)
    situations[situation].implied.fill(&frame)
    if missingIsUnknown {
      askers[asker].absentTags.fill(&frame)
      situations[situation].absentTags.fill(&frame)
    }
    // Nothing but the statements of a resource policy looks at the principal itself.
    if asksResourcePolicy, stack.takeUnretainedValue().index.stack.asksResourcePolicy { fillPrincipal(&frame, asker) }
  }

  /// Fills in the principal itself.
  func fillPrincipal(_ frame: inout RequestFrame, _ asker: Int) {
    if case .success(let principal) = principals[asker] { frame.principal = principal }
  }

  /// Whether a principal of this cache implies what one of another does; both are known.
  func implies(_ asker: Int, as other: Int, in cache: borrowing SituationCache) -> Bool {
    guard case .success(let mine) = principals[asker], case .success(let theirs) = cache.principals[other] else {
      return false
    }
    return mine == theirs && askers[asker].implied.equals(cache.askers[other].implied)
      && askers[asker].absentTags.equals(cache.askers[other].absentTags)
  }

  /// Whether a situation of this cache implies what one of another does.
  func implies(situation: Int, as other: Int, in cache: borrowing SituationCache) -> Bool {
    situations[situation].implied.equals(cache.situations[other].implied)
      && situations[situation].absentTags.equals(cache.situations[other].absentTags)
  }

  /// The number of the situation of a group and a resource.
  @inline(__always)
  mutating func situation(_ group: Int, _ resource: ByteSlice) -> Int {
    guard tellsResourcesByKind else { return listedSituation(group, resource) }
    let kind = ResourceKind(resource)
    let raw = UnsafeMutableRawPointer(place)
    raw.storeBytes(of: UInt64(truncatingIfNeeded: group) << 8 | UInt64(kind.bits), as: UInt64.self)
    guard kind.account.count == 12 else { return situation(ByteSlice(place, 8), group, resource) }
    let digits = UnsafeRawPointer(kind.account.base)
    raw.storeBytes(of: digits.loadUnaligned(as: UInt64.self), toByteOffset: 8, as: UInt64.self)
    raw.storeBytes(
      of: digits.loadUnaligned(fromByteOffset: 4, as: UInt64.self), toByteOffset: 16, as: UInt64.self)
    return situation(ByteSlice(place, 24), group, resource)
  }

  /// The same where resources are listed.
  private mutating func listedSituation(_ group: Int, _ resource: ByteSlice) -> Int {
    scratch.removeAll()
    scratch.append(group)
    scratch.append(UInt8(ascii: " "))
    world.appendSignature(of: resource, to: &scratch)
    return situation(scratch.slice, group, resource)
  }

  @inline(__always)
  private mutating func situation(_ signature: ByteSlice, _ group: Int, _ resource: ByteSlice) -> Int {
    situationNumbers.find(signature) ?? addSituation(signature, group, resource)
  }

  @inline(never)
  private mutating func addSituation(_ signature: ByteSlice, _ group: Int, _ resource: ByteSlice) -> Int {
    let asking = members[group]
    let asked = world.resourceFacts(resource.byteString, for: asking)
    let met = UnsafeMutablePointer<Unmanaged<StackCache>?>.allocate(capacity: ActionReach.count)
    met.initialize(repeating: nil, count: ActionReach.count)
    (situations + facts.count).initialize(
      to: Situation(
        implied: implied(asked.context), absentTags: absentTags(asked.tagsAreComplete, ofResource: true), met: met))
    facts.append((asking, asked))
    return situationNumbers.insert(signature)
  }

  @inline(never)
  private mutating func addStack(to number: Int, _ reach: Int) -> Unmanaged<StackCache> {
    let policies = world.policyStack(
      facts[number].asking, facts[number].asked, action: ActionReach(rawValue: UInt8(truncatingIfNeeded: reach)))
    let signature = signature(of: policies)
    let cache: StackCache
    if let known = stacks[signature] {
      cache = known
    } else {
      cache = indexes.cache(policies)
      stacks[signature] = cache
      if cache.index.stack.asksResourcePolicy { asksResourcePolicy = true }
    }
    let stack = Unmanaged.passUnretained(cache)
    situations[number].met[reach] = stack
    return stack
  }

  private mutating func addAction(_ action: ByteSlice) -> Int {
    if actionNumbers.byteCount > Self.byteLimit {
      actionNumbers = ByteTable()
      reaches.removeAll()
    }
    reaches.append(ActionReach(action.byteString))
    return actionNumbers.insert(action)
  }

  @inline(never)
  private mutating func addAsker(_ principal: ByteSlice) -> Int {
    let asker = askers + principals.count
    do throws(RequestError) {
      let facts = try world.principalFacts(Principal(principal.byteString), &accounts)
      asker.initialize(
        to: Asker(
          group: group(facts), implied: implied(facts.context),
          absentTags: absentTags(facts.tagsAreComplete, ofResource: false)))
      principals.append(.success(facts.principal))
    } catch {
      asker.initialize(to: Asker(group: -1, implied: ImpliedContext([], .none), absentTags: ImpliedContext([], .none)))
      principals.append(.failure(error))
    }
    return askerNumbers.insert(principal)
  }

  /// The number of the group of a principal: what `World.policyStack` and `World.resourceFacts` look at is the same.
  private mutating func group(_ facts: PrincipalFacts) -> Int {
    // The SCPs are those of the account, where it is not exempt.
    let account = facts.principal.account.map { Self.number($0, in: &accountNumbers) } ?? -1
    var key = [
      account, facts.principal.kind == .root ? 1 : 0, facts.principal.isServiceLinkedRole ? 1 : 0,
      facts.serviceControlPolicies == nil ? 0 : 1,
    ]
    key.reserveCapacity(8 + (facts.identityPolicies?.count ?? 0) + (facts.sessionPolicies?.count ?? 0))
    Self.append(facts.identityPolicies, to: &key)
    Self.append(facts.permissionsBoundary, to: &key)
    Self.append(facts.sessionPolicies, to: &key)
    let number = Self.number(key, in: &groups)
    if number == members.count { members.append(facts) }
    return number
  }

  /// Appends the addresses of policies, which the world keeps alive, behind what is no address.
  private static func append(_ policies: [Policy]?, to key: inout [Int]) {
    key.append(policies == nil ? -1 : -2)
    for policy in policies ?? [] { key.append(Int(bitPattern: ObjectIdentifier(policy))) }
  }

  private func deallocateSituations() {
    for number in 0..<principals.count {
      askers[number].implied.deallocate()
      askers[number].absentTags.deallocate()
    }
    for number in 0..<facts.count { situations[number].deallocate() }
  }

  private mutating func forgetSituations() {
    generation &+= 1
    deallocateSituations()
    askerNumbers = ByteTable()
    principals.removeAll()
    situationNumbers = ByteTable()
    facts.removeAll()
    groups.removeAll()
    accountNumbers.removeAll()
    members.removeAll()
    if stacks.count >= Self.stackLimit { stacks.removeAll() }
  }

  /// Plans are made anew as actions come; they take much more memory than all else here.
  private mutating func forgetPlans() {
    untilCheck = Self.planCheck
    var seen: Set<ObjectIdentifier> = []
    let distinct = stacks.values.map(\.index).filter { seen.insert(ObjectIdentifier($0)).inserted }
    guard distinct.reduce(0, { $0 + $1.planCount }) > Self.planLimit else { return }
    for index in distinct { index.forget() }
  }

  /// Equal for stacks that decide alike and say the same of it.
  private mutating func signature(of stack: PolicyStack) -> [Int] {
    var levelNumbers = self.levelNumbers
    var policyNumbers = self.policyNumbers
    defer {
      self.levelNumbers = levelNumbers
      self.policyNumbers = policyNumbers
    }
    return stack.signature { level in
      Self.number(level ?? "", in: &levelNumbers)
    } policy: { policy in
      Self.number(ObjectIdentifier(policy), in: &policyNumbers)
    }
  }

  private static func number<Name: Hashable>(_ name: Name, in numbers: inout [Name: Int]) -> Int {
    if let known = numbers[name] { return known }
    numbers[name] = numbers.count
    return numbers.count - 1
  }

  private func implied(_ context: [ContextEntry]) -> ImpliedContext {
    ImpliedContext(
      context.compactMap { entry in program.keys.index(of: entry.key).map { (key: $0, value: entry.value) } },
      indexes.contexts.next())
  }

  /// The tag keys that a policy looks at, as absent, where all tags are known.
  private func absentTags(_ areComplete: Bool, ofResource: Bool) -> ImpliedContext {
    // Absent keys are no values, and have no identity.
    ImpliedContext(areComplete ? tagKeys.filter { $0.ofResource == ofResource }.map { ($0.key, .absent) } : [], .none)
  }
}
