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
  }

  let gates: [Gate]
  let resourcePolicyRole: ResourcePolicyRole
  let hasBoundary: Bool
  /// The gates by type, as decisions list them.
  let types: [PolicyType]
  /// Whether this is a stack policy without a statement, which protects nothing (ruling 5).
  let isEmptyStackPolicy: Bool

  /// Lays out a stack whose policies are all in the program.
  public init(_ stack: PolicyStack, program: Program) {
    var gates: [Gate] = []
    let add = { (type: PolicyType, level: String?, policies: [Policy]?) in
      guard let policies else { return }
      gates.append(Gate(type: type, level: level, policies: policies.compactMap(program.compiledPolicy)))
    }
    for level in stack.serviceControlPolicies ?? [] { add(.scp, level.id, level.policies) }
    for level in stack.resourceControlPolicies ?? [] { add(.rcp, level.id, level.policies) }
    add(.resource, nil, stack.resourcePolicies)
    add(.identity, nil, stack.identityPolicies)
    add(.boundary, nil, stack.permissionsBoundary)
    add(.session, nil, stack.sessionPolicies)
    self.gates = gates
    resourcePolicyRole = stack.resourcePolicyRole
    hasBoundary = stack.permissionsBoundary != nil
    types = stack.gates
    isEmptyStackPolicy = false
  }

  /// The one gate of a stack policy.
  public init(stackPolicy: Policy, program: Program) {
    let policies = [stackPolicy].compactMap(program.compiledPolicy)
    gates = [Gate(type: .stack, level: nil, policies: policies)]
    resourcePolicyRole = .sameAccount
    hasBoundary = false
    types = [.stack]
    isEmptyStackPolicy = stackPolicy.statements.isEmpty
  }
}
