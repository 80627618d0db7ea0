/// Asks for decisions to be remembered.
public final class VerdictMemo {
  /// Makes a memo.
  public init() {}

  /// Forgets everything.
  public func forget() {}
}
