import Documents
import Evaluation
import PolicyLanguage

/// Explanations as one JSON document, `stockade/explanation/1`.
public enum ExplanationJSON {
  /// The document of one record: an explanation for each of its resources, with its line end.
  ///
  /// - Parameters:
  ///   - decision: what was decided of the record as a whole.
  ///   - explanations: each resource's, with what the decision would be if unknown keys were known, and the gates
  ///     that were not asked.
  public static func render(
    _ decision: Decision,
    _ explanations: [(explanation: Explanation, alternatives: [Alternative], unasked: [UnaskedGate])]
  ) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/explanation/1")
      append(decision, to: &json)
      json.array("requests") { list in
        for (explanation, alternatives, unasked) in explanations {
          list.object { append(explanation, alternatives, unasked, to: &$0) }
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func append(
    _ explanation: Explanation, _ alternatives: [Alternative], _ unasked: [UnaskedGate], to json: inout JSONWriter
  ) {
    let request = explanation.request
    let spellings = KeySpellings(explanation)
    json.member("action", request.action)
    json.member("resource", request.resource)
    if let principal = request.principal { json.member("principal", principal.identifier) }
    json.object("context") { json in
      for (key, value) in request.context.entries.sorted(by: { $0.key < $1.key }) where value != .unknown {
        json.key(spellings.spelling(of: key))
        append(value, to: &json)
      }
    }
    let unknown = request.context.entries.filter { $0.value == .unknown }.keys.sorted().map {
      spellings.spelling(of: $0)
    }
    if !unknown.isEmpty { json.member("unknown", unknown) }
    append(explanation.decision, to: &json)
    if !alternatives.isEmpty {
      json.array("alternatives") { list in
        for alternative in alternatives {
          list.object { json in
            json.member("key", alternative.key)
            switch alternative.assumption {
            case .absent: json.member("is", "absent")
            case .value(let value):
              json.member("is", "value")
              json.member("value", value)
            case .other: json.member("is", "other")
            }
            json.member("decision", alternative.result.decision)
            json.member("evaluation", alternative.result.rawValue)
          }
        }
      }
    }
    if !unasked.isEmpty {
      json.array("notAsked") { list in
        for gate in unasked {
          list.object { json in
            json.member("policyType", gate.policyType.rawValue)
            json.member("reason", gate.word)
            json.member("message", gate.sentence)
          }
        }
      }
    }
    json.array("trace") { list in
      for gate in explanation.gates { list.object { append(gate, request, to: &$0) } }
    }
  }

  private static func append(_ value: ContextValue, to json: inout JSONWriter) {
    switch value {
    case .single(let text): json.string(text)
    case .list(let values): json.array { list in for value in values { list.string(value) } }
    case .absent, .unknown: json.null()
    }
  }

  private static func append(_ gate: Explanation.GateMatch, _ request: Request, to json: inout JSONWriter) {
    json.member("policyType", gate.policyType.rawValue)
    if let level = gate.level { json.member("level", level) }
    json.member("denies", gate.denies.word)
    json.member("allows", gate.allows.word)
    json.member("passes", gate.passes.word)
    json.array("policies") { list in
      for policy in gate.policies {
        list.object { json in
          json.member("policy", policy.policy.name)
          json.array("statements") { list in
            for statement in policy.statements { list.object { append(statement, request, to: &$0) } }
          }
        }
      }
    }
  }

  private static func append(
    _ match: Explanation.StatementMatch, _ request: Request, to json: inout JSONWriter
  ) {
    let reference = match.statement
    json.member("statement", reference.index)
    if let sid = reference.statement.sid { json.member("sid", sid) }
    json.member("effect", reference.statement.effect.rawValue)
    json.member("at", "\(reference.policy.source.name):\(reference.position)")
    json.member("matches", match.matches.word)
    if !match.unknownKeys.isEmpty { json.member("unknownKeys", match.unknownKeys) }
    let remarks = RemarkText.all(match)
    if !remarks.isEmpty {
      json.array("remarks") { list in
        for remark in remarks {
          list.object { json in
            json.member("severity", remark.isWarning ? "warning" : "notice")
            json.member("operator", remark.conditionOperator)
            json.member("key", remark.key)
            json.member("message", remark.sentence)
          }
        }
      }
    }
    guard let missed = MissedElement(match, request) else { return }
    json.object("missed") { json in
      json.member("element", missed.element)
      if let spelling = missed.conditionOperator { json.member("operator", spelling) }
      if let key = missed.key { json.member("key", key) }
      json.member("listed", missed.listed)
      json.key("found")
      if let found = missed.found {
        json.array { list in for value in found { list.string(value) } }
      } else {
        json.null()
      }
      if let range = missed.range {
        json.member("at", "\(reference.policy.source.name):\(reference.policy.source.position(at: range.start))")
      }
      json.member("message", missed.sentence)
    }
  }

  /// Appends the members of a decision, as decisions have them in NDJSON.
  static func append(_ decision: Decision, to json: inout JSONWriter) {
    json.member("decision", decision.result.decision)
    json.member("evaluation", decision.result.rawValue)
    if let by = decision.by {
      json.object("by") { json in
        json.member("policyType", by.policyType.rawValue)
        if let level = by.level { json.member("level", level) }
        if let reference = by.statement {
          json.member("policy", reference.policy.name)
          json.member("statement", reference.index)
          if let sid = reference.statement.sid { json.member("sid", sid) }
          json.member("at", "\(reference.policy.source.name):\(reference.position)")
        }
      }
    }
    if !decision.missing.isEmpty { json.member("missing", decision.missing) }
    json.member("gates", decision.gates.map { ByteString($0.rawValue) })
  }
}

extension Truth {
  /// The word of the JSON form.
  fileprivate var word: String {
    switch self {
    case .no: "no"
    case .unknown: "unknown"
    case .yes: "yes"
    }
  }
}
