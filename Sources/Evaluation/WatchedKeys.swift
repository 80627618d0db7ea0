import Documents
import PolicyLanguage

/// Which of a few keys a stack's statements look at, action by action: who asks what a decision hangs on need not look at
/// all keys, nor at all statements.
///
/// ```
/// keys     bit 0: aws:CurrentTime   bit 1: aws:SecureTransport
/// actions  s3:GetObject  -> watched 10, Deny statements 4 and 9     ec2:RunInstances -> watched 00
/// ```
/// The second action's decision is the same whatever is known of the keys. The first one's hangs on SecureTransport where
/// statement 4 or 9 is undecided and looks at it.
public struct WatchedKeys: ~Copyable {
  /// What is known of an action.
  private struct Watch {
    /// The keys that some statement looks at; the highest bit says that one of them is none of the Deny statements.
    let bits: UInt8
    /// The Deny statements that look at a key, in `denies`, in the order in which decisions name them.
    let denies: Range<Int>
  }

  /// A Deny statement that looks at keys; other workers have it, too, so that nobody counts who looks at it.
  private struct Deny {
    let bits: UInt8
    /// Where it stands: gate, policy, statement.
    let place: (Int, Int, Int)
    /// Its conditions, in `conditions`.
    let conditions: Range<Int>
    /// What the resource is asked for.
    let resource: Resource
    /// The stack keeps it.
    let statement: Unmanaged<CompiledStatement>
  }

  /// What a Deny statement asks of the resource.
  private enum Resource {
    /// Nothing.
    case any
    /// That some of its patterns match, in `globs`, or none of them.
    case globs(Range<Int>, isNegated: Bool)
    /// What depends on the request's context.
    case variable
  }

  /// A condition of a Deny statement.
  private struct Condition {
    let key: Int
    /// Where the classes of values hold what it comes to; -1 for one with variables.
    let place: Int
    /// The bit of its key; 0 for a key that is not watched.
    let bit: UInt8
  }

  /// A statement that looks at keys.
  private struct Looking {
    let bits: UInt8
    let gate: Int
    let policy: Int
    let index: Int
    let statement: CompiledStatement
  }

  /// The statements that look at a key and can admit actions of one service, in the order in which decisions name them.
  private struct ServiceStatements {
    let all: [Looking]
    let actions: ActionIndex
  }

  private static let actionLimit = 16_384
  private static var needsMore: UInt8 { 0x80 }

  /// Keeps the statements and patterns alive that are asked without counting references to them.
  private let stack: CompiledStack
  private let keys: [(bit: Int, key: Int)]
  private let classifier: KeyClassifier
  /// The actions, each with its watch's number.
  private var actions = ByteTable()
  private var lastingActions = LastingNumbers()
  private var watches: [Watch] = []
  private var services: ServiceTable<ServiceStatements>
  private var denies: [Deny] = []
  private var conditions: [Condition] = []
  /// The patterns of resources; their statements keep them.
  private var globs: [Unmanaged<Glob>] = []

  /// Makes the watch of some keys.
  ///
  /// - Parameters:
  ///   - keys: numbers of the program's keys, and for each the bit from 0 to 6 that stands for it.
  ///   - classifier: the classes of values, which the worker's stacks share.
  public init(_ stack: CompiledStack, _ keys: [(bit: Int, key: Int)], _ classifier: KeyClassifier) {
    self.stack = stack
    services = ServiceTable(stack)
    self.keys = keys
    self.classifier = classifier
  }

  /// The keys that some statement looks at that admits a request's action; the highest bit says that such a statement is
  /// none of the Deny statements.
  @inline(__always)
  public mutating func bits(_ frame: borrowing RequestFrame) -> UInt8 { watches[number(frame)].bits }

  /// Whether a decision that is certain although keys are unknown is the same, to the statement that it names, where
  /// the request does not have them.
  ///
  /// An Allow is: no Deny statement could match. Where something denies anyway, a Deny statement before it that looks at
  /// the keys may be the one to be named; what an Allow or a resource policy that looks at them makes of it is not known
  /// here.
  ///
  /// - Parameter unknown: the keys that are unknown.
  public mutating func settles(_ verdict: Verdict, _ frame: borrowing RequestFrame, _ unknown: UInt8) -> Bool {
    let watch = watches[number(frame)]
    if watch.bits & Self.needsMore != 0 { return false }
    if verdict.result == .allowed { return true }
    guard verdict.result == .explicitDeny else { return false }
    for index in watch.denies where denies[index].bits & unknown != 0 {
      return (Int(verdict.gate), Int(verdict.policy), Int(verdict.statement)) <= denies[index].place
    }
    return true
  }

  /// The watched keys that an Unknown hangs on, of whatever statements, by the index of the same stack.
  ///
  /// - Parameter frame: the request that it was just asked to decide.
  public borrowing func undecided(_ frame: borrowing RequestFrame, by index: IndexedStack) -> UInt8 {
    var bits: UInt8 = 0
    index.forEachMissingKey(frame) { bits |= self.bits(of: $0) }
    return bits
  }

  /// The keys that an Unknown hangs on; nil where only the stack's index can tell.
  ///
  /// - Parameter unknown: the keys that are unknown; nothing else of the request may be.
  public mutating func undecided(_ frame: borrowing RequestFrame, _ unknown: UInt8) -> UInt8? {
    let watch = watches[number(frame)]
    if watch.bits & Self.needsMore != 0 { return nil }
    // An Unknown hangs on something.
    if unknown & (unknown &- 1) == 0 { return unknown }
    var bits: UInt8 = 0
    // Nothing is asked of a statement that has no key to add.
    for index in watch.denies where denies[index].bits & unknown & ~bits != 0 { bits |= undecidedKeys(index, frame) }
    return bits & unknown
  }

  /// The watched keys that a Deny statement hangs on, which admits the action; none where it is decided.
  private func undecidedKeys(_ index: Int, _ frame: borrowing RequestFrame) -> UInt8 {
    var bits: UInt8 = 0
    var isUndecided = false
    for place in denies[index].conditions {
      let truth = truth(of: place, index, frame)
      if truth == .no { return 0 }
      guard truth == .unknown else { continue }
      isUndecided = true
      let condition = conditions[place]
      if condition.place >= 0 {
        // Without variables there is but one key that can be unknown.
        bits |= condition.bit
      } else {
        for key in self.condition(place, of: index).undecidedKeys(in: frame) { bits |= self.bits(of: key) }
      }
    }
    switch denies[index].resource {
    case .any: return isUndecided ? bits : 0
    case .globs(let places, let isNegated):
      var matches = false
      for place in places where !matches {
        matches = globs[place]._withUnsafeGuaranteedRef { $0.matches(frame.resource) }
      }
      return isUndecided && matches != isNegated ? bits : 0
    case .variable:
      guard let resource = denies[index].statement.takeUnretainedValue().resource else { return isUndecided ? bits : 0 }
      switch resource.admits(in: frame) {
      case .no: return 0
      case .yes: return isUndecided ? bits : 0
      case .unknown:
        for key in resource.undecidedKeys(in: frame) { bits |= self.bits(of: key) }
        return bits
      }
    }
  }

  /// A condition of a Deny statement, by its place in `conditions`.
  private func condition(_ place: Int, of index: Int) -> CompiledCondition {
    denies[index].statement.takeUnretainedValue().conditions[place - denies[index].conditions.lowerBound]
  }

  /// Whether a condition of a Deny statement holds: what its key's class says, where the value has one.
  @inline(__always)
  private func truth(of place: Int, _ index: Int, _ frame: borrowing RequestFrame) -> Truth {
    let condition = conditions[place]
    if condition.place >= 0 {
      let classes = classifier.keys[condition.key]
      let number = classes.pointee.find(frame)
      if number >= 0 { return classes.pointee.truth(number, condition.place) }
    }
    return self.condition(place, of: index).holds(in: frame)
  }

  private func bits(of key: Int) -> UInt8 {
    for (bit, watched) in keys where watched == key { return 1 << UInt8(bit) }
    return 0
  }

  // MARK: Actions

  /// The number of the watch of a request's action.
  @inline(__always)
  private mutating func number(_ frame: borrowing RequestFrame) -> Int {
    let known = lastingActions.find(frame.actionIdentity)
    return known >= 0 ? known : findNumber(frame)
  }

  @inline(never)
  private mutating func findNumber(_ frame: borrowing RequestFrame) -> Int {
    let found = actions.position(of: frame.action)
    let number = found < 0 ? add(frame.action) : found
    lastingActions.set(frame.actionIdentity, to: number)
    return number
  }

  private mutating func statements(of service: ByteString) -> ServiceStatements {
    if let known = services.find(service) { return known }
    var found: [Looking] = []
    for (gate, policies) in stack.gates.lazy.map(\.policies).enumerated() {
      for (policy, compiled) in policies.enumerated() {
        for index in compiled.statements(of: service) {
          let statement = compiled.statements[index]
          let bits = statement.lookedAtKeys.reduce(0) { $0 | self.bits(of: $1) }
          if bits == 0 { continue }
          found.append(Looking(bits: bits, gate: gate, policy: policy, index: index, statement: statement))
        }
      }
    }
    let actions = ActionIndex(found.lazy.map(\.statement.action), of: services.isNamed(service) ? service : nil)
    let made = ServiceStatements(all: found, actions: actions)
    services.set(service, to: made)
    return made
  }

  private mutating func add(_ action: ByteSlice) -> Int {
    if actions.count == Self.actionLimit {
      actions = ByteTable()
      lastingActions = LastingNumbers()
      watches.removeAll()
      denies.removeAll()
      conditions.removeAll()
      globs.removeAll()
    }
    var bits: UInt8 = 0
    let start = denies.count
    let service = ByteString(copying: action.byteString.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    let statements = statements(of: service)
    for place in statements.actions.places(admitting: action) {
      let looking = statements.all[place]
      bits |= looking.bits
      if looking.statement.effect == .deny, stack.gates[looking.gate].type != .resource {
        denies.append(
          Deny(
            bits: looking.bits, place: (looking.gate, looking.policy, looking.index),
            conditions: addConditions(of: looking.statement), resource: addResource(of: looking.statement),
            statement: .passUnretained(looking.statement)))
      } else {
        bits |= Self.needsMore
      }
    }
    watches.append(Watch(bits: bits, denies: start..<denies.count))
    return actions.insert(action)
  }

  private mutating func addResource(of statement: CompiledStatement) -> Resource {
    guard let resource = statement.resource else { return .any }
    if resource.hasVariables { return .variable }
    let start = globs.count
    globs += resource.widestGlobs.map { .passUnretained($0) }
    return .globs(start..<globs.count, isNegated: resource.isNegated)
  }

  private mutating func addConditions(of statement: CompiledStatement) -> Range<Int> {
    let start = conditions.count
    for condition in statement.conditions {
      let place = condition.variableKeys.isEmpty ? classifier.places[condition.number] ?? -1 : -1
      conditions.append(Condition(key: condition.key, place: place, bit: bits(of: condition.key)))
    }
    return start..<conditions.count
  }
}
