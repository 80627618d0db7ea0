import Documents
import PolicyLanguage
import Simulation

/// What the expectations of a scenario can name: policies, their Sids, the levels of the organization.
struct ExpectedNames {
  /// All policies, each once, in the order of the environment and then of the steps.
  private(set) var policies: [Policy] = []
  /// The Sids of their statements.
  private(set) var sids: Set<ByteString> = []
  /// The ids of the root, organizational units and accounts.
  private(set) var levels: Set<ByteString> = []
  /// What policies are called: the name that they were loaded by, and the path of their file.
  private(set) var policyNames: Set<ByteString> = []
  /// The number of statements of the longest policy.
  private(set) var mostStatements = 0
  private var seen: Set<ObjectIdentifier> = []

  /// Makes a list of nothing.
  init() {}

  /// Collects the names of an environment.
  init(_ environment: Environment) {
    for node in environment.organization?.nodes ?? [] {
      levels.insert(node.id)
      add(node.serviceControlPolicies + node.resourceControlPolicies)
    }
    for principal in environment.principals {
      add(principal.identityPolicies + [principal.permissionsBoundary].compactMap(\.self) + principal.sessionPolicies)
    }
    add(environment.resources.compactMap(\.policy))
    add(environment.stacks.compactMap(\.stackPolicy))
  }

  /// Adds policies.
  mutating func add(_ more: [Policy]) {
    for policy in more where seen.insert(ObjectIdentifier(policy)).inserted {
      policies.append(policy)
      policyNames.insert(ByteString(policy.name))
      policyNames.insert(ByteString(policy.source.name))
      mostStatements = max(mostStatements, policy.statements.count)
      for statement in policy.statements { if let sid = statement.sid, !sid.isEmpty { sids.insert(sid) } }
    }
  }
}
