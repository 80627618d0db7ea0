import Documents
import PolicyDiff
import PolicyLanguage
import Replay

extension Report {
  /// The most pairs of statements that a comparison lists.
  static let changeLimit = 300
  /// The most groups of one pair.
  static let groupLimit = 100
  /// The most groups of all pairs together.
  static let allGroupsLimit = 3_000

  /// The report of a comparison of two policy sets.
  ///
  /// - Parameters:
  ///   - stream: the name of the stream, where its records do not name their files.
  ///   - objections: what `--fail-on` lists.
  ///   - diagnostics: what was found in the inputs.
  public static func diff(
    _ result: DiffResult, of stream: String = unnamedStream, before: StreamPolicies, after: StreamPolicies,
    origin: Origin, status: Verdict.Status,
    objections: Set<Objection>, diagnostics: [Diagnostic] = []
  ) -> Report {
    var report = Report(origin: origin, verdict: Verdict(status, sentence(result)))
    report.counts = counts(result)
    report.add(diagnostics, failures: result.failures)
    report.add(changesOf: result, of: stream, objections)
    report.add(errorsOf: result, of: stream, objections)
    var matrix = ComparedMatrices(result.table)
    matrix.add(before: before, after: after)
    report.matrices = matrix.matrices
    report.explanations = matrix.explanations.explanations
    for note in matrix.leftOut { report.leaveOut(note) }
    if case .world(let world) = after.requests, let organization = world.organization {
      report.add(organization, denials: denials(result))
    }
    report.add(sources(result))
    return report
  }

  private static func sentence(_ result: DiffResult) -> String {
    let records = Plural.count(result.recordCount, "record") + (result.isMatrix ? " of the full matrix" : "")
    let parts = DecisionChange.allCases.filter { result.table.count($0) > 0 }
      .map { "\(Plural.grouped(result.table.count($0))) \($0.words)" }
    if result.recordCount == 0 { return "no record was compared" }
    if parts.isEmpty { return "\(records): no decision changes" }
    let changed = result.table.changedCount
    return "\(records): \(Plural.count(changed, "decision")) change\(changed == 1 ? "s" : ""): "
      + parts.joined(separator: ", ")
  }

  private static func counts(_ result: DiffResult) -> [Count] {
    var counts = [Count("records", result.recordCount)]
    for change in DecisionChange.allCases {
      let count = result.table.count(change)
      counts.append(Count(change.words, count, count > 0 ? change.state : nil))
    }
    counts.append(Count("cannot be decided", result.errorCount, result.errorCount > 0 ? .deny : nil))
    return counts
  }

  private mutating func add(changesOf result: DiffResult, of stream: String, _ objections: Set<Objection>) {
    var leftOut = (sections: 0, groups: 0)
    var groups = 0
    let statements = BothStatements(result)
    for change in DecisionChange.allCases {
      let isObjection = objections.contains(change.objection)
      for section in result.table.sections(change) {
        guard changes.count < Self.changeLimit else {
          leftOut.sections += 1
          continue
        }
        let room = max(1, min(Self.groupLimit, Self.allGroupsLimit - groups))
        let reported = Change(change, section, statements, of: result.isMatrix ? nil : stream, limit: room)
        groups += reported.groups.count
        leftOut.groups += section.groups.count - reported.groups.count
        changes.append(reported)
        cases.append(Case(reported, isObjection: isObjection))
      }
      if let beyond = result.table.beyondLimit[change] {
        leaveOut(
          Plural.count(beyond, "\(change.words) decision"), because: "as there are too many principals and actions")
      }
    }
    if leftOut.sections > 0 { leaveOut(Plural.count(leftOut.sections, "pair") + " of statements") }
    if leftOut.groups > 0 { leaveOut(Plural.count(leftOut.groups, "more principal and action")) }
    if result.recordCount == 0 {
      cases.append(
        Case(suite: "diff", name: "nothing compared", place: nil, outcome: .error, message: "no record was compared"))
    } else if changes.isEmpty {
      cases.append(
        Case(suite: "diff", name: "no decision changes", place: nil, outcome: .passed))
    }
  }

  private mutating func add(errorsOf result: DiffResult, of stream: String, _ objections: Set<Objection>) {
    for error in result.errors {
      let place = Place(file: error.file?.string ?? stream, line: error.line)
      let message = "\(Plural.count(error.count, "record")) cannot be decided by \(error.side.words): \(error.message)"
      findings.append(
        Finding(
          code: error.code, severity: .error, message: message, place: place, title: error.message,
          fingerprint: String(SHA256.hex(of: Array("\(error.code)\u{0}\(error.side.rawValue)".utf8)).prefix(32))))
      cases.append(
        Case(
          suite: "diff", name: error.code, place: place,
          outcome: objections.contains(.badRecord) ? .error : .skipped, message: message))
    }
  }

  /// How many changed decisions are denied at each node now.
  private static func denials(_ result: DiffResult) -> [String: Int] {
    var denials: [String: Int] = [:]
    for group in result.table.groups where group.change == .newlyDenied {
      if let level = group.after.by?.level { denials[level, default: 0] += group.count }
    }
    return denials
  }

  /// The policies that decided something that changed, with the number of records that each statement decided.
  private static func sources(_ result: DiffResult) -> [PolicySource] {
    var hits = StatementHits()
    for group in result.table.groups {
      for decision in [group.before, group.after] { hits.add(decision, group.count) }
    }
    return hits.sources()
  }
}

extension Report.Change {
  fileprivate init(
    _ change: DecisionChange, _ section: ChangeSection, _ statements: BothStatements, of stream: String?, limit: Int
  ) {
    let sides = ComparedSides(section, statements, width: 100)
    let nearest = section.nearest.map { NearestMissText($0.miss, $0.request) }
    self.init(
      title: change.title, state: change.state, count: section.count, before: Report.Ruling(section.before),
      after: Report.Ruling(section.after),
      groups: section.groups.prefix(limit).map { group in
        Group(
          principal: group.principal?.string, action: group.action.string, account: group.account?.string,
          count: group.count, firstResource: group.example.resource.string,
          first: stream.map { Report.Place(file: group.example.file?.string ?? $0, line: group.example.line) })
      },
      now: sides.before.flatMap { Report.Counterpart($0, section.before, missing: ComparedSides.noNew) },
      was: sides.after.flatMap { Report.Counterpart($0, section.after, missing: ComparedSides.noOld) },
      nearest: nearest.map { $0.statement + ($0.missed.map { " misses: " + $0 } ?? "") })
  }
}

extension Report.Counterpart {
  /// What the other side has in the place of the statement that decided; nil where it has the same.
  fileprivate init?(_ compared: ComparedStatement, _ decision: Decision, missing: String) {
    guard let other = compared.other else { return nil }
    self.init(
      sentence: other.sentence(missing: missing),
      statement: other.reference.map {
        Report.Statement($0, policyType: decision.by?.policyType.rawValue ?? "", level: decision.by?.level)
      },
      differs: other.reference.flatMap { reference in
        other.place.map { Report.Place(reference.policy.source.name, $0) }
      },
      ownExcerpt: compared.excerpt, excerpt: other.excerpt)
  }
}

extension Report.Change {
  /// What became of the statements that decided, behind a comma, for those who show no more than one line.
  fileprivate var remark: String {
    if let now { return ", where it was \(before.reason) and now \(now.sentence)" }
    if let was { return ", where it is \(after.reason) and before \(was.sentence)" }
    return nearest.map { ", where nearest \($0)" } ?? ""
  }

  /// What decided before and after, and what became of it, line by line.
  fileprivate var lines: [String] {
    func side(_ name: String, _ ruling: Report.Ruling, _ other: String, _ counterpart: Report.Counterpart?) -> [String]
    {
      var lines = ["\(name): \(ruling.reason)"]
      if let counterpart {
        lines.append("  \(counterpart.ownExcerpt)")
        lines.append("\(other): \(counterpart.sentence)")
        if let excerpt = counterpart.excerpt { lines.append("  \(excerpt)") }
      }
      return lines
    }
    return side("before", before, "now", now) + side("after", after, "was", was)
      + (nearest.map { ["nearest: " + $0] } ?? [])
  }
}

extension Report.Case {
  fileprivate init(_ change: Report.Change, isObjection: Bool) {
    let now = change.after.statement ?? change.before.statement
    let groups = change.groups.map { group in
      let who = group.principal.map { " by \($0)" } ?? ""
      let place = group.account.map { " in \($0)" } ?? ""
      return "\(group.count) \(group.action)\(who)\(place), first \(group.firstResource)"
    }
    let first = change.groups.first.map { "\($0.action)\($0.principal.map { " by \($0)" } ?? "")" } ?? ""
    self.init(
      suite: change.title, name: "\(first): \(change.after.reason)", place: now?.place,
      outcome: isObjection ? .failed : .passed,
      message: isObjection
        ? "\(Plural.count(change.count, "decision")): \(change.before.word) to \(change.after.word)\(change.remark)"
        : "",
      detail: (change.lines + groups).joined(separator: "\n"))
  }
}

extension DecisionChange {
  /// The words behind a number: `newly denied`.
  var words: String {
    switch self {
    case .newlyDenied: "newly denied"
    case .newlyAllowed: "newly allowed"
    case .nowUnknown: "now unknown"
    }
  }

  fileprivate var state: Report.State {
    switch self {
    case .newlyDenied: .deny
    case .newlyAllowed: .allow
    case .nowUnknown: .unknown
    }
  }

  fileprivate var objection: Report.Objection {
    switch self {
    case .newlyDenied: .newDeny
    case .newlyAllowed: .newAllow
    case .nowUnknown: .unknown
    }
  }
}

extension DiffResult.SideError.Side {
  /// Who cannot decide.
  var words: String {
    switch self {
    case .before: "the old policies"
    case .after: "the new policies"
    case .both: "either side"
    }
  }
}
