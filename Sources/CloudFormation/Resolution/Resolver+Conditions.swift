import Documents

extension Resolver {
  /// The value of a condition of the `Conditions` section, worked out once.
  mutating func truth(ofConditionNamed name: ByteString, at range: SourceRange, depth: Int) -> ConditionOutcome {
    switch conditions[name] {
    case .done(let truth): return truth
    case .running:
      refuse("template.condition.circular", "Template format error: Circular dependencies for condition \(name)", range)
      return .unknown(.unresolved(.function("Condition"), [.text(name)], at: range))
    case nil: break
    }
    guard let node = conditionNodes[name] else {
      if template.macros.isEmpty {
        refuse(
          "template.condition.undefined",
          "Template format error: Unresolved condition dependency \(name) in the Resources block of the template", range
        )
      }
      return .unknown(.unresolved(.function("Condition"), [.text(name)], at: range))
    }
    conditions[name] = .running
    let truth = truth(of: node, depth: depth + 1)
    conditions[name] = .done(truth)
    return truth
  }

  mutating func truth(of node: DocumentNode, depth: Int) -> ConditionOutcome {
    guard depth < Self.maximumDepth, spend(1) else { return .unknown(.unresolved(.tooLarge, at: node.range)) }
    guard let members = node.members, members.count == 1, let member = members.first else {
      return scalarTruth(node, depth: depth)
    }
    let arguments = member.value.elements ?? [member.value]
    switch member.key {
    case "Condition": return condition(member.value, depth: depth)
    case "Fn::Equals" where arguments.count == 2:
      return equals(arguments[0], arguments[1], at: node.range, depth: depth)
    case "Fn::Not" where arguments.count == 1: return not(truth(of: arguments[0], depth: depth + 1), at: node.range)
    case "Fn::And": return combined(arguments, decidedBy: false, member.key, at: node.range, depth: depth)
    case "Fn::Or": return combined(arguments, decidedBy: true, member.key, at: node.range, depth: depth)
    case "Fn::Equals", "Fn::Not":
      refuse("template.condition.arguments", Self.argumentCount(member.key), node.range)
      return .unknown(.unresolved(.function(member.key), [literal(member.value, depth: depth)], at: node.range))
    default: return scalarTruth(node, depth: depth)
    }
  }

  private static func argumentCount(_ function: ByteString) -> String {
    function == "Fn::Not"
      ? "Template error: every Fn::Not object requires one boolean parameter."
      : "Template error: every Fn::Equals object requires a list of 2 string parameters."
  }

  private mutating func condition(_ node: DocumentNode, depth: Int) -> ConditionOutcome {
    guard let name = node.scalarText else { return .unknown(literal(node, depth: depth)) }
    return truth(ofConditionNamed: name, at: node.range, depth: depth)
  }

  /// A condition written as a value: a truth value, or a function that yields one.
  private mutating func scalarTruth(_ node: DocumentNode, depth: Int) -> ConditionOutcome {
    let value = resolve(node, depth: depth + 1) ?? .unresolved(.noValue, at: node.range)
    if let text = value.knownText?.asciiLowercased {
      if text == "true" { return .yes }
      if text == "false" { return .no }
    }
    if value.isKnown {
      refuse(
        "template.condition.shape", "Template format error: Every Condition member must be a boolean expression.",
        node.range)
      return .unknown(.unresolved(.function("Condition"), [value], at: node.range))
    }
    return .unknown(value)
  }

  private mutating func not(_ truth: ConditionOutcome, at range: SourceRange) -> ConditionOutcome {
    switch truth {
    case .yes: return .no
    case .no: return .yes
    case .unknown(let value):
      if case .unresolved(let inner) = value, inner.source == .function("Fn::Not"), let first = inner.arguments.first {
        return .unknown(first)
      }
      return .unknown(.unresolved(.function("Fn::Not"), [value], at: range))
    }
  }

  private mutating func combined(
    _ nodes: [DocumentNode], decidedBy decisive: Bool, _ function: ByteString, at range: SourceRange, depth: Int
  ) -> ConditionOutcome {
    var open: [ResolvedValue] = []
    for node in nodes {
      switch truth(of: node, depth: depth + 1) {
      case .yes: if decisive { return .yes }
      case .no: if !decisive { return .no }
      case .unknown(let value): if !open.contains(where: { $0.isSame(as: value) }) { open.append(value) }
      }
    }
    if let only = open.first, open.count == 1 { return .unknown(only) }
    return open.isEmpty ? ConditionOutcome(!decisive) : .unknown(.unresolved(.function(function), open, at: range))
  }

  private mutating func equals(
    _ left: DocumentNode, _ right: DocumentNode, at range: SourceRange, depth: Int
  ) -> ConditionOutcome {
    let left = resolve(left, depth: depth + 1) ?? .unresolved(.noValue, at: range)
    let right = resolve(right, depth: depth + 1) ?? .unresolved(.noValue, at: range)
    if left.isSame(as: right) { return .yes }
    if left.differsForCertain(from: right) || excludes(left, right) || excludes(right, left) { return .no }
    return .unknown(.unresolved(.function("Fn::Equals"), [left, right], at: range))
  }

  /// Whether the one is an unknown parameter that can never have the other's value.
  private func excludes(_ unknown: ResolvedValue, _ known: ResolvedValue) -> Bool {
    guard case .unresolved(let unresolved) = unknown, case .parameter(let name) = unresolved.source,
      let text = known.knownText, let parameter = declared[name]
    else { return false }
    return parameter.excludes(text)
  }
}
