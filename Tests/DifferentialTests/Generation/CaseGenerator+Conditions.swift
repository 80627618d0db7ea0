import Documents
import PolicyLanguage

/// Condition blocks as JSON text, made of the keys and values of a request.
extension CaseGenerator {
  /// A Condition element with one to three conditions.
  mutating func condition(on request: Request) -> String {
    var blocks: [(operator: String, keys: [String])] = []
    var used: Set<String> = []
    for _ in 0...(random.chance(70) ? 0 : 1 + random.below(2)) {
      let op = conditionOperator()
      let key = conditionKey(for: op.base)
      guard used.insert(op.spelling + key.lowercased()).inserted else { continue }
      let member = quote(spelling(of: key)) + ":" + conditionValues(op, key: key, request)
      if let index = blocks.firstIndex(where: { $0.operator == op.spelling }) {
        blocks[index].keys.append(member)
      } else {
        blocks.append((op.spelling, [member]))
      }
    }
    let members = blocks.map { "\"\($0.operator)\":{\($0.keys.joined(separator: ","))}" }
    return #""Condition":{"# + members.joined(separator: ",") + "}"
  }

  private mutating func conditionOperator() -> ConditionOperator {
    let base = random.pick(ConditionOperator.Base.allCases)
    if base == .null { return ConditionOperator(base: base) }
    return ConditionOperator(
      setOperator: random.chance(40) ? random.pick(ConditionOperator.SetOperator.allCases) : nil, base: base,
      ifExists: random.chance(20))
  }

  private mutating func conditionKey(for base: ConditionOperator.Base) -> String {
    let family = ContextVocabulary.family(of: base)
    let isOther = base == .null || random.chance(6)
    return isOther
      ? random.pick(ContextVocabulary.allKeys).key : random.pick(ContextVocabulary.keys[family] ?? ["aws:username"])
  }

  /// The key in the case that its service uses, or in another.
  private mutating func spelling(of key: String) -> String {
    switch random.below(10) {
    case 0: key.uppercased()
    case 1: key.lowercased()
    default: key
    }
  }

  private mutating func conditionValues(_ op: ConditionOperator, key: String, _ request: Request) -> String {
    if random.chance(4) { return "[]" }
    let own = request.context[ByteString(key)].values.map(\.string)
    let count = random.chance(60) ? 1 : 2 + random.below(2)
    return list((0..<count).map { _ in conditionValue(op.base, own: own) })
  }

  /// One value as JSON: of the request, like it, or any.
  private mutating func conditionValue(_ base: ConditionOperator.Base, own: [String]) -> String {
    let family = ContextVocabulary.family(of: base)
    if base == .null { return random.pick(["true", "false", #""true""#, #""false""#]) }
    var text = random.pick(ContextVocabulary.values[family] ?? [""])
    if let patterns = ContextVocabulary.patterns[family], random.chance(30) {
      text = random.pick(patterns)
    } else if !own.isEmpty, random.chance(60) {
      text = random.pick(own)
      switch base {
      case .stringLike, .stringNotLike: if random.chance(50) { text = globbed(text) }
      case .arnLike, .arnNotLike, .arnEquals, .arnNotEquals:
        if random.chance(30) { text = globbed(text) }
      case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase: if random.chance(50) { text = text.uppercased() }
      default: break
      }
    }
    // Numbers and booleans may stand without quotation marks.
    if family == .number, random.chance(40), ["5", "7", "-1", "1.5", "1e3", "0", "10", "-7.25"].contains(text) {
      return text
    }
    if family == .bool, random.chance(40), text == "true" || text == "false" { return text }
    return quote(text)
  }
}
