import Documents

/// What distinguishes the kinds of policy, as one table: the readers hold the rules, this says which apply.
///
/// Source: authorization.md section 1, rulings 5 to 7, 16, 26 and 30.
struct PolicyGrammar: Sendable {
  /// Whether an element may stand in a statement.
  enum Presence: Sendable {
    case required
    /// Its absence is a warning; the statement matches nothing.
    case expected
    case optional
    case forbidden
  }

  /// What a Principal may hold.
  enum PrincipalForm: Sendable {
    /// `"*"` and nothing else.
    case everyone
    /// Any principals.
    case anyone
  }

  /// How a short ARN, one of fewer than six fields, is taken.
  enum ShortARN: Sendable {
    case completed
    case needsFinalStar
    case needsWildcard
    case malformed
  }

  /// A limit on the size of the document, in characters.
  struct Quota: Sendable {
    let limit: Int
    /// Whether white space outside strings counts.
    let countsWhitespace: Bool
    /// What the limit is called.
    let title: String
  }

  let kind: PolicyKind
  let principal: Presence
  let notPrincipal: Presence
  let notAction: Presence
  let resource: Presence
  let principalForm: PrincipalForm
  let shortARN: ShortARN
  let quota: Quota
  /// The names of the elements that a statement of this kind may hold.
  let statementElements: [ByteString]

  init(_ kind: PolicyKind) {
    self.kind = kind
    typealias Row = (
      principal: Presence, notPrincipal: Presence, notAction: Presence, resource: Presence, form: PrincipalForm,
      shortARN: ShortARN
    )
    let row: Row =
      switch kind {
      case .stack: (.required, .forbidden, .optional, .expected, .everyone, .completed)
      case .scp: (.forbidden, .forbidden, .optional, .required, .anyone, .needsFinalStar)
      case .rcp: (.required, .forbidden, .forbidden, .required, .everyone, .needsFinalStar)
      case .identity: (.forbidden, .forbidden, .optional, .required, .anyone, .completed)
      case .session: (.forbidden, .forbidden, .optional, .required, .anyone, .malformed)
      case .resource: (.expected, .expected, .optional, .optional, .anyone, .needsWildcard)
      case .trust: (.required, .required, .optional, .forbidden, .anyone, .completed)
      }
    principal = row.principal
    notPrincipal = row.notPrincipal
    notAction = row.notAction
    resource = row.resource
    principalForm = row.form
    shortARN = row.shortARN
    let presence: [ByteString: Presence] = [
      "Principal": row.principal, "NotPrincipal": row.notPrincipal, "NotAction": row.notAction,
      "Resource": row.resource, "NotResource": row.resource,
    ]
    statementElements = Self.allStatementElements.filter { presence[$0] != .forbidden }
    quota =
      switch kind {
      case .stack: Quota(limit: 16_384, countsWhitespace: true, title: "a stack policy")
      case .scp: Quota(limit: 10_240, countsWhitespace: false, title: "an SCP")
      case .rcp: Quota(limit: 5_120, countsWhitespace: false, title: "an RCP")
      case .identity: Quota(limit: 6_144, countsWhitespace: false, title: "a managed policy")
      case .session: Quota(limit: 2_048, countsWhitespace: true, title: "a session policy")
      case .resource: Quota(limit: 20_480, countsWhitespace: true, title: "a bucket policy")
      case .trust: Quota(limit: 2_048, countsWhitespace: false, title: "a trust policy")
      }
  }

  /// The names of the elements that statements of any kind may hold.
  static let allStatementElements: [ByteString] = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
  ]

  /// The names of the elements at the top of a document.
  static let documentElements: [ByteString] = ["Version", "Id", "Statement"]
}

extension PolicyKind {
  /// What messages call a policy of this kind, with its article.
  public var title: String {
    switch self {
    case .stack: "a stack policy"
    case .scp: "a service control policy"
    case .rcp: "a resource control policy"
    case .identity: "an identity policy"
    case .session: "a session policy"
    case .resource: "a resource policy"
    case .trust: "a trust policy"
    }
  }
}
