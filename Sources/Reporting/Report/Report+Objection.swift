extension Report {
  /// What a run was told to object to, by `--fail-on`: only this makes a case fail, so that a report and the exit status
  /// say the same.
  public enum Objection: String, Sendable, CaseIterable {
    /// A decision that is Deny.
    case deny
    /// A decision that is Unknown, or an outcome that is not known.
    case unknown
    /// Data that is lost.
    case dataLoss
    /// A decision that is newly Allow.
    case newAllow
    /// A decision that is newly Deny.
    case newDeny
    /// A record that could not be decided.
    case badRecord
  }
}
