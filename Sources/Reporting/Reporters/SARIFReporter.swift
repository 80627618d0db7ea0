import Documents

/// A report as SARIF 2.1.0, as code scanning services read it.
///
/// Results are findings and cases that are not as they should be. Their fingerprints hold neither line nor column, so
/// that a finding stays the same one when others come and go above it.
public enum SARIFReporter {
  /// The most results, which is what code scanning of GitHub shows.
  static let resultLimit = 5_000

  /// The document, with its line end.
  public static func render(_ report: Report) -> [UInt8] {
    let problems = report.problems
    let shown = Array(problems.prefix(resultLimit))
    let rules = Report.rules(of: shown)
    var leftOut = report.leftOut
    if problems.count > shown.count {
      leftOut.append("\(Plural.count(problems.count - shown.count, "result")) left out")
    }
    var json = JSONWriter(layout: .indented)
    json.object { json in
      json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      json.member("version", "2.1.0")
      json.array("runs") { list in
        list.object { json in
          json.object("tool") { append(report.origin, rules, to: &$0) }
          json.array("invocations") { list in list.object { append(report, leftOut, to: &$0) } }
          json.array("artifacts") { list in
            for input in report.origin.inputs { list.object { append(input, to: &$0) } }
          }
          json.array("results") { list in
            for problem in shown { list.object { append(problem, rules, to: &$0) } }
          }
          json.member("columnKind", "unicodeCodePoints")
          json.object("properties") { json in
            for count in report.counts { json.member(ByteString(count.label), count.value) }
          }
        }
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func append(_ origin: Report.Origin, _ rules: [Report.Rule], to json: inout JSONWriter) {
    json.object("driver") { json in
      json.member("name", "Stockade")
      json.member("semanticVersion", origin.toolVersion)
      json.array("rules") { list in
        for rule in rules {
          list.object { json in
            json.member("id", rule.code)
            json.object("shortDescription") { $0.member("text", sentence(rule.title)) }
            json.object("help") { $0.member("text", rule.help.isEmpty ? sentence(rule.title) : rule.help) }
            json.object("defaultConfiguration") { $0.member("level", level(rule.severity)) }
          }
        }
      }
    }
  }

  private static func append(_ report: Report, _ leftOut: [String], to json: inout JSONWriter) {
    let status = report.verdict.status
    json.member("commandLine", report.origin.shellCommand)
    json.member("arguments", report.origin.commandLine.dropFirst().map { ByteString($0) })
    json.member("executionSuccessful", status != .inputError && status != .internalError)
    json.member("exitCode", status.rawValue)
    json.member("exitCodeDescription", sentence(report.verdict.sentence))
    guard !leftOut.isEmpty else { return }
    json.array("toolExecutionNotifications") { list in
      for note in leftOut {
        list.object { json in
          json.member("level", "note")
          json.object("message") { $0.member("text", sentence(note)) }
        }
      }
    }
  }

  private static func append(_ input: Report.Input, to json: inout JSONWriter) {
    json.object("location") { $0.member("uri", uri(input.file)) }
    if let count = input.byteCount { json.member("length", count) }
    if let digest = input.digest { json.object("hashes") { $0.member("sha-256", digest) } }
  }

  private static func append(_ problem: Report.Finding, _ rules: [Report.Rule], to json: inout JSONWriter) {
    json.member("ruleId", problem.code)
    if let index = rules.firstIndex(where: { $0.code == problem.code }) { json.member("ruleIndex", index) }
    json.member("level", level(problem.severity))
    let hint = problem.suggestion.map { " Did you mean \($0)?" } ?? ""
    json.object("message") { $0.member("text", sentence(problem.message) + hint) }
    if let place = problem.place {
      json.array("locations") { list in
        list.object { json in
          json.object("physicalLocation") { json in
            json.object("artifactLocation") { $0.member("uri", uri(place.file)) }
            if let line = place.line { json.object("region") { append(line, place, problem.end, to: &$0) } }
          }
        }
      }
    }
    json.object("partialFingerprints") { $0.member("stockade/1", problem.fingerprint) }
  }

  private static func append(
    _ line: Int, _ place: Report.Place, _ end: Report.Place?, to json: inout JSONWriter
  ) {
    json.member("startLine", line)
    if let column = place.column { json.member("startColumn", column) }
    if let end, let endLine = end.line, let endColumn = end.column, endLine >= line {
      json.member("endLine", endLine)
      json.member("endColumn", endColumn)
    }
  }

  private static func level(_ severity: Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .notice: "note"
    }
  }

  /// A sentence with its full stop and its control characters shown.
  private static func sentence(_ text: String) -> String {
    let text = TerminalText.escapedLines(text)
    return (text.first.map { String($0).uppercased() } ?? "") + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }

  /// A path as a URI reference: bytes that have a meaning in URIs are escaped.
  static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var uri: [UInt8] = path.utf8.first == UInt8(ascii: "/") ? Array("file://".utf8) : []
    for byte in path.utf8 {
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-._~/".utf8.contains(byte)
      uri += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: uri, as: UTF8.self)
  }
}
