import Documents
import PolicyDiff
import PolicyLanguage
import Replay

/// Changed decisions as one JSON document, `stockade/diff/1`.
public enum DiffJSON {
  /// The document, with its line end.
  public static func render(_ result: DiffResult) -> [UInt8] {
    let statements = BothStatements(result)
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/diff/1")
      json.member("matrix", result.isMatrix)
      json.member("records", result.recordCount)
      json.member("changed", result.table.changedCount)
      json.object("counts") { json in
        for change in DecisionChange.allCases {
          json.member(ByteString(change.rawValue), result.table.count(change))
        }
      }
      json.object("before") { append(result.before, to: &$0) }
      json.object("after") { append(result.after, to: &$0) }
      json.array("changes") { list in
        for change in DecisionChange.allCases {
          for section in result.table.sections(change) { list.object { append(section, change, statements, to: &$0) } }
        }
      }
      json.object("beyondLimit") { json in
        for change in DecisionChange.allCases {
          if let count = result.table.beyondLimit[change] { json.member(ByteString(change.rawValue), count) }
        }
      }
      json.array("errors") { list in
        for error in result.errors { list.object { append(error, to: &$0) } }
      }
      json.array("findings") { list in
        for failure in result.failures { FindingsJSON.append(failure, to: &list) }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ tally: StreamTally, to json: inout JSONWriter) {
    for result in EvaluationResult.allCases { json.member(ByteString(result.rawValue), tally.count(result)) }
    json.member("errors", tally.errorCount)
  }

  private static func append(
    _ section: ChangeSection, _ change: DecisionChange, _ statements: BothStatements, to json: inout JSONWriter
  ) {
    json.member("change", change.rawValue)
    json.member("count", section.count)
    json.object("before") { ExplanationJSON.append(section.before, to: &$0) }
    json.object("after") { ExplanationJSON.append(section.after, to: &$0) }
    if let old = section.before.by?.statement, let now = statements.new.change(of: old) {
      json.object("now") { append(now, since: old, to: &$0) }
    }
    if let new = section.after.by?.statement, let was = statements.old.change(of: new) {
      json.object("was") { append(was, since: new, to: &$0) }
    }
    if let nearest = section.nearest {
      json.object("nearestMiss") { NearestMissText.append(nearest.miss, nearest.request, to: &$0) }
    }
    json.array("groups") { list in
      for group in section.groups { list.object { append(group, to: &$0) } }
    }
  }

  private static func append(_ change: StatementChange, since own: StatementReference, to json: inout JSONWriter) {
    guard case .changed(let reference) = change else { return json.member("statement", "missing") }
    let theirs = CollapsedStatement(reference)
    let place = theirs.firstDifference(from: CollapsedStatement(own))
    let at = theirs.offsets.indices.contains(place) ? theirs.offsets[place] : reference.statement.range.start
    json.member("statement", "changed")
    json.member("at", "\(reference.policy.source.name):\(reference.policy.source.position(at: at))")
  }

  private static func append(_ group: ChangeGroup, to json: inout JSONWriter) {
    if let principal = group.principal { json.member("principal", principal) }
    json.member("action", group.action)
    if let account = group.account { json.member("account", account) }
    json.member("count", group.count)
    json.object("first") { json in
      if let file = group.example.file { json.member("file", file) }
      json.member("line", group.example.line)
      if let id = group.example.id {
        json.key("id")
        // The id is JSON text already, a string or a number.
        json.number(id)
      }
      json.member("resource", group.example.resource)
    }
  }

  private static func append(_ error: DiffResult.SideError, to json: inout JSONWriter) {
    json.member("side", error.side.rawValue)
    json.member("code", error.code)
    json.member("message", error.message)
    json.member("count", error.count)
    if let file = error.file { json.member("file", file) }
    json.member("line", error.line)
  }
}
