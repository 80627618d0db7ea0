import Documents
import PolicyLanguage

/// One key under one operator, with its values parsed (authorization.md section 3).
final class CompiledCondition: Sendable {
  /// A value with wildcards: compiled where it holds no variable, else filled in for each request.
  enum Pattern: Sendable {
    case glob(Glob)
    case template(ValueTemplate)
    /// Text that is no ARN, under an Arn operator: equals nothing.
    case never
  }

  /// How a request's value compares with the values of the policy.
  enum Comparison: Sendable {
    case text(constants: ByteSet, templates: [ValueTemplate], foldsCase: Bool)
    case patterns([Pattern], fields: Glob.Fields)
    case numbers([DecimalNumber], holds: @Sendable (Int) -> Bool)
    case dates([Instant], holds: @Sendable (Int) -> Bool)
    case truths(Set<Bool>)
    case binaries([[UInt8]])
    case networks([IPNetwork])
    case presence(ofAbsent: Bool, ofPresent: Bool)
  }

  /// The key's index in the program's table.
  let key: Int
  /// The same number for all conditions of the program that hold for the same requests.
  let number: Int
  /// The operator.
  let `operator`: ConditionOperator
  private let comparison: Comparison
  private let hasNoValues: Bool
  /// The keys of the variables in its values.
  let variableKeys: [Int]
  /// The numbers of the values, where the condition holds for these (or what is like them) alone; none where it may
  /// hold for others.
  let namedValues: [Int]

  /// Compiles a condition.
  init(_ condition: Condition, hasVariables: Bool, _ interner: Interner) {
    key = interner.key(condition.key.text)
    number = interner.number(of: condition, hasVariables: hasVariables)
    `operator` = condition.operator
    hasNoValues = condition.values.isEmpty
    let base = condition.operator.base
    let texts = condition.values.map(\.text)
    let takesVariables = hasVariables && base.takesVariables
    func templates(hasWildcards: Bool) -> [ValueTemplate] {
      texts.map {
        ValueTemplate(
          $0, hasVariables: takesVariables, hasWildcards: hasWildcards, interner)
      }
    }
    var variableKeys: [Int] = []
    switch base {
    case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
      let folds = base == .stringEqualsIgnoreCase || base == .stringNotEqualsIgnoreCase
      var constants: [ByteString] = []
      var variable: [ValueTemplate] = []
      for text in texts {
        if takesVariables, text.bytes.contains(UInt8(ascii: "$")) {
          let template = ValueTemplate(text, hasVariables: true, hasWildcards: false, interner)
          if let constant = template.constant {
            constants.append(ByteString(Glob.bytes(of: constant[...])))
          } else {
            variable.append(template)
          }
        } else {
          constants.append(text)
        }
      }
      variableKeys = variable.flatMap(\.keys)
      comparison = .text(
        constants: ByteSet(constants, foldsCase: folds), templates: variable, foldsCase: folds)
    case .stringLike, .stringNotLike:
      let all = templates(hasWildcards: true)
      variableKeys = all.flatMap(\.keys)
      comparison = .patterns(all.map { CompiledCondition.pattern($0, .none) }, fields: .none)
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike:
      let all = templates(hasWildcards: true)
      variableKeys = all.flatMap(\.keys)
      comparison = .patterns(all.map { CompiledCondition.pattern($0, .arn) }, fields: .arn)
    case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
      .numericGreaterThanEquals:
      comparison = .numbers(
        texts.compactMap { $0.withSlice { DecimalNumber($0) } }, holds: CompiledCondition.relation(base))
    case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
      comparison = .dates(texts.compactMap { $0.withSlice { Instant($0) } }, holds: CompiledCondition.relation(base))
    case .bool:
      comparison = .truths(Set(texts.compactMap { $0.withSlice { truth($0) } }))
    case .binaryEquals:
      comparison = .binaries(texts.compactMap { $0.withSlice { Base64.decoded($0) } })
    case .ipAddress, .notIpAddress:
      comparison = .networks(texts.compactMap { $0.withSlice { IPNetwork($0) } })
    case .null:
      let wanted = Set(texts.compactMap { $0.withSlice { truth($0) } })
      comparison = .presence(ofAbsent: wanted.contains(true), ofPresent: wanted.contains(false))
    }
    self.variableKeys = variableKeys
    namedValues =
      variableKeys.isEmpty && base.namesValues && !condition.operator.ifExists
        && condition.operator.setOperator != .forAllValues ? texts.map { interner.number(of: $0) } : []
  }

  /// The byte strings of which a value must be one, where that is all that the condition asks of one; nil for others.
  var namedBytes: [ByteString]? {
    guard !namedValues.isEmpty, case .texts(let texts, foldsCase: false) = equality else { return nil }
    return texts
  }

  /// Whether the condition holds for a request.
  func holds(in frame: borrowing RequestFrame) -> Truth {
    // Ruling 23: with no value to compare with, what the request carries makes no difference.
    if hasNoValues { return Truth(`operator`.base.isNegated) }
    let slot = frame.slot(key)
    if slot.state == .unknown { return .unknown }
    if case .presence(let ofAbsent, let ofPresent) = comparison {
      return Truth(slot.state == .absent ? ofAbsent : ofPresent)
    }
    switch `operator`.setOperator {
    case .forAllValues:
      // Ruling 27: for this set operator, a key of nothing but empty strings is an absent one.
      var all = Truth.yes
      var isEmpty = true
      for place in 0..<frame.count(of: slot) where frame.value(slot, place).count > 0 { isEmpty = false }
      if slot.state == .absent || isEmpty { return .yes }
      for place in 0..<frame.count(of: slot) { all = min(all, satisfies(frame.value(slot, place), frame)) }
      return all
    case .forAnyValue:
      if slot.state == .absent { return Truth(`operator`.ifExists) }
      var any = Truth.no
      for place in 0..<frame.count(of: slot) { any = max(any, satisfies(frame.value(slot, place), frame)) }
      return any
    case nil:
      switch slot.state {
      case .single: return satisfies(frame.value(slot, 0), frame)
      case .absent: return Truth(`operator`.ifExists || `operator`.base.isNegated)
      case .list: return .no
      case .unknown: return .unknown
      }
    }
  }

  /// Whether the condition holds although, or because, the request has no such key.
  func holdsOnAbsentKey(in frame: borrowing RequestFrame) -> Bool {
    if case .presence = comparison { return false }
    return !hasNoValues && frame.slot(key).state == .absent && holds(in: frame) == .yes
  }

  /// The values of the request that are not what the operator compares: each fails the comparison (ruling 18).
  func unreadableValues(in frame: borrowing RequestFrame) -> [ByteString] {
    let slot = frame.slot(key)
    guard !hasNoValues, slot.state == .single || slot.state == .list else { return [] }
    var values: [ByteString] = []
    for place in 0..<frame.count(of: slot) where !isReadable(frame.value(slot, place)) {
      values.append(frame.value(slot, place).byteString)
    }
    return values
  }

  private func isReadable(_ value: ByteSlice) -> Bool {
    switch comparison {
    case .text, .presence: true
    case .patterns(_, let fields): fields != .arn || isARN(value)
    case .numbers: DecimalNumber(value) != nil
    case .dates: Instant(value) != nil
    case .truths: truth(value) != nil
    case .binaries: Base64.decoded(value) != nil
    case .networks: ReadValue.address(value) != nil
    }
  }

  /// The values at which a condition of an ordered family may change, in the form of `OrderedValues`.
  enum OrderedBounds {
    case dates([Int64])
    case numbers([Int64])
    case addresses([Int64])
  }

  /// The bounds of this condition; nil when it is of no ordered family, or has a bound that is not exact in 64 bits.
  var orderedBounds: OrderedBounds? {
    switch comparison {
    case .dates(let dates, _):
      let bounds = dates.compactMap(\.wholeSeconds)
      return bounds.count == dates.count ? .dates(bounds) : nil
    case .numbers(let numbers, _):
      let bounds = numbers.compactMap(\.smallWhole)
      return bounds.count == numbers.count ? .numbers(bounds) : nil
    case .networks(let networks):
      // Both ends are bounds, and the address behind the last: what is between two bounds is inside or outside alike.
      return .addresses(networks.compactMap(\.range4).flatMap { [$0.lowerBound, $0.upperBound + 1] })
    case .text, .patterns, .truths, .binaries, .presence: return nil
    }
  }

  /// How a value of the request is found to be equal to one of the condition's.
  enum Equality {
    /// By its bytes; where case is folded, by those in lower case.
    case texts([ByteString], foldsCase: Bool)
    /// By matching a pattern; where that is an ARN's, the value must be one, too.
    case globs([Glob], isOfARN: Bool)
    /// By what it says (`equals`).
    case asked
    /// Not at all: what holds for any value that is there.
    case constant(Bool)
  }

  /// How values are compared, for a condition without variables.
  var equality: Equality {
    if hasNoValues { return .constant(`operator`.base.isNegated) }
    switch comparison {
    case .text(let constants, _, let foldsCase): return .texts(constants.members, foldsCase: foldsCase)
    case .patterns(let patterns, let fields):
      let globs = patterns.compactMap { if case .glob(let glob) = $0 { glob } else { nil } }
      return .globs(globs, isOfARN: fields == .arn)
    case .truths(let truths): return .texts(truths.map { $0 ? "true" : "false" }, foldsCase: true)
    case .numbers, .dates, .binaries, .networks: return .asked
    case .presence(_, let ofPresent): return .constant(ofPresent)
    }
  }

  /// Whether a value is equal to one of the condition's, or stands to it as the operator says, where that is asked of
  /// what the value says.
  func equals(_ value: inout ReadValue) -> Bool {
    switch comparison {
    case .numbers(let numbers, let holds):
      guard let number = value.number else { return false }
      return numbers.contains { holds(number.compared(to: $0)) }
    case .dates(let dates, let holds):
      guard let date = value.date else { return false }
      return dates.contains { holds(date.compared(to: $0)) }
    case .binaries(let binaries):
      guard let bytes = Base64.decoded(value.text) else { return false }
      return binaries.contains(bytes)
    case .networks(let networks):
      guard let address = value.address else { return false }
      return networks.contains { $0.contains(address) }
    case .text, .patterns, .truths, .presence: return false
    }
  }

  /// What it says, where it compares one key's value with that of another; nil for everything else.
  var variableEquality: VariableEquality? {
    guard case .text(let constants, let templates, foldsCase: false) = comparison, constants.isEmpty,
      templates.count == 1, let other = templates[0].onlyKey, `operator`.setOperator == nil
    else { return nil }
    return VariableEquality(
      key: key, other: other, isNegated: `operator`.base.isNegated, ifExists: `operator`.ifExists)
  }

  /// The unknown keys that it looks at.
  func undecidedKeys(in frame: borrowing RequestFrame) -> [Int] {
    var keys: [Int] = []
    for key in [key] + variableKeys where frame.slot(key).state == .unknown { keys.append(key) }
    return keys
  }

  /// Whether one value of the request satisfies the operator against the values of the policy.
  private func satisfies(_ value: ByteSlice, _ frame: borrowing RequestFrame) -> Truth {
    let equal = equalsAny(value, frame)
    return `operator`.base.isNegated ? equal.negated : equal
  }

  private func equalsAny(_ value: ByteSlice, _ frame: borrowing RequestFrame) -> Truth {
    switch comparison {
    case .text(let constants, let templates, let foldsCase):
      if constants.contains(value) { return .yes }
      var any = Truth.no
      for template in templates {
        switch template.filled(from: frame) {
        case .missing: continue
        case .unknown: any = max(any, .unknown)
        case .tokens(let tokens): if Glob(tokens, foldsCase: foldsCase).matches(value) { return .yes }
        }
      }
      return any
    case .patterns(let patterns, let fields):
      if fields == .arn, !isARN(value) { return .no }
      var any = Truth.no
      for pattern in patterns {
        switch pattern {
        case .never: continue
        case .glob(let glob): if glob.matches(value) { return .yes }
        case .template(let template):
          switch template.filled(from: frame) {
          case .missing: continue
          case .unknown: any = max(any, .unknown)
          case .tokens(let tokens):
            if case .glob(let glob) = Self.pattern(tokens, fields), glob.matches(value) { return .yes }
          }
        }
      }
      return any
    case .truths(let truths):
      guard let value = truth(value) else { return .no }
      return Truth(truths.contains(value))
    case .numbers, .dates, .binaries, .networks:
      var read = ReadValue(value)
      return Truth(equals(&read))
    case .presence: return .no
    }
  }

  private static func pattern(_ template: ValueTemplate, _ fields: Glob.Fields) -> Pattern {
    template.constant.map { pattern($0, fields) } ?? .template(template)
  }

  private static func pattern(_ tokens: [Glob.Token], _ fields: Glob.Fields) -> Pattern {
    let colons = tokens.reduce(0) { $0 + ($1 == .byte(UInt8(ascii: ":")) ? 1 : 0) }
    return fields == .arn && colons < 5 ? .never : .glob(Glob(tokens, fields: fields))
  }

  private static func relation(_ base: ConditionOperator.Base) -> @Sendable (Int) -> Bool {
    switch base {
    case .numericLessThan, .dateLessThan: { $0 < 0 }
    case .numericLessThanEquals, .dateLessThanEquals: { $0 <= 0 }
    case .numericGreaterThan, .dateGreaterThan: { $0 > 0 }
    case .numericGreaterThanEquals, .dateGreaterThanEquals: { $0 >= 0 }
    default: { $0 == 0 }
    }
  }
}

/// The truth value that a text spells, in any case; nil for other text.
private func truth(_ text: ByteSlice) -> Bool? {
  let name = text.byteString.asciiLowercased
  return name == "true" ? true : name == "false" ? false : nil
}

/// Whether a text has the six fields of an ARN.
func isARN(_ text: ByteSlice) -> Bool {
  guard text.count > 4, ByteSlice(text.base, 4).equals(ByteSlice("arn:")) else { return false }
  var colons = 0
  for offset in 0..<text.count where text.base[offset] == UInt8(ascii: ":") { colons += 1 }
  return colons >= 5
}

extension ConditionOperator.Base {
  /// Whether only the values that it is given, or what is like them, can satisfy it.
  fileprivate var namesValues: Bool {
    switch self {
    case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnEquals, .arnLike: true
    default: false
    }
  }
}
