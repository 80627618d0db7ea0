import Documents
import PolicyLanguage
import Replay

/// The summary of a run as a JSON document, `stockade/summary/1` (docs/formats/summary.md).
///
/// Equal summaries are equal bytes: names stand in the order of their bytes.
public enum SummaryJSON {
  /// The document, with its line end.
  public static func render(_ summary: StreamSummary) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { append(summary, to: &$0) }
    json.endLine()
    return json.bytes
  }

  /// Writes the members of a summary.
  public static func append(_ summary: StreamSummary, to json: inout JSONWriter) {
    json.member("schema", "stockade/summary/1")
    json.object("decisions") { json in
      for result in EvaluationResult.allCases { json.member(ByteString(result.rawValue), summary.tally.count(result)) }
    }
    append("errors", texts(summary.tally.errors), to: &json)
    append("notEvaluable", texts(summary.trail.notEvaluable), to: &json)
    append("stackOperations", texts(summary.trail.stackOperations), to: &json)
    append("missingKeys", summary.tally.missingKeys, to: &json)
    append("lackedKeys", summary.tally.lackedKeys, to: &json)
    if let first = summary.firstTime { json.member("firstTime", first) }
    if let last = summary.lastTime { json.member("lastTime", last) }
    json.object("tables") { json in
      for dimension in StreamSummary.Dimension.allCases {
        guard let table = summary.tables[dimension] else { continue }
        json.object(ByteString(dimension.rawValue)) { append(table, to: &$0) }
      }
    }
    if let calibration = summary.calibration { json.object("calibration") { append(calibration, to: &$0) } }
  }

  private static func texts(_ counts: [String: Int]) -> [ByteString: Int] {
    Dictionary(counts.map { (ByteString($0.key), $0.value) }) { $0 + $1 }
  }

  private static func append(_ name: ByteString, _ counts: [ByteString: Int], to json: inout JSONWriter) {
    json.object(name) { json in
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) { json.member(key, count) }
    }
  }

  private static func append(_ table: SummaryTable, to json: inout JSONWriter) {
    json.member("limit", table.limit)
    json.member("dropped", table.isDropped)
    json.object("rows") { json in
      for (name, counts) in table.rows.sorted(by: { $0.key < $1.key }) {
        json.object(name) { json in
          for result in EvaluationResult.allCases where counts.count(result) > 0 {
            json.member(ByteString(result.rawValue), counts.count(result))
          }
        }
      }
    }
  }

  private static func append(_ calibration: Calibration, to json: inout JSONWriter) {
    for (name, field) in Self.calibrationCounts { json.member(name, calibration[keyPath: field]) }
    json.member("otherDisagreements", calibration.otherDisagreements)
    json.object("disagreements") { json in
      for (cause, found) in calibration.causes.sorted(by: { $0.key < $1.key }) {
        json.object(cause) { json in
          json.member("count", found.count)
          json.member("example", found.example)
        }
      }
    }
  }

  fileprivate static var calibrationCounts: [(ByteString, WritableKeyPath<Calibration, Int>)] {
    [
      ("allowedAsLogged", \.allowedAsLogged), ("deniedAsLogged", \.deniedAsLogged), ("sameReason", \.sameReason),
      ("undecided", \.undecided), ("withoutEvidence", \.withoutEvidence),
    ]
  }
}

extension SummaryJSON {
  /// Reads a document that `render` made.
  ///
  /// - Throws: the first place where it is no summary.
  public static func read(_ source: SourceText) throws(Diagnostic) -> StreamSummary {
    let root: DocumentNode
    do throws(JSONError) {
      root = try JSONReader().read(source)
    } catch {
      throw error.diagnostic(in: source)
    }
    return try read(root, in: source)
  }

  /// Reads a summary that is part of a document.
  public static func read(_ root: DocumentNode, in source: SourceText) throws(Diagnostic) -> StreamSummary {
    let reader = SummaryReader(source: source)
    guard root["schema"]?.text == "stockade/summary/1" else {
      throw reader.error("a summary has the schema 'stockade/summary/1'", root)
    }
    var summary = StreamSummary()
    for (result, count) in try reader.results(root["decisions"], root) { summary.tally.add(count, result) }
    for (code, count) in try reader.counts(root["errors"]) { summary.tally.add(errorCode: code.string, count) }
    for (key, count) in try reader.counts(root["missingKeys"]) { summary.tally.add(missingKey: key, count) }
    for (key, count) in try reader.counts(root["lackedKeys"]) { summary.tally.add(lackedKey: key, count) }
    for (reason, count) in try reader.counts(root["notEvaluable"]) {
      summary.trail.add(notEvaluable: reason.string, count)
    }
    for (kind, count) in try reader.counts(root["stackOperations"]) {
      summary.trail.add(stackOperation: kind.string, count)
    }
    for name in ["firstTime", "lastTime"] as [ByteString] {
      if let time = root[name]?.text { summary.add(time: time) }
    }
    for member in root["tables"]?.members ?? [] {
      guard let dimension = StreamSummary.Dimension(rawValue: member.key.string) else {
        throw reader.error("there is no table of this name", member.value)
      }
      summary.tables[dimension] = try reader.table(member.value)
    }
    if let node = root["calibration"] { summary.calibration = try reader.calibration(node) }
    return summary
  }
}

private struct SummaryReader {
  let source: SourceText

  func error(_ message: String, _ node: DocumentNode) -> Diagnostic {
    Diagnostic(.error, "summary.shape", message, in: source, at: node.range)
  }

  func count(_ node: DocumentNode) throws(Diagnostic) -> Int {
    guard case .number(let text) = node.content, let count = Int(text.string),
      (0...StreamSummary.largestCount).contains(count)
    else {
      throw error("a count is a whole number from 0 to \(StreamSummary.largestCount)", node)
    }
    return count
  }

  func counts(_ node: DocumentNode?) throws(Diagnostic) -> [(ByteString, Int)] {
    guard let node else { return [] }
    guard let members = node.members else { throw error("counts are an object of names and whole numbers", node) }
    var counts: [(ByteString, Int)] = []
    for member in members { counts.append((member.key, try count(member.value))) }
    return counts
  }

  func results(_ node: DocumentNode?, _ owner: DocumentNode) throws(Diagnostic) -> [(EvaluationResult, Int)] {
    guard let node else { throw error("a summary has the member 'decisions'", owner) }
    var results: [(EvaluationResult, Int)] = []
    for (name, count) in try counts(node) {
      guard let result = EvaluationResult(rawValue: name.string) else {
        throw error("decisions are allowed, explicitDeny, implicitDeny and unknown", node)
      }
      results.append((result, count))
    }
    return results
  }

  func table(_ node: DocumentNode) throws(Diagnostic) -> SummaryTable {
    guard let limit = node["limit"], let dropped = node["dropped"]?.truth, let rows = node["rows"]?.members else {
      throw error("a table has the members 'limit', 'dropped' and 'rows'", node)
    }
    var table = SummaryTable(limit: try count(limit))
    if dropped { table.drop() }
    for row in rows {
      var counts = SummaryTable.Counts()
      for (result, count) in try results(row.value, node) { counts.add(count, result) }
      table.add(row.key, counts)
    }
    return table
  }

  func calibration(_ node: DocumentNode) throws(Diagnostic) -> Calibration {
    var calibration = Calibration()
    for (name, field) in SummaryJSON.calibrationCounts {
      if let found = node[name] { calibration[keyPath: field] = try count(found) }
    }
    if let other = node["otherDisagreements"] { calibration.add(otherDisagreements: try count(other)) }
    for member in node["disagreements"]?.members ?? [] {
      guard let found = member.value["count"], let example = member.value["example"]?.text else {
        throw error("a disagreement has 'count' and 'example'", member.value)
      }
      calibration.add(member.key, Calibration.Cause(count: try count(found), example: example))
    }
    return calibration
  }
}
