import Documents
import Evaluation
import PolicyLanguage
import Simulation

extension NearestMiss {
  /// Looks for the statement that came closest to making an expectation true in what led to a decision.
  ///
  /// A statement that `by` names goes before all others. Where a denial was expected, the Deny that got furthest is
  /// meant; where an Allow was expected, the Allow that got furthest at the gates that let nothing pass.
  init?(_ explanation: Explanation, expecting expectation: Expectation, file: String) {
    if case .text(let name)? = expectation.item(.step(.by))?.value,
      let named = NearestMiss(in: explanation, where: { ByName(name, file: file).names($0.statement) })
    {
      self = named
      return
    }
    let expected = Self.expectedResult(expectation)
    let found: NearestMiss? =
      switch (expected, explanation.decision.result) {
      case ("Deny", .allowed), ("Deny", .unknown), ("explicitDeny", _):
        NearestMiss(in: explanation, where: { $0.statement.statement.effect == .deny })
      case ("Allow", .implicitDeny), ("Allow", .unknown): NearestMiss(allowing: explanation)
      default: nil
      }
    guard let found else { return nil }
    self = found
  }

  private static func expectedResult(_ expectation: Expectation) -> ByteString? {
    if case .text(let evaluation)? = expectation.item(.step(.evaluation))?.value, evaluation == "explicitDeny" {
      return evaluation
    }
    if case .text(let decision)? = expectation.item(.step(.decision))?.value { return decision }
    guard case .text(let evaluation)? = expectation.item(.step(.evaluation))?.value else { return nil }
    return EvaluationResult(rawValue: evaluation.string).map { ByteString($0.decision) }
  }
}

/// What `by` in an expectation names: a Sid, or a policy by the name it was loaded by or the path of its file.
struct ByName {
  private let name: ByteString
  private let path: ByteString

  init(_ name: ByteString, file: String) {
    self.name = name
    path = ByteString(FileReader.path(name.string, namedBy: file))
  }

  /// Whether a statement, or its policy, is called so.
  func names(_ reference: StatementReference) -> Bool {
    if reference.statement.sid == name { return true }
    let source = ByteString(reference.policy.source.name)
    return ByteString(reference.policy.name) == name || source == name || source == path
  }
}
