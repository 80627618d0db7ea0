import Documents

/// The value of a condition: decided, or hanging on something unknown.
public enum ConditionOutcome: Sendable {
  /// True for certain.
  case yes
  /// False for certain.
  case no
  /// What would have to be known.
  case unknown(ResolvedValue)

  init(_ value: Bool) { self = value ? .yes : .no }

  /// Whether it is true for certain.
  public var isYes: Bool { if case .yes = self { true } else { false } }
  /// Whether it is false for certain.
  public var isNo: Bool { if case .no = self { true } else { false } }

  /// Whether both are the same for certain, known or not.
  public func isSame(as other: ConditionOutcome) -> Bool {
    switch (self, other) {
    case (.yes, .yes), (.no, .no): true
    case (.unknown(let left), .unknown(let right)): left.isSame(as: right)
    default: false
    }
  }

  /// The condition as an argument of an unresolved function.
  var value: ResolvedValue {
    switch self {
    case .yes: .scalar(ResolvedValue.Scalar(text: "true", kind: .truth))
    case .no: .scalar(ResolvedValue.Scalar(text: "false", kind: .truth))
    case .unknown(let value): value
    }
  }
}
