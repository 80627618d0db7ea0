import Documents
import PolicyLanguage
import Replay

/// What comparing two policy sets over a stream gave.
public struct DiffResult: Sendable {
  /// The changed decisions.
  public var table = ChangeTable()
  /// The counts by the old policies.
  public var before = StreamTally()
  /// The counts by the new policies.
  public var after = StreamTally()
  /// Records that one side could not decide, by side and code.
  public var errors: [SideError] = []
  /// Inputs that could not be read, in order.
  public var failures: [Diagnostic] = []
  /// The number of records.
  public var recordCount = 0
  /// The old policies.
  public var oldPolicies: [Policy] = []
  /// The new policies.
  public var newPolicies: [Policy] = []
  /// Whether the records are those of the full matrix, which nobody recorded and whose lines nobody can look up.
  public var isMatrix = false

  /// Makes a result of nothing.
  public init() {}

  /// Records that could not be decided for one reason.
  public struct SideError: Sendable {
    /// Which policies could not decide it.
    public enum Side: String, Sendable {
      /// The old ones only.
      case before
      /// The new ones only.
      case after
      /// Neither: mostly what is no record at all.
      case both
    }

    /// The side.
    public let side: Side
    /// The stable code.
    public let code: String
    /// The message of the first.
    public let message: String
    /// The line of the first, from 1, and its file where there are several.
    public let line: Int
    /// The file of the first, where there are several.
    public let file: ByteString?
    /// The number of records.
    public internal(set) var count: Int
  }

  /// The number of records that some side could not decide.
  public var errorCount: Int { errors.reduce(0) { $0 + $1.count } }
}
