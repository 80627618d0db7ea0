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
    /// The Deny statements that look at a key, in `denies`.
    let denies: Range<Int>
    /// Whether an Allow or a resource policy looks at a key, which may or may not count.
    let needsMore: Bool
  }

  /// A Deny statement that looks at keys.
  private struct Deny {
    let bits: UInt8
    let statement: CompiledStatement
    /// Where the classes of values hold what its conditions come to, by condition; -1 for one with variables.
    let places: [Int]
  }

  private static let actionLimit = 16_384
  private static var needsMore: UInt8 { 0x80 }

  private let stack: CompiledStack
  private let keys: [(bit: Int, key: Int)]
  private let classifier: KeyClassifier
  /// The actions, each marked with its watch's bits.
  private var actions = ByteTable()
  private var watches: [Watch] = []
  /// By gate, policy and statement, the keys that it looks at; empty before the first action.
  private var statementBits: [[[UInt8]]] = []
  private var denies: [Deny] = []

  /// Makes the watch of some keys.
  ///
  /// - Parameters:
  ///   - keys: numbers of the program's keys, and for each the bit from 0 to 6 that stands for it.
  ///   - classifier: the classes of values, which the worker's stacks share.
  public init(_ stack: CompiledStack, _ keys: [(bit: Int, key: Int)], _ classifier: KeyClassifier) {
    self.stack = stack
    self.keys = keys
    self.classifier = classifier
  }

  /// The keys that some statement looks at that admits the action; the highest bit says that such a statement is none
  /// of the Deny statements.
  @inline(__always)
  public mutating func bits(_ action: ByteSlice) -> UInt8 {
    let number = actions.position(of: action)
    return UInt8(truncatingIfNeeded: actions.mark(number < 0 ? add(action) : number))
  }

  /// Whether a decision that is certain although keys are unknown is the same, to the statement that it names, where
  /// the request does not have them.
  ///
  /// An Allow is: no Deny statement could match. Where something denies anyway, a Deny statement that looks at the keys
  /// may be the one to be named; what an Allow or a resource policy that looks at them makes of it is not known here.
  ///
  /// - Parameter bits: the action's, from `bits`.
  @inline(__always)
  public static func settles(_ verdict: Verdict, _ bits: UInt8) -> Bool {
    verdict.result == .allowed && bits & needsMore == 0
  }

  /// The keys that an Unknown hangs on; nil where only `IndexedStack.missingKeys` can tell.
  ///
  /// - Parameter unknown: the keys that are unknown; nothing else of the request may be.
  public mutating func undecided(_ frame: borrowing RequestFrame, _ unknown: UInt8) -> UInt8? {
    let watch = watches[actions.find(frame.action) ?? add(frame.action)]
    if watch.needsMore { return nil }
    // An Unknown hangs on something.
    return unknown & (unknown &- 1) == 0 ? unknown : undecided(watch, frame, unknown)
  }

  private func undecided(_ watch: Watch, _ frame: borrowing RequestFrame, _ unknown: UInt8) -> UInt8 {
    var bits: UInt8 = 0
    for index in watch.denies {
      // Nothing is asked of a statement that has no key to add.
      if denies[index].bits & unknown & ~bits == 0 || !isUndecided(index, frame) { continue }
      for key in Evaluator.undecidedKeys(of: denies[index].statement, frame) { bits |= self.bits(of: key) }
    }
    return bits & unknown
  }

  /// Whether a Deny statement that admits the action can match, and can fail to.
  private func isUndecided(_ index: Int, _ frame: borrowing RequestFrame) -> Bool {
    var truth = Truth.yes
    for condition in denies[index].places.indices {
      truth = min(truth, self.truth(of: condition, index, frame))
      if truth == .no { return false }
    }
    return min(truth, denies[index].statement.resource?.admits(in: frame) ?? .yes) == .unknown
  }

  /// Whether a condition of a Deny statement holds: what its key's class says, where the value has one.
  private func truth(of condition: Int, _ index: Int, _ frame: borrowing RequestFrame) -> Truth {
    let place = denies[index].places[condition]
    guard place >= 0 else { return denies[index].statement.conditions[condition].holds(in: frame) }
    let classes = classifier.keys + denies[index].statement.conditions[condition].key
    let number = classes.pointee.find(frame)
    guard number >= 0 else { return denies[index].statement.conditions[condition].holds(in: frame) }
    return classes.pointee.truth(number, place)
  }

  private func bits(of key: Int) -> UInt8 {
    for (bit, watched) in keys where watched == key { return 1 << UInt8(bit) }
    return 0
  }

  /// Finds the keys that each statement looks at, whatever the action.
  private mutating func findStatements() {
    statementBits = stack.gates.map { gate in
      gate.policies.map { policy in
        policy.statements.map { $0.lookedAtKeys.reduce(0) { $0 | self.bits(of: $1) } }
      }
    }
  }

  private mutating func add(_ action: ByteSlice) -> Int {
    if actions.count == Self.actionLimit {
      actions = ByteTable()
      watches.removeAll()
      denies.removeAll()
    }
    var bits: UInt8 = 0
    var needsMore = false
    let start = denies.count
    let service = ByteString(copying: action.byteString.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    if statementBits.isEmpty { findStatements() }
    for (gate, bitsOfPolicies) in zip(stack.gates, statementBits) {
      for (policy, bitsOfStatements) in zip(gate.policies, bitsOfPolicies) {
        for index in policy.statements(of: service)
        where bitsOfStatements[index] != 0 && policy.statements[index].action.admits(action) {
          let statement = policy.statements[index]
          let looksAt = bitsOfStatements[index]
          bits |= looksAt
          if statement.effect == .deny, gate.type != .resource {
            let places = statement.conditions.map { condition in
              condition.variableKeys.isEmpty ? classifier.places[condition.number] ?? -1 : -1
            }
            denies.append(Deny(bits: looksAt, statement: statement, places: places))
          } else {
            needsMore = true
          }
        }
      }
    }
    watches.append(Watch(denies: start..<denies.count, needsMore: needsMore))
    return actions.insert(action, mark: Int(needsMore ? bits | Self.needsMore : bits))
  }
}

extension CompiledStatement {
  /// The keys of its conditions and of the variables in them and in its resources.
  fileprivate var lookedAtKeys: [Int] {
    conditions.flatMap { [$0.key] + $0.variableKeys } + (resource?.variableKeys ?? [])
  }
}

extension CompiledResource {
  fileprivate var variableKeys: [Int] {
    entries.flatMap { entry -> [Int] in
      if case .template(let template) = entry { template.keys } else { [] }
    }
  }
}
