import Documents

extension PolicyDocumentReader {
  /// Reads an element that is a string or a list of strings, as the grammar's elements mostly are.
  func readTexts(_ node: DocumentNode, of element: ByteString) -> [PolicyText] {
    switch node.content {
    case .string(let text): return [PolicyText(text, at: node.range)]
    case .array(let elements):
      if elements.isEmpty {
        let effect = element.hasPrefix("Not") ? "excludes nothing" : "matches nothing"
        report(.listEmpty, at: node.range, "an empty \(element.string) \(effect)")
      }
      return elements.compactMap { element in
        guard let text = element.text else {
          report(.elementType, at: element.range, "expected a string, found \(element.kindName)")
          return nil
        }
        return PolicyText(text, at: element.range)
      }
    default:
      report(
        .elementType, at: node.range,
        "\(element.string) must be a string or a list of strings, not \(node.kindName)")
      return []
    }
  }

  /// Reports an element that stands beside its Not-form, at the second of the two.
  func reportPair(_ positive: DocumentMember?, _ negative: DocumentMember?) {
    guard let positive, let negative else { return }
    let second = positive.keyRange.start < negative.keyRange.start ? negative : positive
    report(
      .elementExclusive, at: second.keyRange,
      "a statement has \(positive.key.string) or \(negative.key.string), not both")
  }

  /// Reports policy variables that are not substituted where they stand.
  ///
  /// - Parameter start: the offset from which variables are substituted; nil when nowhere.
  func checkVariables(of value: PolicyText, from start: Int?) {
    guard kind != .stack else { return }
    let bytes = value.text.bytes
    var at = 0
    var (isMisplaced, malformed) = (false, -1)
    var isVariable = false
    while at + 1 < bytes.count {
      guard bytes[at] == UInt8(ascii: "$"), bytes[at + 1] == UInt8(ascii: "{") else {
        at += 1
        continue
      }
      guard let variable = PolicyVariable(bytes, at: at) else {
        if malformed < 0 { malformed = at }
        at += 2
        continue
      }
      isVariable = true
      if at < start ?? bytes.count { isMisplaced = true }
      at += variable.length
    }
    if isVariable, version == .v2008 {
      report(
        .variableVersion, at: value.range,
        "without \"Version\": \"2012-10-17\" a policy variable is literal text")
    } else if isMisplaced {
      report(
        .variablePlace, at: value.range,
        start == nil
          ? "no policy variable is substituted here; \(value.text.quoted()) is literal text"
          : "policy variables are substituted behind the fifth colon of an ARN only; before it they are literal text")
    }
    if malformed >= 0, version == .v2012 {
      let rest = ByteString(copying: bytes[malformed...].prefix(40))
      report(
        .variableMalformed, at: value.range,
        "\(rest.quoted()) is no policy variable (\"${key}\" or \"${key, 'default'}\") and is literal text")
    }
  }
}

extension ByteString {
  /// Whether this is `*` alone, without making a byte string of a literal to compare with.
  var isStar: Bool { bytes.count == 1 && bytes[0] == UInt8(ascii: "*") }
}
