import Documents
import PolicyLanguage

extension DifferentialCase {
  /// The case with one thing less: a gate, a level, a policy, a statement, a condition or a context key.
  func smaller() -> [DifferentialCase] {
    var candidates: [DifferentialCase] = []
    if case .stack(let stack) = policies {
      let drops: [(inout PolicyStack) -> Void] = [
        { $0.serviceControlPolicies = nil }, { $0.resourceControlPolicies = nil }, { $0.resourcePolicies = nil },
        { $0.identityPolicies = nil }, { $0.permissionsBoundary = nil }, { $0.sessionPolicies = nil },
      ]
      for drop in drops {
        let smaller = mapStack(drop)
        if case .stack(let left) = smaller.policies, left.gates.count < stack.gates.count { candidates.append(smaller) }
      }
      for index in (stack.serviceControlPolicies ?? []).indices where stack.serviceControlPolicies?.count != 1 {
        candidates.append(mapStack { $0.serviceControlPolicies?.remove(at: index) })
      }
      for index in (stack.resourceControlPolicies ?? []).indices where stack.resourceControlPolicies?.count != 1 {
        candidates.append(mapStack { $0.resourceControlPolicies?.remove(at: index) })
      }
    }
    for policy in attachments.map(\.policy) {
      for index in policy.statements.indices {
        let statement = policy.statements[index]
        candidates.append(replacing(policy, statements: policy.statements.filter { $0.index != statement.index }))
        for place in statement.conditions.indices {
          var conditions = statement.conditions
          conditions.remove(at: place)
          var statements = policy.statements
          statements[index] = statement.with(conditions: conditions)
          candidates.append(replacing(policy, statements: statements))
        }
      }
    }
    for key in request.context.entries.keys.sorted() {
      var copy = self
      copy.request.context = RequestContext(
        request.context.entries.filter { $0.key != key }, missingIsUnknown: request.context.missingIsUnknown)
      candidates.append(copy)
    }
    return candidates
  }

  private func replacing(_ old: Policy, statements: [Statement]) -> DifferentialCase {
    let new = Policy(
      kind: old.kind, name: old.name, source: old.source, range: old.range, version: old.version, id: old.id,
      statements: statements)
    return mapPolicies { $1 === old ? new : $1 }
  }
}
