import Documents

/// A report as one JSON document, `stockade/report/1`, in the shape of `docs/formats/reports.md`.
public enum JSONReporter {
  /// The document, with its line end.
  public static func render(_ report: Report) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/report/1")
      json.member("command", report.origin.command)
      json.member("version", report.origin.toolVersion)
      json.member("commandLine", report.origin.commandLine.map { ByteString($0) })
      json.array("inputs") { list in
        for input in report.origin.inputs { list.object { append(input, to: &$0) } }
      }
      json.object("verdict") { json in
        json.member("status", report.verdict.status.rawValue)
        json.member("word", report.verdict.status.word)
        json.member("sentence", report.verdict.sentence)
      }
      json.array("counts") { list in
        for count in report.counts { list.object { append(count, to: &$0) } }
      }
      json.list("findings", report.findings) { append($0, to: &$1) }
      json.list("cases", report.cases) { append($0, to: &$1) }
      json.list("changes", report.changes) { append($0, to: &$1) }
      json.list("matrices", report.matrices) { append($0, to: &$1) }
      json.list("explanations", report.explanations) { explanation, json in
        json.member("id", explanation.id)
        json.member("text", explanation.text)
        if let statement = explanation.statement { json.object("statement") { append(statement, to: &$0) } }
      }
      json.list("organization", report.organization) { append($0, to: &$1) }
      json.list("policySources", report.policySources) { append($0, to: &$1) }
      json.list("rankings", report.rankings) { ranking, json in
        json.member("title", ranking.title)
        json.list("entries", ranking.entries) { append($0, to: &$1) }
        json.member("rest", ranking.rest)
      }
      json.list("rows", report.rows) { append($0, to: &$1) }
      json.member("leftOut", report.leftOut.map { ByteString($0) })
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ input: Report.Input, to json: inout JSONWriter) {
    json.member("file", input.file)
    if let count = input.byteCount { json.member("bytes", count) }
    if let digest = input.digest { json.member("sha256", digest) }
  }

  private static func append(_ count: Report.Count, to json: inout JSONWriter) {
    json.member("label", count.label)
    json.member("value", count.value)
    if let state = count.state { json.member("state", state.rawValue) }
  }

  private static func append(_ place: Report.Place?, to json: inout JSONWriter) {
    guard let place else { return }
    json.member("file", place.file)
    if let line = place.line { json.member("line", line) }
    if let column = place.column { json.member("column", column) }
  }

  private static func append(_ finding: Report.Finding, to json: inout JSONWriter) {
    append(finding.place, to: &json)
    json.member("severity", finding.severity.rawValue)
    json.member("code", finding.code)
    json.member("message", finding.message)
    if let suggestion = finding.suggestion { json.member("suggestion", suggestion) }
    json.member("title", finding.title)
    if !finding.help.isEmpty { json.member("help", finding.help) }
    json.member("fingerprint", finding.fingerprint)
  }

  private static func append(_ item: Report.Case, to json: inout JSONWriter) {
    json.member("suite", item.suite)
    json.member("name", item.name)
    append(item.place, to: &json)
    json.member("outcome", item.outcome.rawValue)
    if !item.message.isEmpty { json.member("message", item.message) }
    if !item.detail.isEmpty { json.member("detail", item.detail) }
  }

  private static func append(_ statement: Report.Statement, to json: inout JSONWriter) {
    json.member("name", statement.name)
    json.member("policyType", statement.policyType)
    if let level = statement.level { json.member("level", level) }
    append(statement.place, to: &json)
    if !statement.text.isEmpty { json.member("text", statement.text) }
    if statement.isCut { json.member("cut", true) }
  }

  private static func append(_ ruling: Report.Ruling, to json: inout JSONWriter) {
    json.member("decision", ruling.word)
    json.member("reason", ruling.reason)
    if let statement = ruling.statement { json.object("statement") { append(statement, to: &$0) } }
  }

  private static func append(_ counterpart: Report.Counterpart, to json: inout JSONWriter) {
    json.member("text", counterpart.sentence)
    if let statement = counterpart.statement { json.object("statement") { append(statement, to: &$0) } }
    if let differs = counterpart.differs { json.object("differs") { append(differs, to: &$0) } }
  }

  private static func append(_ change: Report.Change, to json: inout JSONWriter) {
    json.member("title", change.title)
    json.member("count", change.count)
    json.object("before") { append(change.before, to: &$0) }
    json.object("after") { append(change.after, to: &$0) }
    if let now = change.now { json.object("now") { append(now, to: &$0) } }
    if let was = change.was { json.object("was") { append(was, to: &$0) } }
    if let nearest = change.nearest { json.member("nearest", nearest) }
    json.list("groups", change.groups) { group, json in
      if let principal = group.principal { json.member("principal", principal) }
      json.member("action", group.action)
      if let account = group.account { json.member("account", account) }
      json.member("count", group.count)
      json.object("first") { json in
        append(group.first, to: &json)
        json.member("resource", group.firstResource)
      }
    }
  }

  private static func append(_ matrix: Report.Matrix, to json: inout JSONWriter) {
    json.member("title", matrix.title)
    json.member("rowTitle", matrix.rowTitle)
    json.member("columnTitle", matrix.columnTitle)
    json.list("columns", matrix.columns) { append($0, to: &$1) }
    json.array("rows") { list in
      for (label, cells) in zip(matrix.rows, matrix.cells) {
        list.object { json in
          append(label, to: &json)
          json.list("cells", cells) { append($0, to: &$1) }
        }
      }
    }
  }

  private static func append(_ label: Report.Matrix.Label, to json: inout JSONWriter) {
    json.member("name", label.name)
    if !label.detail.isEmpty { json.member("detail", label.detail) }
  }

  private static func append(_ cell: Report.Matrix.Cell, to json: inout JSONWriter) {
    json.member("letter", cell.letter)
    json.member("state", cell.state.rawValue)
    if cell.isAsked { json.member("asked", true) }
    if !cell.data.isEmpty { json.member("data", cell.data) }
    if cell.losesData { json.member("losesData", true) }
    if let explanation = cell.explanation { json.member("explanation", explanation) }
  }

  private static func append(_ node: Report.Node, to json: inout JSONWriter) {
    json.member("kind", node.kind.rawValue)
    json.member("id", node.id)
    if let name = node.name { json.member("name", name) }
    if let parent = node.parent { json.member("parent", parent) }
    json.list("policies", node.policies) { policy, json in
      json.member("policyType", policy.policyType)
      json.member("name", policy.name)
    }
    json.member("denials", node.denials)
  }

  private static func append(_ source: Report.PolicySource, to json: inout JSONWriter) {
    json.member("file", source.file)
    json.member("kind", source.kind)
    json.list("lines", source.lines) { line, json in
      json.member("number", line.number)
      json.member("text", line.text)
      if let hits = line.hits { json.member("hits", hits) }
      if let mark = line.mark { json.member("mark", mark.rawValue) }
    }
    json.member("leftOut", source.leftOut)
  }

  private static func append(_ row: Report.Row, to json: inout JSONWriter) {
    append(row.place, to: &json)
    if let id = row.id {
      json.key("id")
      // The id is JSON text already, a string or a number.
      json.number(ByteString(id))
    }
    if let principal = row.principal { json.member("principal", principal) }
    if let code = row.errorCode {
      json.object("error") { json in
        json.member("code", code)
        json.member("message", row.ruling.reason)
      }
    } else {
      json.member("action", row.action)
      json.member("resource", row.resource)
      append(row.ruling, to: &json)
    }
  }
}

extension JSONWriter {
  /// Writes a member whose value is an array of objects.
  fileprivate mutating func list<Item>(
    _ name: ByteString, _ items: [Item], _ body: (Item, inout JSONWriter) -> Void
  ) {
    array(name) { list in
      for item in items { list.object { body(item, &$0) } }
    }
  }
}
