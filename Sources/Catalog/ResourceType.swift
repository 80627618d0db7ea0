import Documents

/// What AWS publishes about one CloudFormation resource type.
public struct ResourceType: Sendable {
  private let row: Table.Row

  init(_ row: Table.Row) { self.row = row }

  /// The name: `AWS::RDS::DBInstance`.
  public var name: ByteString { row.column(0) }

  /// Whether it holds data that its deletion destroys.
  public var isStateful: Bool { has("S") }

  /// Whether CloudFormation can snapshot it before deleting it.
  public var supportsSnapshots: Bool { has("N") }

  /// Whether it has no update handler, so that any change of a property replaces it.
  public var hasNoUpdateHandler: Bool { has("I") }

  /// Whether a replacement deletes the old one before it creates the new one.
  public var isDeletedBeforeReplacement: Bool { has("D") }

  /// The properties whose change replaces the resource.
  public var createOnlyProperties: [PropertyPointer] { row.list(2).map(PropertyPointer.init) }

  /// The properties whose change may replace the resource.
  public var conditionallyCreateOnlyProperties: [PropertyPointer] { row.list(3).map(PropertyPointer.init) }

  /// The actions its create handler may call; more than most resources need.
  public var createPermissions: [ByteString] { row.list(4) }

  /// The actions its update handler may call.
  public var updatePermissions: [ByteString] { row.list(5) }

  /// The actions its delete handler may call.
  public var deletePermissions: [ByteString] { row.list(6) }

  private func has(_ flag: Unicode.Scalar) -> Bool { row.column(1).bytes.contains(UInt8(ascii: flag)) }
}

/// Where a property stands inside a resource's `Properties`.
public struct PropertyPointer: Sendable, Hashable {
  /// Member names from the top; `*` stands for every item of a list or member of a map.
  public let segments: [ByteString]

  init(_ text: ByteString) {
    segments = text.bytes.split(separator: UInt8(ascii: "/")).map { ByteString(copying: $0) }
  }
}

extension Catalog {
  /// The resource type of that name, case-sensitively (ruling 8); nil when none is published.
  public static func resourceType(_ name: ByteString) -> ResourceType? {
    Table.resourceTypes.row(name).map(ResourceType.init)
  }

  /// The names of all resource types, sorted by their bytes.
  public static var resourceTypeNames: [ByteString] { Table.resourceTypes.rows.map { $0.column(0) } }

  /// The published type most like a name that is none; nil when nothing is near enough.
  public static func nearestResourceType(to name: ByteString) -> ByteString? {
    NearestSpelling.of(name, among: resourceTypeNames)
  }
}
