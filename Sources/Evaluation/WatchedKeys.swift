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
    let bits: UInt8
    /// The Deny statements that look at a key, in `denies`.
    let denies: Range<Int>
    /// Whether an Allow or a resource policy looks at a key, which may or may not count.
    let needsMore: Bool
  }

  private static let actionLimit = 16_384

  private let stack: CompiledStack
  private let keys: [(bit: Int, key: Int)]
  private var actions = ByteTable()
  private var watches: [Watch] = []
  private var denies: [(bits: UInt8, statement: CompiledStatement)] = []

  /// Makes the watch of some keys.
  ///
  /// - Parameter keys: numbers of the program's keys, and for each the bit from 0 to 7 that stands for it.
  public init(_ stack: CompiledStack, _ keys: [(bit: Int, key: Int)]) {
    self.stack = stack
    self.keys = keys
  }

  /// The keys that some statement looks at that admits the action.
  @inline(__always)
  public mutating func bits(_ action: ByteSlice) -> UInt8 {
    watches[actions.find(action) ?? add(action)].bits
  }

  /// The keys that an Unknown hangs on; nil where only `IndexedStack.missingKeys` can tell.
  ///
  /// - Parameter unknown: the keys that are unknown; nothing else of the request may be.
  public mutating func undecided(_ frame: borrowing RequestFrame, _ unknown: UInt8) -> UInt8? {
    let watch = watches[actions.find(frame.action) ?? add(frame.action)]
    if watch.needsMore { return nil }
    // An Unknown hangs on something.
    if unknown & (unknown &- 1) == 0 { return unknown }
    var bits: UInt8 = 0
    for index in watch.denies where denies[index].bits & unknown != 0 && isUndecided(index, frame) {
      for key in Evaluator.undecidedKeys(of: denies[index].statement, frame) { bits |= self.bits(of: key) }
    }
    return bits
  }

  /// Whether a Deny statement that admits the action can match, and can fail to.
  private func isUndecided(_ index: Int, _ frame: borrowing RequestFrame) -> Bool {
    var truth = Truth.yes
    for place in denies[index].statement.conditions.indices {
      truth = min(truth, denies[index].statement.conditions[place].holds(in: frame))
      if truth == .no { return false }
    }
    return min(truth, denies[index].statement.resource?.admits(in: frame) ?? .yes) == .unknown
  }

  private func bits(of key: Int) -> UInt8 {
    for (bit, watched) in keys where watched == key { return 1 << UInt8(bit) }
    return 0
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
    for gate in stack.gates {
      for policy in gate.policies {
        for index in policy.statements(of: service) where policy.statements[index].action.admits(action) {
          let statement = policy.statements[index]
          let looksAt = statement.lookedAtKeys.reduce(0) { $0 | self.bits(of: $1) }
          if looksAt == 0 { continue }
          bits |= looksAt
          if statement.effect == .deny, gate.type != .resource {
            denies.append((looksAt, statement))
          } else {
            needsMore = true
          }
        }
      }
    }
    watches.append(Watch(bits: bits, denies: start..<denies.count, needsMore: needsMore))
    return actions.insert(action)
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
