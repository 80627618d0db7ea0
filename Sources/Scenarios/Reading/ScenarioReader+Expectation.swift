import Documents
import PolicyLanguage
import Simulation

extension ScenarioReader {
  /// Reads the `expect` of a step, each member checked against what the step can give.
  mutating func expectation(_ draft: StepDraft) -> Expectation? {
    guard let node = draft.expect else {
      if !draft.kind.isChange, !options.allowsMissingExpectations {
        reader.report("expect.missing", ExpectationMessage.missing(draft.kind), at: draft.range)
      }
      return nil
    }
    if draft.kind.isChange, draft.principal == nil {
      reader.report("expect.change", ExpectationMessage.ofChange(draft.kind), at: node.range)
      return nil
    }
    if node.text != nil { return word(node, draft.kind) }
    let known = ExpectedMember.members(of: draft.kind.answer)
    let names = known.map(\.rawValue) + (draft.kind.answer == .outcome ? ["resources"] : [])
    guard let members = reader.members(of: node, known: names, what: ExpectationMessage.what(draft.kind)) else {
      return nil
    }
    var items: [Expectation.Item] = []
    for member in node.members ?? [] where members[member.key] != nil {
      if member.key == "resources" {
        items += resources(member.value)
      } else if let known = ExpectedMember(rawValue: member.key.string),
        let value = value(member.value, of: known)
      {
        items.append(Expectation.Item(subject: .step(known), value: value, range: member.value.range))
      }
    }
    let expectation = Expectation(items: items, range: node.range, isWord: false)
    checkAgreement(expectation)
    if items.isEmpty, !reader.hasErrors { reader.report("expect.empty", ExpectationMessage.empty, at: node.range) }
    return items.isEmpty ? nil : expectation
  }

  private mutating func word(_ node: DocumentNode, _ kind: StepKind) -> Expectation? {
    guard kind.answer == .decision else {
      reader.report("expect.outcome", ExpectationMessage.wordOfOperation, at: node.range)
      return nil
    }
    guard let value = text(node, among: Self.decisions, "a decision") else { return nil }
    let item = Expectation.Item(subject: .step(.decision), value: value, range: node.range)
    return Expectation(items: [item], range: node.range, isWord: true)
  }

  static let decisions: [ByteString] = ["Allow", "Deny", "Unknown"]
  private static let outcomes: [ByteString] = [
    "REFUSED", "NO_CHANGES", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "DELETE_COMPLETE", "DELETE_FAILED",
    "INCONCLUSIVE",
  ]
  static let evaluations = EvaluationResult.allCases.map { ByteString($0.rawValue) }

  mutating func value(_ node: DocumentNode, of member: ExpectedMember) -> ExpectedValue? {
    switch member {
    case .decision: text(node, among: Self.decisions, "a decision")
    case .evaluation: text(node, among: Self.evaluations, "'evaluation'")
    case .by: by(node)
    case .policyType:
      node.isNull ? .nothing : text(node, among: PolicyType.allCases.map { ByteString($0.rawValue) }, "'policyType'")
    case .level: node.isNull ? .nothing : level(node)
    case .gates: list(node, among: PolicyType.allCases.map { ByteString($0.rawValue) }, "'gates'")
    case .missing: list(node, among: nil, "'missing'")
    case .outcome: text(node, among: Self.outcomes, "'outcome'")
    case .message: name(node, "'message'").map { .text($0.text) }
    }
  }

  // MARK: - Values

  mutating func text(_ node: DocumentNode, among words: [ByteString], _ what: String) -> ExpectedValue? {
    guard let text = reader.text(node, what) else { return nil }
    if words.contains(text) { return .text(text) }
    reader.report(
      "expect.value", "\(what) is one of \(ExpectationMessage.listed(words)), not \(text.quoted())", at: node.range,
      suggestion: NearestSpelling.of(text, among: words)?.string)
    return nil
  }

  mutating func list(_ node: DocumentNode, among words: [ByteString]?, _ what: String) -> ExpectedValue? {
    guard let elements = reader.elements(node, what) else { return nil }
    var texts: [ByteString] = []
    for element in elements {
      if let words {
        guard case .text(let text) = text(element, among: words, "an element of \(what)") else { return nil }
        texts.append(text)
      } else if let text = reader.text(element, "an element of \(what)") {
        texts.append(text)
      }
    }
    return .list(texts)
  }

  /// A Sid, a statement index or a policy file, which must be that of a policy this scenario knows.
  mutating func by(_ node: DocumentNode) -> ExpectedValue? {
    if node.isNull { return .nothing }
    if case .number(let digits) = node.content {
      guard let index = Int(digits.string), index >= 0 else {
        reader.report("expect.by", ExpectationMessage.by, at: node.range)
        return nil
      }
      if index < names.mostStatements { return .index(index) }
      reader.report("expect.by.unknown", ExpectationMessage.noIndex(index, names.mostStatements), at: node.range)
      return nil
    }
    guard let text = name(node, "'by'")?.text else { return nil }
    let path = ByteString(FileReader.path(text.string, namedBy: reader.source.name))
    if names.sids.contains(text) || names.policyNames.contains(text) || names.policyNames.contains(path) {
      return .text(text)
    }
    let known = names.sids.sorted() + names.policyNames.sorted()
    reader.report(
      "expect.by.unknown", ExpectationMessage.noStatement(text), at: node.range,
      suggestion: NearestSpelling.of(text, among: known)?.string)
    return nil
  }

  private mutating func level(_ node: DocumentNode) -> ExpectedValue? {
    guard let text = name(node, "'level'")?.text else { return nil }
    if names.levels.contains(text) { return .text(text) }
    reader.report(
      "expect.level.unknown", ExpectationMessage.noLevel(text), at: node.range,
      suggestion: NearestSpelling.of(text, among: names.levels.sorted())?.string)
    return nil
  }

  /// Reports a decision and an evaluation that no decision can have together.
  private mutating func checkAgreement(_ expectation: Expectation) {
    guard case .text(let decision)? = expectation.item(.step(.decision))?.value,
      let item = expectation.item(.step(.evaluation)), case .text(let evaluation) = item.value,
      let result = EvaluationResult(rawValue: evaluation.string), ByteString(result.decision) != decision
    else { return }
    reader.report("expect.contradiction", ExpectationMessage.contradiction(decision, evaluation), at: item.range)
  }
}

enum ExpectationMessage {
  static let empty = "this expects nothing"
  static let wordOfOperation =
    "a stack operation gives an outcome, not a decision: {\"outcome\": \"UPDATE_COMPLETE\"}"
  static let by = "'by' is a Sid, a statement index or a policy file"

  static func missing(_ kind: StepKind) -> String {
    "a step that asks needs 'expect'; this '\(kind.rawValue)' would pass whatever it gives"
  }

  static func ofChange(_ kind: StepKind) -> String {
    "'\(kind.rawValue)' takes effect as it stands and gives no decision; with 'as' it is asked first"
  }

  static func what(_ kind: StepKind) -> String {
    kind.answer == .outcome ? "the expectation of a stack operation" : "an expected decision"
  }

  static func noStatement(_ text: ByteString) -> String {
    "no statement has the Sid \(text.quoted()), and no policy is called so"
  }

  static func noIndex(_ index: Int, _ most: Int) -> String {
    "no policy has a statement of index \(index); the longest has \(most)"
  }

  static func noLevel(_ text: ByteString) -> String {
    "no root, organizational unit or account has the id \(text.quoted())"
  }

  static func contradiction(_ decision: ByteString, _ evaluation: ByteString) -> String {
    "a decision is never \(decision) and \(evaluation)"
  }

  static func listed(_ words: [ByteString]) -> String {
    guard words.count > 1, let last = words.last else { return words.first?.string ?? "" }
    return words.dropLast().map(\.string).joined(separator: ", ") + " or " + last.string
  }
}
