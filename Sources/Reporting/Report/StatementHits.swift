import PolicyLanguage
import Scenarios

/// How many decisions each statement made.
public struct StatementHits: Sendable {
  private struct PolicyHits: Sendable {
    let policy: Policy
    var counts: [Int]
  }

  private var policies: [PolicyHits] = []
  private var indices: [ObjectIdentifier: Int] = [:]

  /// Makes hits of nothing.
  public init() {}

  /// Adds policies, be it that none of their statements decides anything.
  public mutating func add(_ policies: some Sequence<Policy>) {
    for policy in policies { _ = index(of: policy) }
  }

  /// Counts decisions for the statement that made them.
  public mutating func add(_ decision: Decision, _ count: Int) {
    guard let reference = decision.by?.statement, let index = index(of: reference.policy) else { return }
    guard policies[index].counts.indices.contains(reference.index) else { return }
    policies[index].counts[reference.index] += count
  }

  private mutating func index(of policy: Policy) -> Int? {
    guard !policy.source.bytes.isEmpty else { return nil }
    if let index = indices[ObjectIdentifier(policy)] { return index }
    indices[ObjectIdentifier(policy)] = policies.count
    policies.append(PolicyHits(policy: policy, counts: Array(repeating: 0, count: policy.statements.count)))
    return policies.count - 1
  }

  /// The sources of the policies, those whose statements decided most first, each statement with its number.
  ///
  /// - Parameter everything: what a matrix of everything that there is showed: statements that decided nothing and
  ///   match nothing in it are dead.
  func sources(everything: CoverageTally = CoverageTally()) -> [Report.PolicySource] {
    var dead: [ObjectIdentifier: Set<Int>] = [:]
    for policy in everything.policies {
      let idle = policy.statements.filter { $0.count(.matched) == 0 }.map(\.statement.index)
      dead[ObjectIdentifier(policy.policy)] = Set(idle)
    }
    let order = policies.indices.sorted {
      (policies[$1].counts.reduce(0, +), $0) < (policies[$0].counts.reduce(0, +), $1)
    }
    return order.map { index in
      let hits = policies[index]
      let dead = dead[ObjectIdentifier(hits.policy)] ?? []
      return Report.PolicySource(
        hits.policy,
        hits.counts.enumerated().map { place, count in
          Report.PolicySource.StatementMark(
            statement: StatementReference(hits.policy, place), hits: count,
            mark: count > 0 ? .decisive : dead.contains(place) ? .dead : nil)
        })
    }
  }
}
