import CloudFormation
import Documents
import PolicyLanguage

/// One operation on one stack, as a caller asks CloudFormation for it.
public struct StackOperation: Sendable {
  /// The operations, with what each of them takes.
  public enum Kind: Sendable {
    /// The stack gets another template or other parameters.
    case updateStack(UpdateStack)
    /// The stack gets what a change set says.
    case executeChangeSet(ExecuteChangeSet)
    /// The stack goes.
    case deleteStack(DeleteStack)
  }

  /// The words of reports and scenarios for the operations.
  public enum Name: String, Sendable, CaseIterable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    // The raw value is the word.
    case updateStack, executeChangeSet, deleteStack
  }

  /// The name of the stack.
  public var stack: ByteString
  /// The account of the stack, where several stacks have the name.
  public var account: ByteString?
  /// The region of the stack, where several stacks have the name.
  public var region: ByteString?
  /// The operation.
  public var kind: Kind
  /// Whose permissions CloudFormation works with; nil for those of the stack's role, and without a role for those of
  /// nobody in particular in the stack's account.
  public var principal: ByteString?

  /// Makes an operation.
  public init(
    _ kind: Kind, stack: ByteString, account: ByteString? = nil, region: ByteString? = nil,
    principal: ByteString? = nil
  ) {
    self.kind = kind
    self.stack = stack
    self.account = account
    self.region = region
    self.principal = principal
  }

  /// The word for the operation.
  public var name: Name {
    switch kind {
    case .updateStack: .updateStack
    case .executeChangeSet: .executeChangeSet
    case .deleteStack: .deleteStack
    }
  }
}

/// What `UpdateStack` takes.
public struct UpdateStack: Sendable {
  /// The new template; nil to use the previous one.
  public var template: Template?
  /// The parameters that are given; those left out keep the stack's value.
  public var parameters: ParameterValues
  /// The policy that stands in for the stack policy during this update (ruling 4); nil for none.
  public var stackPolicyDuringUpdate: Policy?
  /// The new templates of nested stacks by the logical ids of their resources.
  public var nested: [ByteString: UpdateStack]

  /// Makes an update.
  public init(
    template: Template? = nil, parameters: ParameterValues = ParameterValues(),
    stackPolicyDuringUpdate: Policy? = nil, nested: [ByteString: UpdateStack] = [:]
  ) {
    self.template = template
    self.parameters = parameters
    self.stackPolicyDuringUpdate = stackPolicyDuringUpdate
    self.nested = nested
  }
}

/// What `ExecuteChangeSet` takes. It cannot carry an override policy (ruling 4).
public struct ExecuteChangeSet: Sendable {
  /// The change set.
  public var changeSet: ChangeSet
  /// The change sets of nested stacks by the logical ids of their resources.
  public var nested: [ByteString: ExecuteChangeSet]
  /// The update that the change set was made of, where it is known: what is foreseen from it is compared with the
  /// change set, and the stack has its template when the change set was executed.
  public var update: UpdateStack?

  /// Makes an execution.
  public init(_ changeSet: ChangeSet, nested: [ByteString: ExecuteChangeSet] = [:], update: UpdateStack? = nil) {
    self.changeSet = changeSet
    self.nested = nested
    self.update = update
  }

  /// Makes an execution of the change sets of some files: the one that no other one holds, with those nested in it by
  /// their ids.
  ///
  /// - Parameter named: change sets of nested stacks by logical id, for documents that leave the ids out.
  /// - Returns: nil when there is no change set, or several that hang together by nothing.
  public init?(_ changeSets: [ChangeSet], named: [ByteString: ChangeSet] = [:]) {
    let nestedIds = Set(changeSets.flatMap(\.entries).compactMap(\.nestedChangeSetId))
    let roots = changeSets.filter { changeSet in changeSet.id.map { !nestedIds.contains($0) } ?? true }
    guard let root = roots.first, roots.count == 1 else { return nil }
    self.init(root, among: changeSets, depth: 0)
    for (id, changeSet) in named { nested[id] = ExecuteChangeSet(changeSet, among: changeSets, depth: 1) }
  }

  /// The depth that stacks can be nested to is far below this bound, which only keeps a circle from running on.
  private static let maximumDepth = 20

  private init(_ changeSet: ChangeSet, among others: [ChangeSet], depth: Int) {
    self.init(changeSet)
    guard depth < Self.maximumDepth else { return }
    for entry in changeSet.entries {
      guard let id = entry.nestedChangeSetId, let other = others.first(where: { $0.id == id }) else { continue }
      nested[entry.logicalResourceId] = ExecuteChangeSet(other, among: others, depth: depth + 1)
    }
  }
}

/// What `DeleteStack` takes.
public struct DeleteStack: Sendable {
  /// The values of `DeletionMode`.
  public enum DeletionMode: String, Sendable, CaseIterable {
    /// What cannot be deleted fails the deletion.
    case standard = "STANDARD"
    /// What cannot be deleted is left behind; only for a stack in DELETE_FAILED.
    case forceDeleteStack = "FORCE_DELETE_STACK"
  }

  /// The logical ids of resources to keep; only for a stack in DELETE_FAILED.
  public var retainResources: [ByteString]
  /// The mode.
  public var deletionMode: DeletionMode

  /// Makes a deletion.
  public init(retainResources: [ByteString] = [], deletionMode: DeletionMode = .standard) {
    self.retainResources = retainResources
    self.deletionMode = deletionMode
  }
}
