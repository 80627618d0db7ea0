/// The three truth values of evaluation with unknown context keys, ordered false, unknown, true.
///
/// With the order, Kleene's tables are short: and is the minimum, or the maximum (authorization.md section 5).
public enum Truth: UInt8, Sendable, Comparable {
  /// It does not hold, whatever the unknown keys are.
  case no = 0
  /// It depends on unknown keys.
  case unknown = 1
  /// It holds, whatever the unknown keys are.
  case yes = 2

  /// Makes a certain truth value.
  @inline(__always)
  public init(_ value: Bool) {
    self = value ? .yes : .no
  }

  /// The truth of the opposite.
  public var negated: Truth {
    switch self {
    case .no: .yes
    case .unknown: .unknown
    case .yes: .no
    }
  }

  /// Orders false, unknown, true.
  @inline(__always)
  public static func < (left: Truth, right: Truth) -> Bool { left.rawValue < right.rawValue }
}
