import Documents
import PolicyLanguage

/// The statement that came closest to making a decision another one, and what kept it from it.
public struct NearestMiss: Sendable {
  /// The gate it stands at.
  public let policyType: PolicyType
  /// The level it hangs at, for SCPs and RCPs.
  public let level: String?
  /// The statement, with the element that it missed.
  public let match: Explanation.StatementMatch

  /// Looks for the Allow that got furthest at the gates that let nothing pass; nil where there is none.
  public init?(allowing explanation: Explanation) {
    self.init(
      in: explanation, at: { $0.passes != .yes }, where: { $0.statement.statement.effect == .allow })
  }

  /// Looks for the statement that got furthest without matching, the first of several; nil where there is none.
  ///
  /// A statement that failed at its Action got less far than one that failed at its Resource or its first condition.
  ///
  /// - Parameters:
  ///   - isMeant: which gates are looked at.
  ///   - isCandidate: which of their statements.
  public init?(
    in explanation: Explanation, at isMeant: (Explanation.GateMatch) -> Bool = { _ in true },
    where isCandidate: (Explanation.StatementMatch) -> Bool
  ) {
    var best: (reach: Int, gate: Explanation.GateMatch, match: Explanation.StatementMatch)?
    for gate in explanation.gates where isMeant(gate) {
      for match in gate.policies.flatMap(\.statements) where match.matches != .yes && isCandidate(match) {
        let reach = Self.reach(match, explanation.request)
        if reach > best?.reach ?? -1 { best = (reach, gate, match) }
      }
    }
    guard let best else { return nil }
    policyType = best.gate.policyType
    level = best.gate.level
    match = best.match
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
