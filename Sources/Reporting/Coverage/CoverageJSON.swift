import Documents
import PolicyLanguage
import Scenarios

/// Coverage as one JSON document, `stockade/coverage/1`, and as a part of others.
public enum CoverageJSON {
  /// The document, with its line end.
  public static func render(_ coverage: CoverageTally, minimum: CoverageFigure.Percentage? = nil) -> [UInt8] {
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("schema", "stockade/coverage/1")
      append(coverage, minimum: minimum, to: &json)
    }
    json.endLine()
    return json.bytes
  }

  /// Writes the members of the document but its schema.
  static func append(_ coverage: CoverageTally, minimum: CoverageFigure.Percentage?, to json: inout JSONWriter) {
    append(coverage.figure, to: &json)
    if let minimum { json.member("enough", coverage.figure.isAtLeast(minimum)) }
    json.array("policies") { list in
      for policy in coverage.policies {
        list.object { json in
          json.member("policy", policy.policy.name)
          json.member("file", policy.policy.source.name)
          append(policy.figure, to: &json)
          json.array("statements") { list in
            for statement in policy.statements { list.object { append(statement, to: &$0) } }
          }
        }
      }
    }
  }

  private static func append(_ figure: CoverageFigure, to json: inout JSONWriter) {
    json.key("percent")
    json.number(ByteString(figure.percent))
    json.member("shown", figure.shown)
    json.member("total", figure.total)
  }

  private static func append(_ statement: StatementCoverage, to json: inout JSONWriter) {
    let reference = statement.statement
    json.member("statement", reference.index)
    if let sid = reference.statement.sid { json.member("sid", sid) }
    json.member("effect", reference.statement.effect.rawValue)
    json.member("line", reference.position.line)
    json.member("column", reference.position.column)
    for aspect in statement.aspects { json.member(ByteString(aspect.rawValue), statement.count(aspect)) }
    json.member("never", statement.missing.map { ByteString($0.rawValue) })
  }
}
