import CloudFormation
import Documents
import PolicyLanguage
import Scenarios
import Simulation

extension Report {
  /// The most resources of a plan that are listed as cases.
  static let planCaseLimit = 5_000

  /// The report of a plan.
  ///
  /// - Parameters:
  ///   - status: what the run ends with.
  ///   - objections: what `--fail-on` lists.
  ///   - diagnostics: what was found in the inputs.
  public static func plan(
    _ plan: StackPlan, origin: Origin, status: Verdict.Status, objections: Set<Objection>,
    diagnostics: [Diagnostic] = []
  ) -> Report {
    let stack = plan.stack.isEmpty ? "" : " \(plan.stack)"
    var sentence = "\(plan.outcome.rawValue)\(stack): \(StackPlanWords.headline(plan))"
    if let data = StackPlanWords.data(plan) { sentence += "; \(data.sentence)" }
    var report = Report(origin: origin, verdict: Verdict(status, sentence))
    let rows = StackPlanRow.all(plan)
    report.counts = counts(rows)
    report.add(diagnostics + plan.findings)
    let changing = StackPlanRow.changing(plan)
    for row in changing.prefix(planCaseLimit) { report.cases.append(Case(row, objections)) }
    if changing.count > planCaseLimit {
      report.leaveOut("\(Plural.count(changing.count - planCaseLimit, "resource")) that change")
    }
    // Deleting a stack asks no stack policy.
    guard plan.operation != .deleteStack else { return report }
    var matrix = StackPolicyMatrix()
    var explanations = ExplanationList()
    matrix.add(plan, prefix: "", to: &explanations)
    report.add(matrix, explanations)
    return report
  }

  private static func counts(_ rows: [StackPlanRow]) -> [Count] {
    let changing = rows.filter { $0.weight != .unchanged }
    let denied = changing.count { $0.answer.role == .deny }
    let unknown = changing.count { $0.weight == .open }
    let lost = rows.count { $0.resource.losesData }
    return [
      Count("resources that change", changing.count),
      Count("denied", denied, denied > 0 ? .deny : nil),
      Count("lose their data", lost, lost > 0 ? .deny : nil),
      Count("not known", unknown, unknown > 0 ? .unknown : nil),
      Count("unchanged", rows.count - changing.count),
    ]
  }
}

extension StackPolicyMatrix {
  /// Adds the resources of a plan and of the plans in it.
  ///
  /// A resource that is new is asked nothing today; it is listed with what would be asked tomorrow.
  fileprivate mutating func add(_ plan: StackPlan, prefix: String, to explanations: inout ExplanationList) {
    var known: [ByteString: Resource] = [:]
    for place in [
      plan.resources.lazy.compactMap(\.change.after).first, plan.resources.lazy.compactMap(\.change.before).first,
    ] {
      guard let place else { continue }
      for resource in Self.resources(of: place.source) { known[resource.logicalResourceId] = resource }
    }
    let resources = plan.resources.map { planned -> Resource in
      let change = planned.change
      let described = known[change.logicalResourceId]
      return Resource(
        name: prefix + change.logicalResourceId.string, logicalResourceId: change.logicalResourceId,
        type: change.provisionedType, replaced: change.replaced ?? described?.replaced, deleted: described?.deleted,
        asked: change.asked)
    }
    add(resources, policy: plan.stackPolicy, to: &explanations)
    for planned in plan.resources {
      guard let nested = planned.nested else { continue }
      add(nested, prefix: prefix + planned.change.logicalResourceId.string + "/", to: &explanations)
    }
  }
}

extension StackPlan {
  /// What keeps the operation from beginning, what cannot be known, and what two inputs tell differently.
  fileprivate var findings: [Diagnostic] {
    var findings = refusals
    findings += unknowns.map { unknown in
      Diagnostic(
        .notice, "plan.unknown", "\(unknown.what) is not known before deployment", in: unknown.place.source,
        at: unknown.place.range)
    }
    findings += disagreements.map { item in
      var finding = Diagnostic(
        file: "", code: "plan.disagreement",
        message: "\(item.logicalResourceId) is \(item.changeSet.rawValue) in the change set and "
          + "\(item.templates.rawValue) by the templates")
      finding.severity = .warning
      return finding
    }
    return findings + nestedPlans.flatMap { $0.plan.refusals }
  }
}

extension Report.Case {
  /// The case that a resource of a plan is.
  fileprivate init(_ row: StackPlanRow, _ objections: Set<Report.Objection>) {
    let resource = row.resource
    let place = resource.change.after ?? resource.change.before
    let isDenied =
      row.weight == .failing || row.answer.role == .deny || resource.deletePermission?.keepsResource == true
    let isOpen = row.weight == .open || row.answer.role == .unknown
    var outcome = Outcome.passed
    if isDenied, objections.contains(.deny) {
      outcome = .failed
    } else if resource.losesData, objections.contains(.dataLoss) {
      outcome = .failed
    } else if isOpen {
      outcome = objections.contains(.unknown) ? .failed : .unknown
    }
    var reasons = row.answers
    if resource.losesData { reasons.insert("\(row.physical)", at: 0) }
    if let failure = resource.failure, reasons.isEmpty { reasons.append(failure.message) }
    if reasons.isEmpty, isOpen { reasons.append(row.physical) }
    var detail = ["\(row.change) \(resource.change.resourceType): \(row.physical)"]
    if let reason = row.reason { detail.append(reason) }
    if let policy = row.policyInEffect { detail.append(policy) }
    detail += row.answers
    if let ifAllowed = row.ifAllowed { detail.append("if allowed: \(ifAllowed)") }
    detail += row.troubles
    if let note = row.note { detail.append(note) }
    self.init(
      suite: row.plan.stack.isEmpty ? "stack" : row.plan.stack.string, name: "\(row.change) \(row.name)",
      place: place.map { Report.Place($0.source.name, $0.source.position(at: $0.range.start)) }, outcome: outcome,
      message: outcome == .passed ? "" : reasons.joined(separator: "; "), detail: detail.joined(separator: "\n"))
  }
}
