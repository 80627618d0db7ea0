import Catalog
import Documents

extension ResolvedResource {
  /// The tags written in `Tags`, a list of keys and values or an object, as far as they are known.
  ///
  /// Tags of the stack, which CloudFormation adds, are not among them.
  public var tags: [ByteString: ByteString] {
    var tags: [ByteString: ByteString] = [:]
    switch properties["Tags"] {
    case .list(let items)?:
      for item in items {
        if let key = item["Key"]?.knownText, let value = item["Value"]?.knownText { tags[key] = value }
      }
    case .object(let members)?:
      for member in members {
        if let value = member.value.knownText { tags[member.key] = value }
      }
    default: break
    }
    return tags
  }

  /// The ARN that an action on the physical resource names, where the template names the resource; nil elsewhere.
  ///
  /// The formats of the kinds of resource that the action names are filled in from the place and from properties of
  /// the same name: `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`.
  public func arn(for action: ByteString, in place: PseudoParameters) -> ByteString? {
    guard let published = Catalog.action(action) else { return nil }
    for kind in published.resourceKinds {
      guard let format = Catalog.resourceARN(published.prefix, kind)?.format else { continue }
      if let arn = filled(format, place) { return arn }
    }
    return nil
  }

  private func filled(_ format: ByteString, _ place: PseudoParameters) -> ByteString? {
    var result: [UInt8] = []
    var usesProperty = false
    for part in SubstitutionText.parts(of: format) {
      switch part {
      case .text(let text): result += text.bytes
      case .malformed: return nil
      case .variable(let name):
        let value: ByteString?
        switch name {
        case "Partition": value = place.value(of: "AWS::Partition", at: resource.range).knownText
        case "Region": value = place.region
        case "Account": value = place.accountId
        default:
          value = properties[name]?.knownText
          usesProperty = true
        }
        guard let value, !value.isEmpty else { return nil }
        result += value.bytes
      }
    }
    return usesProperty ? ByteString(result) : nil
  }
}

extension ResolvedTemplate {
  /// The resource of a logical id, whether its condition admits it or not; nil where the template has none.
  public subscript(logicalResourceId: ByteString) -> ResolvedResource? {
    resources.first { $0.logicalResourceId == logicalResourceId }
  }
}
