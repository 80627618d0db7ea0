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
  private final class Asker {
    let principal: Principal
    let implied: ImpliedContext
    /// The tag keys that are known to be absent where they are not implied.
    let absentTags: ImpliedContext
    /// Principals of one group meet the same policies wherever they go.
    let group: Int

    init(_ facts: PrincipalFacts, implied: ImpliedContext, absentTags: ImpliedContext, group: Int) {
      principal = facts.principal
      self.implied = implied
      self.absentTags = absentTags
      self.group = group
    }
  }

  /// What is the same for all requests of a group of principals to resources of which the world says the same.
  private final class Situation {
    let asking: PrincipalFacts
    let asked: ResourceFacts
    let implied: ImpliedContext
    let absentTags: ImpliedContext
    /// The stacks that were met, by the reach of the action.
    var stacks = [StackCache?](repeating: nil, count: ActionReach.count)

    init(asking: PrincipalFacts, asked: ResourceFacts, implied: ImpliedContext, absentTags: ImpliedContext) {
      self.asking = asking
      self.asked = asked
      self.implied = implied
      self.absentTags = absentTags
    }
  }

  private static let situationLimit = 8192
  private static let stackLimit = 1024
  private static let byteLimit = 4 << 20
  private static let planLimit = 8192
  /// The number of requests between two looks at the number of plans.
  private static let planCheck = 1024

  private let world: World
  private let program: Program
  private let indexes: StackIndexes
  private var askerNumbers = ByteTable()
  private var askers: [Result<Asker, RequestError>] = []
  private var groups: [[Int]: Int] = [:]
  /// One principal of each group.
  private var members: [PrincipalFacts] = []
  private var situationNumbers = ByteTable()
  private var situations: [Situation] = []
  private var actionNumbers = ByteTable()
  private var reaches: [ActionReach] = []
  private var stacks: [[Int]: StackCache] = [:]
  private var policyNumbers: [ObjectIdentifier: Int] = [:]
  private var levelNumbers: [String: Int] = [:]
  private var accountNumbers: [ByteString: Int] = [:]
  private let tagKeys: [(key: Int, ofResource: Bool)]
  private var scratch = ByteBuffer(capacity: 256)
  private var untilCheck = Self.planCheck

  init(_ world: World, _ indexes: StackIndexes) {
    self.world = world
    self.indexes = indexes
    program = indexes.program
    tagKeys = indexes.program.keys.names.enumerated().compactMap { index, name in
      if name.hasPrefix("aws:resourcetag/") { return (index, true) }
      return name.hasPrefix("aws:principaltag/") ? (index, false) : nil
    }
  }

  /// Finds the stack that the request in a frame meets, and fills in what the world implies.
  mutating func stack(
    for principal: ByteSlice, _ frame: inout RequestFrame, missingIsUnknown: Bool
  ) throws(RequestError) -> StackCache {
    untilCheck &-= 1
    if untilCheck == 0 { forgetPlans() }
    // Only here: what a frame was filled with must live until its request is decided.
    if askers.count >= Self.situationLimit || situations.count >= Self.situationLimit
      || stacks.count >= Self.stackLimit || askerNumbers.byteCount > Self.byteLimit
      || situationNumbers.byteCount > Self.byteLimit
    {
      forgetSituations()
    }
    let asker = try askers[askerNumbers.find(principal) ?? addAsker(principal)].get()
    let situation = situation(asker.group, frame.resource)
    let reach = reaches[actionNumbers.find(frame.action) ?? addAction(frame.action)]
    let stack = situation.stacks[Int(reach.rawValue)] ?? addStack(to: situation, reach)
    asker.implied.fill(&frame)
    situation.implied.fill(&frame)
    if missingIsUnknown {
      asker.absentTags.fill(&frame)
      situation.absentTags.fill(&frame)
    }
    // Nothing but the statements of a resource policy looks at the principal itself.
    if stack.index.stack.asksResourcePolicy { frame.principal = asker.principal }
    return stack
  }

  private mutating func situation(_ group: Int, _ resource: ByteSlice) -> Situation {
    scratch.removeAll()
    scratch.append(group)
    scratch.append(UInt8(ascii: " "))
    world.appendSignature(of: resource, to: &scratch)
    if let found = situationNumbers.find(scratch.slice) { return situations[found] }
    let asking = members[group]
    let asked = world.resourceFacts(resource.byteString, for: asking)
    let made = Situation(
      asking: asking, asked: asked, implied: implied(asked.context),
      absentTags: absentTags(asked.tagsAreComplete, ofResource: true))
    situations.append(made)
    _ = situationNumbers.insert(scratch.slice)
    return made
  }

  private mutating func addStack(to situation: Situation, _ reach: ActionReach) -> StackCache {
    let policies = world.policyStack(situation.asking, situation.asked, action: reach)
    let signature = signature(of: policies)
    let cache: StackCache
    if let known = stacks[signature] {
      cache = known
    } else {
      cache = indexes.cache(policies)
      stacks[signature] = cache
    }
    situation.stacks[Int(reach.rawValue)] = cache
    return cache
  }

  private mutating func addAction(_ action: ByteSlice) -> Int {
    if actionNumbers.byteCount > Self.byteLimit {
      actionNumbers = ByteTable()
      reaches.removeAll()
    }
    reaches.append(ActionReach(action.byteString))
    return actionNumbers.insert(action)
  }

  private mutating func addAsker(_ principal: ByteSlice) -> Int {
    let asker: Result<Asker, RequestError>
    do throws(RequestError) {
      let facts = try world.principalFacts(principal.byteString)
      asker = .success(
        Asker(
          facts, implied: implied(facts.context), absentTags: absentTags(facts.tagsAreComplete, ofResource: false),
          group: group(facts)))
    } catch {
      asker = .failure(error)
    }
    askers.append(asker)
    return askerNumbers.insert(principal)
  }

  /// The number of the group of a principal: what `World.policyStack` and `World.resourceFacts` look at is the same.
  private mutating func group(_ facts: PrincipalFacts) -> Int {
    let policies = PolicyStack(
      serviceControlPolicies: facts.serviceControlPolicies, identityPolicies: facts.identityPolicies,
      permissionsBoundary: facts.permissionsBoundary, sessionPolicies: facts.sessionPolicies)
    let account = facts.principal.account.map { Self.number($0, in: &accountNumbers) } ?? -1
    let marks = [account, facts.principal.kind == .root ? 1 : 0, facts.principal.isServiceLinkedRole ? 1 : 0]
    let number = Self.number(marks + signature(of: policies), in: &groups)
    if number == members.count { members.append(facts) }
    return number
  }

  private mutating func forgetSituations() {
    askerNumbers = ByteTable()
    askers.removeAll()
    situationNumbers = ByteTable()
    situations.removeAll()
    groups.removeAll()
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
      context.compactMap { entry in program.keys.index(of: entry.key).map { (key: $0, value: entry.value) } })
  }

  /// The tag keys that a policy looks at, as absent, where all tags are known.
  private func absentTags(_ areComplete: Bool, ofResource: Bool) -> ImpliedContext {
    ImpliedContext(areComplete ? tagKeys.filter { $0.ofResource == ofResource }.map { ($0.key, .absent) } : [])
  }
}
