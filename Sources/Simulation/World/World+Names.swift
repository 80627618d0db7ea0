import Documents
import PolicyLanguage

extension World {
  /// The ARNs of all listed resources, sorted.
  public var resourceNames: [ByteString] { resources.keys.sorted() }

  /// The ARNs of all listed principals, sorted.
  public var principalNames: [ByteString] { principals.keys.sorted() }

  /// What the environment lists of the principal of that ARN; nil when it is not listed.
  public func principal(_ arn: ByteString) -> ListedPrincipal? { principals[arn] }

  /// Whether a resource of that ARN is there: listed, in a listed bucket or table, a principal, or made by a stack.
  public func knowsResource(_ arn: ByteString) -> Bool {
    let name = ResourceName(arn)
    if listed(name) != nil || principals[arn] != nil { return true }
    if let container = name.container, resources[container] != nil { return true }
    return stacks.contains { $0.physicalResources.values.contains(arn) }
  }

  /// Whether some listed resource is of a service, so that those of the service which are not listed do not exist.
  public func listsResources(of service: ByteString) -> Bool {
    resources.values.contains { $0.arn.service == service }
  }
}
