import Documents

/// Loops of the LanguageExtensions transform: `"Fn::ForEach::Name": [identifier, collection, {key: body}]`.
enum ForEach {
  static let prefix: ByteString = "Fn::ForEach::"

  /// Puts a value in the place of a loop's identifier, in keys, texts and `Ref`s.
  static func substituting(
    _ identifier: ByteString, by value: ByteString, in node: DocumentNode, depth: Int = 0
  ) -> DocumentNode {
    guard depth < Resolver.maximumDepth else { return node }
    var node = node
    switch node.content {
    case .string(let text): node.content = .string(substituting(identifier, by: value, in: text))
    case .array(let elements):
      node.content = .array(elements.map { substituting(identifier, by: value, in: $0, depth: depth + 1) })
    case .object(let members):
      if members.count == 1, members[0].key == "Ref", members[0].value.text == identifier {
        return DocumentNode(.string(value), at: node.range)
      }
      node.content = .object(
        members.map {
          DocumentMember(
            key: substituting(identifier, by: value, in: $0.key), keyRange: $0.keyRange,
            value: substituting(identifier, by: value, in: $0.value, depth: depth + 1))
        })
    case .null, .bool, .number: break
    }
    return node
  }

  /// `${Name}` becomes the value, `&{Name}` the value without what is neither letter nor digit.
  static func substituting(_ identifier: ByteString, by value: ByteString, in text: ByteString) -> ByteString {
    let bytes = text.bytes
    guard bytes.contains(UInt8(ascii: "{")) else { return text }
    let mark = [UInt8(ascii: "{")] + identifier.bytes + [UInt8(ascii: "}")]
    var result: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "&"), bytes[(at + 1)...].starts(with: mark) {
        result += byte == UInt8(ascii: "$") ? value.bytes : value.bytes.filter(isAlphanumeric)
        at += 1 + mark.count
      } else {
        result.append(byte)
        at += 1
      }
    }
    return ByteString(result)
  }
}

extension Resolver {
  /// What a byte of an unfolded body costs: loops in loops multiply, and a template that CloudFormation takes is 1 MB.
  private static let loopCost = 8

  /// The members a loop stands for; nil when its collection is unknown or its shape is none.
  mutating func unfold(_ member: DocumentMember) -> [DocumentMember]? {
    guard let parts = member.value.elements, parts.count == 3, let identifier = parts[0].text,
      let body = parts[2].members, case .list(let items)? = resolve(parts[1], depth: 1)
    else { return nil }
    var members: [DocumentMember] = []
    for item in items {
      guard let value = item.knownText else { return nil }
      for inner in body {
        guard spend(Self.loopCost * (8 + inner.value.range.end - inner.value.range.start)) else { return nil }
        let key = ForEach.substituting(identifier, by: value, in: inner.key)
        let node = ForEach.substituting(identifier, by: value, in: inner.value)
        let unfolded = DocumentMember(key: key, keyRange: inner.keyRange, value: node)
        if key.hasPrefix(ForEach.prefix) {
          guard let nested = unfold(unfolded) else { return nil }
          members += nested
        } else {
          members.append(unfolded)
        }
      }
    }
    return members
  }

  /// The resources a member of `Resources` stands for; nil when it cannot be known.
  mutating func unfoldedResources(_ member: DocumentMember) -> [TemplateResource]? {
    guard member.key.hasPrefix(ForEach.prefix), template.declares(TemplateTransform.languageExtensions),
      let members = unfold(member)
    else { return nil }
    var reader = TemplateReader(template.source)
    let resources = members.compactMap { reader.resource($0, isGenerated: true, template) }
    refusals += reader.diagnostics.filter { $0.severity == .error }
    return resources
  }
}
