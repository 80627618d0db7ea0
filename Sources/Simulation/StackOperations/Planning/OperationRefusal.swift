import CloudFormation
import Documents
import PolicyLanguage

/// Why CloudFormation refuses an operation before it starts, in its own words where they are known
/// (stack-updates.md sections 1 and 3; rulings 12 and 13).
enum OperationRefusal {
  /// A refusal that has no place in a file.
  static func refusal(_ code: String, _ message: String, _ stack: Stack) -> Diagnostic {
    var diagnostic = Diagnostic(file: stack.template?.name ?? stack.name.string, code: code, message: message)
    diagnostic.severity = .error
    return diagnostic
  }

  /// Why a stack in its state takes no update; nil when it does.
  static func ofUpdate(_ stack: Stack) -> Diagnostic? {
    guard stack.status == .deleteFailed else { return nil }
    return refusal(
      "update.state", "Stack:\(stack.name) is in \(stack.status.rawValue) state and can not be updated.", stack)
  }

  /// The exact logical ids that the stack's own policy names and the operation takes from the template.
  ///
  /// An override is not looked at: ruling 12 is about the policy that the stack keeps.
  static func ofPolicy(_ policy: Policy?, _ changes: StackChanges) -> [Diagnostic] {
    guard let policy else { return [] }
    let leaving = Set(
      changes.resources.filter { $0.change == .remove && $0.certainty == .certain }.map(\.logicalResourceId))
    guard !leaving.isEmpty else { return [] }
    let prefix: ByteString = "LogicalResourceId/"
    var refusals: [Diagnostic] = []
    for statement in policy.statements {
      for pattern in statement.resource?.patterns ?? [] where pattern.text.hasPrefix(prefix) {
        let id = ByteString(copying: pattern.text.bytes.dropFirst(prefix.count))
        // A wildcard names no resource, so that the id is none of the template's either.
        guard leaving.contains(id) else { continue }
        refusals.append(
          Diagnostic(
            .error, "update.stackPolicy",
            "Error validating existing stack policy: Unknown logical id '\(pattern.text)' in statement {} - stack "
              + "policies can only be applied to logical ids referenced in the template",
            in: policy.source, at: pattern.range))
      }
    }
    return refusals
  }

  /// Why a deletion is refused; nil when it is not.
  static func ofDeletion(_ deletion: DeleteStack, _ stack: Stack, isProtected: Bool) -> Diagnostic? {
    if isProtected {
      return refusal(
        "delete.terminationProtection",
        "Stack [\(stack.name)] cannot be deleted while TerminationProtection is enabled", stack)
    }
    if stack.status != .deleteFailed {
      if !deletion.retainResources.isEmpty {
        return refusal(
          "delete.retainResources",
          "Invalid operation on stack [\(stack.name)]. When you delete a stack, specify which resources to retain "
            + "only when the stack is in the DELETE_FAILED state.", stack)
      }
      if deletion.deletionMode == .forceDeleteStack {
        return refusal(
          "delete.mode", "FORCE_DELETE_STACK is only for stacks in the DELETE_FAILED state", stack)
      }
    }
    if deletion.retainResources.contains(where: stack.deletedResources.contains) {
      return refusal(
        "delete.retainResources.deleted",
        "The specified resources to retain must be in a valid state. Do not specify resources that are in the "
          + "DELETE_COMPLETE state.", stack)
    }
    return nil
  }

  /// A resource to retain that the stack does not have.
  static func ofUnknownResource(_ id: ByteString, _ stack: Stack) -> Diagnostic {
    refusal(
      "delete.retainResources.unknown", "the stack [\(stack.name)] has no resource \(id.quoted()) to retain", stack)
  }
}
