import Documents
import Evaluation
import PolicyLanguage

/// An explanation for people: the decision, the request, then gate by gate and statement by statement what led there.
public struct ExplanationText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The whole explanation of one request.
  ///
  /// - Parameters:
  ///   - alternatives: what the decision would be for possible values of the keys that it hangs on.
  ///   - unasked: gates that the request does not meet although there could be policies for them.
  public func render(
    _ explanation: Explanation, alternatives: [Alternative] = [], unasked: [UnaskedGate] = []
  ) -> String {
    var text = verdict(explanation) + request(explanation)
    let gates = explanation.gates
    var index = 0
    while index < gates.count {
      // The levels of an organization are one gate: the path comes first, then each level.
      var end = index + 1
      while end < gates.count, gates[end].policyType == gates[index].policyType { end += 1 }
      text += "\n" + gate(Array(gates[index..<end]), explanation.request)
      index = end
    }
    for gate in unasked {
      text +=
        "\n" + style.paint("Gate: \(gate.policyType.gateTitle)", .strong) + "  " + style.paint("not asked", .faint)
        + "\n"
      for line in style.wrap(gate.sentence, indent: 2) { text += "  \(line)\n" }
    }
    if !alternatives.isEmpty {
      text += "\n" + style.paint("If it were known", .strong) + "\n"
      for alternative in alternatives { text += line(alternative) }
    }
    text += "\n" + style.paint("Decision", .strong) + "\n"
    for line in style.wrap(conclusion(explanation), indent: 2) { text += "  \(line)\n" }
    return text
  }

  private func verdict(_ explanation: Explanation) -> String {
    let result = explanation.decision.result
    return style.wrap(
      "\(style.paint(result.decision, result.role)) \(TerminalText.escaped(explanation.request.action)) on "
        + TerminalText.escaped(explanation.request.resource)
    ).joined(separator: "\n") + "\n"
  }

  // MARK: - Request

  private func request(_ explanation: Explanation) -> String {
    let request = explanation.request
    let spellings = KeySpellings(explanation)
    var rows: [(String, String)] = []
    if let principal = request.principal { rows.append(("principal", TerminalText.escaped(principal.identifier))) }
    for (key, value) in request.context.entries.sorted(by: { $0.key < $1.key }) {
      let shown =
        switch value {
        case .single(let text): TerminalText.escaped(text)
        case .list(let values): "[" + values.map { TerminalText.escaped($0) }.joined(separator: ", ") + "]"
        case .absent: "(absent)"
        case .unknown: "(unknown)"
        }
      rows.append((TerminalText.escaped(spellings.spelling(of: key)), shown))
    }
    if request.context.missingIsUnknown { rows.append(("any other key", "(unknown)")) }
    guard !rows.isEmpty else { return "" }
    let width = min(28, rows.map { TerminalText.width(of: $0.0) }.max() ?? 0)
    var text = "\n" + style.paint("Request", .strong) + "\n"
    for (name, value) in rows {
      let padding = String(repeating: " ", count: max(0, width - TerminalText.width(of: name)))
      text += "  \(name)\(padding)  \(value)\n"
    }
    return text
  }

  // MARK: - Gates

  private func gate(_ levels: [Explanation.GateMatch], _ request: Request) -> String {
    let type = levels[0].policyType
    let verdict = Self.verdict(levels)
    var text = style.paint("Gate: \(type.gateTitle)", .strong) + "  " + style.paint(verdict.word, verdict.role) + "\n"
    if let path = path(levels) {
      for line in style.wrap(path, indent: 2) { text += "  \(line)\n" }
    }
    for level in levels { text += self.level(level, isOnly: levels.count == 1, request) }
    return text
  }

  private static func verdict(_ levels: [Explanation.GateMatch]) -> (word: String, role: TextStyle.Role) {
    if levels.contains(where: { $0.denies == .yes }) { return ("denies", .deny) }
    if levels.contains(where: { $0.passes == .no }) { return ("does not allow", .deny) }
    if levels.contains(where: { $0.denies == .unknown || $0.passes == .unknown }) { return ("unknown", .unknown) }
    return ("lets it pass", .allow)
  }

  /// The way from the root to the account, the level that stops the request marked.
  private func path(_ levels: [Explanation.GateMatch]) -> String? {
    guard levels.count > 1 else { return nil }
    let stop = levels.firstIndex { $0.denies == .yes || $0.passes == .no }
    let names = levels.enumerated().map { index, level in
      let name = TerminalText.escaped(level.level ?? "given policies")
      return index == stop ? style.paint("[\(name): stops here]", .deny) : name
    }
    return names.joined(separator: " > ") + " (each level must allow)"
  }

  private func level(_ level: Explanation.GateMatch, isOnly: Bool, _ request: Request) -> String {
    var text = ""
    var indent = "  "
    if !isOnly || level.level != nil {
      let verdict = Self.verdict([level])
      text += "  at \(TerminalText.escaped(level.level ?? "the level of the given policies")): "
      text += style.paint(verdict.word, verdict.role) + "\n"
      indent = "    "
    }
    if level.policies.isEmpty { text += indent + "no policy is attached here, so nothing is allowed\n" }
    for policy in level.policies {
      text += indent + TerminalText.escaped(policy.policy.name) + "\n"
      if policy.policy.statements.isEmpty { text += indent + "  it has no statement\n" }
      for statement in policy.statements { text += self.statement(statement, request, indent: indent + "  ") }
    }
    return text
  }

  private func statement(
    _ match: Explanation.StatementMatch, _ request: Request, indent: String
  ) -> String {
    let (word, role): (String, TextStyle.Role) =
      switch match.matches {
      case .yes: ("matches", match.statement.statement.effect == .deny ? .deny : .allow)
      case .no: ("no match", .faint)
      case .unknown: ("unknown", .unknown)
      }
    let effect = match.statement.statement.effect.rawValue
    let padding = String(repeating: " ", count: 9 - word.utf8.count)
    var text = "\(indent)\(style.paint(word, role))\(padding)\(effect) \(DecisionText.name(match.statement))"
    text += match.statement.policy.source.bytes.isEmpty ? "\n" : " at \(DecisionText.position(match.statement))\n"
    let column = indent.utf8.count + 9
    var sentences = MissedElement(match, request).map { [$0.sentence] } ?? []
    for remark in RemarkText.all(match) { sentences.append((remark.isWarning ? "warning: " : "") + remark.sentence) }
    for sentence in sentences {
      for line in style.wrap(sentence, indent: column) {
        text += String(repeating: " ", count: column) + line + "\n"
      }
    }
    return text
  }

  // MARK: - Decision

  private func line(_ alternative: Alternative) -> String {
    let value =
      switch alternative.assumption {
      case .absent: "is absent"
      case .value(let value): "is " + TerminalText.escaped(value)
      case .other: "is anything else"
      }
    let key = TerminalText.escaped(alternative.key)
    return "  \(key) \(value): \(style.paint(alternative.result.decision, alternative.result.role))\n"
  }

  private func conclusion(_ explanation: Explanation) -> String {
    let decision = explanation.decision
    let word = decision.result.decision
    switch decision.result {
    case .allowed: return "\(word): \(DecisionText.reason(decision))."
    case .explicitDeny:
      return "\(word): \(DecisionText.reason(decision)). A Deny that matches wins over every Allow."
    case .unknown: return "\(word): it \(DecisionText.reason(decision))."
    case .implicitDeny: return "\(word): \(DecisionText.reason(decision)). " + missingAllow(decision.by)
    }
  }

  private func missingAllow(_ by: DecidingStatement?) -> String {
    switch by?.policyType {
    case .stack: "What a stack policy does not allow is denied."
    case .scp, .rcp:
      by?.level == nil
        ? "Nothing is denied by name; an Allow is missing."
        : "Every level from the root to the account needs an Allow of its own, and this one has none that matches."
    case .some, nil: "Nothing is denied by name; an Allow is missing."
    }
  }
}

extension PolicyType {
  /// What headings call the gate.
  fileprivate var gateTitle: String {
    switch self {
    case .stack: "stack policy"
    case .scp: "service control policies"
    case .rcp: "resource control policies"
    case .resource: "resource policy"
    case .identity: "identity policies"
    case .boundary: "permissions boundary"
    case .session: "session policies"
    }
  }
}
