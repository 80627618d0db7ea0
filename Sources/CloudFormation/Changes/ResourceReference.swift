import Documents

/// One place in a resource that holds a `Ref` or `Fn::GetAtt` to another resource.
struct ResourceReference {
  /// The logical id referred to.
  let target: ByteString
  /// Whether it takes an attribute and not the physical id.
  let isAttribute: Bool
  /// Whether the value is used for certain, and not only in a branch or list item that may not be chosen.
  let isCertain: Bool
  /// `Properties`, or the attribute that holds it.
  let attribute: ByteString
  /// The path below that.
  let path: [ByteString]

  /// All references of a resource.
  static func all(in resource: ResolvedResource) -> [ResourceReference] {
    var references: [ResourceReference] = []
    collect(resource.properties, "Properties", [], isCertain: true, into: &references)
    for member in resource.attributes { collect(member.value, member.key, [], isCertain: true, into: &references) }
    return references
  }

  private static func collect(
    _ value: ResolvedValue, _ attribute: ByteString, _ path: [ByteString], isCertain: Bool,
    into references: inout [ResourceReference]
  ) {
    switch value {
    case .scalar: return
    case .list(let items):
      for (index, item) in items.enumerated() {
        collect(item, attribute, path + [ByteString(String(index))], isCertain: isCertain, into: &references)
      }
    case .object(let members):
      for member in members {
        collect(member.value, attribute, path + [member.key], isCertain: isCertain, into: &references)
      }
    case .unresolved(let unresolved):
      func add(_ target: ByteString, isAttribute: Bool) {
        references.append(
          ResourceReference(
            target: target, isAttribute: isAttribute, isCertain: isCertain, attribute: attribute, path: path))
      }
      switch unresolved.source {
      case .resource(let target): add(target, isAttribute: false)
      case .attribute(let target, _): add(target, isAttribute: true)
      default: break
      }
      let isUsed = isCertain && unresolved.usesAllArguments
      for argument in unresolved.arguments {
        collectInside(argument, attribute, path, isCertain: isUsed, into: &references)
      }
    }
  }

  /// Inside a function the path stays that of the property that holds it.
  private static func collectInside(
    _ value: ResolvedValue, _ attribute: ByteString, _ path: [ByteString], isCertain: Bool,
    into references: inout [ResourceReference]
  ) {
    switch value {
    case .scalar: return
    case .list(let items):
      for item in items { collectInside(item, attribute, path, isCertain: isCertain, into: &references) }
    case .object(let members):
      for member in members { collectInside(member.value, attribute, path, isCertain: isCertain, into: &references) }
    case .unresolved: collect(value, attribute, path, isCertain: isCertain, into: &references)
    }
  }
}

extension ResolvedValue.Unresolved {
  /// Whether a change of any argument changes the value.
  fileprivate var usesAllArguments: Bool {
    switch source {
    case .concatenation, .function("Fn::Base64"), .function("Fn::Join"), .function("Fn::Sub"),
      .function("Fn::Transform"):
      true
    default: false
    }
  }
}
