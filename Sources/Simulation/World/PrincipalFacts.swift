import Documents
import PolicyLanguage

/// Why a principal is under no SCPs although there is an organization (authorization.md section 4.2, ruling 22).
public enum SCPExemption: String, Sendable {
  /// It belongs to the management account.
  case managementAccount
  /// It is a service-linked role.
  case serviceLinkedRole
  /// It is an AWS service.
  case service
  /// It belongs to one of the `externalAccounts`; its own organization's SCPs are not known here.
  case externalAccount
  /// It is anonymous, or the user of an identity provider: of no account.
  case noAccount
}

/// What the world says of one principal, whatever it asks: looked up once for a stream and kept.
public struct PrincipalFacts: Sendable {
  /// The principal; for a session, with the ARN of its role as the environment has it.
  public let principal: Principal
  /// The SCP levels it is under, root first; nil when the gate is not asked.
  public let serviceControlPolicies: [PolicyLevel]?
  /// Why it is under no SCPs; nil when it is, and without an organization.
  public let exemption: SCPExemption?
  /// Its identity policies and those of its groups; nil when the gate is not asked.
  public let identityPolicies: [Policy]?
  /// Its permissions boundary; nil when it has none.
  public let permissionsBoundary: [Policy]?
  /// Its session policies; nil when it has none.
  public let sessionPolicies: [Policy]?
  /// The context keys it implies: `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:username`,
  /// `aws:PrincipalOrgID`, `aws:PrincipalOrgPaths`, `aws:PrincipalTag/…`; names ASCII-lowercased.
  public let context: [ContextEntry]
  /// Whether all its tags are known, so that a tag that is not among them is absent and not unknown.
  public let tagsAreComplete: Bool
}

/// What the world says of one resource in the eyes of one account, whatever is done to it.
public struct ResourceFacts: Sendable {
  /// The resource as the request names it.
  public let name: ResourceName
  /// The account it belongs to: its own member, else its ARN's, else the principal's; nil when none of them is known.
  public let account: ByteString?
  /// The RCP levels of that account, root first; nil when it is no member account, and where RCPs are switched off.
  public let resourceControlPolicies: [PolicyLevel]?
  /// Its resource policy, or that of the bucket or table it is in.
  public let policy: Policy?
  /// Whether it belongs to another account than the principal, or the principal to none.
  public let isCrossAccount: Bool
  /// The context keys it implies: `aws:ResourceTag/…`, `aws:ResourceAccount`, `aws:ResourceOrgID`,
  /// `aws:ResourceOrgPaths`; names ASCII-lowercased.
  public let context: [ContextEntry]
  /// Whether all its tags are known, so that a tag that is not among them is absent and not unknown.
  public let tagsAreComplete: Bool
}

/// Why the policies that a request meets cannot be told.
public enum RequestError: Error, Sendable, Equatable {
  /// The principal's account is neither in the organization nor among the external accounts (ruling 22).
  case unknownAccount(ByteString, suggestion: ByteString?)
  /// The principal is none that AWS knows.
  case unreadablePrincipal(ByteString)
  /// The record names no principal, whose account would tell which SCPs apply.
  case missingPrincipal

  /// The stable code of the error.
  public var code: String {
    switch self {
    case .unknownAccount: "principal.account"
    case .unreadablePrincipal: "principal.unreadable"
    case .missingPrincipal: "principal.missing"
    }
  }

  /// One sentence without a full stop.
  public var message: String {
    switch self {
    case .unknownAccount(let account, let suggestion):
      "the principal's account \(account.quoted()) is neither in the organization nor among its externalAccounts"
        + (suggestion.map { ", did you mean \($0)?" } ?? "")
    case .unreadablePrincipal(let text):
      "\(text.quoted(limit: 200)) is no principal: expected an ARN, an account id, a service or *"
    case .missingPrincipal:
      "the record names no principal, and the organization's policies apply by the principal's account"
    }
  }
}
