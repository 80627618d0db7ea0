import Documents
import PolicyLanguage

/// Policies compiled together, over one table of the context keys that they look at.
///
/// Compiling is done once; a program is a value that any number of workers read at the same time.
public struct Program: Sendable {
  /// The keys that some statement looks at. Requests need carry no others.
  public let keys: KeyTable
  private let compiled: [ObjectIdentifier: CompiledPolicy]
  private let conditionsByKey: [[CompiledCondition]]

  /// Compiles policies; one that is named twice is compiled once.
  public init(_ policies: some Sequence<Policy>) {
    let interner = Interner()
    var compiled: [ObjectIdentifier: CompiledPolicy] = [:]
    for policy in policies where compiled[ObjectIdentifier(policy)] == nil {
      compiled[ObjectIdentifier(policy)] = CompiledPolicy(policy, interner)
    }
    keys = interner.keys
    var byKey = [[CompiledCondition]](repeating: [], count: interner.keys.count)
    var seen: Set<Int> = []
    for policy in compiled.values {
      for condition in policy.statements.lazy.flatMap(\.conditions) where condition.variableKeys.isEmpty {
        if seen.insert(condition.number).inserted { byKey[condition.key].append(condition) }
      }
    }
    conditionsByKey = byKey.map { $0.sorted { $0.number < $1.number } }
    self.compiled = compiled
  }

  /// Compiles all policies of a stack.
  public init(_ stack: PolicyStack) {
    self.init(stack.policies)
  }

  /// The distinct conditions on a key that hold no variables.
  func conditions(on key: Int) -> [CompiledCondition] { conditionsByKey[key] }

  /// The compiled form of a policy; nil when it was not compiled with this program.
  func compiledPolicy(_ policy: Policy) -> CompiledPolicy? { compiled[ObjectIdentifier(policy)] }
}

extension PolicyStack {
  /// All policies of all gates, in the order in which decisions name them.
  public var policies: [Policy] {
    var all: [Policy] = []
    for level in serviceControlPolicies ?? [] { all += level.policies }
    for level in resourceControlPolicies ?? [] { all += level.policies }
    all += resourcePolicies ?? []
    all += identityPolicies ?? []
    all += permissionsBoundary ?? []
    all += sessionPolicies ?? []
    return all
  }
}
