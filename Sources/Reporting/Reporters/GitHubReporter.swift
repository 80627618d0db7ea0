import Documents

/// A report as workflow commands of GitHub Actions, which become annotations at files and lines.
///
/// GitHub takes ten annotations of each kind from a step, in the order that they are printed, and drops the rest without
/// a word. So the gravest are printed, and the last one of each kind says how many there are beyond.
public enum GitHubReporter {
  /// The annotations of one kind that GitHub takes from one step.
  static let limit = 10

  /// The commands, one a line.
  public static func render(_ report: Report) -> [UInt8] {
    let problems = report.problems
    var text = ""
    for severity in Severity.allCases.reversed() {
      let found = problems.filter { $0.severity == severity }
      let shown = found.count > limit ? found.prefix(limit - 1) : found[...]
      for problem in shown { text += command(problem) }
      if found.count > shown.count {
        let rest = found.count - shown.count
        text += "::\(word(severity)) title=stockade \(report.origin.command)::"
        text +=
          data("\(Plural.count(rest, "more \(severity.rawValue)")) left out: GitHub shows \(limit) of a step") + "\n"
      }
    }
    if problems.isEmpty {
      text += "::notice title=stockade \(report.origin.command)::\(data(report.verdict.sentence))\n"
    }
    return Array(text.utf8)
  }

  private static func command(_ problem: Report.Finding) -> String {
    var properties: [String] = []
    if let place = problem.place {
      properties.append("file=" + property(place.file))
      if let line = place.line {
        properties.append("line=\(line)")
        // GitHub takes columns only of what begins and ends on one line.
        if let end = problem.end?.line, end > line {
          properties.append("endLine=\(end)")
        } else if let column = place.column {
          properties.append("col=\(column)")
          if let end = problem.end?.column, end > column { properties.append("endColumn=\(end)") }
        }
      }
    }
    properties.append("title=" + property(problem.code))
    let hint = problem.suggestion.map { "\ndid you mean \($0)?" } ?? ""
    return "::\(word(problem.severity)) \(properties.joined(separator: ","))::\(data(problem.message + hint))\n"
  }

  private static func word(_ severity: Severity) -> String { severity.rawValue }

  /// What stands behind the second pair of colons.
  private static func data(_ text: String) -> String { escaped(text, also: []) }

  /// The value of a property, which colons and commas would end.
  private static func property(_ text: String) -> String {
    escaped(text, also: [UInt8(ascii: ":"), UInt8(ascii: ",")])
  }

  private static func escaped(_ text: String, also marks: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in TerminalText.escapedLines(text).utf8 {
      if byte == UInt8(ascii: "%") || byte == 0x0A || byte == 0x0D || marks.contains(byte) {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
