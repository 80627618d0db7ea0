import Documents
import PolicyValidation

extension Report {
  /// The most findings that a report lists.
  static let findingLimit = 5_000

  /// Adds diagnostics as findings, each once; beyond the limit they are counted only.
  mutating func add(_ diagnostics: [Diagnostic]) {
    struct Identity: Hashable {
      let code: String
      let file: String
      let range: SourceRange
      let message: String
    }
    var seen: Set<Identity> = []
    let distinct = diagnostics.filter { diagnostic in
      seen.insert(
        Identity(code: diagnostic.code, file: diagnostic.file, range: diagnostic.range, message: diagnostic.message)
      ).inserted
    }
    let room = max(0, Self.findingLimit - findings.count)
    let listed = Array(distinct.prefix(room))
    for (diagnostic, fingerprint) in zip(listed, listed.fingerprints) {
      findings.append(Finding(diagnostic, fingerprint: fingerprint))
    }
    if distinct.count > room { leaveOut(Plural.count(distinct.count - room, "finding")) }
  }

  /// This report, of a run that some errors ended after all was decided: they come first, and the verdict says so.
  public func adding(_ errors: [Diagnostic]) -> Report {
    guard let first = errors.first else { return self }
    var report = self
    let rest = errors.count > 1 ? ", and \(Plural.count(errors.count - 1, "more error"))" : ""
    let place = first.file.isEmpty ? "" : "\(first.file): "
    report.verdict = Verdict(
      verdict.status == .internalError ? .internalError : .inputError,
      "\(place)\(first.message)\(rest); besides, \(verdict.sentence)")
    report.findings =
      zip(errors, errors.fingerprints).map { Finding($0, fingerprint: $1) } + report.findings
    return report
  }

  /// Adds diagnostics, and failures of inputs that none of them tells of.
  mutating func add(_ diagnostics: [Diagnostic], failures: [Diagnostic]) {
    let told = Set(diagnostics.filter { $0.severity == .error }.map(\.file))
    add(diagnostics + failures.filter { !told.contains($0.file) })
  }

  /// Says that something was cut.
  mutating func leaveOut(_ what: String, because reason: String = "for brevity") {
    leftOut.append("\(what) left out \(reason)")
  }

  /// The report of a run that an error ended: the error is its verdict and its finding.
  public static func failure(
    _ diagnostics: [Diagnostic], origin: Origin, status: Verdict.Status = .inputError
  ) -> Report {
    let errors = diagnostics.filter { $0.severity == .error }
    let message = errors.first.map(\.message) ?? "the run could not begin"
    let rest = errors.count > 1 ? ", and \(Plural.count(errors.count - 1, "more error"))" : ""
    var report = Report(origin: origin, verdict: Verdict(status, message + rest))
    report.counts = [Count("errors", errors.count, .deny)]
    report.add(diagnostics)
    return report
  }
}

extension Report.Finding {
  /// The finding that a diagnostic is.
  public init(_ diagnostic: Diagnostic, fingerprint: String) {
    let position = diagnostic.position
    let known = FindingCode.named(diagnostic.code)
    var end: Report.Place?
    if let source = diagnostic.source, diagnostic.range.end > diagnostic.range.start {
      end = Report.Place(diagnostic.file, source.position(at: diagnostic.range.end))
    }
    self.init(
      code: diagnostic.code, severity: diagnostic.severity, message: diagnostic.message,
      place: diagnostic.file.isEmpty
        ? nil : Report.Place(file: diagnostic.file, line: position?.line, column: position?.column),
      end: end, suggestion: diagnostic.suggestion, title: known?.title ?? diagnostic.message, help: known?.help ?? "",
      fingerprint: fingerprint)
  }
}
