import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// The statement that came closest to making an expectation true, and what kept it from it.
public struct NearestMiss: Sendable {
  /// The gate it stands at.
  public let policyType: PolicyType
  /// The level it hangs at, for SCPs and RCPs.
  public let level: String?
  /// The statement, with the element that it missed.
  public let match: Explanation.StatementMatch

  /// Looks for the statement in what led to a decision.
  ///
  /// A statement that `by` names goes before all others. Where a denial was expected, the Deny that got furthest is
  /// meant; where an Allow was expected, the Allow that got furthest at the gates that let nothing pass. A statement
  /// that failed at its Action got less far than one that failed at its Resource or its first condition.
  init?(_ explanation: Explanation, expecting expectation: Expectation, file: String) {
    if case .text(let name)? = expectation.item(.step(.by))?.value,
      let named = Self.best(
        explanation, in: { _ in true }, where: { ByName(name, file: file).names($0.statement) })
    {
      self = named
      return
    }
    let expected = Self.expectedResult(expectation)
    let found: NearestMiss? =
      switch (expected, explanation.decision.result) {
      case ("Deny", .allowed), ("Deny", .unknown), ("explicitDeny", _):
        Self.best(explanation, in: { _ in true }, where: { $0.statement.statement.effect == .deny })
      case ("Allow", .implicitDeny), ("Allow", .unknown):
        Self.best(explanation, in: { $0.passes != .yes }, where: { $0.statement.statement.effect == .allow })
      default: nil
      }
    guard let found else { return nil }
    self = found
  }

  private init(_ gate: Explanation.GateMatch, _ match: Explanation.StatementMatch) {
    policyType = gate.policyType
    level = gate.level
    self.match = match
  }

  private static func expectedResult(_ expectation: Expectation) -> ByteString? {
    if case .text(let evaluation)? = expectation.item(.step(.evaluation))?.value, evaluation == "explicitDeny" {
      return evaluation
    }
    if case .text(let decision)? = expectation.item(.step(.decision))?.value { return decision }
    guard case .text(let evaluation)? = expectation.item(.step(.evaluation))?.value else { return nil }
    return EvaluationResult(rawValue: evaluation.string).map { ByteString($0.decision) }
  }

  private static func best(
    _ explanation: Explanation, in isMeant: (Explanation.GateMatch) -> Bool,
    where isCandidate: (Explanation.StatementMatch) -> Bool
  ) -> NearestMiss? {
    var best: (reach: Int, miss: NearestMiss)?
    for gate in explanation.gates where isMeant(gate) {
      for match in gate.policies.flatMap(\.statements) where match.matches != .yes && isCandidate(match) {
        let reach = reach(match, explanation.request)
        if reach > best?.reach ?? -1 { best = (reach, NearestMiss(gate, match)) }
      }
    }
    return best?.miss
  }

  /// How far a statement got: the elements come in the order in which they are tested.
  private static func reach(_ match: Explanation.StatementMatch, _ request: Request) -> Int {
    switch match.miss {
    case .action: return isOfService(match.statement.statement.action, request.action) ? 1 : 0
    case .resource: return 2
    case .principal: return 3
    case .condition(let index, _): return 4 + index
    case nil: return Int.max
    }
  }

  private static func isOfService(_ element: PatternElement, _ action: ByteString) -> Bool {
    let prefix = ByteString(copying: action.bytes.prefix { $0 != UInt8(ascii: ":") } + [UInt8(ascii: ":")])
    return element.patterns.contains { $0.text.asciiLowercased.hasPrefix(prefix.asciiLowercased) }
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
