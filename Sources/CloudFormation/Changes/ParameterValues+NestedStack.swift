import Documents

extension ParameterValues {
  /// The parameters that a parent gives its nested stack before and after an update.
  ///
  /// What the parent does not know is unknown to the child, too, and counts as the same before and after, except where
  /// it is among the causes of the nested stack's change: there the two are different unknown values.
  ///
  /// - Parameter change: the change of the nested stack's resource.
  public static func ofNestedStack(
    _ change: ResourceChange, before: ResolvedResource?, after: ResolvedResource?
  ) -> (before: ParameterValues, after: ParameterValues) {
    let prefix = "Properties/Parameters".utf8.count
    var changed: Set<ByteString> = []
    var allChanged = false
    for cause in change.causes where cause.hasPrefix("Properties/Parameters") {
      let rest = cause.bytes.dropFirst(prefix).split(separator: UInt8(ascii: "/"))
      if let name = rest.first { changed.insert(ByteString(copying: name)) } else { allChanged = true }
    }
    func values(_ resource: ResolvedResource?, isAfter: Bool) -> ParameterValues {
      guard case .object(let members)? = resource?.properties["Parameters"] else { return ParameterValues() }
      var values = ParameterValues()
      for member in members {
        if let text = member.value.parameterText {
          values[member.key] = .value(text)
        } else {
          values[member.key] = isAfter && (allChanged || changed.contains(member.key)) ? .changed : .unknown
        }
      }
      return values
    }
    return (values(before, isAfter: false), values(after, isAfter: true))
  }
}

extension ResolvedValue {
  /// A parameter value as text, lists joined by commas; nil when any of it is unknown.
  fileprivate var parameterText: ByteString? {
    if let knownText { return knownText }
    guard case .list(let items) = self else { return nil }
    var texts: [[UInt8]] = []
    for item in items {
      guard let text = item.knownText else { return nil }
      texts.append(text.bytes)
    }
    return ByteString(Array(texts.joined(separator: [UInt8(ascii: ",")])))
  }
}
