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

/// What the gates look at of a resource's name (`ResourceName`), from its bytes alone.
private struct ResourceKind {
  /// One bit each: ARN, role, KMS key, alias of an AWS managed key, S3 bucket, S3 object.
  private(set) var bits: UInt8 = 0
  /// The account's twelve digits; empty when the name has none.
  private(set) var account = ByteSlice.empty

  init(_ text: ByteSlice) {
    var starts = (service: 0, region: 0, account: 0, tail: 0)
    var found = 0
    var at = 0
    while at < text.count, found < 5 {
      if text.base[at] == UInt8(ascii: ":") {
        found += 1
        switch found {
        case 2: starts.service = at + 1
        case 3: starts.region = at + 1
        case 4: starts.account = at + 1
        case 5: starts.tail = at + 1
        default: break
        }
      }
      at += 1
    }
    guard found == 5, Self.hasPrefix(text, 0, "arn:") else { return }
    bits = 1
    let digits = ByteSlice(text.base + starts.account, starts.tail - 1 - starts.account)
    if digits.count == 12, (0..<12).allSatisfy({ digits.base[$0] &- 0x30 < 10 }) { account = digits }
    let service = ByteSlice(text.base + starts.service, starts.region - 1 - starts.service)
    if service.equals(ByteSlice("iam")) {
      if Self.hasPrefix(text, starts.tail, "role/") { bits |= 2 }
    } else if service.equals(ByteSlice("kms")) {
      if Self.hasPrefix(text, starts.tail, "key/") { bits |= 4 }
      if Self.hasPrefix(text, starts.tail, "alias/aws/") { bits |= 8 }
    } else if service.equals(ByteSlice("s3")), account.count == 0 {
      let hasSlash = (starts.tail..<text.count).contains { text.base[$0] == UInt8(ascii: "/") }
      bits |= hasSlash ? 32 : 16
    }
  }

  private static func hasPrefix(_ text: ByteSlice, _ start: Int, _ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    return text.count - start >= count && ByteSlice(text.base + start, count).equals(ByteSlice(prefix))
  }
}
