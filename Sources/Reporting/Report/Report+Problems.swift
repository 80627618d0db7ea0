import Documents
import PolicyValidation

extension Report {
  /// Everything that somebody should look at, the gravest first: findings, and cases that are not as they should be.
  ///
  /// Formats that know findings only (SARIF, GitHub annotations) are made of these.
  var problems: [Finding] {
    var known = Set(findings.map { "\($0.place?.description ?? ""): \($0.message)" })
    var problems = findings
    for item in cases where item.outcome != .passed && item.outcome != .skipped {
      guard known.insert("\(item.place?.description ?? ""): \(item.message)").inserted else { continue }
      problems.append(Finding(item, of: origin.command))
    }
    return problems.enumerated().sorted {
      ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
    }.map(\.element)
  }
}

extension Report.Finding {
  /// The finding that a case is.
  fileprivate init(_ item: Report.Case, of command: String) {
    let code = "\(command).\(item.outcome.rawValue)"
    let known = FindingCode.named(code)
    let key = [code, item.suite, item.name, item.place?.file ?? ""].joined(separator: "\u{0}")
    self.init(
      code: code, severity: item.outcome == .unknown ? .warning : .error,
      message: item.message.isEmpty ? item.name : "\(item.name): \(item.message)", place: item.place,
      title: known?.title ?? code, help: known?.help ?? "",
      fingerprint: String(SHA256.hex(of: Array(key.utf8)).prefix(32)))
  }
}

extension Report {
  /// What one code means, for formats that list their rules.
  struct Rule {
    let code: String
    let title: String
    let help: String
    let severity: Severity
  }

  /// The rules of some findings, each once, in the order of their codes.
  static func rules(of problems: [Finding]) -> [Rule] {
    var rules: [String: Rule] = [:]
    for problem in problems where rules[problem.code] == nil {
      rules[problem.code] = Rule(
        code: problem.code, title: problem.title, help: problem.help, severity: problem.severity)
    }
    return rules.values.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
  }
}
