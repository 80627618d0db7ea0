import Documents
import PolicyLanguage

/// The account and name of a role, which are unique without its path.
struct RoleName: Hashable {
  let account: ByteString
  let name: ByteString

  init?(_ principal: Principal) {
    guard principal.kind == .role || principal.kind == .assumedRole, let account = principal.account,
      let name = principal.name
    else { return nil }
    self.account = account
    self.name = name
  }
}
