import Documents
import PolicyLanguage

extension EnvironmentReader {
  /// Reads one element of `groups`.
  mutating func readGroup(_ node: DocumentNode) {
    guard let members = reader.members(of: node, known: ["arn", "identityPolicies"], what: "a group"),
      let arn = reader.requiredText(members, "arn", of: node, "a group"), let arnNode = members["arn"]
    else { return }
    let name = ResourceName(arn)
    guard name.isGroup, let account = name.account else {
      reader.report("group.arn", "\(arn.quoted(limit: 200)) is not the ARN of a group", at: arnNode.range)
      return
    }
    checkDuplicate(arn, key: arn, at: arnNode.range)
    checkAccount(account, at: arnNode.range)
    let policies = policies(members["identityPolicies"], .identity, "'identityPolicies'")
    groups[arn] = policies ?? groups[arn] ?? []
  }

  /// Reads one element of `principals`.
  mutating func readPrincipal(_ node: DocumentNode) {
    let known = ["arn", "identityPolicies", "groups", "permissionsBoundary", "sessionPolicies", "tags"]
    guard let members = reader.members(of: node, known: known, what: "a principal"),
      let arn = reader.requiredText(members, "arn", of: node, "a principal"), let arnNode = members["arn"]
    else { return }
    let principal = Principal(arn)
    guard principal.canBeListed else {
      reader.report("principal.arn", PrincipalMessage.notAPrincipal(arn), at: arnNode.range)
      return
    }
    checkDuplicate(arn, key: arn, at: arnNode.range)
    checkAccount(principal.account, at: arnNode.range)
    checkRoleName(principal, at: arnNode.range)
    let exported = principalIndices[arn].map { environment.principals[$0] }
    var listed = exported ?? ListedPrincipal(principal)
    let own = policies(members["identityPolicies"], .identity, "'identityPolicies'")
    let ofGroups = groupPolicies(members["groups"], of: principal)
    if own != nil || ofGroups != nil { listed.identityPolicies = (own ?? []) + (ofGroups ?? []) }
    if let boundary = members["permissionsBoundary"] {
      listed.permissionsBoundary = library.policy(boundary, .identity, reporting: &reader)
    }
    if let session = policies(members["sessionPolicies"], .session, "'sessionPolicies'") {
      listed.sessionPolicies = session
    }
    if let tags = tags(members["tags"]) { listed.tags = tags }
    if listed.identityPolicies.isEmpty, principal.kind != .root, own == nil, ofGroups == nil, exported == nil {
      reader.report(
        "principal.noPolicies", PrincipalMessage.noPolicies, at: arnNode.range, severity: .warning)
    }
    add(listed)
  }

  /// Reports a second role of one name, be its path another: a session's ARN does not have the path, so that nobody
  /// could tell whose session it is.
  mutating func checkRoleName(_ principal: Principal, at range: SourceRange) {
    guard principal.kind == .role, let name = RoleName(principal) else { return }
    guard let earlier = roleARNs[name], earlier != principal.identifier else {
      roleARNs[name] = principal.identifier
      return
    }
    reader.report(
      "duplicate", "the account has a role of that name already, \(earlier.quoted(limit: 200))", at: range,
      suggestion: earlier.string)
  }

  /// Puts a principal into the environment, in place of an exported one.
  mutating func add(_ listed: ListedPrincipal) {
    let arn = listed.principal.identifier
    if let index = principalIndices[arn] {
      environment.principals[index] = listed
    } else {
      principalIndices[arn] = environment.principals.count
      environment.principals.append(listed)
    }
  }

  private mutating func groupPolicies(_ node: DocumentNode?, of principal: Principal) -> [Policy]? {
    guard let elements = reader.elements(node, "'groups'") else { return nil }
    var policies: [Policy] = []
    for element in elements {
      guard let arn = reader.text(element, "a group, named by its ARN,") else { continue }
      guard let found = groups[arn] else {
        reader.report(
          "group.unknown", "no group \(arn.quoted(limit: 200)) is listed", at: element.range,
          suggestion: reader.suggestion(for: arn, among: groups.keys))
        continue
      }
      if principal.kind != .user {
        reader.report("principal.groups", PrincipalMessage.onlyUsers, at: element.range)
      }
      policies += found
    }
    return policies
  }
}

extension Principal {
  /// Whether an environment can attach policies and tags to it.
  var canBeListed: Bool {
    guard account?.count == 12 else { return false }
    switch kind {
    case .user, .role, .root, .assumedRole, .federatedUser: return true
    case .anonymous, .service, .other: return false
    }
  }
}

private enum PrincipalMessage {
  static let onlyUsers = "only users are members of groups"
  static let noPolicies =
    "this principal is listed without identityPolicies, so nothing is allowed to it; one that is not listed may be anyone"

  static func notAPrincipal(_ arn: ByteString) -> String {
    "\(arn.quoted(limit: 200)) is not the ARN of a user, role, session, federated user or account root"
  }
}
