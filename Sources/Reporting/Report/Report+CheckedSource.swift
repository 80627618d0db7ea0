import Documents

extension Report.PolicySource {
  /// The codes of findings that say that a statement changes no decision.
  static let deadCodes: Set<String> = [
    "policy.statement.duplicate", "policy.statement.never", "policy.statement.shadowed", "policy.statement.unreachable",
  ]

  /// The sources that findings say something of, each with the statements struck out that change no decision.
  static func sources(of findings: [Diagnostic]) -> [Report.PolicySource] {
    var sources: [(source: SourceText, findings: [Diagnostic])] = []
    var places: [ObjectIdentifier: Int] = [:]
    for finding in findings {
      guard let source = finding.source else { continue }
      if let place = places[ObjectIdentifier(source)] {
        sources[place].findings.append(finding)
      } else {
        places[ObjectIdentifier(source)] = sources.count
        sources.append((source, [finding]))
      }
    }
    return sources.map { Report.PolicySource($0.source, $0.findings) }
  }

  private init(_ source: SourceText, _ findings: [Diagnostic]) {
    let last = source.position(at: max(0, source.bytes.count - 1)).line
    let shown = min(last, Self.lineLimit)
    var lines = (1...shown).map { Line(number: $0, text: Self.text(source.line($0))) }
    for finding in findings where Self.deadCodes.contains(finding.code) {
      let start = source.position(at: finding.range.start).line
      let end = max(start, source.position(at: max(finding.range.start, finding.range.end - 1)).line)
      for number in start...end where lines.indices.contains(number - 1) { lines[number - 1].mark = .dead }
    }
    self.init(file: source.name, kind: "", lines: lines, leftOut: last - shown)
  }
}
