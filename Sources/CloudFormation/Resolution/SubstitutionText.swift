import Documents

/// The text of `Fn::Sub`, taken apart at its variables.
enum SubstitutionText {
  enum Part: Equatable {
    /// Text that stands for itself; `${!Name}` has become `${Name}`.
    case text(ByteString)
    /// `${Name}`, `${AWS::Region}` or `${Resource.Attribute}`.
    case variable(ByteString)
    /// A name that CloudFormation refuses.
    case malformed(ByteString)
  }

  static func parts(of text: ByteString) -> [Part] {
    let bytes = text.bytes
    var parts: [Part] = []
    var literal: [UInt8] = []
    var at = 0
    let last = bytes.lastIndex(of: UInt8(ascii: "}")) ?? -1
    while at < bytes.count {
      guard at < last, bytes[at] == UInt8(ascii: "$"), bytes[at + 1] == UInt8(ascii: "{"),
        let end = bytes[(at + 2)...].firstIndex(of: UInt8(ascii: "}"))
      else {
        literal.append(bytes[at])
        at += 1
        continue
      }
      let name = bytes[(at + 2)..<end]
      at = end + 1
      if name.first == UInt8(ascii: "!") {
        literal += Array("${".utf8) + name.dropFirst() + [UInt8(ascii: "}")]
        continue
      }
      if !literal.isEmpty { parts.append(.text(ByteString(literal))) }
      literal = []
      let trimmed = ByteString(copying: name.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed())
      let isName = !trimmed.isEmpty && trimmed.bytes.allSatisfy(isNameByte)
      parts.append(isName ? .variable(trimmed) : .malformed(ByteString(copying: name)))
    }
    if !literal.isEmpty { parts.append(.text(ByteString(literal))) }
    return parts
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
  }
}
