import CloudFormation
import Documents
import Evaluation
import PolicyLanguage
import Simulation

extension ScenarioRunner {
  /// Plans a stack operation, compares the plan with what is expected, and lets the operation take place.
  mutating func operate(_ step: ScenarioStep, _ index: Int) throws(StepError) -> StepResult {
    guard let (stack, operation) = operation(step) else {
      return StepResult(step, index, in: scenario, status: .done)
    }
    let known = try knownResources(of: stack)
    let plan: StackPlan
    do throws(StackOperationError) {
      plan = try world.plan(operation)
    } catch {
      throw StepError(error, at: stack.range)
    }
    if case .deleteStack(_, let retained) = step.action { try check(retained, of: plan, known) }
    if coverage != nil { cover(plan) }
    var mismatches: [ExpectationMismatch] = []
    if let expectation = step.expectation {
      mismatches = try PlanFacts(plan, known: known).mismatches(with: expectation, file: scenario.file)
    }
    do throws(WorldChangeError) {
      try world.apply(plan)
    } catch {
      throw StepError(error, at: stack.range)
    }
    return StepResult(
      step, index, in: scenario,
      status: step.expectation == nil ? .done : mismatches.isEmpty ? .passed : .failed, plan: plan,
      mismatches: mismatches)
  }

  private func operation(_ step: ScenarioStep) -> (stack: ScenarioName, StackOperation)? {
    let principal = step.principal?.text
    switch step.action {
    case .updateStack(let stack, let update):
      return (stack, StackOperation(.updateStack(update), stack: stack.text, principal: principal))
    case .executeChangeSet(let stack, let execution):
      return (stack, StackOperation(.executeChangeSet(execution), stack: stack.text, principal: principal))
    case .deleteStack(let stack, let retained):
      let deletion = DeleteStack(retainResources: retained.map(\.text))
      return (stack, StackOperation(.deleteStack(deletion), stack: stack.text, principal: principal))
    default: return nil
    }
  }

  /// The logical ids that the stack's template has before the operation.
  private mutating func knownResources(of name: ScenarioName) throws(StepError) -> Set<ByteString> {
    let stack = world.stacks[try stackIndex(name, at: name.range)]
    return Set(try templates.types(of: stack, at: name.range)?.known.keys.map { $0 } ?? [])
  }

  private func check(
    _ retained: [ScenarioName], of plan: StackPlan, _ known: Set<ByteString>
  ) throws(StepError) {
    for id in retained where plan[id.text] == nil && !known.contains(id.text) {
      throw .unknownLogicalId(
        id.text, of: plan.stack, at: id.range, nearest: NearestSpelling.of(id.text, among: known.sorted()))
    }
  }

  /// Counts what a plan asked: the stack policy, and the policies of the principal.
  private mutating func cover(_ plan: StackPlan) {
    let principal = plan.principal.map { Principal($0) }
    for resource in plan.resources {
      let id = resource.change.logicalResourceId
      for action in resource.change.asked where plan.stackPolicy != nil {
        let request = Request(
          action: ByteString(action.rawValue), resource: ByteString(Array("LogicalResourceId/".utf8) + id.bytes),
          context: RequestContext(["ResourceType": .single(resource.change.provisionedType)]))
        coverage?.add(Explanation(request, byStackPolicy: plan.stackPolicy))
      }
      for permission in resource.permissions {
        let request = Request(
          action: permission.action, principal: principal, resource: permission.resource,
          context: RequestContext(missingIsUnknown: true))
        if let completed = try? world.completed(request) {
          coverage?.add(Explanation(completed.request, under: completed.stack))
        }
      }
      if let nested = resource.nested { cover(nested) }
    }
  }
}

extension StepError {
  fileprivate init(_ error: StackOperationError, at range: SourceRange) {
    self.init(error.code, error.message, at: range)
  }
}
