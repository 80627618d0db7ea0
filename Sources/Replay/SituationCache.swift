import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Which policies the requests of a stream meet, and which keys the world implies for them, kept for one worker.
///
/// The world is asked once for each principal, once for each account and kind of resource that a principal asks for (or
/// each resource that the environment lists), and there once for each reach of an action. All are numbered, so that a
/// request finds its stack by three look-ups in byte tables:
/// ```
/// principal             -> 17
/// 17, kind of resource  -> situation: implied keys, stacks by reach
/// action                -> reach 2 -> stack
/// ```
struct SituationCache: ~Copyable {
  /// What is the same for all requests of a principal to resources of which the world says the same.
  final class Situation {
    let asking: PrincipalFacts
    let asked: ResourceFacts
    /// The keys that principal and resource imply.
    let implied: ImpliedContext
    /// The tag keys that are known to be absent where they are not implied.
    let absentTags: ImpliedContext
    /// The stacks that were met, by the reach of the action.
    fileprivate var stacks = [StackCache?](repeating: nil, count: ActionReach.count)

    init(asking: PrincipalFacts, asked: ResourceFacts, implied: ImpliedContext, absentTags: ImpliedContext) {
      self.asking = asking
      self.asked = asked
      self.implied = implied
      self.absentTags = absentTags
    }
  }

  /// What the world says of a principal, or that it says nothing.
  private final class Asker {
    let facts: Result<PrincipalFacts, RequestError>
    init(_ facts: Result<PrincipalFacts, RequestError>) { self.facts = facts }
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
  private var askers: [Asker] = []
  private var situationNumbers = ByteTable()
  private var situations: [Situation] = []
  private var actionNumbers = ByteTable()
  private var reaches: [ActionReach] = []
  private var stacks: [[Int]: StackCache] = [:]
  private var policyNumbers: [ObjectIdentifier: Int] = [:]
  private var levelNumbers: [String: Int] = [:]
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

  /// The situation of a principal and a resource.
  mutating func situation(principal: ByteSlice, resource: ByteSlice) throws(RequestError) -> Situation {
    untilCheck &-= 1
    if untilCheck == 0 { forgetPlans() }
    if askers.count >= Self.situationLimit || situations.count >= Self.situationLimit
      || askerNumbers.byteCount > Self.byteLimit || situationNumbers.byteCount > Self.byteLimit
    {
      forgetSituations()
    }
    let asker = askerNumbers.find(principal) ?? addAsker(principal)
    scratch.removeAll()
    scratch.append(asker)
    scratch.append(UInt8(ascii: " "))
    world.appendSignature(of: resource, to: &scratch)
    let found = scratch.withBytes { bytes -> Int? in
      bytes.baseAddress.flatMap { situationNumbers.find(ByteSlice($0, bytes.count)) }
    }
    if let found { return situations[found] }
    let made = makeSituation(try askers[asker].facts.get(), resource.byteString)
    situations.append(made)
    _ = situationNumbers.insert(scratch)
    return made
  }

  /// The stack that an action meets in a situation.
  mutating func stack(in situation: Situation, action: ByteSlice) -> StackCache {
    let reach = reaches[actionNumbers.find(action) ?? addAction(action)]
    return situation.stacks[Int(reach.rawValue)] ?? addStack(to: situation, reach)
  }

  private mutating func addStack(to situation: Situation, _ reach: ActionReach) -> StackCache {
    let policies = world.policyStack(situation.asking, situation.asked, action: reach)
    let signature = signature(of: policies)
    let cache: StackCache
    if let known = stacks[signature] {
      cache = known
    } else {
      if stacks.count >= Self.stackLimit {
        forgetSituations()
        stacks.removeAll()
      }
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
    let facts: Result<PrincipalFacts, RequestError>
    do throws(RequestError) {
      facts = .success(try world.principalFacts(principal.byteString))
    } catch {
      facts = .failure(error)
    }
    askers.append(Asker(facts))
    return askerNumbers.insert(principal)
  }

  private mutating func forgetSituations() {
    askerNumbers = ByteTable()
    askers.removeAll()
    situationNumbers = ByteTable()
    situations.removeAll()
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

  private func makeSituation(_ asking: PrincipalFacts, _ resource: ByteString) -> Situation {
    let asked = world.resourceFacts(resource, for: asking)
    let implied = (asking.context + asked.context).compactMap { entry in
      program.keys.index(of: entry.key).map { (key: $0, value: entry.value) }
    }
    let absent = tagKeys.filter { $0.ofResource ? asked.tagsAreComplete : asking.tagsAreComplete }
    return Situation(
      asking: asking, asked: asked, implied: ImpliedContext(implied),
      absentTags: ImpliedContext(absent.map { ($0.key, .absent) }))
  }
}

extension ByteTable {
  /// Adds the bytes of a buffer, which are not there.
  fileprivate mutating func insert(_ buffer: borrowing ByteBuffer) -> Int {
    buffer.withBytes { bytes in insert(bytes.baseAddress.map { ByteSlice($0, bytes.count) } ?? .empty) }
  }
}
