import Documents
import Evaluation
import PolicyLanguage

/// The words for a statement that came near to matching: which it is, and what it missed.
struct NearestMissText {
  /// The statement: `Allow "Operators" at admin.json:3:5 (identity)`.
  let statement: String
  /// What it missed and where that stands; nil where nobody can say.
  let missed: String?

  /// Describes a statement that a request missed.
  init(_ miss: NearestMiss, _ request: Request) {
    let level = miss.level.map { " at " + TerminalText.escaped($0) } ?? ""
    let reference = miss.match.statement
    statement =
      "\(reference.statement.effect.rawValue) \(DecisionText.name(reference)) at "
      + "\(DecisionText.position(reference)) (\(miss.policyType.rawValue)\(level))"
    missed = MissedElement(miss.match, request).map { missed in
      let source = reference.policy.source
      let place = missed.range.map { " (\(TerminalText.escaped(source.name)):\(source.position(at: $0.start)))" } ?? ""
      return missed.sentence + place
    }
  }

  /// Appends the members that a document has of the statement.
  static func append(_ miss: NearestMiss, _ request: Request?, to json: inout JSONWriter) {
    let reference = miss.match.statement
    json.member("policyType", miss.policyType.rawValue)
    if let level = miss.level { json.member("level", level) }
    json.member("policy", reference.policy.name)
    json.member("statement", reference.index)
    if let sid = reference.statement.sid { json.member("sid", sid) }
    json.member("at", "\(reference.policy.source.name):\(reference.position)")
    if let request, let missed = MissedElement(miss.match, request) {
      json.member("element", missed.element)
      json.member("message", missed.sentence)
    }
  }
}
