import Documents
import PolicyLanguage

/// The words for what decided, for lines that people read.
enum DecisionText {
  /// What decided, in one phrase.
  ///
  /// | result | phrase |
  /// |---|---|
  /// | explicit deny | `denied by "ProtectDatabase" at stack-policy.json:9:5` |
  /// | implicit deny | `no SCP at ou-1 allows it` |
  /// | allowed | `allowed by statement 0 at stack-policy.json:3:5` |
  /// | unknown | `hangs on aws:ResourceTag/owner` |
  static func reason(_ decision: Decision) -> String {
    switch decision.result {
    case .explicitDeny: "denied by " + (decision.by.map(place) ?? "a statement")
    case .implicitDeny: decision.by.map(nothingAllows) ?? "nothing allows it"
    case .unknown:
      decision.missing.isEmpty ? "cannot be told" : "hangs on " + decision.missing.map(escaped).joined(separator: ", ")
    case .allowed: allowed(decision)
    }
  }

  private static func allowed(_ decision: Decision) -> String {
    guard let by = decision.by else {
      return decision.gates.isEmpty ? "no policy applies" : "no gate denies it"
    }
    // A stack policy without statements is the one that allows without naming any.
    return by.statement == nil ? "the \(by.policyType.noun) has no statement" : "allowed by " + place(by)
  }

  private static func nothingAllows(_ by: DecidingStatement) -> String {
    let level = by.level.map { " at " + TerminalText.escaped($0) } ?? ""
    return "no \(by.policyType.noun)\(level) allows it"
  }

  /// The statement and where it stands: `"Sid" at file:line:column`, or `statement 2 at …` without a Sid.
  static func place(_ by: DecidingStatement) -> String {
    guard let reference = by.statement else { return "the " + by.policyType.noun }
    let level = by.level.map { " (\(by.policyType.rawValue) at \(TerminalText.escaped($0)))" } ?? ""
    return name(reference) + " at " + position(reference) + level
  }

  /// The Sid in quotes, or the index of a statement without one.
  static func name(_ reference: StatementReference) -> String {
    if let sid = reference.statement.sid, !sid.isEmpty { return "\"\(escaped(sid))\"" }
    return "statement \(reference.index)"
  }

  /// `file:line:column`; the name alone for a policy of AWS's own, which has no text.
  static func position(_ reference: StatementReference) -> String {
    let name = TerminalText.escaped(reference.policy.source.name)
    return reference.policy.source.bytes.isEmpty ? name : "\(name):\(reference.position)"
  }

  private static func escaped(_ text: ByteString) -> String { TerminalText.escaped(text) }
}

extension PolicyType {
  /// What sentences call a policy of this gate.
  var noun: String {
    switch self {
    case .stack: "stack policy"
    case .scp: "SCP"
    case .rcp: "RCP"
    case .resource: "resource policy"
    case .identity: "identity policy"
    case .boundary: "permissions boundary"
    case .session: "session policy"
    }
  }
}
