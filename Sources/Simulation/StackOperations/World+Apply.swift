import CloudFormation
import Documents

extension World {
  /// Makes the world what a plan says it is when the operation has ended.
  ///
  /// An operation that completes changes the stack, the listed resources and their tags; one that is refused, has no
  /// changes, is rolled back or is inconclusive changes nothing. After DELETE_FAILED what could be deleted is gone, the
  /// rest stays, and a repeat asks for the rest.
  ///
  /// - Throws: `stackNotFound` when the stack of the plan is no longer there.
  public mutating func apply(_ plan: StackPlan) throws(WorldChangeError) {
    switch plan.outcome {
    case .refused, .noChanges, .inconclusive: return
    case .updateRollbackComplete:
      stacks[try index(of: plan)].status = .updateRollbackComplete
    case .updateComplete: try applyUpdate(plan)
    case .deleteComplete, .deleteFailed: try applyDeletion(plan)
    }
  }

  private func index(of plan: StackPlan) throws(WorldChangeError) -> Int {
    try stackIndex(plan.stack, account: plan.account, region: plan.region)
  }

  private mutating func applyUpdate(_ plan: StackPlan) throws(WorldChangeError) {
    for resource in plan.resources {
      let id = resource.change.logicalResourceId
      var stack = stacks[try index(of: plan)]
      switch resource.physical {
      case .untouched, .unknown: break
      case .modified: tag(resource)
      case .created:
        create(resource.after, id, &stack)
      case .deleted, .snapshotted:
        delete(resource.before)
        stack.forget(id, isInTemplate: plan.update == nil)
      case .retained: stack.forget(id, isInTemplate: plan.update == nil)
      case .replaced:
        if resource.change.replaced == .deleted || resource.change.replaced == .snapshotted { delete(resource.before) }
        stack.physicalResources[id] = nil
        create(resource.after, id, &stack)
      }
      stacks[try index(of: plan)] = stack
      if let nested = resource.nested { try applyNested(nested) }
    }
    var stack = stacks[try index(of: plan)]
    stack.status = .updateComplete
    if let update = plan.update {
      stack.template = update.template
      stack.parameters = update.parameters ?? stack.parameters
      stack.unknownParameters.subtract(stack.parameters.keys)
      stack.templateIsStale = false
    } else if plan.resources.contains(where: { $0.change.change != .remove }) {
      stack.templateIsStale = true
    }
    stacks[try index(of: plan)] = stack
  }

  private mutating func applyDeletion(_ plan: StackPlan) throws(WorldChangeError) {
    for resource in plan.resources {
      let id = resource.change.logicalResourceId
      if let nested = resource.nested { try applyNested(nested) }
      switch resource.physical {
      case .deleted, .snapshotted:
        delete(resource.before)
        let index = try index(of: plan)
        stacks[index].forget(id, isInTemplate: true)
      case .untouched, .modified, .created, .retained, .replaced, .unknown: break
      }
    }
    let index = try index(of: plan)
    if plan.outcome == .deleteComplete {
      stacks.remove(at: index)
    } else {
      stacks[index].status = .deleteFailed
    }
  }

  /// A nested stack that no environment lists is planned with a stack of its own, of which the world knows nothing.
  private mutating func applyNested(_ plan: StackPlan) throws(WorldChangeError) {
    do throws(WorldChangeError) {
      _ = try index(of: plan)
    } catch {
      return
    }
    try apply(plan)
  }

  // MARK: Resources

  private mutating func delete(_ resource: PhysicalResource?) {
    if let arn = resource?.arn { resources[arn] = nil }
  }

  /// Lists a new resource, where its template names it; what CloudFormation makes up a name for is not known here.
  private mutating func create(_ resource: PhysicalResource?, _ id: ByteString, _ stack: inout Stack) {
    stack.deletedResources.remove(id)
    guard let resource, let arn = resource.arn else { return }
    stack.physicalResources[id] = arn
    let name = ResourceName(arn)
    guard name.isARN else { return }
    resources[arn] = ListedResource(arn: name, account: stack.account, tags: Tags(resource.templateTags))
  }

  /// Lays the tags of the new template over those of a listed resource; those that only the old one had go.
  private mutating func tag(_ resource: ResourcePlan) {
    guard let arn = resource.before?.arn, var listed = resources[arn],
      let old = resource.before?.resource?.tags, let new = resource.after?.resource?.tags, old != new
    else { return }
    var tags = listed.tags ?? Tags()
    for key in old.keys where new[key] == nil { tags[key] = nil }
    for (key, value) in new { tags[key] = value }
    listed.tags = tags
    resources[arn] = listed
  }
}

extension Stack {
  /// Forgets a resource that is gone or no longer the stack's.
  fileprivate mutating func forget(_ id: ByteString, isInTemplate: Bool) {
    physicalResources[id] = nil
    nested[id] = nil
    if isInTemplate { deletedResources.insert(id) } else { deletedResources.remove(id) }
  }
}
