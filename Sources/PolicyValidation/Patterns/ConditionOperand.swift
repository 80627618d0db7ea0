import Documents
import PolicyLanguage

/// What one value of a condition stands for: the texts that satisfy its operator, the Not taken away.
///
/// Two of them are held against each other in one direction only: `isDisjoint` and `isWithin` are never true by mistake.
struct ConditionOperand {
  /// The values of the request that match.
  enum Meaning {
    /// What cannot be read: no text matches it.
    case nothing
    /// What is not looked into.
    case opaque
    /// What a String operator takes.
    case text
    /// What an Arn operator takes: six fields, each a pattern; nil where a variable may stand for several.
    case arn([GlobPattern]?)
    /// `true` or `false`, in any case.
    case bool(Bool)
    case network(IPNetwork)
    case number(Span<DecimalNumber>)
    case date(Span<Instant>)
  }

  let meaning: Meaning
  /// The texts that match, or more than those: an Arn operator's `*` may not cross a colon.
  private let pattern: GlobPattern
  /// The same in lower case, where letters without case are compared.
  private let folded: GlobPattern
  private let foldsCase: Bool
  /// The only text that matches; nil where there are several, or a variable says which.
  let literal: ByteString?

  init(_ text: ByteString, of base: ConditionOperator.Base, _ policy: Policy, _ alphabet: inout PatternAlphabet) {
    let isArn = Self.isArn(base)
    let isText = base.rawValue.hasPrefix("String")
    let pattern = alphabet.value(text, of: isArn ? .stringLike : base, version: policy.version)
    self.pattern = pattern
    foldsCase = base == .stringEqualsIgnoreCase || base == .stringNotEqualsIgnoreCase
    folded =
      isText && !foldsCase || isArn
      ? alphabet.value(text.asciiLowercased, of: isArn ? .stringLike : base, version: policy.version) : pattern
    meaning = Self.meaning(text, of: base, hasVariable: !pattern.symbols.allSatisfy { $0 < GlobPattern.firstVariable })
    switch meaning {
    case .text where !foldsCase, .arn: literal = pattern.isLiteral ? pattern.literalText : nil
    default: literal = nil
    }
  }

  private static func isArn(_ base: ConditionOperator.Base) -> Bool { base.rawValue.hasPrefix("Arn") }

  private static func meaning(
    _ text: ByteString, of base: ConditionOperator.Base, hasVariable: Bool
  ) -> Meaning {
    text.withSlice { slice in
      switch base {
      case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
        .stringNotLike:
        return .text
      case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike:
        return hasVariable ? .arn(nil) : fields(text).map { .arn($0) } ?? .nothing
      case .bool: return truth(text).map { .bool($0) } ?? .nothing
      case .ipAddress, .notIpAddress: return IPNetwork(slice).map { .network($0) } ?? .nothing
      case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
        .numericGreaterThanEquals:
        return DecimalNumber(slice).map { .number(Span($0, base)) } ?? .nothing
      case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
        .dateGreaterThanEquals:
        return Instant(slice).map { .date(Span($0, base)) } ?? .nothing
      case .binaryEquals, .null: return .opaque
      }
    }
  }

  /// The fields of an ARN as patterns; nil where there are fewer than six, which no ARN matches.
  private static func fields(_ text: ByteString) -> [GlobPattern]? {
    let fields = text.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6 else { return nil }
    let alphabet = PatternAlphabet()
    return fields.map { alphabet.glob(ByteString(copying: $0)) }
  }

  private static func truth(_ text: ByteString) -> Bool? {
    text.equalsIgnoringASCIICase("true") ? true : text.equalsIgnoringASCIICase("false") ? false : nil
  }

  /// Whether nothing matches it, whatever the request says.
  var isNothing: Bool { if case .nothing = meaning { true } else { false } }

  /// Whether every text matches it.
  var isEverything: Bool { if case .text = meaning { pattern.isEverything } else { false } }

  /// Whether the empty text may match it.
  var mayTakeEmptyText: Bool {
    guard case .text = meaning else { return false }
    return pattern.symbols.allSatisfy { $0 == GlobPattern.run || $0 >= GlobPattern.firstVariable }
  }

  /// Whether no text that matches this operand matches the other one.
  func isDisjoint(from other: ConditionOperand) -> Bool {
    if other.isNothing { return true }
    if let literal { return other.excludes(literal) }
    if let literal = other.literal { return excludes(literal) }
    switch (meaning, other.meaning) {
    case (.bool(let mine), .bool(let theirs)): return mine != theirs
    case (.bool(let mine), .text): return !other.folded.overlaps(Self.folded(mine))
    case (.text, .bool(let theirs)): return !folded.overlaps(Self.folded(theirs))
    case (.network(let mine), .network(let theirs)): return !mine.contains(theirs) && !theirs.contains(mine)
    case (.number(let mine), .number(let theirs)): return mine.isDisjoint(from: theirs)
    case (.date(let mine), .date(let theirs)): return mine.isDisjoint(from: theirs)
    case (.arn(let mine?), .arn(let theirs?)): return zip(mine, theirs).contains { !$0.overlaps($1) }
    case (.text, .text), (.text, .arn), (.arn, .text), (.arn, .arn):
      return foldsCase || other.foldsCase ? !folded.overlaps(other.folded) : !pattern.overlaps(other.pattern)
    default: return false
    }
  }

  /// Whether every text that matches this operand matches the other one.
  func isWithin(_ other: ConditionOperand) -> Bool {
    switch (meaning, other.meaning) {
    case (.bool(let mine), .bool(let theirs)): return mine == theirs
    case (.bool(let mine), .text): return other.foldsCase && other.folded.contains(Self.folded(mine))
    case (.network(let mine), .network(let theirs)): return theirs.contains(mine)
    case (.number(let mine), .number(let theirs)): return mine.isOnePoint(with: theirs)
    case (.date(let mine), .date(let theirs)): return mine.isOnePoint(with: theirs)
    case (.arn(let mine?), .arn(let theirs?)): return zip(theirs, mine).allSatisfy { $0.contains($1) }
    case (.arn(nil), .arn(nil)): return pattern.symbols == other.pattern.symbols
    case (.text, .text), (.arn, .text):
      return other.foldsCase ? other.folded.contains(folded) : !foldsCase && other.pattern.contains(pattern)
    default:
      guard let literal else { return false }
      return other.takes(literal)
    }
  }

  /// Whether a text certainly does not match.
  private func excludes(_ text: ByteString) -> Bool {
    switch meaning {
    case .nothing: return true
    case .opaque: return false
    case .text, .arn(nil):
      let literal = PatternAlphabet().literal(foldsCase ? text.asciiLowercased : text)
      return !pattern.overlaps(literal)
    case .arn(let fields?): return !Self.arn(text, matches: fields)
    case .bool(let value): return Self.truth(text) != value
    case .network(let network):
      // What the request would mean by a range is not known.
      if text.bytes.contains(UInt8(ascii: "/")) { return false }
      return text.withSlice { IPNetwork($0) }.map { !network.contains($0) } ?? true
    case .number(let span): return text.withSlice { DecimalNumber($0) }.map { !span.contains($0) } ?? true
    case .date(let span): return text.withSlice { Instant($0) }.map { !span.contains($0) } ?? true
    }
  }

  /// Whether a text certainly matches.
  private func takes(_ text: ByteString) -> Bool {
    switch meaning {
    case .nothing, .opaque, .arn(nil): return false
    case .text: return pattern.contains(PatternAlphabet().literal(foldsCase ? text.asciiLowercased : text))
    case .network where text.bytes.contains(UInt8(ascii: "/")): return false
    case .arn, .bool, .network, .number, .date: return !excludes(text)
    }
  }

  private static func arn(_ text: ByteString, matches patterns: [GlobPattern]) -> Bool {
    let fields = text.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard text.hasPrefix("arn:"), fields.count == 6 else { return false }
    let alphabet = PatternAlphabet()
    return zip(patterns, fields).allSatisfy { $0.contains(alphabet.literal(ByteString(copying: $1))) }
  }

  private static func folded(_ truth: Bool) -> GlobPattern { PatternAlphabet().literal(truth ? "true" : "false") }
}

/// The values on a line that one value of a Numeric or Date operator takes.
struct Span<Value: LineValue> {
  private let lower: (value: Value, isIncluded: Bool)?
  private let upper: (value: Value, isIncluded: Bool)?

  init(_ value: Value, _ base: ConditionOperator.Base) {
    switch base {
    case .numericLessThan, .dateLessThan: (lower, upper) = (nil, (value, false))
    case .numericLessThanEquals, .dateLessThanEquals: (lower, upper) = (nil, (value, true))
    case .numericGreaterThan, .dateGreaterThan: (lower, upper) = ((value, false), nil)
    case .numericGreaterThanEquals, .dateGreaterThanEquals: (lower, upper) = ((value, true), nil)
    default: (lower, upper) = ((value, true), (value, true))
    }
  }

  func contains(_ value: Value) -> Bool {
    if let lower {
      let order = value.compared(to: lower.value)
      if order < 0 || order == 0 && !lower.isIncluded { return false }
    }
    if let upper {
      let order = value.compared(to: upper.value)
      if order > 0 || order == 0 && !upper.isIncluded { return false }
    }
    return true
  }

  func isDisjoint(from other: Span) -> Bool { ends(before: other) || other.ends(before: self) }

  private func ends(before other: Span) -> Bool {
    guard let upper, let lower = other.lower else { return false }
    let order = upper.value.compared(to: lower.value)
    return order < 0 || order == 0 && !(upper.isIncluded && lower.isIncluded)
  }

  /// Whether both are one value, and the same.
  func isOnePoint(with other: Span) -> Bool {
    guard let lower, upper != nil, let theirs = other.lower, other.upper != nil else { return false }
    return lower.value.compared(to: theirs.value) == 0
  }
}

/// What can be put in order.
protocol LineValue {
  /// Below zero, zero or above zero as this comes before, at or behind the other.
  func compared(to other: Self) -> Int
}

extension DecimalNumber: LineValue {}
extension Instant: LineValue {}
