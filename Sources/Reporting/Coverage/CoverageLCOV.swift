import Documents
import PolicyLanguage
import Scenarios

/// Coverage in the format of lcov's tracefiles, which editors and CI services show beside the source.
///
/// A policy file is a source file, a statement a function, each of its lines a line that ran as often as the statement
/// matched, and what can be shown of it three branches: matched, not matched, decisive.
public enum CoverageLCOV {
  /// The tracefile.
  public static func render(_ coverage: CoverageTally) -> [UInt8] {
    var files: [(name: String, policies: [CoverageTally.PolicyCoverage])] = []
    var indices: [String: Int] = [:]
    for policy in coverage.policies {
      let name = policy.policy.source.name
      if let index = indices[name] {
        files[index].policies.append(policy)
      } else {
        indices[name] = files.count
        files.append((name, [policy]))
      }
    }
    return files.flatMap { Array(record($0.name, $0.policies.flatMap(\.statements)).utf8) }
  }

  private static func record(_ file: String, _ statements: [StatementCoverage]) -> String {
    var text = "TN:\nSF:\(oneLine(file))\n"
    var branches = (found: 0, hit: 0)
    var lines: [Int: Int] = [:]
    for statement in statements {
      let line = statement.statement.position.line
      text += "FN:\(line),\(name(statement))\n"
      text += "FNDA:\(statement.count(.matched)),\(name(statement))\n"
    }
    for (block, statement) in statements.enumerated() {
      let reference = statement.statement
      let source = reference.policy.source
      let range = reference.statement.range
      let first = reference.position.line
      let last = max(first, source.position(at: max(range.start, range.end - 1)).line)
      for line in first...last { lines[line, default: 0] += statement.count(.matched) }
      for (branch, aspect) in statement.aspects.enumerated() {
        let count = statement.count(aspect)
        text += "BRDA:\(first),\(block),\(branch),\(count)\n"
        branches.found += 1
        branches.hit += count > 0 ? 1 : 0
      }
    }
    text += "FNF:\(statements.count)\nFNH:\(statements.count { $0.count(.matched) > 0 })\n"
    text += "BRF:\(branches.found)\nBRH:\(branches.hit)\n"
    for (line, count) in lines.sorted(by: { $0.key < $1.key }) { text += "DA:\(line),\(count)\n" }
    text += "LF:\(lines.count)\nLH:\(lines.values.count { $0 > 0 })\nend_of_record\n"
    return text
  }

  private static func name(_ statement: StatementCoverage) -> String {
    let reference = statement.statement
    guard let sid = reference.statement.sid, !sid.isEmpty else { return "statement \(reference.index)" }
    return oneLine(sid.string)
  }

  /// Line ends would begin a record of their own.
  private static func oneLine(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
  }
}
