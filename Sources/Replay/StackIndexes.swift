import Documents
import Evaluation
import PolicyLanguage

/// The indexed stacks of one worker, one for all stacks that decide alike.
///
/// Accounts under the same policies, and both sides of a comparison where nothing changed, share their indexes: neither
/// the name of a level nor the path of a policy changes a decision, but only what is said of it (`StackCache`).
final class StackIndexes {
  /// What of a policy's grammar and text is quickly told.
  private struct Shape: Hashable {
    let kind: PolicyKind
    let count: Int
    let hash: Int
  }

  /// A policy with a text, by which others have the same number.
  private struct Content {
    let policy: Policy
    let number: Int
  }

  private static let limit = 2048

  let program: Program
  /// The keys that AWS always sends and that some policy looks at, each with its place in `AlwaysSentKeys.names`.
  let alwaysSent: [(bit: Int, key: Int)]
  /// Gives the identities of actions: to the one reader whose records the stacks decide.
  let actions = LastingIdentities()
  /// Gives the identities of what requests are filled in with, whoever fills it in: the stacks share a classifier.
  let contexts = LastingIdentities()
  private let classifier: KeyClassifier
  private var indexes: [[Int]: StackIndex] = [:]
  /// One policy of each text, by its shape.
  private var contents: [Shape: [Content]] = [:]
  private var numbers: [ObjectIdentifier: Int] = [:]

  /// Makes an empty set for the policies of a program.
  init(_ program: Program) {
    self.program = program
    classifier = KeyClassifier(program)
    alwaysSent = AlwaysSentKeys.names.enumerated().compactMap { bit, name in
      program.keys.index(of: name).map { (bit, $0) }
    }
  }

  /// The cache of a stack policy's decisions.
  func cache(stackPolicy policy: Policy) -> StackCache {
    let compiled = CompiledStack(stackPolicy: policy, program: program)
    return StackCache(compiled, index([-4, number(policy)], compiled))
  }

  /// The cache of the decisions of a stack.
  func cache(_ stack: PolicyStack) -> StackCache {
    let compiled = CompiledStack(stack, program: program)
    return StackCache(compiled, index(stack.signature(level: { _ in 0 }, policy: number), compiled))
  }

  private func index(_ signature: [Int], _ stack: CompiledStack) -> StackIndex {
    if let known = indexes[signature] { return known }
    // Whoever holds an index keeps it; it is not found again.
    if indexes.count >= Self.limit { indexes.removeAll() }
    let made = StackIndex(
      IndexedStack(stack, program: program, classifier: classifier),
      alwaysSent: WatchedKeys(stack, alwaysSent, classifier))
    indexes[signature] = made
    return made
  }

  /// The number of all policies with the same text. The program keeps them alive.
  private func number(_ policy: Policy) -> Int {
    if let known = numbers[ObjectIdentifier(policy)] { return known }
    let text = Self.text(of: policy)
    let next = numbers.count
    let shape = Shape(kind: policy.kind, count: text.count, hash: Self.hash(of: text))
    // A policy without a text is like no other.
    let twin = text.isEmpty ? nil : contents[shape]?.first { Self.text(of: $0.policy) == text }
    if twin == nil, !text.isEmpty { contents[shape, default: []].append(Content(policy: policy, number: next)) }
    let number = twin?.number ?? next
    numbers[ObjectIdentifier(policy)] = number
    return number
  }

  /// Seeded for each process, so that no file can choose which texts are compared with many others.
  private static func hash(of text: ArraySlice<UInt8>) -> Int {
    var hasher = Hasher()
    text.withUnsafeBytes { hasher.combine(bytes: $0) }
    return hasher.finalize()
  }

  private static func text(of policy: Policy) -> ArraySlice<UInt8> {
    let bytes = policy.source.bytes
    let start = max(0, min(policy.range.start, bytes.count))
    return bytes[start..<max(start, min(policy.range.end, bytes.count))]
  }
}

/// What stacks that decide alike share: their index, and which keys it looks at.
final class StackIndex {
  let decisions: IndexedStack
  /// The keys that AWS always sends, as far as statements look at them; behind a pointer, so that nothing is checked.
  let alwaysSent: UnsafeMutablePointer<WatchedKeys>

  init(_ decisions: IndexedStack, alwaysSent: consuming WatchedKeys) {
    self.decisions = decisions
    self.alwaysSent = .allocate(capacity: 1)
    self.alwaysSent.initialize(to: alwaysSent)
  }

  deinit {
    alwaysSent.deinitialize(count: 1)
    alwaysSent.deallocate()
  }
}

extension PolicyStack {
  /// Equal for stacks of which each gate holds policies of the same numbers: those of one gate behind the other, with
  /// negative numbers between gates and levels.
  func signature(level: (String?) -> Int, policy: (Policy) -> Int) -> [Int] {
    var parts: [Int] = [resourcePolicyRole == .sameAccount ? 0 : resourcePolicyRole == .required ? 1 : 2]
    for levels in [serviceControlPolicies, resourceControlPolicies] {
      parts.append(levels == nil ? -1 : -2)
      for each in levels ?? [] { parts += [-3, level(each.id)] + each.policies.map(policy) }
    }
    for policies in [resourcePolicies, identityPolicies, permissionsBoundary, sessionPolicies] {
      parts.append(policies == nil ? -1 : -2)
      parts += (policies ?? []).map(policy)
    }
    return parts
  }
}
