import Documents

/// Turns the short forms of YAML templates into the long forms that JSON templates are written in.
///
/// | short | long |
/// | --- | --- |
/// | `!Ref X` | `{"Ref": "X"}` |
/// | `!Condition X` | `{"Condition": "X"}` |
/// | `!GetAtt A.B.C` | `{"Fn::GetAtt": ["A", "B.C"]}` |
/// | `!Name value`, any other | `{"Fn::Name": value}` |
///
/// A tag that CloudFormation does not know becomes a function that it does not know, for whoever resolves functions to
/// object to: a template may be meant for a tool that replaces them before CloudFormation sees it.
public enum ShortForms {
  /// A tree without tags that means the same.
  ///
  /// The object of a long form has the range of its whole short form, its key the range of the tag.
  ///
  /// - Complexity: O(nodes).
  public static func expand(_ node: DocumentNode) -> DocumentNode {
    var value = node
    value.tag = nil
    switch node.content {
    case .array(let elements): value.content = .array(elements.map(expand))
    case .object(let members): value.content = .object(members.map(expand))
    case .null, .bool, .number, .string: break
    }
    guard let tag = node.tag else { return value }
    let name = ByteString(copying: tag.bytes.dropFirst())
    if name == "GetAtt", case .string(let text) = value.content {
      value.content = .array(attribute(text).map { DocumentNode(.string($0), at: node.range) })
    }
    let key = name == "Ref" || name == "Condition" ? name : ByteString("Fn::".utf8 + name.bytes)
    let keyRange = SourceRange(node.range.start, min(node.range.end, node.range.start + tag.count))
    return DocumentNode(.object([DocumentMember(key: key, keyRange: keyRange, value: value)]), at: node.range)
  }

  private static func expand(_ member: DocumentMember) -> DocumentMember {
    var member = member
    member.value = expand(member.value)
    return member
  }

  /// The resource and the attribute of `Resource.Attribute`, whose attribute may hold dots itself.
  private static func attribute(_ text: ByteString) -> [ByteString] {
    text.bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      .map { ByteString(copying: $0) }
  }
}
