import Documents
import PolicyLanguage

/// How a resource policy's statement names a principal, ordered by what an Allow then does for it (table 4.3).
public enum PrincipalMatch: Int, Sendable, Comparable {
  /// The statement is not about the principal.
  case none
  /// It names the principal's account, which so delegates to its identity policies.
  case account
  /// It names the role: boundary and session policy still limit.
  case role
  /// It names the user, the session, the federated user, the service, or everyone: nothing else of the same account
  /// limits.
  case direct

  /// Orders by what an Allow does.
  public static func < (left: PrincipalMatch, right: PrincipalMatch) -> Bool { left.rawValue < right.rawValue }
}

/// The Principal or NotPrincipal of a resource policy's statement (sections 2.4 and 4.3).
struct PrincipalMatcher: Sendable {
  private let isNegated: Bool
  private let entries: [PrincipalElement.Entry]
  private let effect: Effect

  /// Compiles the element; without one, the statement is about nobody.
  init(_ element: PrincipalElement?, effect: Effect) {
    self.effect = effect
    isNegated = element?.isNegated ?? false
    entries = element?.entries ?? []
  }

  /// How the statement names a principal.
  ///
  /// - Parameter hasBoundary: whether a permissions boundary is set for it; NotPrincipal then excludes nobody (4.4).
  func match(_ principal: Principal?, hasBoundary: Bool) -> PrincipalMatch {
    if isNegated, effect == .deny {
      return !hasBoundary && isExcluded(principal) ? .none : .direct
    }
    var best = PrincipalMatch.none
    for entry in entries { best = max(best, Self.match(entry, principal)) }
    // An Allow with NotPrincipal is warned about (ruling 30): it allows whoever no entry names.
    if isNegated { return best == .none ? .direct : .none }
    return best
  }

  private static func match(_ entry: PrincipalElement.Entry, _ principal: Principal?) -> PrincipalMatch {
    let text = entry.value.text
    if entry.type == .aws, text == "*" { return .direct }
    guard let principal else { return .none }
    if entry.type != .aws {
      return principal.identifier == text ? .direct : .none
    }
    if let account = principal.account, isAccount(text, account) { return .account }
    switch principal.kind {
    case .assumedRole where principal.identifier == text: return .direct
    case .role, .assumedRole: return principal.arn == text ? .role : .none
    case .user, .federatedUser, .other: return principal.identifier == text ? .direct : .none
    case .root, .service, .anonymous: return .none
    }
  }

  /// Whether NotPrincipal lists everything that the principal is: the session, its role and its account.
  private func isExcluded(_ principal: Principal?) -> Bool {
    let lists = { (text: ByteString) in entries.contains { $0.value.text == text } }
    if entries.contains(where: { $0.type == .aws && $0.value.text == "*" }) { return true }
    guard let principal else { return false }
    guard let account = principal.account else { return lists(principal.identifier) }
    let hasAccount = entries.contains { $0.type == .aws && Self.isAccount($0.value.text, account) }
    switch principal.kind {
    case .root: return hasAccount
    case .assumedRole: return hasAccount && lists(principal.identifier) && (principal.arn.map(lists) ?? false)
    default: return hasAccount && lists(principal.identifier)
    }
  }

  /// Whether a text is an account: its twelve digits, or the ARN of its root.
  private static func isAccount(_ text: ByteString, _ account: ByteString) -> Bool {
    if text == account { return true }
    guard text.hasSuffix(":root"), text.hasPrefix("arn:") else { return false }
    let fields = text.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    return fields.count == 6 && fields[2].elementsEqual("iam".utf8) && fields[4].elementsEqual(account.bytes)
  }
}
