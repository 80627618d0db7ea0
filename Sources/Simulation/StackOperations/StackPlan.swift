import CloudFormation
import Documents
import PolicyLanguage

/// What a stack operation would do: what CloudFormation answers, and what becomes of every resource.
public struct StackPlan: Sendable {
  /// How an operation ends.
  public enum Outcome: String, Sendable, CaseIterable {
    /// CloudFormation refuses it before it starts.
    case refused = "REFUSED"
    /// There is nothing to do.
    case noChanges = "NO_CHANGES"
    /// The update completes.
    case updateComplete = "UPDATE_COMPLETE"
    /// Something fails, and everything is as before.
    case updateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE"
    /// The stack is gone, with whatever its policies did not keep.
    case deleteComplete = "DELETE_COMPLETE"
    /// Some resources cannot be deleted; the others are gone.
    case deleteFailed = "DELETE_FAILED"
    /// It hangs on what nobody knows.
    case inconclusive = "INCONCLUSIVE"
  }

  /// The operation.
  public let operation: StackOperation.Name
  /// The name of the stack; empty where nobody gave one.
  public let stack: ByteString
  /// The account of the stack, where it is known.
  public let account: ByteString?
  /// The region of the stack, where it is known.
  public let region: ByteString?
  /// How it ends.
  public internal(set) var outcome: Outcome
  /// CloudFormation's answer in its own words where they are known; nil where it has nothing to say.
  public internal(set) var message: String?
  /// Every resource of either template that its condition admits, by logical id.
  public internal(set) var resources: [ResourcePlan] = []
  /// What could not be known and mattered, in the order of the resources.
  public internal(set) var unknowns: [UnknownValue] = []
  /// What is refused, with its place; the first is the message.
  public internal(set) var refusals: [Diagnostic] = []
  /// Where a change set and the templates it is said to be made of tell different stories.
  public internal(set) var disagreements: [Disagreement] = []
  /// Whose permissions were asked for; nil where nobody's were.
  public internal(set) var principal: ByteString?
  /// The policy that decided update actions: the override where there is one; nil where there is none.
  public internal(set) var stackPolicy: Policy?
  /// The smallest policy that would let exactly this update through, once `suggestOverrides` has looked for it; nil
  /// where none is needed and where none can be written.
  public internal(set) var suggestedOverride: Policy?
  /// What the stack is when the operation has completed, for `apply`.
  var update: AppliedUpdate?

  /// A resource on which a change set and the templates it is said to be made of differ.
  public struct Disagreement: Sendable {
    /// The logical id.
    public let logicalResourceId: ByteString
    /// What the change set says.
    public let changeSet: ResourceChange.Kind
    /// What was foreseen from the templates.
    public let templates: ResourceChange.Kind
  }

  /// The template and parameters that a stack has after an update; nil members for those nobody gave.
  struct AppliedUpdate: Sendable {
    var template: SourceText?
    var parameters: [ByteString: ByteString]?
  }

  init(_ operation: StackOperation.Name, _ stack: Stack) {
    self.operation = operation
    self.stack = stack.name
    account = stack.account
    region = stack.region
    outcome = .inconclusive
  }

  /// The plan of a resource.
  public subscript(logicalResourceId: ByteString) -> ResourcePlan? {
    resources.first { $0.change.logicalResourceId == logicalResourceId }
  }

  /// All plans of nested stacks, those inside them too, with the logical ids that lead to them.
  public var nestedPlans: [(path: [ByteString], plan: StackPlan)] {
    resources.flatMap { resource -> [(path: [ByteString], plan: StackPlan)] in
      guard let nested = resource.nested else { return [] }
      let id = resource.change.logicalResourceId
      return [([id], nested)] + nested.nestedPlans.map { ([id] + $0.path, $0.plan) }
    }
  }
}

/// What a stack operation would do to one resource.
public struct ResourcePlan: Sendable {
  /// What changes, why, how certainly, and what the stack policy is asked.
  public internal(set) var change: ResourceChange
  /// The stack policy's answer to all that is asked; nil where nothing is asked.
  ///
  /// Where several actions may be asked and the answers differ, Unknown (ruling 9).
  public internal(set) var decision: Decision?
  /// The stack policy's answer to each action of `change.asked`, in its order.
  public internal(set) var answers: [Decision] = []
  /// The state of the physical resource at the end.
  public internal(set) var physical: PhysicalFate
  /// Whether CloudFormation's requests would be allowed, in the order of their names; empty where nobody is asked.
  public internal(set) var permissions: [PermissionDecision] = []
  /// The plan of the nested stack that the resource is, where its template or change set is known.
  public internal(set) var nested: StackPlan?
  /// Why the resource fails; nil when it does not.
  public internal(set) var failure: Failure?
  /// The DeletionPolicy or UpdateReplacePolicy that decides what becomes of the old physical resource (ruling 14); nil
  /// where nothing is deleted or replaced, and where only a change set is known.
  public internal(set) var policyInEffect: PolicyInEffect?
  /// Whether the operation deletes a physical resource and somebody's permissions were asked for.
  var deletionIsAsked = false
  /// The physical resource before; nil where there is none.
  var before: PhysicalResource?
  /// The physical resource after; nil where there is none.
  var after: PhysicalResource?

  /// A DeletionPolicy or UpdateReplacePolicy, written or by default.
  public struct PolicyInEffect: Sendable {
    /// `DeletionPolicy` or `UpdateReplacePolicy`.
    public let attribute: ByteString
    /// The value; nil where it is not known.
    public let value: ByteString?
    /// Whether it is not written.
    public let isDefault: Bool
  }

  /// Why a resource fails, and with it an update, or itself alone in a deletion.
  public struct Failure: Sendable {
    /// The causes.
    public enum Cause: Sendable {
      /// The stack policy denies an update action.
      case stackPolicy
      /// A policy denies the type's delete action (ruling 15).
      case deleteAction
      /// The type does not take the change.
      case resource
      /// The nested stack fails.
      case nestedStack
    }

    /// The cause.
    public let cause: Cause
    /// Whether it fails for certain.
    public let certainty: Certainty
    /// CloudFormation's words where they are known.
    public let message: String
  }

  init(_ change: ResourceChange) {
    self.change = change
    physical = change.ifAllowed
  }

  /// Whether the resource holds data that its deletion destroys. The data of a database instance in a cluster is the
  /// cluster's.
  public var isStateful: Bool {
    if change.provisionedType == "AWS::RDS::DBInstance",
      before?.resource?.properties["DBClusterIdentifier"]?.knownText != nil || refersToCluster
    {
      return false
    }
    return change.isStateful
  }

  private var refersToCluster: Bool {
    guard case .unresolved(let cluster)? = before?.resource?.properties["DBClusterIdentifier"] else { return false }
    if case .resource = cluster.source { return true }
    return false
  }

  /// Whether data may be gone at the end: a stateful resource deleted, or replaced and its old one deleted.
  ///
  /// Where the end is unknown, what would happen if everything were allowed counts.
  public var losesData: Bool {
    guard isStateful else { return false }
    switch physical {
    case .deleted: return true
    case .replaced: return change.replaced == .deleted
    case .unknown: return mayLoseData
    default: return false
    }
  }

  /// Whether the end that is not known may be without the data: not where the policy denies what would destroy it.
  private var mayLoseData: Bool {
    guard change.ifAllowed == .deleted || change.replaced == .deleted else { return false }
    let destroying: UpdateAction = change.ifAllowed == .deleted ? .delete : .replace
    return zip(change.asked, answers).allSatisfy { action, answer in
      action != destroying || (answer.result != .explicitDeny && answer.result != .implicitDeny)
    }
  }

  /// The decision on the type's delete action (ruling 15); nil where it was not asked.
  public var deletePermission: PermissionDecision? { permissions.first(where: \.isDeleteAction) }
}

/// Whether one of CloudFormation's requests for a resource would be allowed.
public struct PermissionDecision: Sendable {
  /// The action.
  public let action: ByteString
  /// The ARN, `*` for an action without one; where the name is known only later, the format with `*` in its place.
  public let resource: ByteString
  /// Whether the resource's name is known.
  public let resourceIsKnown: Bool
  /// Whether this is the delete action whose denial keeps the resource (ruling 15).
  public let isDeleteAction: Bool
  /// The decision.
  public let decision: Decision

  /// Whether the denial keeps a resource from being deleted: an explicit one, or that of a gate that only limits.
  public var keepsResource: Bool {
    guard isDeleteAction else { return false }
    switch decision.result {
    case .explicitDeny: return true
    case .implicitDeny: return [.scp, .rcp, .boundary].contains(decision.by?.policyType)
    case .allowed, .unknown: return false
    }
  }
}
