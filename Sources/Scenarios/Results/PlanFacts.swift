import CloudFormation
import Documents
import PolicyLanguage
import Simulation

/// The plan of a stack operation as expectations look at it.
struct PlanFacts {
  private let plan: StackPlan
  /// The resources that the stack has, for an operation that is refused before it looks at them.
  private let known: Set<ByteString>

  init(_ plan: StackPlan, known: Set<ByteString>) {
    self.plan = plan
    self.known = known
  }

  /// The members of an expectation that the plan does not have.
  ///
  /// - Throws: a logical id or an action that the plan knows nothing of.
  func mismatches(with expectation: Expectation, file: String) throws(StepError) -> [ExpectationMismatch] {
    var mismatches: [ExpectationMismatch] = []
    for item in expectation.items {
      let actual = try actual(item.subject)
      if case .step(.message) = item.subject, case .text(let part) = item.value {
        if plan.message.map({ ByteString($0).bytes.firstRange(of: part.bytes) != nil }) ?? false { continue }
      } else if actual.meets(item.value, file: file) {
        continue
      }
      mismatches.append(
        ExpectationMismatch(subject: item.subject, expected: item.value, actual: actual, range: item.range))
    }
    return mismatches
  }

  private func actual(_ subject: ExpectedSubject) throws(StepError) -> ActualValue {
    switch subject {
    case .step(.outcome): return .value(.text(ByteString(plan.outcome.rawValue)))
    case .step: return .value(plan.message.map { .text(ByteString($0)) } ?? .nothing)
    case .resource(let id, let member): return try resource(id).map { fact(member, of: $0) } ?? untouched(member)
    case .permission(let id, let action, let member):
      let permissions = try resource(id)?.permissions ?? []
      guard let permission = permissions.first(where: { $0.action.equalsIgnoringASCIICase(action.text) }) else {
        throw .unasked(action.text, of: id.text, at: action.range, asked: permissions.map(\.action))
      }
      return DecisionFacts(permission.decision).actual(member) ?? .value(.nothing)
    }
  }

  /// The plan of a resource; nil for one that a refused operation did not get to.
  private func resource(_ id: ScenarioName) throws(StepError) -> ResourcePlan? {
    if let resource = plan[id.text] { return resource }
    if plan.resources.isEmpty, known.contains(id.text) { return nil }
    let names = plan.resources.map(\.change.logicalResourceId) + known.sorted()
    throw .unknownLogicalId(
      id.text, of: plan.stack, at: id.range, nearest: NearestSpelling.of(id.text, among: names))
  }

  private func fact(_ member: ExpectedResourceMember, of resource: ResourcePlan) -> ActualValue {
    let change = resource.change
    let decision = resource.decision
    switch member {
    case .resourceType: return .value(.text(change.resourceType))
    case .change: return .value(.text(ByteString(change.change.rawValue)))
    case .certainty: return .value(.text(ByteString(change.certainty.rawValue)))
    case .automatic: return .value(.truth(change.isAutomatic))
    case .asked: return .value(.list(change.asked.map { ByteString($0.rawValue) }))
    case .decision: return .value(decision.map { .text(ByteString($0.result.decision)) } ?? .nothing)
    case .evaluation: return .value(decision.map { .text(ByteString($0.result.rawValue)) } ?? .nothing)
    case .by: return .statement(decision?.by?.statement)
    case .physical: return .value(.text(ByteString(resource.physical.rawValue)))
    case .ifAllowed: return .value(.text(ByteString(change.ifAllowed.rawValue)))
    case .replaced: return .value(change.replaced.map { .text(ByteString($0.rawValue)) } ?? .nothing)
    }
  }

  private func untouched(_ member: ExpectedResourceMember) -> ActualValue {
    switch member {
    case .physical: .value(.text("untouched"))
    case .change: .value(.text("None"))
    case .asked: .value(.list([]))
    case .by: .statement(nil)
    default: .value(.nothing)
    }
  }
}

extension StepError {
  fileprivate static func unasked(
    _ action: ByteString, of id: ByteString, at range: SourceRange, asked: [ByteString]
  ) -> StepError {
    StepError(
      "permission.unknown",
      "\(action.quoted()) is not asked for \(id.quoted())"
        + (asked.isEmpty ? "; nothing is" : "; these are: " + asked.map(\.string).joined(separator: ", ")),
      at: range, suggestion: NearestSpelling.of(action, among: asked))
  }
}
