import Documents
import Evaluation
import PolicyLanguage

/// Which statements of which policies scenarios have put to use. Tallies of several scenarios add up.
///
/// A policy is known by its file and its place in it: however many scenarios load it, and by whatever path, it counts
/// once. AWS's own FullAWSAccess is nobody's to test and does not count.
public struct CoverageTally: Sendable {
  /// One policy.
  public struct PolicyCoverage: Sendable {
    /// The policy, as the first scenario that named it loaded it.
    public let policy: Policy
    /// Its statements, in order.
    public internal(set) var statements: [StatementCoverage]
  }

  private struct Place: Hashable {
    let file: String
    let text: ByteString
    let start: Int
  }

  /// The policies, in the order in which scenarios name them.
  public private(set) var policies: [PolicyCoverage] = []
  private var indices: [Place: Int] = [:]
  private var known: [ObjectIdentifier: Int] = [:]

  /// Makes a tally of nothing.
  public init() {}

  /// Makes a tally of policies that nothing was asked of yet.
  public init(_ policies: [Policy]) {
    for policy in policies { _ = index(of: policy) }
  }

  /// Counts one request with everything that led to its decision.
  ///
  /// An Allow is decisive where the decision names it, and where it is the only one that let an allowed request pass a
  /// gate that had to pass it.
  public mutating func add(_ explanation: Explanation) {
    let decision = explanation.decision
    for gate in explanation.gates {
      let allows = gate.policies.flatMap(\.statements).filter {
        $0.matches == .yes && $0.statement.statement.effect == .allow
      }
      let isNeeded = decision.result == .allowed && Self.standsAlone(gate, in: explanation)
      for match in gate.policies.flatMap(\.statements) {
        switch match.matches {
        case .yes: count(.matched, of: match.statement)
        case .no: count(.notMatched, of: match.statement)
        case .unknown: break
        }
        let isOnlyAllow = isNeeded && allows.count == 1 && match.matches == .yes
        let isNamed = decision.by.map { Self.isSame($0, match.statement, gate) } ?? false
        if isNamed || isOnlyAllow && match.statement.statement.effect == .allow {
          count(.decisive, of: match.statement)
        }
      }
    }
  }

  /// Adds another scenario's counts.
  public mutating func add(_ other: CoverageTally) {
    for theirs in other.policies {
      guard let index = index(of: theirs.policy) else { continue }
      for (number, statement) in theirs.statements.enumerated()
      where policies[index].statements.indices.contains(number) {
        policies[index].statements[number].counts.merge(statement.counts, uniquingKeysWith: +)
      }
    }
  }

  /// The sum of all policies.
  public var figure: CoverageFigure {
    var figure = CoverageFigure()
    for policy in policies { figure.add(policy.figure) }
    return figure
  }

  /// Whether a gate's own Allow has to pass the request: a resource policy can stand in for identity, boundary and
  /// session policies, and they for it.
  private static func standsAlone(_ gate: Explanation.GateMatch, in explanation: Explanation) -> Bool {
    switch gate.policyType {
    case .scp, .rcp, .stack: true
    case .identity, .boundary, .session:
      !explanation.gates.contains { $0.policyType == .resource && $0.allows != .no }
    case .resource: !explanation.gates.contains { $0.policyType == .identity && $0.allows != .no }
    }
  }

  private static func isSame(
    _ by: DecidingStatement, _ reference: StatementReference, _ gate: Explanation.GateMatch
  ) -> Bool {
    guard let named = by.statement, by.policyType == gate.policyType, by.level == gate.level else { return false }
    return named.policy === reference.policy && named.index == reference.index
  }

  private mutating func count(_ aspect: StatementCoverage.Aspect, of reference: StatementReference) {
    guard let index = index(of: reference.policy), policies[index].statements.indices.contains(reference.index) else {
      return
    }
    policies[index].statements[reference.index].counts[aspect, default: 0] += 1
  }

  private mutating func index(of policy: Policy) -> Int? {
    if let index = known[ObjectIdentifier(policy)] { return index }
    guard !policy.source.bytes.isEmpty, policy.source.name != "FullAWSAccess" else { return nil }
    let place = Place(
      file: policy.source.name, text: ByteString(policy.source.bytes), start: policy.range.start)
    let index = indices[place] ?? policies.count
    if index == policies.count {
      indices[place] = index
      policies.append(
        PolicyCoverage(
          policy: policy,
          statements: policy.statements.indices.map { StatementCoverage(StatementReference(policy, $0)) }))
    }
    known[ObjectIdentifier(policy)] = index
    return index
  }
}

extension CoverageTally.PolicyCoverage {
  /// The sum of the policy's statements.
  public var figure: CoverageFigure {
    var figure = CoverageFigure()
    for statement in statements {
      figure.add(CoverageFigure(shown: statement.aspects.count - statement.missing.count, of: statement.aspects.count))
    }
    return figure
  }
}
