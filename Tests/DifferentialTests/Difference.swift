/// Two decisions that should be one, with the smallest case found that shows it.
struct Difference: CustomStringConvertible {
  let origin: String
  let smallest: DifferentialCase
  let decisions: [(engine: Engine, decision: DecisionSummary)]

  /// Nil when the engines agree.
  init?(_ found: DifferentialCase, origin: String, _ engines: [Engine]) {
    func disagree(_ candidate: DifferentialCase) -> Bool {
      Set(engines.map { candidate.decided(by: $0).summary.description }).count > 1
    }
    guard disagree(found) else { return nil }
    self.origin = origin
    var smallest = found
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      if let next = smallest.smaller().first(where: disagree) {
        smallest = next
        isSmaller = true
      }
    }
    self.smallest = smallest
    decisions = engines.map { ($0, smallest.decided(by: $0).summary) }
  }

  var description: String {
    "\(origin)\n\(smallest)\n"
      + decisions.map { "\($0.engine.name): \($0.decision)" }.joined(separator: "\n")
  }
}
