import Documents

/// The ARN format of a kind of resource, its variables apart: `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`.
struct ARNFormat {
  /// A piece of the format.
  enum Part: Equatable {
    case text(ByteString)
    case variable(ByteString)
  }

  let parts: [Part]

  /// Reads a format as the catalog has it; a `*` in it is a variable without a name.
  init(_ format: ByteString) {
    var parts: [Part] = []
    var text: [UInt8] = []
    var rest = format.bytes[...]
    func flush() {
      if !text.isEmpty { parts.append(.text(ByteString(text))) }
      text = []
    }
    while let byte = rest.first {
      if rest.starts(with: "${".utf8), let end = rest.firstIndex(of: UInt8(ascii: "}")) {
        flush()
        parts.append(.variable(ByteString(copying: rest[(rest.startIndex + 2)..<end])))
        rest = rest[(end + 1)...]
      } else if byte == UInt8(ascii: "*") {
        flush()
        parts.append(.variable(""))
        rest = rest.dropFirst()
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
    flush()
    self.parts = parts
  }

  /// The format with the variables that `value` knows filled in.
  func filled(_ value: (ByteString) -> ByteString?) -> ARNFormat {
    var filled = self
    filled.replaceParts {
      guard case .variable(let name) = $0, let text = value(name), !text.isEmpty else { return $0 }
      return .text(text)
    }
    return filled
  }

  private mutating func replaceParts(_ body: (Part) -> Part) { self = ARNFormat(parts: parts.map(body)) }

  private init(parts: [Part]) { self.parts = parts }

  /// The names of the variables that are still there.
  var variables: [ByteString] {
    parts.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }

  /// The ARN; nil while a variable is left.
  var arn: ByteString? { variables.isEmpty ? pattern : nil }

  /// The format with `*` for each variable.
  var pattern: ByteString { text(variable: [UInt8(ascii: "*")]) }

  /// The format with some text for each variable.
  func text(variable: [UInt8]) -> ByteString {
    ByteString(
      parts.flatMap { part -> [UInt8] in
        switch part {
        case .text(let text): text.bytes
        case .variable: variable
        }
      })
  }
}
