import Documents
import PolicyLanguage

/// The indexes of all statements of a stack that can admit actions of one service, which the service's actions share.
final class ServiceIndex {
  /// The resource patterns of the statements that are not narrow.
  let resources: ServiceResources
  /// The statements that are narrow.
  let narrow: UnsafeMutablePointer<NarrowIndex>
  /// By ordinal, the numbers of the statements that are narrow.
  private let numbers: [Int: Int]

  /// Makes the indexes of statements, which are in the order in which decisions name them.
  init(
    _ candidates: [ActionPlan.Candidate], _ classifier: KeyClassifier, hasBoundary: Bool, hasNarrowStatements: Bool
  ) {
    // What an outcome counts must fit its fields.
    let isIndexed = hasNarrowStatements && candidates.count < Int(NarrowOutcome.noRank)
    let statements = isIndexed ? NarrowStatement.all(among: candidates, classifier) : []
    let numbers = Dictionary(
      statements.enumerated().map { ($1.candidate.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    self.numbers = numbers
    resources = ServiceResources(candidates.lazy.filter { numbers[$0.ordinal] == nil }.map(\.statement))
    narrow = .allocate(capacity: 1)
    narrow.initialize(to: NarrowIndex(statements, classifier, hasBoundary: hasBoundary))
  }

  deinit {
    narrow.deinitialize(count: 1)
    narrow.deallocate()
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int { resources.index.pointee.memory + narrow.pointee.memory }

  /// Parts the statements that admit an action: those that every request is asked about, and those that are found by
  /// what they are about.
  ///
  /// - Returns: the former, and the numbers of the latter in the index of narrow statements.
  func split(_ candidates: [ActionPlan.Candidate]) -> (broad: [ActionPlan.Candidate], narrow: [Int]) {
    var broad: [ActionPlan.Candidate] = []
    var narrow: [Int] = []
    for candidate in candidates {
      if let number = numbers[candidate.ordinal] { narrow.append(number) } else { broad.append(candidate) }
    }
    return (broad, narrow)
  }
}
