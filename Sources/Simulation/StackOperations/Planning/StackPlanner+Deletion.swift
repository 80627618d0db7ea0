import CloudFormation
import Documents
import PolicyLanguage

extension StackPlanner {
  /// Plans the deletion of a stack; nested ones are deleted whatever their own termination protection says, since the
  /// outermost stack's covers them.
  func planDeletion(_ deletion: DeleteStack, _ stack: Stack) throws(StackOperationError) -> StackPlan {
    var plan = StackPlan(.deleteStack, stack)
    if let refusal = OperationRefusal.ofDeletion(deletion, stack, isProtected: depth == 0 && isProtected(stack)) {
      plan.refuse([refusal])
    }
    // A refusal needs no template; where there is one, the resources are shown all the same.
    if stack.template == nil, !plan.refusals.isEmpty { return plan }
    let template = try template(of: stack)
    let retained = Set(plan.refusals.isEmpty ? deletion.retainResources : [])
    var changes = StackChanges(deleting: template, retaining: retained)
    changes.resources.removeAll { stack.deletedResources.contains($0.logicalResourceId) }
    for id in deletion.retainResources where plan.refusals.isEmpty && changes[id] == nil {
      plan.refuse([OperationRefusal.ofUnknownResource(id, stack)])
    }
    plan.unknowns = changes.unknowns
    let asker = try asker(stack)
    plan.principal = asker?.principal
    let resources = template.resourcesById
    for change in changes.resources {
      var resource = ResourcePlan(change)
      let written = resources[change.logicalResourceId]
      fillPhysical(&resource, stack, before: written, after: nil)
      if change.ifAllowed != .retained, let child = child(change.logicalResourceId, of: stack) {
        resource.nested = try nested(in: stack).planDeletion(
          DeleteStack(deletionMode: deletion.deletionMode), child)
      }
      if let asker, change.ifAllowed != .retained { askPermissions(&resource, asker) }
      plan.resources.append(resource)
    }
    if stack.templateIsStale { plan.unknowns.append(contentsOf: Self.staleTemplate(template)) }
    if plan.outcome == .refused {
      plan.refuse([])
    } else {
      concludeDeletion(&plan, deletion, isStale: stack.templateIsStale)
    }
    return plan
  }

  /// Whether termination protection of the stack, or of one that it is nested in, is on (ruling 13).
  private func isProtected(_ stack: Stack) -> Bool {
    var current = stack
    for _ in world.stacks {
      if current.terminationProtection { return true }
      guard let parent = world.stacks.first(where: { isParent($0, of: current) }) else { return false }
      current = parent
    }
    return current.terminationProtection
  }

  private func isParent(_ candidate: Stack, of stack: Stack) -> Bool {
    candidate.nested.keys.contains { id in
      guard let child = child(id, of: candidate) else { return false }
      return child.name == stack.name && child.account == stack.account && child.region == stack.region
    }
  }

  static func staleTemplate(_ template: ResolvedTemplate) -> [UnknownValue] {
    let place = TemplatePlace(source: template.template.source, range: SourceRange(0, 0))
    return [UnknownValue(what: "the template that the last change set brought", place: place)]
  }

  private func concludeDeletion(_ plan: inout StackPlan, _ deletion: DeleteStack, isStale: Bool) {
    let leavesBehind = deletion.deletionMode == .forceDeleteStack
    var failed: [ByteString] = []
    var hangsOn: String?
    for index in plan.resources.indices {
      let verdict = Self.verdict(plan.resources[index])
      let change = plan.resources[index].change
      guard change.ifAllowed != .retained, verdict != .possible || change.ifAllowed == .unknown else { continue }
      let isSure = verdict == .denied && change.certainty == .certain && change.ifAllowed != .unknown
      if verdict != .possible {
        plan.resources[index].failure = ResourcePlan.Failure(
          cause: plan.resources[index].nested == nil ? .deleteAction : .nestedStack,
          certainty: isSure ? .certain : .maybe, message: Self.deletionFailure(plan.resources[index]))
      }
      guard isSure else {
        plan.resources[index].physical = .unknown
        // What only its own policy leaves open does not keep the stack from going.
        if verdict != .possible, hangsOn == nil { hangsOn = plan.resources[index].failure?.message }
        continue
      }
      plan.resources[index].physical = leavesBehind ? .retained : .untouched
      if !leavesBehind { failed.append(change.logicalResourceId) }
    }
    if !failed.isEmpty {
      plan.outcome = .deleteFailed
      plan.message = "The following resource(s) failed to delete: [\(failed.map(\.string).joined(separator: ", "))]."
    } else if let hangsOn, !leavesBehind {
      plan.outcome = .inconclusive
      plan.message = hangsOn
    } else if isStale {
      plan.outcome = .inconclusive
      plan.message = "The stack has changed by a change set whose template is not known"
    } else {
      plan.outcome = .deleteComplete
    }
  }

  /// Whether a resource can be deleted, with everything in it where it is a nested stack.
  private static func verdict(_ resource: ResourcePlan) -> DeletionVerdict {
    let own = resource.deletionVerdict
    guard let nested = resource.nested else { return own }
    switch nested.outcome {
    case .deleteComplete, .noChanges: return own
    case .deleteFailed, .refused: return .denied
    default: return own == .denied ? .denied : .unknown
    }
  }

  private static func deletionFailure(_ resource: ResourcePlan) -> String {
    let id = resource.change.logicalResourceId
    if let nested = resource.nested {
      return "The nested stack \(id) ends in \(nested.outcome.rawValue)" + (nested.message.map { ": \($0)" } ?? "")
    }
    guard let permission = resource.deletePermission else {
      return "Nothing published says which action deletes \(id), a \(resource.change.resourceType)"
    }
    if permission.decision.result == .unknown {
      let keys = permission.decision.missing.map(\.string).joined(separator: ", ")
      return keys.isEmpty
        ? "Whether \(permission.action) is allowed on \(id) hangs on the resource's name"
        : "Whether \(permission.action) is allowed on \(id) hangs on \(keys)"
    }
    return "\(permission.action) is denied on \(id)"
  }
}

extension StackPlan {
  /// Ends the plan before it begins.
  mutating func refuse(_ refusals: [Diagnostic]) {
    self.refusals += refusals
    outcome = .refused
    message = self.refusals.first?.message
    for index in resources.indices { resources[index].physical = .untouched }
  }
}

extension ResolvedTemplate {
  /// The resources by logical id.
  var resourcesById: [ByteString: ResolvedResource] {
    Dictionary(resources.map { ($0.logicalResourceId, $0) }) { _, last in last }
  }
}
