import Documents

/// What happens to one resource in a stack operation.
public struct ResourceChange: Sendable {
  /// The kinds of change; the raw value is the word of reports.
  public enum Kind: String, Sendable, CaseIterable {
    case none = "None"
    case add = "Add"
    case modify = "Modify"
    case replace = "Replace"
    /// Modified or replaced; CloudFormation knows when it executes.
    case conditional = "Conditional"
    case remove = "Remove"
    /// Another type under the same logical id, which CloudFormation refuses (ruling 12).
    case typeChange = "TypeChange"
    case `import` = "Import"
    /// Nobody can say before deployment.
    case unknown = "Unknown"
  }

  /// The logical id.
  public var logicalResourceId: ByteString
  /// The type as the template names it: the new one, or the old one of a resource that leaves.
  public var resourceType: ByteString
  /// The type in the processed template, which stack policies see: `AWS::Lambda::Function` for a Serverless function.
  public var provisionedType: ByteString
  /// What happens.
  public var change: Kind
  /// Whether it does so for certain.
  public var certainty: Certainty = .certain
  /// Whether nothing about the resource itself changed, only what it refers to (ruling 9).
  public var isAutomatic = false
  /// Whether all that changes is attributes of what is modified in place, which may stay as they are: a denial of such
  /// an update is reported and never fails the operation (ruling 9).
  public var neverFails = false
  /// The property paths that cause it, sorted: `Properties/DBName`, `DeletionPolicy`, `Properties/Tags/0/Value`.
  public var causes: [ByteString] = []
  /// The update actions CloudFormation asks the stack policy for (ruling 9).
  public var asked: [UpdateAction] = []
  /// What becomes of the physical resource when everything is allowed.
  public var ifAllowed: PhysicalFate = .untouched
  /// What becomes of the old physical resource of a replacement; nil when there is none.
  public var replaced: PhysicalFate?
  /// Why the update of this resource fails although it is allowed; nil when it does not.
  public var failure: UpdateFailure?
  /// Where the resource stands before; nil when it is new or the change came from a change set.
  public var before: TemplatePlace?
  /// Where the resource stands after; nil when it is gone or the change came from a change set.
  public var after: TemplatePlace?
  /// The physical id, where a change set names it.
  public var physicalResourceId: ByteString?
  /// The change set of the nested stack that this resource is, where a change set names it.
  public var nestedChangeSetId: ByteString?
  /// What is not known about it.
  public var unknowns: [UnknownValue] = []

  /// Makes a change of a resource.
  public init(_ logicalResourceId: ByteString, type: ByteString, _ change: Kind) {
    self.logicalResourceId = logicalResourceId
    self.resourceType = type
    self.provisionedType = ServerlessType.provisionedType(of: type)
    self.change = change
    self.asked = Self.asked(for: change)
  }

  /// The update actions that a kind of change is asked for (ruling 9).
  ///
  /// An unknown change may turn out to be any of those that ask.
  static func asked(for change: Kind) -> [UpdateAction] {
    switch change {
    case .none, .add, .import, .typeChange: []
    case .modify: [.modify]
    case .replace: [.replace]
    case .conditional: [.modify, .replace]
    case .remove: [.delete]
    case .unknown: [.modify, .replace, .delete]
    }
  }
}

/// An action that stack policies allow or deny.
public enum UpdateAction: String, Sendable, CaseIterable, Comparable {
  case modify = "Update:Modify"
  case replace = "Update:Replace"
  case delete = "Update:Delete"

  /// Orders modify, replace, delete.
  public static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// What becomes of a physical resource; the raw value is the word of reports.
public enum PhysicalFate: String, Sendable, CaseIterable {
  case untouched, modified, created, deleted, snapshotted, retained, replaced, unknown
}

/// Why CloudFormation fails to update a resource although everything is allowed.
public struct UpdateFailure: Sendable {
  /// CloudFormation's words where they are known.
  public let message: String
  /// Whether it fails for certain.
  public let certainty: Certainty
}

/// Where something stands in a template.
public struct TemplatePlace: Sendable {
  /// The template.
  public let source: SourceText
  /// The bytes.
  public let range: SourceRange

  /// Makes a place.
  public init(source: SourceText, range: SourceRange) {
    self.source = source
    self.range = range
  }
}

/// Something that nobody can know before deployment, and where it is used.
public struct UnknownValue: Sendable {
  /// What it is: `Fn::ImportValue network-vpc`, `AWS::Region`, `parameter KeyName`.
  public let what: String
  /// Where it is used.
  public let place: TemplatePlace

  /// Makes an unknown value.
  public init(what: String, place: TemplatePlace) {
    self.what = what
    self.place = place
  }
}
