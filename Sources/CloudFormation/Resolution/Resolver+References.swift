import Documents

extension Resolver {
  /// The value of a declared parameter: what is given, else its default.
  func value(
    of parameter: TemplateParameter, _ values: ParameterValues, _ previous: [ByteString: ResolvedValue]
  ) -> ResolvedValue {
    let text: ByteString
    switch values[parameter.name] {
    case .value(let given): text = given
    case .previous: return previous[parameter.name] ?? .unresolved(.parameter(parameter.name), at: parameter.range)
    case .unknown: return .unresolved(.parameter(parameter.name), at: parameter.range)
    case .changed:
      return .unresolved(.function("new value of parameter"), [.text(parameter.name)], at: parameter.range)
    case nil:
      guard let standard = parameter.defaultValue else {
        return .unresolved(.parameter(parameter.name), at: parameter.range)
      }
      text = standard
    }
    if parameter.isLookedUp { return .unresolved(.lookedUpParameter(text), at: parameter.range) }
    if text.hasDynamicReference { return .unresolved(.dynamicReference(text), at: parameter.range) }
    if parameter.isList {
      return .list(
        text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { item in
          .text(ByteString(copying: trimmed(item)))
        })
    }
    return .scalar(ResolvedValue.Scalar(text: text, kind: parameter.type == "Number" ? .number : .text))
  }

  /// The value of `Ref`; nil for `AWS::NoValue`.
  mutating func reference(_ argument: DocumentNode, at range: SourceRange) -> ResolvedValue? {
    guard let name = argument.text else {
      refuse("template.ref", "Template format error: Every Ref object must have a single String value.", range)
      return .unresolved(.function("Ref"), [literal(argument, depth: 0)], at: range)
    }
    return reference(to: name, at: range)
  }

  mutating func reference(to name: ByteString, at range: SourceRange) -> ResolvedValue? {
    if name == "AWS::NoValue" { return nil }
    if let value = parameters[name] {
      // The bytes of the value may be written many times.
      if case .scalar(let scalar) = value, !spend(scalar.text.count) { return .unresolved(.tooLarge, at: range) }
      return value.placed(at: range)
    }
    if name.hasPrefix("AWS::"), PseudoParameters.names.contains(name) { return pseudo.value(of: name, at: range) }
    check(resource: name, at: range) {
      "Template format error: Unresolved resource dependencies [\($0)] in the Resources block of the template"
    }
    return .unresolved(.resource(name), at: range)
  }

  /// The value of `Fn::GetAtt`.
  mutating func attribute(_ argument: DocumentNode, at range: SourceRange, depth: Int) -> ResolvedValue {
    var parts: [DocumentNode] = argument.elements ?? []
    if let text = argument.text, let dot = text.bytes.firstIndex(of: UInt8(ascii: ".")) {
      parts = [
        DocumentNode(.string(ByteString(copying: text.bytes[..<dot])), at: argument.range),
        DocumentNode(.string(ByteString(copying: text.bytes[(dot + 1)...])), at: argument.range),
      ]
    }
    guard parts.count >= 2, let name = parts[0].text else {
      refuse(
        "template.getatt",
        "Template error: Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
        range)
      return .unresolved(.function("Fn::GetAtt"), [literal(argument, depth: 0)], at: range)
    }
    check(resource: name, at: range) { "Template error: instance of Fn::GetAtt references undefined resource \($0)" }
    var attribute: [[UInt8]] = []
    for part in parts[1...] {
      guard let text = resolve(part, depth: depth + 1)?.knownText else {
        return .unresolved(.attribute(name, "?"), [literal(argument, depth: 0)], at: range)
      }
      attribute.append(text.bytes)
    }
    return .unresolved(.attribute(name, ByteString(Array(attribute.joined(separator: [UInt8(ascii: ".")])))), at: range)
  }

  /// Refuses what names a resource that the template does not have, or whose condition is false.
  private mutating func check(resource name: ByteString, at range: SourceRange, _ message: (ByteString) -> String) {
    // A transform makes resources of its own, with names derived from those written.
    guard template.transforms.allSatisfy({ $0.name == TemplateTransform.languageExtensions }) else { return }
    guard template.generators.isEmpty else { return }
    guard let isPresent = presence[name] else {
      return refuse("template.reference.undefined", message(name), range)
    }
    if isPresent.isNo { refuse("template.reference.absent", message(name), range) }
    wait(for: name)
  }

  /// Remembers that the resource at hand is made after another one, where both are certainly there.
  private mutating func wait(for name: ByteString) {
    guard let waiting, undecided == 0, presence[name]?.isYes == true else { return }
    dependencies[waiting, default: []].insert(name)
  }

  /// Refuses resources of which none can be made first.
  mutating func checkCircles(_ resources: [TemplateResource]) {
    guard !dependencies.isEmpty else { return }
    // What waits for nothing can be made, what nothing waits for closes no circle; what is left without both does.
    var left = Self.closed(dependencies)
    var reversed: [ByteString: Set<ByteString>] = [:]
    for (name, others) in dependencies where left.contains(name) {
      for other in others where left.contains(other) { reversed[other, default: []].insert(name) }
    }
    left = Self.closed(reversed)
    guard let first = resources.first(where: { left.contains($0.logicalResourceId) }) else { return }
    let names = resources.map(\.logicalResourceId).filter { left.contains($0) }
    let listed = names.prefix(20).map(\.string).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
    refuse("template.reference.circular", "Circular dependency between resources: [\(listed)]", first.range)
  }

  /// What is left of a graph when nodes that lead nowhere are taken out, again and again.
  private static func closed(_ edges: [ByteString: Set<ByteString>]) -> Set<ByteString> {
    var sources: [ByteString: [ByteString]] = [:]
    var open: [ByteString: Int] = [:]
    for (name, others) in edges {
      open[name] = others.count
      for other in others { sources[other, default: []].append(name) }
    }
    var ended = sources.keys.filter { open[$0] == nil }
    while let name = ended.popLast() {
      for source in sources[name] ?? [] {
        guard let count = open[source] else { continue }
        open[source] = count - 1
        if count == 1 { ended.append(source) }
      }
    }
    return Set(open.filter { $0.value > 0 }.keys)
  }

  mutating func checkDependency(_ node: DocumentNode) {
    guard template.transforms.isEmpty, template.generators.isEmpty else { return }
    guard let name = node.text else {
      return refuse(
        "template.dependsOn", "Template format error: DependsOn must be a string or list of strings.", node.range)
    }
    wait(for: name)
    if presence[name] == nil {
      refuse(
        "template.reference.undefined",
        "Template format error: Unresolved resource dependencies [\(name)] in the Resources block of the template",
        node.range)
    }
  }

  private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    var result = bytes.drop(while: isSpace)
    while let last = result.last, isSpace(last) { result.removeLast() }
    return result
  }
}

extension ResolvedValue {
  /// The value as it stands at another place: what is unresolved names that place.
  func placed(at range: SourceRange) -> ResolvedValue {
    guard case .unresolved(let unresolved) = self else { return self }
    return .unresolved(unresolved.source, unresolved.arguments, at: range)
  }
}
