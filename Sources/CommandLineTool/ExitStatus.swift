/// What the process ends with, in the words of the design's conventions.
///
/// Ordered by precedence: where several apply, the greatest counts (70, 2, 1, 3, 0).
public enum ExitStatus: Int32, Sendable, Comparable, CaseIterable {
  /// Nothing to object to.
  case success = 0
  /// A finding that `--fail-on` lists.
  case finding = 1
  /// The command line or an input was wrong; what could be decided was printed.
  case inputError = 2
  /// The answer hangs on what nobody knows.
  case inconclusive = 3
  /// A fault of Stockade itself.
  case internalError = 70

  private var precedence: Int {
    switch self {
    case .success: 0
    case .inconclusive: 1
    case .finding: 2
    case .inputError: 3
    case .internalError: 4
    }
  }

  /// Orders by precedence.
  public static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.precedence < right.precedence }
}
