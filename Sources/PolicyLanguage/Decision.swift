import Documents

/// What follows from the policies for one request, in the words of the IAM simulator API.
public enum EvaluationResult: String, Sendable, CaseIterable {
  /// Every gate that was asked allows it, and nothing denies it.
  case allowed
  /// A Deny statement matches.
  case explicitDeny
  /// Some gate that was asked holds no matching Allow.
  case implicitDeny
  /// It depends on context keys that nobody knows.
  case unknown

  /// The word of the `decision` member: `Allow`, `Deny` or `Unknown`.
  public var decision: String {
    switch self {
    case .allowed: "Allow"
    case .explicitDeny, .implicitDeny: "Deny"
    case .unknown: "Unknown"
    }
  }
}

/// What decided: a gate, and the level, policy and statement where there is one.
public struct DecidingStatement: Sendable {
  /// The gate.
  public var policyType: PolicyType
  /// The id of the root, organizational unit or account, for SCPs and RCPs in an organization.
  public var level: String?
  /// The policy and the index of its statement; nil for an implicit deny.
  public var statement: StatementReference?

  /// Makes what decided.
  public init(policyType: PolicyType, level: String? = nil, statement: StatementReference? = nil) {
    self.policyType = policyType
    self.level = level
    self.statement = statement
  }
}

/// One statement of one policy.
public struct StatementReference: Sendable {
  /// The policy.
  public var policy: Policy
  /// The statement's index in it, from 0, always valid.
  public var index: Int

  /// Makes a reference; `index` must be one of the policy's.
  public init(_ policy: Policy, _ index: Int) {
    self.policy = policy
    self.index = index
  }

  /// The statement.
  public var statement: Statement { policy.statements[index] }

  /// Where the statement begins: `at` in decisions is `policy:line:column`.
  public var position: SourcePosition { policy.source.position(at: statement.range.start) }
}

/// A decision on one request.
public struct Decision: Sendable {
  /// What follows.
  public var result: EvaluationResult
  /// What decided; nil where no policy was asked, and for Unknown.
  public var by: DecidingStatement?
  /// The gates that were asked, in the order scp, rcp, resource, identity, boundary, session.
  public var gates: [PolicyType]
  /// The keys that an Unknown hangs on, as the policies spell them, sorted; else empty.
  public var missing: [ByteString]

  /// Makes a decision.
  public init(
    result: EvaluationResult, by: DecidingStatement? = nil, gates: [PolicyType] = [], missing: [ByteString] = []
  ) {
    self.result = result
    self.by = by
    self.gates = gates
    self.missing = missing
  }
}
