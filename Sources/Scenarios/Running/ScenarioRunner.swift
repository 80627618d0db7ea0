import Catalog
import Documents
import Evaluation
import PolicyLanguage
import Simulation

/// Runs the steps of one scenario over a world of its own.
struct ScenarioRunner {
  let scenario: Scenario
  var world: World
  var coverage: CoverageTally?
  /// The types of the resources of stacks.
  var templates = TemplateTypes()

  init(_ scenario: Scenario, measuresCoverage: Bool) {
    self.scenario = scenario
    world = World(scenario.environment, policies: scenario.policies)
    coverage = measuresCoverage ? CoverageTally(scenario.policies) : nil
  }

  /// Runs all steps. What a step cannot do leaves the world unknown, so that the steps after it are skipped.
  mutating func run() -> [StepResult] {
    var results: [StepResult] = []
    var hasStopped = false
    for (index, step) in scenario.steps.enumerated() {
      if hasStopped {
        results.append(StepResult(step, index, in: scenario, status: .skipped))
        continue
      }
      do throws(StepError) {
        results.append(try run(step, index))
      } catch {
        hasStopped = true
        results.append(
          StepResult(step, index, in: scenario, status: .error, error: error.diagnostic(in: scenario.source)))
      }
    }
    return results
  }

  private mutating func run(_ step: ScenarioStep, _ index: Int) throws(StepError) -> StepResult {
    switch step.action {
    case .request(let principal, let requests):
      return judge(try ask(requests, of: principal, in: step), step, index)
    case .update(let stack, let id, let request):
      return judge([try askUpdate(request, on: id, of: stack, in: step)], step, index)
    case .updateStack, .executeChangeSet, .deleteStack:
      return try operate(step, index)
    default:
      guard let principal = step.principal else {
        try change(step)
        return StepResult(step, index, in: scenario, status: .done)
      }
      try checkChange(step)
      let requests = ChangeRequests(
        world: world, principal: Principal(principal.text), missingIsUnknown: scenario.missingIsUnknown)
      let asked = try askAll(try requests.requests(step.action), at: principal.range)
      if AskedRequest.deciding(asked)?.decision.result == .allowed { try change(step) }
      return judge(asked, step, index)
    }
  }

  // MARK: - Asking

  private mutating func ask(
    _ requests: [ResourceRequest], of principal: ScenarioName?, in step: ScenarioStep
  ) throws(StepError) -> [AskedRequest] {
    for request in requests {
      if let range = request.resourceRange { try checkResource(request.request, at: range) }
    }
    return try askAll(requests.map(\.request), at: principal?.range ?? step.range)
  }

  private mutating func askAll(_ requests: [Request], at range: SourceRange) throws(StepError) -> [AskedRequest] {
    var asked: [AskedRequest] = []
    for request in requests {
      do throws(RequestError) {
        let completed = try world.completed(request)
        asked.append(AskedRequest(completed.request, under: completed.stack))
      } catch {
        throw StepError(error, at: range)
      }
      if asked.last?.decision.gates.isEmpty == true, world.organization == nil {
        throw .nothingApplies(at: range)
      }
    }
    return asked
  }

  private mutating func askUpdate(
    _ request: Request, on id: ScenarioName, of name: ScenarioName?, in step: ScenarioStep
  ) throws(StepError) -> AskedRequest {
    let stack = world.stacks[try stackIndex(name, at: step.range)]
    var request = request
    if let types = try templates.types(of: stack, at: id.range) {
      let type = types.known[id.text]
      if type == nil, !types.isOpen {
        let nearest = NearestSpelling.of(id.text, among: types.known.keys.sorted())
        throw .unknownLogicalId(id.text, of: stack.name, at: id.range, nearest: nearest)
      }
      if let type, request.context["ResourceType"] == .unknown { request.context["ResourceType"] = .single(type) }
    } else if !stack.physicalResources.isEmpty, stack.physicalResources[id.text] == nil {
      let nearest = NearestSpelling.of(id.text, among: stack.physicalResources.keys.sorted())
      throw .unknownLogicalId(id.text, of: stack.name, at: id.range, nearest: nearest)
    }
    return AskedRequest(request, byStackPolicy: stack.stackPolicy)
  }

  /// The index of the stack of that name, or of the only one.
  func stackIndex(_ name: ScenarioName?, at range: SourceRange) throws(StepError) -> Int {
    guard let name else {
      guard world.stacks.count == 1 else { throw .stackNotNamed(world.stacks.count, at: range) }
      return 0
    }
    do throws(WorldChangeError) {
      return try world.stackIndex(name.text)
    } catch {
      throw StepError(error, at: name.range)
    }
  }

  /// A resource that is not listed, where others of its service are, is a misspelt one. Patterns, and what an action is
  /// about to create, are nothing that could be listed.
  private func checkResource(_ request: Request, at range: SourceRange) throws(StepError) {
    let arn = request.resource
    let name = ResourceName(arn)
    guard let service = name.service, !arn.bytes.contains(UInt8(ascii: "*")), !arn.bytes.contains(UInt8(ascii: "?")),
      !world.knowsResource(arn), world.listsResources(of: service), Catalog.action(request.action)?.creates != true
    else { return }
    throw .unknownResource(arn, at: range, nearest: NearestSpelling.of(arn, among: world.resourceNames))
  }

  // MARK: - Judging

  private mutating func judge(_ asked: [AskedRequest], _ step: ScenarioStep, _ index: Int) -> StepResult {
    for request in asked where coverage != nil { coverage?.add(request.explanation) }
    guard let deciding = AskedRequest.deciding(asked) else {
      return StepResult(step, index, in: scenario, status: .done)
    }
    let decision = deciding.decision
    guard let expectation = step.expectation else {
      let status: StepStatus = decision.result == .allowed ? .done : .denied
      return StepResult(step, index, in: scenario, status: status, decision: decision)
    }
    let mismatches = DecisionFacts(decision).mismatches(with: expectation, file: scenario.file)
    guard !mismatches.isEmpty else {
      return StepResult(step, index, in: scenario, status: .passed, decision: decision)
    }
    let explanation = deciding.explanation
    return StepResult(
      step, index, in: scenario, status: .failed, decision: decision, mismatches: mismatches, explanation: explanation,
      nearestMiss: NearestMiss(explanation, expecting: expectation, file: scenario.file))
  }
}

extension StepResult {
  /// Makes the result of a step of a scenario; `index` is its place from 0.
  init(
    _ step: ScenarioStep, _ index: Int, in scenario: Scenario, status: StepStatus, decision: Decision? = nil,
    plan: StackPlan? = nil, mismatches: [ExpectationMismatch] = [], explanation: Explanation? = nil,
    nearestMiss: NearestMiss? = nil,
    error: Diagnostic? = nil
  ) {
    name = step.name ?? step.description
    kind = step.kind
    number = index + 1
    position = scenario.source.position(at: step.range.start)
    self.status = status
    expectation = step.expectation
    self.decision = decision
    self.plan = plan
    self.mismatches = mismatches
    self.explanation = explanation
    self.nearestMiss = nearestMiss
    self.error = error
  }
}
