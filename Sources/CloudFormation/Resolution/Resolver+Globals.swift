import Documents

extension Resolver {
  /// A resource's properties with those that `Globals` gives all resources of its Serverless type.
  mutating func withGlobals(_ resource: TemplateResource) -> DocumentNode? {
    let prefix: ByteString = "AWS::Serverless::"
    guard resource.type.hasPrefix(prefix), !template.globals.isEmpty else { return resource.properties }
    let section = ByteString(copying: resource.type.bytes.dropFirst(prefix.count))
    guard let globals = template.globals.first(where: { $0.key == section })?.value else { return resource.properties }
    guard let properties = resource.properties else { return globals }
    return merged(globals, under: properties, depth: 0)
  }

  /// Objects are merged, lists appended to the global ones, anything else is overridden.
  private mutating func merged(_ global: DocumentNode, under own: DocumentNode, depth: Int) -> DocumentNode {
    guard depth < Self.maximumDepth, spend(1) else { return own }
    if let globals = global.elements, let items = own.elements {
      return DocumentNode(.array(globals + items), at: own.range)
    }
    guard let globals = global.members, let members = own.members, !isFunction(globals), !isFunction(members) else {
      return own
    }
    var result = members
    let places = Dictionary(members.enumerated().map { ($0.element.key, $0.offset) }) { first, _ in first }
    guard spend(globals.count + members.count) else { return own }
    for member in globals {
      if let index = places[member.key] {
        result[index].value = merged(member.value, under: result[index].value, depth: depth + 1)
      } else {
        result.append(member)
      }
    }
    return DocumentNode(.object(result), at: own.range)
  }

  private func isFunction(_ members: [DocumentMember]) -> Bool {
    members.count == 1 && (members[0].key == "Ref" || members[0].key.hasPrefix("Fn::"))
  }
}
