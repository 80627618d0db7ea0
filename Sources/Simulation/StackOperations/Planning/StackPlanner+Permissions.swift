import Catalog
import CloudFormation
import Documents
import PolicyLanguage

extension StackPlanner {
  /// Asks for the requests that a change takes.
  func askPermissions(_ plan: inout ResourcePlan, _ asker: PermissionAsker) {
    let handlers = HandlerActions(plan.change)
    let tagged = plan.after
    plan.permissions = plan.calls.map { call in
      let tags = call.handler == .delete ? nil : Self.tags(given: tagged, by: call.action, call.handler)
      return PermissionDecision(
        action: call.action, target: call.target,
        isDeleteAction: call.handler == .delete && call.action == handlers.deleteAction,
        decision: asker.decide(call.action, call.target, of: call.resource, givingTags: tags))
    }
    plan.deletionIsAsked = handlers.deletes
  }

  /// The tags that a request gives a resource: those of its template, when it is created or tagged.
  private static func tags(
    given resource: PhysicalResource?, by action: ByteString, _ handler: HandlerActions.Handler
  ) -> [ByteString: ByteString]? {
    guard let tags = resource?.templateTags, !tags.isEmpty else { return nil }
    if handler == .create { return tags }
    return Catalog.action(action)?.accessLevel == .tagging ? tags : nil
  }
}

extension PermissionDecision {
  init(action: ByteString, target: PhysicalResource.Target, isDeleteAction: Bool, decision: Decision) {
    self.action = action
    self.isDeleteAction = isDeleteAction
    self.decision = decision
    switch target {
    case .everything: (resource, resourceIsKnown) = ("*", true)
    case .arn(let arn): (resource, resourceIsKnown) = (arn, true)
    case .oneOf(let formats): (resource, resourceIsKnown) = (formats.first ?? "*", false)
    }
  }
}

/// Whether a physical resource can be deleted as far as policies go (ruling 15).
enum DeletionVerdict: Sendable {
  case possible
  /// A policy denies the delete action.
  case denied
  /// The decision hangs on unknown keys, or the catalog does not tell which action deletes.
  case unknown
}

extension ResourcePlan {
  /// Whether the physical resource can be deleted; `possible` where nobody's permissions were asked for.
  var deletionVerdict: DeletionVerdict {
    guard deletionIsAsked else { return .possible }
    if let permission = deletePermission {
      if permission.keepsResource { return .denied }
      return permission.decision.result == .unknown ? .unknown : .possible
    }
    // The catalog has no delete action; what its handler may call and is all allowed denies nothing.
    guard let published = Catalog.resourceType(change.provisionedType) else { return .unknown }
    let handler = Set(published.deletePermissions)
    return permissions.contains { handler.contains($0.action) && $0.decision.result != .allowed } ? .unknown : .possible
  }
}
