import Documents
import PolicyLanguage

extension World {
  /// Bytes that are equal for resources of which the world says the same, so that a stream asks once for all of them:
  /// a listed resource alone, all that is in a listed bucket or table, all other resources of an account and kind.
  public func signature(of name: ResourceName) -> ByteString {
    if resources[name.text] != nil { return ByteString(Array("L".utf8) + name.text.bytes) }
    if let container = name.container, resources[container] != nil {
      return ByteString(Array("C".utf8) + container.bytes)
    }
    let kinds = [
      name.isARN, name.isRole, name.isKMSKey, name.isAWSManagedKeyAlias, name.isS3Bucket, name.isS3Object,
    ]
    return ByteString(
      Array("A".utf8) + kinds.map { $0 ? UInt8(ascii: "1") : UInt8(ascii: "0") } + (name.account?.bytes ?? []))
  }

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
