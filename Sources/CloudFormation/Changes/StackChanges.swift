import Documents

/// What a stack operation changes: from two templates, or from a change set.
public struct StackChanges: Sendable {
  /// Every resource of either template that its condition admits, by logical id.
  public var resources: [ResourceChange] = []
  /// What could not be known and mattered, in the order of the resources, each place once.
  public var unknowns: [UnknownValue] = []
  /// Why CloudFormation refuses the operation before it starts, in its words where they are known.
  public var refusals: [Diagnostic] = []
  /// Whether the outputs of the stack change, which is an update even when no resource changes.
  public var changesOutputs = false

  /// Whether nothing changes: CloudFormation answers `No updates are to be performed.`
  public var isEmpty: Bool {
    !changesOutputs && unknowns.isEmpty && refusals.isEmpty && resources.allSatisfy { $0.change == .none }
  }

  /// The change of a resource.
  public subscript(logicalResourceId: ByteString) -> ResourceChange? {
    resources.first { $0.logicalResourceId == logicalResourceId }
  }
}

extension StackChanges {
  /// Compares a stack with what an update would make of it (ruling 9; stack-updates.md sections 2.3 and 6).
  public init(from before: ResolvedTemplate, to after: ResolvedTemplate) {
    var comparison = TemplateComparison(before, after)
    self = comparison.result()
  }
}
