import Documents
import PolicyLanguage

/// Something that must hold for a request to be allowed, and the gate that is named where it does not.
struct Requirement {
  let type: PolicyType
  var level: String?
  let truth: Truth
}

/// The policies that stand together, all attached at one level or all of one type, and what they say of a request.
struct Gate {
  /// One statement, in the order of policies and statements.
  struct MatchedStatement {
    let effect: Effect
    let finding: Finding
    let grants: [Grant]
    let deciding: DecidingStatement
  }

  let type: PolicyType
  let level: String?
  var statements: [MatchedStatement] = []

  init(_ type: PolicyType, level: String?, _ policies: [Policy], _ request: Request, hasBoundary: Bool) {
    self.type = type
    self.level = level
    // Only policies of resources say whom they are about.
    let namesPrincipals = type == .resource || type == .rcp
    for policy in policies {
      for (index, statement) in policy.statements.enumerated() {
        let grants: [Grant] =
          namesPrincipals
          ? ReferenceEvaluator.grants(statement, to: request.principal, hasBoundary: hasBoundary) : [.unlimited]
        let finding = grants.isEmpty ? .no : ReferenceEvaluator.matches(statement, of: policy, request)
        statements.append(
          MatchedStatement(
            effect: statement.effect, finding: finding, grants: grants,
            deciding: DecidingStatement(
              policyType: type, level: level, statement: StatementReference(policy, index))))
      }
    }
  }

  var allows: [MatchedStatement] { statements.filter { $0.effect == .allow } }

  /// Whether some Allow matches; one that gives such a grant, if that is asked.
  func allow(giving grant: Grant? = nil) -> Truth {
    .any(allows.filter { grant.map($0.grants.contains) ?? true }.map(\.finding.truth))
  }

  var requirement: Requirement { Requirement(type: type, level: level, truth: allow()) }

  var firstAllow: MatchedStatement? { allows.first { $0.finding.truth == .yes } }

  /// The unknown keys of the statements of an effect whose truth is unknown.
  func unknownKeys(_ effect: Effect) -> [ByteString] {
    statements.filter { $0.effect == effect && $0.finding.truth == .unknown }.flatMap(\.finding.unknownKeys)
  }

  /// The same of the Allows, where none of them is certain.
  var unknownKeysOfAllows: [ByteString] { allow() == .yes ? [] : unknownKeys(.allow) }
}

/// The gates that together grant: resource, identity, boundary and session policies (sections 4.3 and 4.4).
struct GrantingGates {
  let role: ResourcePolicyRole
  let resource: Gate?
  let identity: Gate?
  let boundary: Gate?
  let session: Gate?

  /// Those that are asked, in the order in which decisions list them.
  var all: [Gate] { [resource, identity, boundary, session].compactMap { $0 } }

  /// What must hold, in the order in which it is named.
  ///
  /// Across accounts each gate must allow. In one account identity and resource policies grant together, and whom the
  /// resource policy names decides what else it overcomes. An identity gate that is not asked stands in nobody's way.
  var requirements: [Requirement] {
    if role == .crossAccount { return all.map(\.requirement) }
    var requirements: [Requirement] = []
    if role == .required, let resource { requirements.append(resource.requirement) }
    let unlimited = resource?.allow(giving: .unlimited) ?? .no
    if let identity {
      let direct = resource?.allow(giving: .role) ?? .no
      requirements.append(Requirement(type: .identity, truth: .any([identity.allow(), direct, unlimited])))
    }
    if let boundary { requirements.append(Requirement(type: .boundary, truth: .any([boundary.allow(), unlimited]))) }
    if let session { requirements.append(Requirement(type: .session, truth: .any([session.allow(), unlimited]))) }
    return requirements
  }

  /// The Allow that granted: the first of the identity policies if boundary and session policies let it through, else
  /// the first of the resource policies that suffices.
  var grantingStatement: Gate.MatchedStatement? {
    let isLimited = boundary.map { $0.allow() != .yes } ?? false || session.map { $0.allow() != .yes } ?? false
    if !isLimited, let first = identity?.firstAllow { return first }
    return resource?.allows.first { statement in
      guard statement.finding.truth == .yes else { return false }
      if statement.grants.contains(.unlimited) { return true }
      return !isLimited && (statement.grants.contains(.role) || identity == nil || role == .crossAccount)
    }
  }
}
