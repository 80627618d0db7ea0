import Documents
import PolicyLanguage

extension World {
  /// Appends bytes that are equal for resources of which the world says the same, so that a stream asks once for all of
  /// them: a listed resource alone, all that is in a listed bucket or table, all other resources of an account and kind.
  public func appendSignature(of text: ByteSlice, to key: inout ByteBuffer) {
    if !resources.isEmpty {
      let name = ResourceName(text.byteString)
      if listed(name) != nil {
        key.append("L")
        return key.append(text)
      }
      if let container = name.container, resources[container] != nil {
        key.append("C")
        return key.append(container.bytes)
      }
    }
    let kind = ResourceKind(text)
    key.append("A")
    key.append(Int(kind.bits))
    key.append(" ")
    key.append(kind.account)
  }

  /// Whether `ResourceKind` tells resources apart as `appendSignature` does: no resource is listed.
  public var tellsResourcesByKind: Bool { resources.isEmpty }

  /// All policies that some request may meet.
  public var policies: [Policy] {
    var all: [Policy] = [.fullAWSAccess, .rcpFullAWSAccess]
    for node in organization?.nodes ?? [] { all += node.serviceControlPolicies + node.resourceControlPolicies }
    for principal in principals.values {
      all += principal.identityPolicies + principal.sessionPolicies
      if let boundary = principal.permissionsBoundary { all.append(boundary) }
    }
    for resource in resources.values { if let policy = resource.policy { all.append(policy) } }
    return all
  }
}
