import Documents

/// What becomes of a physical resource when CloudFormation no longer wants it (ruling 14).
public struct DeletionOutcome: Sendable {
  /// Why it is no longer wanted.
  public enum Event: Sendable, CaseIterable {
    /// The stack is deleted.
    case stackDeleted
    /// An update leaves it out, or its condition turns false.
    case removedFromTemplate
    /// An update replaces it.
    case replaced
    /// The operation that created it is rolled back.
    case creationRolledBack
  }

  /// `deleted`, `retained`, `snapshotted`, or `unknown` where the policy is unknown.
  public let fate: PhysicalFate
  /// The policy that decided, as it is written; nil where it is unknown.
  public let policy: ByteString?
  /// Whether no policy is written, so that the default decided.
  public let isDefault: Bool

  /// Works out the outcome from the resource as the stack has it: attributes of a new template do not count yet.
  public init(of resource: ResolvedResource, when event: Event) {
    let name = event == .replaced ? UpdateReplacePolicy.attributeName : DeletionPolicy.attributeName
    let attribute = resource.attribute(name)
    isDefault = attribute == nil
    if let attribute {
      policy = attribute.knownText
    } else {
      policy = event == .replaced ? "Delete" : Self.defaultDeletionPolicy(of: resource)
    }
    guard let policy else {
      fate = .unknown
      return
    }
    fate = event == .replaced ? Self.fate(replacing: resource, policy) : Self.fate(deleting: resource, policy, event)
  }

  private static func fate(deleting resource: ResolvedResource, _ policy: ByteString, _ event: Event) -> PhysicalFate {
    switch DeletionPolicy(policy) {
    case .delete: .deleted
    case .retain: .retained
    case .retainExceptOnCreate: event == .creationRolledBack ? .deleted : .retained
    // Whether a snapshot is taken of what a failed operation had just created is not documented.
    case .snapshot: event == .creationRolledBack ? .unknown : .snapshotted
    case nil: .unknown
    }
  }

  private static func fate(replacing resource: ResolvedResource, _ policy: ByteString) -> PhysicalFate {
    switch UpdateReplacePolicy(policy) {
    case .delete: .deleted
    case .retain: .retained
    case .snapshot:
      switch supportsSnapshots(resource.resource.type) {
      case true: .snapshotted
      case false: .deleted
      case nil: .unknown
      }
    case nil: .unknown
    }
  }

  /// `Delete`, except for databases that are not members of a cluster; nil when that is not known.
  private static func defaultDeletionPolicy(of resource: ResolvedResource) -> ByteString? {
    switch resource.resource.type {
    case "AWS::RDS::DBCluster": return "Snapshot"
    case "AWS::RDS::DBInstance":
      guard let cluster = resource.properties["DBClusterIdentifier"] else { return "Snapshot" }
      if case .unresolved(let unresolved) = cluster, unresolved.source == .function("Fn::If") {
        let mayBeAbsent = unresolved.arguments.contains {
          if case .unresolved(let inner) = $0 { inner.source == .noValue } else { false }
        }
        return mayBeAbsent ? nil : "Delete"
      }
      return "Delete"
    default: return "Delete"
    }
  }
}
