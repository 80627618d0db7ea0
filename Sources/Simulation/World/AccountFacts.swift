import Documents
import Organizations
import PolicyLanguage

/// What a world says of the accounts of principals, kept by who asks for many principals of few accounts.
///
/// It is of one world, as it is at the time: after a change of the organization, begin with none.
public struct AccountFacts: Sendable {
  /// What is said of one account.
  struct Facts: Sendable {
    let membership: Organization.Membership
    /// The SCP levels of its principals.
    let levels: [PolicyLevel]?
    /// The organization's keys of its principals.
    let context: [ContextEntry]
  }

  private var known: [ByteString: Facts] = [:]

  /// Makes the facts of no account yet.
  public init() {}

  /// What is said of an account; made by a function when it is asked for first.
  mutating func facts(of account: ByteString, _ make: () -> Facts) -> Facts {
    if let facts = known[account] { return facts }
    let facts = make()
    // Of accounts that nobody knows there may be any number.
    if facts.membership != .unknown { known[account] = facts }
    return facts
  }
}
