import Documents

/// A condition operator with its set prefix and its `IfExists` suffix, by authorization.md section 3.
public struct ConditionOperator: Hashable, Sendable {
  /// How an operator treats a key of several values.
  public enum SetOperator: String, Sendable, CaseIterable {
    /// Every value of the request must satisfy the operator.
    case forAllValues = "ForAllValues"
    /// At least one value of the request must satisfy the operator.
    case forAnyValue = "ForAnyValue"
  }

  /// An operator without prefix and suffix, spelt exactly as AWS spells it.
  public enum Base: String, Sendable, CaseIterable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    // One case a documented operator; the raw value is its only accepted spelling.
    case stringEquals = "StringEquals"
    case stringNotEquals = "StringNotEquals"
    case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
    case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
    case stringLike = "StringLike"
    case stringNotLike = "StringNotLike"
    case numericEquals = "NumericEquals"
    case numericNotEquals = "NumericNotEquals"
    case numericLessThan = "NumericLessThan"
    case numericLessThanEquals = "NumericLessThanEquals"
    case numericGreaterThan = "NumericGreaterThan"
    case numericGreaterThanEquals = "NumericGreaterThanEquals"
    case dateEquals = "DateEquals"
    case dateNotEquals = "DateNotEquals"
    case dateLessThan = "DateLessThan"
    case dateLessThanEquals = "DateLessThanEquals"
    case dateGreaterThan = "DateGreaterThan"
    case dateGreaterThanEquals = "DateGreaterThanEquals"
    case bool = "Bool"
    case binaryEquals = "BinaryEquals"
    case ipAddress = "IpAddress"
    case notIpAddress = "NotIpAddress"
    case arnEquals = "ArnEquals"
    case arnLike = "ArnLike"
    case arnNotEquals = "ArnNotEquals"
    case arnNotLike = "ArnNotLike"
    case null = "Null"

    /// Whether it holds where none of its values does: the operators with Not in their name.
    public var isNegated: Bool {
      switch self {
      case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals, .dateNotEquals,
        .notIpAddress, .arnNotEquals, .arnNotLike:
        true
      default: false
      }
    }

    /// Whether policy variables are substituted in its values: the String and Arn operators (section 2.3, ruling 18).
    public var takesVariables: Bool {
      rawValue.hasPrefix("String") || rawValue.hasPrefix("Arn")
    }
  }

  /// The set operator before the colon, if there is one.
  public let setOperator: SetOperator?
  /// The operator itself.
  public let base: Base
  /// Whether it ends in `IfExists`: an absent key satisfies it.
  public let ifExists: Bool

  /// Makes an operator of its parts.
  public init(setOperator: SetOperator? = nil, base: Base, ifExists: Bool = false) {
    self.setOperator = setOperator
    self.base = base
    self.ifExists = ifExists
  }

  /// Reads an operator's spelling; nil when AWS knows none of that name. Names are case-sensitive.
  ///
  /// `NullIfExists` and a set operator on Null parse, so that the policy reader can refuse them by name (ruling 30).
  public init?(spelling: ByteString) {
    guard let known = Self.bySpelling[spelling] else { return nil }
    self = known
  }

  private static let bySpelling: [ByteString: ConditionOperator] = {
    var operators: [ByteString: ConditionOperator] = [:]
    for setOperator in [nil] + SetOperator.allCases.map(Optional.some) {
      for base in Base.allCases {
        for ifExists in [false, true] {
          let made = ConditionOperator(setOperator: setOperator, base: base, ifExists: ifExists)
          operators[ByteString(made.spelling)] = made
        }
      }
    }
    return operators
  }()

  /// The spelling that AWS accepts, such as `ForAnyValue:StringLikeIfExists`.
  public var spelling: String {
    (setOperator.map { $0.rawValue + ":" } ?? "") + base.rawValue + (ifExists ? "IfExists" : "")
  }
}
