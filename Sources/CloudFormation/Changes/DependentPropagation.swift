import Documents

/// Follows references from what changes to what depends on it until nothing more changes (ruling 9).
///
/// Each reference is looked at again only when the outcome of its target changes, which it does a few times at most,
/// so that the whole is linear in the number of references.
struct DependentPropagation {
  /// One resource that both templates have.
  private struct Node {
    let id: ByteString
    let isCertain: Bool
    let rule: UpdateRule
    let references: [ResourceReference]
    /// What each reference contributes now.
    var contributed: [ChangeContribution?]
    var tally = ContributionTally()
    /// The references to this resource: whose, and which of them.
    var dependents: [(node: Int, reference: Int)] = []
  }

  private var nodes: [Node] = []
  private var places: [ByteString: Int] = [:]

  /// Adds a resource that both templates have, with what it does by itself.
  mutating func add(_ resource: ResolvedResource, rule: UpdateRule, direct: [ChangeContribution]) {
    let references = ResourceReference.all(in: resource).filter { $0.target != resource.logicalResourceId }
    var node = Node(
      id: resource.logicalResourceId, isCertain: resource.isPresent.isYes, rule: rule, references: references,
      contributed: Array(repeating: nil, count: references.count))
    for contribution in direct { node.tally.add(contribution) }
    places[node.id] = nodes.count
    nodes.append(node)
  }

  /// Runs until nothing more changes.
  mutating func run() {
    for (index, node) in nodes.enumerated() {
      for (place, reference) in node.references.enumerated() {
        if let target = places[reference.target] { nodes[target].dependents.append((index, place)) }
      }
    }
    var waiting = nodes.indices.filter { !nodes[$0].tally.kinds.isEmpty }
    while let changed = waiting.popLast() {
      let outcome = ContributionOutcome(nodes[changed].tally)
      for (dependent, reference) in nodes[changed].dependents {
        let contribution = contribution(of: outcome, through: reference, to: dependent)
        let known = nodes[dependent].contributed[reference]
        if contribution == known { continue }
        let before = ContributionOutcome(nodes[dependent].tally)
        nodes[dependent].tally.remove(known)
        nodes[dependent].tally.add(contribution)
        nodes[dependent].contributed[reference] = contribution
        if ContributionOutcome(nodes[dependent].tally) != before { waiting.append(dependent) }
      }
    }
  }

  /// What happens to a resource, by itself and through its references.
  func outcome(of id: ByteString) -> ContributionOutcome? {
    places[id].map { ContributionOutcome(nodes[$0].tally) }
  }

  /// What references contribute to a resource, with the paths that hold them.
  func contributions(to id: ByteString) -> [(contribution: ChangeContribution, reference: ResourceReference)] {
    guard let place = places[id] else { return [] }
    return zip(nodes[place].contributed, nodes[place].references).compactMap { contribution, reference in
      contribution.map { ($0, reference) }
    }
  }

  private func contribution(
    of outcome: ContributionOutcome, through index: Int, to dependent: Int
  ) -> ChangeContribution? {
    let node = nodes[dependent]
    let reference = node.references[index]
    switch outcome.change {
    case .replace, .conditional:
      let effect = reference.attribute == "Properties" ? node.rule.effect(at: reference.path) : .never
      let isCertain =
        outcome.change == .replace && outcome.certainty == .certain && reference.isCertain && node.isCertain
      return ChangeContribution(effect: effect, certainty: isCertain ? .certain : .maybe, origin: .replacement)
    case .modify:
      // What only may be modified through an attribute passes nothing on.
      guard reference.isAttribute, outcome.isNoticed else { return nil }
      return ChangeContribution(effect: .never, certainty: .maybe, origin: .inPlace)
    default: return nil
    }
  }
}
