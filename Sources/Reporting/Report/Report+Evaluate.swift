import Documents
import PolicyLanguage
import Replay
import Scenarios

extension Report {
  /// What a stream is called that nobody named.
  public static let unnamedStream = "<stream>"
  /// The most rows of decisions, those of each kind first come first served.
  static let rowLimit = 1_000
  /// The most names of a ranking.
  static let rankingLimit = 20
  /// The most rows of the matrix that a stream makes of resources.
  static let streamResourceLimit = 500

  /// The report of a stream of decisions.
  ///
  /// - Parameters:
  ///   - stream: the name of the stream, where its records do not name their files.
  ///   - objections: what `--fail-on` and `--on-bad-record` list.
  ///   - diagnostics: what was found in the inputs.
  public static func evaluate(
    _ result: StreamRun.Result, of stream: String = unnamedStream, policies: StreamPolicies, origin: Origin,
    status: Verdict.Status,
    objections: Set<Objection>, diagnostics: [Diagnostic] = []
  ) -> Report {
    let highlights = result.highlights ?? StreamHighlights()
    var report = Report(origin: origin, verdict: Verdict(status, sentence(result.tally)))
    report.counts = counts(result.tally)
    report.add(diagnostics, failures: result.failures)
    report.add(highlights, result.tally, of: stream, objections)
    report.add(matrices: highlights, policies)
    report.add(organization: highlights, policies)
    report.rankings = [
      Ranking("Most denied principals", highlights.deniedPrincipals),
      Ranking("Most denied actions", highlights.deniedActions),
      Ranking("Keys that decisions hang on", result.tally.missingKeys),
    ].filter { !$0.entries.isEmpty }
    return report
  }

  private static func sentence(_ tally: StreamTally) -> String {
    let denied = tally.count(.explicitDeny) + tally.count(.implicitDeny)
    var parts = ["\(Plural.grouped(tally.count(.allowed))) allowed", "\(Plural.grouped(denied)) denied"]
    if tally.count(.unknown) > 0 { parts.append("\(Plural.grouped(tally.count(.unknown))) unknown") }
    if tally.errorCount > 0 { parts.append("\(Plural.count(tally.errorCount, "record")) could not be decided") }
    return "\(Plural.count(tally.decisionCount, "decision")): " + parts.joined(separator: ", ")
  }

  private static func counts(_ tally: StreamTally) -> [Count] {
    func count(_ label: String, _ value: Int, _ state: State) -> Count { Count(label, value, value > 0 ? state : nil) }
    return [
      Count("decisions", tally.decisionCount),
      count("allowed", tally.count(.allowed), .allow),
      count("denied explicitly", tally.count(.explicitDeny), .deny),
      count("denied for want of an Allow", tally.count(.implicitDeny), .deny),
      count("unknown", tally.count(.unknown), .unknown),
      count("could not be decided", tally.errorCount, .deny),
    ]
  }

  // MARK: - Rows and cases

  private mutating func add(
    _ highlights: StreamHighlights, _ tally: StreamTally, of stream: String, _ objections: Set<Objection>
  ) {
    let denials = tally.count(.explicitDeny) + tally.count(.implicitDeny)
    let kinds: [(records: [StreamHighlights.Record], total: Int, noun: String, rest: String, objection: Objection)] = [
      (highlights.failed, tally.errorCount, "record", " that could not be decided", .badRecord),
      (highlights.denied, denials, "denied decision", "", .deny),
      (highlights.unknown, tally.count(.unknown), "unknown decision", "", .unknown),
    ]
    var fine = tally.count(.allowed)
    for kind in kinds {
      let shown = kind.records.prefix(Self.rowLimit).map { Row($0, of: stream) }
      rows += shown
      if shown.count < kind.total {
        leftOut.append(
          "\(Plural.grouped(kind.total - shown.count)) more of \(Plural.count(kind.total, kind.noun))\(kind.rest) left out"
        )
      }
      if objections.contains(kind.objection) {
        cases += shown.map { Case($0, outcome: kind.objection == .badRecord ? .error : .failed) }
      } else {
        fine += kind.total
      }
    }
    cases.insert(
      Case(
        suite: "decisions", name: "\(Plural.count(fine, "record")) without objection", place: nil, outcome: .passed),
      at: 0)
  }

  // MARK: - Matrices

  /// The matrix of each stack whose resources are known, else that of the resources in the stream, and the matrix of
  /// accounts and services.
  private mutating func add(matrices highlights: StreamHighlights, _ policies: StreamPolicies) {
    var explanations = ExplanationList()
    var stacks = StackPolicyMatrix()
    for binding in policies.stacks where !binding.resourceTypes.isEmpty {
      stacks.add(binding, to: &explanations)
    }
    let isUpdate = { (cell: StreamHighlights.Cell) in cell.column.hasPrefix("Update:") }
    if stacks.rows.isEmpty {
      var table = DecisionMatrix(rowLimit: Self.streamResourceLimit)
      table.add(highlights.cells.filter { isUpdate($0.key) })
      add(
        &table, title: "What the stack policy decided", rowTitle: "Resource", columnTitle: "Update action",
        &explanations)
    }
    var table = DecisionMatrix()
    table.add(highlights.cells.filter { !isUpdate($0.key) })
    add(
      &table, title: "Decisions by account and service", rowTitle: "Account", columnTitle: "Service", &explanations)
    if highlights.withoutCell > 0 { leaveOut("\(Plural.count(highlights.withoutCell, "decision")) of the matrix") }
    var hits = StatementHits()
    hits.add(policies.policies)
    for tallied in highlights.decisions { hits.add(tallied.decision, tallied.count) }
    if stacks.rows.isEmpty {
      self.explanations = explanations.explanations
    } else {
      // The matrix of the stacks comes first: it is whole, and says what nobody asked yet.
      matrices.insert(stacks.matrix, at: 0)
      self.explanations = explanations.explanations
      if stacks.leftOut > 0 { leaveOut("\(Plural.count(stacks.leftOut, "resource")) of the matrix") }
    }
    add(hits.sources(everything: stacks.leftOut == 0 ? stacks.coverage : CoverageTally()))
  }

  private mutating func add(
    _ table: inout DecisionMatrix, title: String, rowTitle: String, columnTitle: String,
    _ explanations: inout ExplanationList
  ) {
    guard let matrix = table.matrix(title: title, rowTitle: rowTitle, columnTitle: columnTitle, &explanations) else {
      return
    }
    matrices.append(matrix)
    for note in table.leftOut { leaveOut("\(note) of the matrix") }
  }

  private mutating func add(organization highlights: StreamHighlights, _ policies: StreamPolicies) {
    guard case .world(let world) = policies.requests, let organization = world.organization else { return }
    var denials: [String: Int] = [:]
    for tallied in highlights.decisions where State(tallied.decision.result) == .deny {
      if let level = tallied.decision.by?.level { denials[level, default: 0] += tallied.count }
    }
    add(organization, denials: denials)
  }
}

extension Report.Row {
  fileprivate init(_ record: StreamHighlights.Record, of stream: String) {
    // The statement's text stands among the sources; here it would stand a thousand times.
    var ruling =
      record.decision.map { Report.Ruling($0) }
      ?? Report.Ruling(state: .unknown, word: "Error", reason: record.error?.message ?? "")
    ruling.statement?.text = ""
    self.init(
      place: Report.Place(file: record.file?.string ?? stream, line: record.line), id: record.id?.string,
      principal: record.principal?.string, action: record.action.string, resource: record.resource.string,
      ruling: ruling, errorCode: record.error?.code)
  }
}

extension Report.Case {
  fileprivate init(_ row: Report.Row, outcome: Outcome) {
    let id = row.id.map { " " + $0.filter { $0 != "\"" } } ?? ""
    let who = row.principal.map { " by \($0)" } ?? ""
    let name = row.action.isEmpty ? row.errorCode ?? "record" : "\(row.action) \(row.resource)\(who)"
    self.init(
      suite: "decisions", name: "line \(row.place.line ?? 0)\(id): \(name)", place: row.place, outcome: outcome,
      message: row.ruling.reason,
      detail: row.ruling.statement.map { "the statement is at \($0.place)" } ?? row.ruling.reason)
  }
}

extension Report.Ranking {
  fileprivate init(_ title: String, _ counts: StreamHighlights.Counts) {
    self.init(title, counts.counts)
    rest += counts.rest
  }

  fileprivate init(_ title: String, _ counts: [ByteString: Int]) {
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    self.init(
      title: title, entries: sorted.prefix(Report.rankingLimit).map { Report.Count($0.key.string, $0.value) },
      rest: sorted.dropFirst(Report.rankingLimit).reduce(0) { $0 + $1.value })
  }
}
