import Documents

extension Report {
  /// The report of a check of files: each finding that `--fail-on` lists is a case that fails, each other file one that
  /// passes.
  ///
  /// - Parameters:
  ///   - files: the files that were asked for, in order.
  ///   - unreadable: those that could not be read, among `findings` too.
  ///   - least: the least severity that is objected to; nil for none.
  public static func check(
    _ findings: [Diagnostic], files: [String], unreadable: Set<String>, origin: Origin, status: Verdict.Status,
    objectingFrom least: Severity?
  ) -> Report {
    let counts = FindingCounts(findings)
    var report = Report(
      origin: origin,
      verdict: Verdict(status, "\(Plural.count(files.count, "file")) checked: \(counts.text)"))
    report.counts =
      [Count("files", files.count)]
      + Severity.allCases.reversed().map { severity in
        let count = counts.count(severity)
        let state: State? = count == 0 ? nil : severity == .error ? .deny : severity == .warning ? .unknown : nil
        return Count(severity.rawValue + "s", count, state)
      }
    report.add(findings)
    report.add(PolicySource.sources(of: findings))
    var byFile: [String: [Finding]] = [:]
    for finding in report.findings { byFile[finding.place?.file ?? "", default: []].append(finding) }
    // What a file names is checked with it, so that findings may be about files that nobody listed.
    let listed = Set(files)
    var seen: Set<String> = []
    let others = report.findings.compactMap(\.place?.file).filter { !listed.contains($0) }
    for file in files + others where seen.insert(file).inserted {
      report.cases += cases(byFile[file] ?? [], file, isUnreadable: unreadable.contains(file), least)
    }
    return report
  }

  private static func cases(
    _ findings: [Finding], _ file: String, isUnreadable: Bool, _ least: Severity?
  ) -> [Case] {
    let failing = findings.filter { finding in isUnreadable || least.map { finding.severity >= $0 } ?? false }
    if failing.isEmpty {
      return [Case(suite: file, name: file, place: Place(file: file), outcome: .passed)]
    }
    return failing.map { finding in
      Case(
        suite: file, name: finding.code + (finding.place?.line.map { " at line \($0)" } ?? ""), place: finding.place,
        outcome: isUnreadable ? .error : .failed, message: finding.message,
        detail: "\(finding.place.map { "\($0): " } ?? "")\(finding.severity.rawValue): \(finding.message)"
          + (finding.suggestion.map { "\ndid you mean \($0)?" } ?? ""))
    }
  }
}
