import Documents
import PolicyLanguage

/// What a resource policy's Allow gives to whom it names, by table 4.3.
enum Grant {
  /// It names the account: identity policies, boundary and session policies must allow too.
  case account
  /// It names the role: identity policies need not allow, boundary and session policies limit.
  case role
  /// It names the user, the session, the service or everyone: nothing else is needed.
  case unlimited
}

extension ReferenceEvaluator {
  /// What a statement's Principal or NotPrincipal gives to the principal; nothing where it does not match.
  static func grants(_ statement: Statement, to principal: Principal?, hasBoundary: Bool) -> [Grant] {
    guard let element = statement.principal else { return [] }
    let matched = element.entries.compactMap { grant($0, to: principal) }
    if !element.isNegated { return matched }
    switch statement.effect {
    case .allow: return matched.isEmpty ? [.unlimited] : []
    case .deny: return hasBoundary || !excludes(element.entries, principal) ? [.unlimited] : []
    }
  }

  /// What one entry of Principal gives to the principal; nil where it names somebody else (section 2.4).
  private static func grant(_ entry: PrincipalElement.Entry, to principal: Principal?) -> Grant? {
    let value = entry.value.text
    if entry.type == .aws, value == "*" { return .unlimited }
    guard let principal, principal.kind != .anonymous else { return nil }
    switch entry.type {
    case .aws:
      if let account = account(value) { return account == principal.account ? .account : nil }
      if principal.kind == .service { return nil }
      if principal.kind == .role || principal.kind == .assumedRole, value == principal.arn { return .role }
      return value == principal.identifier ? .unlimited : nil
    case .service: return principal.kind == .service && value == principal.identifier ? .unlimited : nil
    case .federated, .canonicalUser:
      return principal.kind == .other && value == principal.identifier ? .unlimited : nil
    }
  }

  /// Whether NotPrincipal with Deny leaves the principal out: it must list all that the principal is (section 4.4),
  /// which is the account, the user or the role, and the session.
  private static func excludes(_ entries: [PrincipalElement.Entry], _ principal: Principal?) -> Bool {
    if entries.contains(where: { $0.type == .aws && $0.value.text == "*" }) { return true }
    guard let principal, principal.kind != .anonymous else { return false }
    var names: [ByteString] = []
    if principal.kind != .root { names.append(principal.identifier) }
    if principal.kind == .assumedRole, let role = principal.arn { names.append(role) }
    let listsNames = names.allSatisfy { name in
      entries.contains { $0.value.text == name && ($0.type == .service) == (principal.kind == .service) }
    }
    let listsAccount = principal.account.map { own in
      entries.contains { $0.type == .aws && account($0.value.text) == own }
    }
    return listsNames && listsAccount ?? true
  }

  /// The account that a bare account id or the ARN of its root names.
  private static func account(_ text: ByteString) -> ByteString? {
    let fields = text.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var digits = text.bytes
    if fields.count == 6, fields[0].elementsEqual("arn".utf8), fields[2].elementsEqual("iam".utf8),
      fields[5].elementsEqual("root".utf8)
    {
      digits = Array(fields[4])
    }
    return digits.count == 12 && digits.allSatisfy { (0x30...0x39).contains($0) } ? ByteString(digits) : nil
  }
}
