import Documents
import PolicyDiff
import PolicyLanguage

/// What decided on one side of a change, and what became of that statement on the other, where it is another there.
///
/// ```
/// own     …ition": { "StringEquals": { "aws:ResourceTag/protected": "True" } } }
/// other   "KeepProtected" differs at after/guardrails.json:9:69
/// their   …ition": { "StringEquals": { "aws:ResourceTag/protected": "true" } } }
/// ```
struct ComparedStatement {
  /// The statement on the other side.
  struct Other {
    /// The statement; nil where the other side has none.
    let reference: StatementReference?
    /// Where its text begins to differ; nil where there is none.
    let place: SourcePosition?
    /// Its text on one line, from where both begin to differ.
    let excerpt: String?
  }

  /// The statement that decided.
  let own: StatementReference
  /// Its text on one line, from where both begin to differ.
  let excerpt: String
  /// What the other side has in its place; nil where it has the same.
  let other: Other?

  /// Compares what decided with what became of it; nil where no statement with a text decided.
  init?(_ decision: Decision, _ change: StatementChange?, width: Int) {
    guard let own = decision.by?.statement, !own.policy.source.bytes.isEmpty else { return nil }
    self.own = own
    let text = CollapsedStatement(own)
    switch change {
    case nil:
      excerpt = StatementExcerpt(text, width: width).text
      other = nil
    case .missing:
      excerpt = StatementExcerpt(text, width: width).text
      other = Other(reference: nil, place: nil, excerpt: nil)
    case .changed(let reference):
      let theirs = CollapsedStatement(reference)
      let place = theirs.firstDifference(from: text)
      let at = theirs.offsets.indices.contains(place) ? theirs.offsets[place] : reference.statement.range.start
      let start = StatementExcerpt.start(around: place, text, theirs, width: width)
      excerpt = StatementExcerpt(text, width: width, from: start).text
      other = Other(
        reference: reference, place: reference.policy.source.position(at: at),
        excerpt: StatementExcerpt(theirs, width: width, from: start).text)
    }
  }
}

extension ComparedStatement.Other {
  /// What is to be said of it.
  ///
  /// - Parameter missing: where there is none.
  func sentence(missing: String) -> String {
    guard let reference, let place else { return missing }
    return "\(DecisionText.name(reference)) differs at \(TerminalText.escaped(reference.policy.source.name)):\(place)"
  }
}

/// Both sides of a section, each compared with the other.
struct ComparedSides {
  /// What the old policies had, and what became of it.
  let before: ComparedStatement?
  /// What the new policies have, and what it was; the latter only where `before` does not say it already.
  let after: ComparedStatement?

  init(_ section: ChangeSection, _ statements: BothStatements, width: Int) {
    let (old, new) = (section.before.by?.statement, section.after.by?.statement)
    let now = old.flatMap(statements.new.change)
    var was = new.flatMap(statements.old.change)
    // One statement that was and is decisive is shown once as it was and once as it is.
    if case .changed(let one)? = was, let old, one.policy === old.policy, one.index == old.index { was = nil }
    before = ComparedStatement(section.before, now, width: width)
    after = ComparedStatement(section.after, was, width: width)
  }

  static let noNew = "no new policy has it"
  static let noOld = "no old policy had it"
}
