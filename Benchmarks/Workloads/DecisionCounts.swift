import PolicyLanguage

/// How many decisions of each kind a run came to: the answer of benchmarks that decide.
struct DecisionCounts: Equatable {
  private(set) var allowed = 0
  private(set) var explicitDeny = 0
  private(set) var implicitDeny = 0
  private(set) var unknown = 0
  /// Records that could not be decided.
  var errors = 0

  init() {}

  /// States an expected answer.
  init(allowed: Int, explicitDeny: Int, implicitDeny: Int) {
    self.allowed = allowed
    self.explicitDeny = explicitDeny
    self.implicitDeny = implicitDeny
  }

  /// Counts one decision.
  mutating func add(_ result: EvaluationResult, _ count: Int = 1) {
    switch result {
    case .allowed: allowed += count
    case .explicitDeny: explicitDeny += count
    case .implicitDeny: implicitDeny += count
    case .unknown: unknown += count
    }
  }

  /// The counts as an answer.
  var answer: Benchmark.Answer {
    Benchmark.Answer(
      "allowed=\(allowed) explicitDeny=\(explicitDeny) implicitDeny=\(implicitDeny) unknown=\(unknown) errors=\(errors)"
    )
  }
}
