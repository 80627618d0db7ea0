import Documents
import Organizations
import PolicyLanguage

extension World {
  /// What the world says of a principal, named by an ARN, an account id, a service or `*`.
  public func principalFacts(_ identifier: ByteString) throws(RequestError) -> PrincipalFacts {
    try principalFacts(Principal(identifier))
  }

  /// What the world says of a principal.
  ///
  /// A session is found by its role's account and name, and gets the role's policies, tags and path; where the session
  /// itself is listed too, its session policies and tags go before the role's.
  ///
  /// - Throws: `unknownAccount` (ruling 22), `unreadablePrincipal`.
  public func principalFacts(_ given: Principal) throws(RequestError) -> PrincipalFacts {
    var accounts = AccountFacts()
    return try principalFacts(given, &accounts)
  }

  /// The same for who asks for many principals, and keeps what is said of their accounts.
  public func principalFacts(
    _ given: Principal, _ accounts: inout AccountFacts
  ) throws(RequestError) -> PrincipalFacts {
    let listedRole = role(of: given)
    let principal = resolved(given, role: listedRole)
    let listed = listing(of: given, role: listedRole)
    let account = organization.flatMap { organization in
      principal.account.map { account in accounts.facts(of: account) { facts(of: account, organization) } }
    }
    let exemption = try scpExemption(of: principal, account)
    return PrincipalFacts(
      principal: principal, serviceControlPolicies: exemption == nil ? account?.levels : nil, exemption: exemption,
      identityPolicies: identityPolicies(of: principal, listed),
      permissionsBoundary: listed?.permissionsBoundary.map { [$0] },
      sessionPolicies: listed.flatMap { $0.sessionPolicies.isEmpty ? nil : $0.sessionPolicies },
      context: context(of: principal, account, tags: listed?.tags),
      tagsAreComplete: principal.kind == .anonymous || listed?.tags != nil)
  }

  /// The principal with its role's path, which the environment knows; what a record says of the path itself stays.
  private func resolved(_ principal: Principal, role: ListedPrincipal?) -> Principal {
    guard let role, principal.kind == .assumedRole else { return principal }
    return Principal(principal.identifier, roleArn: role.principal.identifier)
  }

  /// What is listed of a principal, session and role together.
  private func listing(of principal: Principal, role: ListedPrincipal?) -> ListedPrincipal? {
    let own = principals[principal.identifier]
    guard principal.kind == .assumedRole || principal.kind == .role else { return own }
    guard let own, principal.kind == .assumedRole else { return own ?? role }
    guard let role else { return own }
    var both = role
    both.identityPolicies += own.identityPolicies
    both.permissionsBoundary = own.permissionsBoundary ?? role.permissionsBoundary
    if !own.sessionPolicies.isEmpty { both.sessionPolicies = own.sessionPolicies }
    if let tags = own.tags {
      var merged = role.tags ?? Tags()
      merged.override(by: tags)
      both.tags = merged
    }
    return both
  }

  private func facts(of account: ByteString, _ organization: Organization) -> AccountFacts.Facts {
    AccountFacts.Facts(
      membership: organization.membership(of: account), levels: organization.serviceControlPolicyLevels(of: account),
      context: organizationContext(of: account, id: "aws:principalorgid", paths: "aws:principalorgpaths"))
  }

  /// Why a principal is under no SCPs; nil when it is, and without an organization.
  private func scpExemption(
    of principal: Principal, _ facts: AccountFacts.Facts?
  ) throws(RequestError) -> SCPExemption? {
    guard principal.kind != .other || principal.account != nil || principal.isIdentityProvider else {
      throw .unreadablePrincipal(principal.identifier)
    }
    guard let organization else { return nil }
    if principal.kind == .service { return .service }
    guard let account = principal.account, let facts else {
      guard principal.kind == .anonymous || principal.isIdentityProvider else {
        throw .unreadablePrincipal(principal.identifier)
      }
      return .noAccount
    }
    switch facts.membership {
    case .managementAccount: return .managementAccount
    case .member: return principal.isServiceLinkedRole ? .serviceLinkedRole : nil
    case .external: return .externalAccount
    case .unknown:
      let known = organization.accounts.map(\.id) + organization.externalAccounts.sorted()
      throw .unknownAccount(account, suggestion: NearestSpelling.of(account, among: known))
    }
  }

  /// The identity gate: of who is listed, their policies; of others none, unless identity is required. Root users,
  /// services and anonymous have no identity policies to be asked.
  private func identityPolicies(of principal: Principal, _ listed: ListedPrincipal?) -> [Policy]? {
    switch principal.kind {
    case .user, .role, .assumedRole, .federatedUser: listed?.identityPolicies ?? (requiresIdentity ? [] : nil)
    case .root: listed.flatMap { $0.identityPolicies.isEmpty ? nil : $0.identityPolicies }
    case .anonymous, .service, .other: nil
    }
  }

  private func context(
    of principal: Principal, _ account: AccountFacts.Facts?, tags: Tags?
  ) -> [ContextEntry] {
    var entries: [ContextEntry] = []
    func add(_ key: ByteString, _ value: ContextValue) { entries.append(ContextEntry(key: key, value: value)) }
    add(Self.principalARN, principal.arn.map { .single($0) } ?? .absent)
    if principal.kind == .anonymous {
      add(Self.principalAccount, .single("anonymous"))
    } else {
      add(Self.principalAccount, principal.account.map { .single($0) } ?? .absent)
    }
    if let type = principal.principalType { add(Self.principalType, .single(type)) }
    if principal.kind == .user, let name = principal.name {
      add(Self.userName, .single(name))
    } else {
      add(Self.userName, .absent)
    }
    if let account { entries += account.context }
    return entries + (tags?.contextEntries(prefix: "aws:principaltag/") ?? [])
  }

  // The keys that every principal implies, made once.
  private static let principalARN: ByteString = "aws:principalarn"
  private static let principalAccount: ByteString = "aws:principalaccount"
  private static let principalType: ByteString = "aws:principaltype"
  private static let userName: ByteString = "aws:username"

  /// The organization's keys for the account of a principal or resource. Of an external account nothing is said: it may
  /// be in an organization of its own.
  func organizationContext(of account: ByteString?, id: ByteString, paths: ByteString) -> [ContextEntry] {
    guard let organization, let account else { return [] }
    let membership = organization.membership(of: account)
    guard membership == .member || membership == .managementAccount else { return [] }
    var entries: [ContextEntry] = []
    if let organizationID = organization.id { entries.append(ContextEntry(key: id, value: .single(organizationID))) }
    if let path = organization.path(of: account) { entries.append(ContextEntry(key: paths, value: .list([path]))) }
    return entries
  }
}

extension Principal {
  /// Whether this is the name of an identity provider, such as `accounts.google.com`, whose users have no account.
  var isIdentityProvider: Bool {
    kind == .other && account == nil && identifier.bytes.contains(UInt8(ascii: "."))
      && identifier.bytes.allSatisfy { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0.isLetterOrDigit }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool { self &- 0x30 < 10 || (self | 0x20) &- 0x61 < 26 }
}

extension Tags {
  /// Takes the tags of a session, which go before the role's of the same key in any case.
  mutating func override(by tags: Tags) {
    let keys = Set(tags.values.keys.map(\.asciiLowercased))
    for key in values.keys where keys.contains(key.asciiLowercased) { self[key] = nil }
    for (key, value) in tags.values { self[key] = value }
  }
}
