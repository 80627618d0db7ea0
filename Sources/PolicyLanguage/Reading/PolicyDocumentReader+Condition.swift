import Documents

extension PolicyDocumentReader {
  /// Reads a Condition block: operators, under each its keys, under each its values (authorization.md section 3).
  func readCondition(_ node: DocumentNode) -> [Condition] {
    guard let operators = node.members else {
      report(
        .conditionForm, at: node.range,
        "Condition must be an object of operators, such as {\"StringEquals\": {…}}, not \(node.kindName)")
      return []
    }
    if operators.isEmpty { report(.conditionEmpty, at: node.range, "an empty Condition always holds") }
    return operators.flatMap { readOperator($0) }
  }

  private func readOperator(_ member: DocumentMember) -> [Condition] {
    guard let `operator` = ConditionOperator(spelling: member.key) else {
      reportUnknownOperator(member)
      return []
    }
    checkOperator(`operator`, at: member.keyRange)
    guard let keys = member.value.members else {
      report(
        .conditionForm, at: member.value.range,
        "\(member.key.string) must hold an object of condition keys and values, not \(member.value.kindName)")
      return []
    }
    if keys.isEmpty { report(.conditionEmpty, at: member.value.range, "\(member.key.string) tests no key") }
    var seen: Set<ByteString> = []
    return keys.map { key in
      if !seen.insert(key.key.asciiLowercased).inserted {
        report(
          .keyDuplicate, at: key.keyRange,
          "\(member.key.string) tests \(key.key.quoted()) twice: condition keys do not differ by case")
      }
      checkKey(key)
      let values = readValues(key.value)
      checkValues(values, of: `operator`)
      return Condition(
        operator: `operator`, key: PolicyText(key.key, at: key.keyRange),
        values: `operator`.base == .null ? values.map { PolicyText($0.text.asciiLowercased, at: $0.range) } : values,
        range: SourceRange(key.keyRange.start, key.value.range.end))
    }
  }

  private func reportUnknownOperator(_ member: DocumentMember) {
    if kind == .stack, member.key.equalsIgnoringASCIICase("ResourceType") {
      report(
        .operatorUnknown, at: member.keyRange,
        "ResourceType stands under an operator: {\"StringEquals\": {\"ResourceType\": …}}")
      return
    }
    let legal = kind == .stack ? ["StringEquals", "StringLike"] : ConditionOperator.allSpellings
    report(
      .operatorUnknown, at: member.keyRange, "there is no condition operator \(member.key.quoted())",
      suggestion: NearestSpelling.of(member.key, among: legal)?.string)
  }

  private func checkOperator(_ operator: ConditionOperator, at range: SourceRange) {
    if kind == .stack, `operator`.spelling != "StringEquals", `operator`.spelling != "StringLike" {
      report(
        .stackConditionOperator, at: range,
        "a stack policy knows StringEquals and StringLike only, not \(`operator`.spelling)",
        suggestion: stackOperator(like: `operator`.base))
      return
    }
    guard `operator`.base == .null else { return }
    if `operator`.ifExists {
      report(
        .operatorNullIfExists, at: range, "Null takes no IfExists: it is about whether the key exists",
        suggestion: "Null")
    }
    if `operator`.setOperator != nil {
      report(.operatorSetOnNull, at: range, "Null takes no ForAllValues or ForAnyValue", suggestion: "Null")
    }
  }

  /// The operator of stack policies that was probably meant.
  private func stackOperator(like base: ConditionOperator.Base) -> String? {
    switch base {
    case .stringEquals, .stringEqualsIgnoreCase, .arnEquals: "StringEquals"
    case .stringLike, .arnLike: "StringLike"
    default: nil
    }
  }

  private func checkKey(_ member: DocumentMember) {
    if kind == .stack {
      if !member.key.equalsIgnoringASCIICase("ResourceType") {
        report(
          .stackConditionKey, at: member.keyRange,
          "a stack policy knows the condition key ResourceType only, not \(member.key.quoted())",
          suggestion: NearestSpelling.of(member.key, among: ["ResourceType"])?.string)
      }
      return
    }
    // Identity providers have keys such as `accounts.google.com`, which AWS's own examples use without a colon.
    if !member.key.bytes.contains(UInt8(ascii: ":")), !member.key.bytes.contains(UInt8(ascii: ".")) {
      report(
        .keyForm, at: member.keyRange,
        "the condition key \(member.key.quoted()) has no prefix such as \"aws:\", so that no request carries it")
    }
  }

  private func readValues(_ node: DocumentNode) -> [PolicyText] {
    guard let elements = node.elements else {
      return readValue(node).map { [$0] } ?? []
    }
    if elements.isEmpty {
      report(
        .valuesEmpty, at: node.range,
        "without a value a positive operator never matches and a negated one always does")
    }
    return elements.compactMap { readValue($0) }
  }

  private func readValue(_ node: DocumentNode) -> PolicyText? {
    guard let text = scalarText(of: node) else {
      report(
        .valueType, at: node.range,
        "a condition value is a string, a number or a boolean, or a list of them, not \(node.kindName)")
      return nil
    }
    return PolicyText(text, at: node.range)
  }

  /// The text of a value without quotation marks: a number's is decimal, whatever it was written with.
  private func scalarText(of node: DocumentNode) -> ByteString? {
    guard case .number(let text) = node.content else { return node.scalarText }
    return DecimalNumber.withoutExponent(text)
  }
}

extension ConditionOperator {
  /// Every spelling that AWS accepts.
  public static let allSpellings: [ByteString] = {
    let plain = Base.allCases.flatMap { base in
      base == .null ? [base.rawValue] : [base.rawValue, base.rawValue + "IfExists"]
    }
    let prefixes = SetOperator.allCases.map { $0.rawValue + ":" }
    let prefixed = prefixes.flatMap { prefix in plain.filter { $0 != "Null" }.map { prefix + $0 } }
    return (plain + prefixed).map { ByteString($0) }
  }()
}
