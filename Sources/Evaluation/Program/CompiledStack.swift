import Documents
import PolicyLanguage

/// The policies that a request meets, compiled and laid out in the order in which decisions name them.
///
/// ```
/// PolicyStack   scp: root, ou, account   rcp: root, account   resource   identity   boundary   session
/// gates         0    1   2               3    4               5          6          7          8
/// ```
/// Every level of SCPs and RCPs is a gate of its own here: each must allow.
public struct CompiledStack: Sendable {
  struct Gate: Sendable {
    let type: PolicyType
    let level: String?
    let policies: [CompiledPolicy]

    /// What a decision says of a statement of this gate; of the gate alone, when there is none.
    func decider(_ place: GateMatches.Place?) -> DecidingStatement {
      DecidingStatement(
        policyType: type, level: level,
        statement: place.map { StatementReference(policies[$0.policy].policy, $0.statement) })
    }
  }

  let gates: [Gate]
  /// By gate and policy, the number of statements before the policy's first.
  let firstStatements: [[Int]]
  let resourcePolicyRole: ResourcePolicyRole
  let hasBoundary: Bool
  /// The gates by type, as decisions list them.
  public let types: [PolicyType]
  /// Whether this is a stack policy without a statement, which protects nothing (ruling 5).
  let isEmptyStackPolicy: Bool

  /// Whether there is any gate to be asked.
  public var asksSomething: Bool { !gates.isEmpty }

  /// Whether a resource policy is among the gates, whose statements name principals.
  public var asksResourcePolicy: Bool { types.contains(.resource) }

  /// Lays out a stack whose policies are all in the program.
  public init(_ stack: PolicyStack, program: Program) {
    var gates: [Gate] = []
    func add(_ type: PolicyType, _ level: String?, _ policies: [Policy]?) {
      guard let policies else { return }
      gates.append(Gate(type: type, level: level, policies: policies.compactMap(program.compiledPolicy)))
    }
    func add(_ type: PolicyType, _ levels: [PolicyLevel]?) {
      for level in levels ?? [] { add(type, level.id, level.policies) }
      // Asked, and nobody there to allow.
      if levels?.isEmpty ?? false { add(type, nil, []) }
    }
    add(.scp, stack.serviceControlPolicies)
    add(.rcp, stack.resourceControlPolicies)
    add(.resource, nil, stack.resourcePolicies)
    add(.identity, nil, stack.identityPolicies)
    add(.boundary, nil, stack.permissionsBoundary)
    add(.session, nil, stack.sessionPolicies)
    self.gates = gates
    firstStatements = Self.firstStatements(gates)
    resourcePolicyRole = stack.resourcePolicyRole
    hasBoundary = stack.permissionsBoundary != nil
    types = stack.gates
    isEmptyStackPolicy = false
  }

  /// The one gate of a stack policy.
  public init(stackPolicy: Policy, program: Program) {
    let policies = [stackPolicy].compactMap(program.compiledPolicy)
    gates = [Gate(type: .stack, level: nil, policies: policies)]
    firstStatements = Self.firstStatements(gates)
    resourcePolicyRole = .sameAccount
    hasBoundary = false
    types = [.stack]
    isEmptyStackPolicy = stackPolicy.statements.isEmpty
  }

  /// Whether some policy names a service, which is ASCII-lowercased; all others are alike to all of them.
  func names(_ service: ByteString) -> Bool {
    gates.contains { gate in gate.policies.contains { $0.names(service) } }
  }

  private static func firstStatements(_ gates: [Gate]) -> [[Int]] {
    var count = 0
    return gates.map { gate in
      gate.policies.map { policy in
        defer { count += policy.statements.count }
        return count
      }
    }
  }
}
