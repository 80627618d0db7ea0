import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Which policies the requests of a stream meet, and which keys the world implies for them, kept for one worker.
///
/// The world is asked once for each principal, once for each account whose resources a principal asks for (or each
/// resource that the environment lists), and once for each action on those. All three are numbered, so that a request
/// finds its stack by a few look-ups in byte tables.
struct SituationCache: ~Copyable {
  /// What is the same for all requests of a principal to resources of which the world says the same.
  final class Situation {
    let asking: PrincipalFacts
    let asked: ResourceFacts
    /// The keys that principal and resource imply.
    let implied: ImpliedContext
    /// The tag keys that are known to be absent where they are not implied.
    let absentTags: ImpliedContext

    init(asking: PrincipalFacts, asked: ResourceFacts, implied: ImpliedContext, absentTags: ImpliedContext) {
      self.asking = asking
      self.asked = asked
      self.implied = implied
      self.absentTags = absentTags
    }
  }

  private static let situationLimit = 4096
  private static let byteLimit = 4 << 20
  private static let planLimit = 8192

  private let world: World
  private let program: Program
  private let classifier: KeyClassifier
  private let memo: VerdictMemo
  private var principalNumbers = ByteTable()
  private var principals: [Result<PrincipalFacts, RequestError>] = []
  private var situationNumbers = ByteTable()
  private var situations: [Situation] = []
  private var stackNumbers = ByteTable()
  private var stacks: [StackCache] = []
  private var stackOfAction: [Int] = []
  private var stackOfPolicies: [[Int]: Int] = [:]
  private var policyNumbers: [ObjectIdentifier: Int] = [:]
  private var levelNumbers: [String: Int] = [:]
  private let tagKeys: [(key: Int, ofResource: Bool)]
  private var scratch = ByteBuffer(capacity: 256)

  init(_ world: World, program: Program, _ classifier: KeyClassifier, memo: VerdictMemo) {
    self.classifier = classifier
    self.world = world
    self.program = program
    self.memo = memo
    tagKeys = program.keys.names.enumerated().compactMap { index, name in
      if name.hasPrefix("aws:resourcetag/") { return (index, true) }
      return name.hasPrefix("aws:principaltag/") ? (index, false) : nil
    }
  }

  /// The number of the situation of a principal and a resource.
  mutating func situation(principal: ByteSlice, resource: ByteSlice) throws(RequestError) -> Int {
    if situations.count >= Self.situationLimit || principalNumbers.byteCount > Self.byteLimit
      || stackNumbers.byteCount > Self.byteLimit || planCount > Self.planLimit
    {
      forget()
    }
    let asker = try principalNumber(principal)
    let name = ResourceName(resource.byteString)
    scratch.removeAll()
    scratch.append(asker)
    scratch.append(UInt8(ascii: " "))
    scratch.append(world.signature(of: name).bytes)
    let found = scratch.withBytes { bytes -> Int? in
      bytes.baseAddress.flatMap { situationNumbers.find(ByteSlice($0, bytes.count)) }
    }
    if let found { return found }
    let asking = try principals[asker].get()
    situations.append(makeSituation(asking, world.resourceFacts(name.text, for: asking)))
    return situationNumbers.insert(scratch)
  }

  /// The situation of a number.
  func situation(_ number: Int) -> Situation { situations[number] }

  /// The number of the stack that an action meets in a situation.
  mutating func stack(in situation: Int, action: ByteSlice) -> Int {
    scratch.removeAll()
    scratch.append(situation)
    scratch.append(UInt8(ascii: " "))
    scratch.append(action)
    let found = scratch.withBytes { bytes -> Int? in
      bytes.baseAddress.flatMap { stackNumbers.find(ByteSlice($0, bytes.count)) }
    }
    if let found { return stackOfAction[found] }
    let facts = situations[situation]
    let policies = world.policyStack(facts.asking, facts.asked, action: action.byteString)
    let signature = signature(of: policies)
    let number = stackOfPolicies[signature] ?? stacks.count
    if number == stacks.count {
      stackOfPolicies[signature] = number
      stacks.append(StackCache(CompiledStack(policies, program: program), program: program, classifier, memo: memo))
    }
    stackOfAction.append(number)
    _ = stackNumbers.insert(scratch)
    return number
  }

  /// The stack of a number.
  func stack(_ number: Int) -> StackCache { stacks[number] }

  private var planCount: Int { stacks.reduce(0) { $0 + $1.index.planCount } }

  private mutating func forget() {
    principalNumbers = ByteTable()
    principals.removeAll()
    situationNumbers = ByteTable()
    situations.removeAll()
    stackNumbers = ByteTable()
    stacks.removeAll()
    stackOfAction.removeAll()
    stackOfPolicies.removeAll()
    memo.forget()
  }

  /// Equal for stacks that decide alike and say the same of it: the numbers of the policies of each gate, with negative
  /// numbers between gates and levels.
  private mutating func signature(of stack: PolicyStack) -> [Int] {
    var parts: [Int] = [stack.resourcePolicyRole == .sameAccount ? 0 : stack.resourcePolicyRole == .required ? 1 : 2]
    for levels in [stack.serviceControlPolicies, stack.resourceControlPolicies] {
      parts.append(levels == nil ? -1 : -2)
      for level in levels ?? [] {
        let next = levelNumbers.count
        let levelNumber = levelNumbers[level.id ?? ""] ?? next
        levelNumbers[level.id ?? ""] = levelNumber
        parts += [-3, levelNumber] + level.policies.map { policyNumber($0) }
      }
    }
    for policies in [
      stack.resourcePolicies, stack.identityPolicies, stack.permissionsBoundary, stack.sessionPolicies,
    ] {
      parts.append(policies == nil ? -1 : -2)
      parts += (policies ?? []).map { policyNumber($0) }
    }
    return parts
  }

  private mutating func policyNumber(_ policy: Policy) -> Int {
    let next = policyNumbers.count
    let number = policyNumbers[ObjectIdentifier(policy)] ?? next
    policyNumbers[ObjectIdentifier(policy)] = number
    return number
  }

  private mutating func principalNumber(_ identifier: ByteSlice) throws(RequestError) -> Int {
    if let number = principalNumbers.find(identifier) {
      _ = try principals[number].get()
      return number
    }
    let facts: Result<PrincipalFacts, RequestError>
    do throws(RequestError) {
      facts = .success(try world.principalFacts(identifier.byteString))
    } catch {
      facts = .failure(error)
    }
    principals.append(facts)
    let number = principalNumbers.insert(identifier)
    _ = try facts.get()
    return number
  }

  private func makeSituation(_ asking: PrincipalFacts, _ asked: ResourceFacts) -> Situation {
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
    let bytes = buffer.array()
    return ByteString(bytes).withSlice { insert($0) }
  }
}
