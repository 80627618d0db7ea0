import Documents

/// A change set as `describe-change-set` prints it, its pages joined.
public struct ChangeSet: Sendable {
  /// The text of its first page.
  public let source: SourceText
  /// `ChangeSetId`; nil where the document leaves it out.
  public var id: ByteString?
  /// `ChangeSetName`.
  public var name: ByteString?
  /// `StackName`.
  public var stackName: ByteString?
  /// `StackId`.
  public var stackId: ByteString?
  /// `Status`, such as `CREATE_COMPLETE` or `FAILED`.
  public var status: ByteString?
  /// `StatusReason`.
  public var statusReason: ByteString?
  /// `ExecutionStatus`, such as `AVAILABLE` or `OBSOLETE`.
  public var executionStatus: ByteString?
  /// `ParentChangeSetId`, of the change set of a nested stack.
  public var parentChangeSetId: ByteString?
  /// The values of `Parameters` by name, those that are not shown left out.
  public var parameters: [ByteString: ByteString] = [:]
  /// The resources that change, in the order of the pages.
  public var entries: [ChangeSetEntry] = []
  /// Where the last page says that another follows; nil when none does.
  public internal(set) var nextToken: SourceRange?

  /// Whether it failed because there is nothing to change.
  public var hasNoChanges: Bool {
    guard status == "FAILED", let reason = statusReason?.string else { return false }
    return reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
  }
}

/// One `ResourceChange` of a change set.
public struct ChangeSetEntry: Sendable {
  /// `Action`.
  public enum Action: String, Sendable, CaseIterable {
    case add = "Add"
    case modify = "Modify"
    case remove = "Remove"
    case `import` = "Import"
    case dynamic = "Dynamic"
    case syncWithActual = "SyncWithActual"
  }

  /// `Replacement`.
  public enum Replacement: String, Sendable, CaseIterable {
    case yes = "True"
    case no = "False"
    case conditional = "Conditional"
  }

  /// `PolicyAction`.
  public enum PolicyAction: String, Sendable, CaseIterable {
    case delete = "Delete"
    case retain = "Retain"
    case snapshot = "Snapshot"
    case replaceAndDelete = "ReplaceAndDelete"
    case replaceAndRetain = "ReplaceAndRetain"
    case replaceAndSnapshot = "ReplaceAndSnapshot"
  }

  /// What is done.
  public let action: Action
  /// The logical id.
  public let logicalResourceId: ByteString
  /// The physical id; nil for new resources.
  public var physicalResourceId: ByteString?
  /// The type.
  public let resourceType: ByteString
  /// Whether the resource is replaced; nil where the document leaves it out. Means nothing unless it is modified.
  public var replacement: Replacement?
  /// What becomes of the old resource; nil in older documents.
  public var policyAction: PolicyAction?
  /// The attributes that change: `Properties`, `Metadata`, `Tags` and their like.
  public var scope: [ByteString] = []
  /// Why they change.
  public var details: [ChangeSetDetail] = []
  /// The change set of the nested stack that the resource is.
  public var nestedChangeSetId: ByteString?
  /// The resource before, from `BeforeContext`, whether a text or an object; nil where the document leaves it out.
  public var beforeContext: DocumentNode?
  /// The resource after, from `AfterContext`.
  public var afterContext: DocumentNode?
  /// The bytes of the entry.
  public let range: SourceRange
}

/// One of the `Details` of a changed resource.
public struct ChangeSetDetail: Sendable {
  /// What CloudFormation writes for values that only the deployment knows.
  public static let knownAfterApply: ByteString = "{{changeSet:KNOWN_AFTER_APPLY}}"

  /// `Evaluation`: whether the change is sure before execution.
  public let isStatic: Bool
  /// `ChangeSource`, such as `DirectModification` or `ResourceReference`.
  public let source: ByteString?
  /// `CausingEntity`: the parameter, resource or attribute that changes.
  public let causingEntity: ByteString?
  /// `RequiresRecreation`.
  public let requiresRecreation: RequiresRecreation
  /// The place that changes, as our causes spell it: `Properties/TopicName`.
  public let cause: ByteString

  /// Whether the change comes from another resource.
  public var isAutomatic: Bool {
    source == "ResourceReference" || source == "ResourceAttribute" || source == "Automatic"
  }
}
