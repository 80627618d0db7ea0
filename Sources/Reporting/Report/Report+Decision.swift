import Documents
import PolicyLanguage

extension Report.State {
  /// The state that a result is.
  init(_ result: EvaluationResult) {
    switch result {
    case .allowed: self = .allow
    case .explicitDeny, .implicitDeny: self = .deny
    case .unknown: self = .unknown
    }
  }

  /// The letter of cells.
  var letter: String {
    switch self {
    case .allow: "A"
    case .deny: "D"
    case .unknown: "?"
    case .notAsked: "-"
    }
  }

  /// How much a state weighs where a cell holds several.
  var weight: Int {
    switch self {
    case .deny: 3
    case .unknown: 2
    case .allow: 1
    case .notAsked: 0
    }
  }
}

extension Report.Ruling {
  /// The ruling that a decision is.
  init(_ decision: Decision) {
    self.init(
      state: Report.State(decision.result), word: decision.result.decision, reason: DecisionText.reason(decision),
      statement: decision.by.flatMap { Report.Statement($0) })
  }
}

extension Report.Statement {
  /// The most bytes of a statement that reports show.
  static let textLimit = 4_000

  /// The statement that decided; nil where it was a gate as a whole.
  init?(_ by: DecidingStatement) {
    guard let reference = by.statement else { return nil }
    self.init(reference, policyType: by.policyType.rawValue, level: by.level)
  }

  init(_ reference: StatementReference, policyType: String, level: String?) {
    let source = reference.policy.source
    let range = reference.statement.range
    let start = max(0, min(range.start, source.bytes.count))
    let end = max(start, min(range.end, source.bytes.count))
    let shown = Array(source.bytes[start..<end].prefix(Self.textLimit))
    self.init(
      name: reference.displayName, policyType: policyType, level: level, place: Report.Place(reference),
      text: Self.outdented(String(decoding: shown, as: UTF8.self)), isCut: end - start > Self.textLimit)
  }

  /// A statement begins behind the indentation of its first line; the same is taken from its other lines, as its last
  /// line has it.
  private static func outdented(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let last = lines.last else { return text }
    let margin = last.prefix { $0 == " " || $0 == "\t" }.count
    let rest = lines.dropFirst().map { line in
      line.dropFirst(min(margin, line.prefix { $0 == " " || $0 == "\t" }.count))
    }
    return ([lines[0]] + rest).joined(separator: "\n")
  }
}

extension Report.Place {
  /// Where a statement begins; the name alone for AWS's own policies, which have no text.
  init(_ reference: StatementReference) {
    let source = reference.policy.source
    if source.bytes.isEmpty {
      self.init(file: source.name)
    } else {
      self.init(source.name, reference.position)
    }
  }

  init(_ file: String, _ position: SourcePosition) {
    self.init(file: file, line: position.line, column: position.column)
  }
}

extension StatementReference {
  /// The Sid, or `statement 2` where there is none.
  var displayName: String {
    if let sid = statement.sid, !sid.isEmpty { return sid.string }
    return "statement \(index)"
  }
}

/// The explanations of a report, each reason once.
struct ExplanationList {
  private(set) var explanations: [Report.Explanation] = []
  private var ids: [String: String] = [:]

  /// The id of a decision's explanation, which is made when it is asked for first.
  mutating func id(_ decision: Decision) -> String {
    let ruling = Report.Ruling(decision)
    return id("\(ruling.word): \(ruling.reason)", ruling.statement)
  }

  /// The id of an explanation by its text.
  mutating func id(_ text: String, _ statement: Report.Statement?) -> String {
    if let known = ids[text] { return known }
    let id = "why-\(explanations.count + 1)"
    ids[text] = id
    explanations.append(Report.Explanation(id: id, text: text, statement: statement))
    return id
  }
}
