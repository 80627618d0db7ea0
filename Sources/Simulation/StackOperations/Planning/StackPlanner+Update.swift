import CloudFormation
import Documents
import PolicyLanguage

extension StackPlanner {
  /// Plans an update from templates.
  func planUpdate(_ update: UpdateStack, _ stack: Stack) throws(StackOperationError) -> StackPlan {
    var plan = StackPlan(.updateStack, stack)
    if let refusal = OperationRefusal.ofUpdate(stack) { plan.refuse([refusal]) }
    let before = try template(of: stack)
    let after = resolved(update, stack, before)
    let changes = StackChanges(from: before, to: after)
    let (old, new) = (before.resourcesById, after.resourcesById)
    var resources: [ResourcePlan] = []
    for change in changes.resources {
      let id = change.logicalResourceId
      var resource = ResourcePlan(change)
      fillPhysical(&resource, stack, before: old[id], after: new[id])
      try planNested(&resource, update, stack, before: old[id], after: new[id])
      resources.append(resource)
    }
    plan.update = StackPlan.AppliedUpdate(template: after.template.source, parameters: Self.texts(after.parameters))
    try finish(&plan, changes, resources, stack, override: update.stackPolicyDuringUpdate)
    return plan
  }

  /// Plans the execution of a change set.
  func planExecution(_ execution: ExecuteChangeSet, _ stack: Stack) throws(StackOperationError) -> StackPlan {
    var plan = StackPlan(.executeChangeSet, stack)
    if let refusal = OperationRefusal.ofUpdate(stack) { plan.refuse([refusal]) }
    let changes = StackChanges(execution.changeSet)
    var resources: [ResourcePlan] = []
    for change in changes.resources {
      var resource = ResourcePlan(change)
      fillPhysical(&resource, stack, before: nil, after: nil)
      if let nested = execution.nested[change.logicalResourceId] {
        let child =
          child(change.logicalResourceId, of: stack)
          ?? Stack(
            name: nested.changeSet.stackName ?? change.logicalResourceId, account: stack.account, region: stack.region)
        resource.nested = try self.nested(in: stack).planExecution(nested, child)
      }
      resources.append(resource)
    }
    if let update = execution.update, stack.template != nil {
      let before = try template(of: stack)
      let after = resolved(update, stack, before)
      plan.disagreements = Self.disagreements(changes, StackChanges(from: before, to: after))
      plan.update = StackPlan.AppliedUpdate(template: after.template.source, parameters: Self.texts(after.parameters))
      let (old, new) = (before.resourcesById, after.resourcesById)
      for index in resources.indices {
        let id = resources[index].change.logicalResourceId
        fillPhysical(&resources[index], stack, before: old[id], after: new[id])
      }
    }
    try finish(&plan, changes, resources, stack, override: nil)
    if plan.outcome == .noChanges { plan.message = execution.changeSet.statusReason?.string ?? plan.message }
    return plan
  }

  private func resolved(_ update: UpdateStack, _ stack: Stack, _ before: ResolvedTemplate) -> ResolvedTemplate {
    let template = update.template ?? before.template
    var values = update.parameters
    for parameter in template.parameters where values[parameter.name] == nil {
      // What is left out keeps the value that it was given; of those that were never given, the new default counts.
      if stack.parameters[parameter.name] != nil || stack.unknownParameters.contains(parameter.name) {
        values[parameter.name] = .previous
      }
    }
    return ResolvedTemplate(template, values: values, pseudo: place(of: stack), previous: before.parameters)
  }

  /// The values of parameters that are known, as the stack keeps them.
  private static func texts(_ parameters: [ByteString: ResolvedValue]) -> [ByteString: ByteString] {
    parameters.compactMapValues { value in
      if let text = value.knownText { return text }
      guard case .list(let items) = value else { return nil }
      let texts = items.compactMap(\.knownText)
      guard texts.count == items.count else { return nil }
      return ByteString(Array(texts.map(\.bytes).joined(separator: [UInt8(ascii: ",")])))
    }
  }

  private static func disagreements(_ changeSet: StackChanges, _ templates: StackChanges) -> [StackPlan.Disagreement] {
    let (said, foreseen) = (changeSet.kindsById, templates.kindsById)
    return changeSet.disagreements(with: templates).map { id in
      StackPlan.Disagreement(
        logicalResourceId: id, changeSet: said[id] ?? .none, templates: foreseen[id] ?? .none)
    }
  }

  // MARK: Nested stacks

  /// Plans what becomes of the stack that a resource is, where the environment knows it.
  private func planNested(
    _ resource: inout ResourcePlan, _ update: UpdateStack, _ stack: Stack, before: ResolvedResource?,
    after: ResolvedResource?
  ) throws(StackOperationError) {
    let change = resource.change
    guard change.provisionedType == TemplateResource.nestedStackType,
      let child = child(change.logicalResourceId, of: stack)
    else { return }
    let given = update.nested[change.logicalResourceId]
    switch change.change {
    case .remove:
      guard change.ifAllowed != .retained, child.template != nil else { return }
      resource.nested = try nested(in: stack).planDeletion(DeleteStack(), child)
    case .none, .modify, .conditional:
      // A new template that nobody gives leaves nothing to plan; the change itself is planned all the same.
      let url: ByteString = "Properties/TemplateURL"
      guard child.template != nil, given?.template != nil || !change.causes.contains(where: { $0.hasPrefix(url) })
      else { return }
      var own = given ?? UpdateStack()
      let values = ParameterValues.ofNestedStack(change, before: before, after: after)
      own.parameters = values.after.overridden(by: own.parameters)
      let plan = try nested(in: stack).planUpdate(own, child.taking(values.before))
      resource.nested = plan
      // A template that differs has another URL, though both say `network.yaml` before they are packaged.
      if given?.template != nil, plan.outcome != .noChanges, change.change == .none || change.certainty == .maybe {
        resource.change = change.updated(by: url)
      }
    case .add, .replace, .typeChange, .import, .unknown: return
    }
  }

  // MARK: The whole

  /// Asks the stack policy and CloudFormation's own permissions, and draws the conclusion.
  private func finish(
    _ plan: inout StackPlan, _ changes: StackChanges, _ resources: [ResourcePlan], _ stack: Stack, override: Policy?
  ) throws(StackOperationError) {
    let policy = override ?? stack.stackPolicy
    let answers = StackPolicyAnswers(policy)
    let asker = try asker(stack)
    plan.principal = asker?.principal
    plan.stackPolicy = policy
    plan.unknowns = changes.unknowns
    for var resource in resources {
      answers.answer(&resource)
      if let asker, resource.change.change != .none { askPermissions(&resource, asker) }
      plan.resources.append(resource)
    }
    let refusals = changes.refusals + OperationRefusal.ofPolicy(stack.stackPolicy, changes)
    if !refusals.isEmpty { plan.refuse(refusals) }
    if plan.outcome == .refused {
      plan.refuse([])
    } else {
      plan.concludeUpdate(changes, policyAllowsEverything: answers.allowsEverything)
    }
  }
}

extension ResourceChange {
  /// A nested stack that is updated for certain, since what is in it changes.
  fileprivate func updated(by cause: ByteString) -> ResourceChange {
    var change = ResourceChange(logicalResourceId, type: resourceType, .modify)
    (change.before, change.after, change.unknowns) = (before, after, unknowns)
    change.physicalResourceId = physicalResourceId
    change.causes = Set(causes + [cause]).sorted()
    change.ifAllowed = .modified
    return change
  }
}

extension StackChanges {
  fileprivate var kindsById: [ByteString: ResourceChange.Kind] {
    Dictionary(resources.map { ($0.logicalResourceId, $0.change) }) { _, last in last }
  }
}

extension Stack {
  /// The stack with the parameters that its parent gives it.
  fileprivate func taking(_ values: ParameterValues) -> Stack {
    var stack = self
    for (name, entry) in values.entries {
      switch entry {
      case .value(let text): stack.parameters[name] = text
      case .unknown, .changed:
        stack.parameters[name] = nil
        stack.unknownParameters.insert(name)
      case .previous: break
      }
    }
    return stack
  }
}
