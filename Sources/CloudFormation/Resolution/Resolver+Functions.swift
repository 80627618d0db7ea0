import Documents

extension Resolver {
  /// The value of an intrinsic function; nil for `AWS::NoValue`.
  mutating func call(
    _ function: ByteString, _ argument: DocumentNode, at range: SourceRange, depth: Int
  ) -> ResolvedValue? {
    let depth = depth + 1
    switch function {
    case "Fn::GetAtt": return attribute(argument, at: range, depth: depth)
    case "Fn::If": return choice(argument, at: range, depth: depth)
    case "Fn::Sub": return substitution(argument, at: range, depth: depth)
    case "Fn::FindInMap": return mapEntry(argument, at: range, depth: depth)
    case "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not":
      let member = DocumentMember(key: function, keyRange: range, value: argument)
      return truth(of: DocumentNode(.object([member]), at: range), depth: depth).value
    case "Fn::ForEach", "Fn::Transform":
      return .unresolved(.function(function), [literal(argument, depth: depth)], at: range)
    default: break
    }
    guard let value = resolve(argument, depth: depth) else {
      return .unresolved(.function(function), [.unresolved(.noValue, at: range)], at: range)
    }
    if let result = evaluated(function, value, at: range) { return result }
    let arguments: [ResolvedValue] = if case .list(let items) = value { items } else { [value] }
    return .unresolved(.function(function), arguments, at: range)
  }

  /// The value of a function of values; nil when it cannot be known.
  private mutating func evaluated(_ function: ByteString, _ value: ResolvedValue, at range: SourceRange)
    -> ResolvedValue?
  {
    let arguments: [ResolvedValue] = if case .list(let items) = value { items } else { [value] }
    switch function {
    case "Fn::Join": return join(arguments, at: range)
    case "Fn::Select": return select(arguments, at: range)
    case "Fn::Split": return split(arguments)
    case "Fn::Base64": return value.knownText.map { .text(Base64.encoded($0)) }
    case "Fn::Cidr": return CIDRBlocks.blocks(arguments).map { .list($0.map { .text($0) }) }
    case "Fn::Length":
      guard case .list(let items) = value, items.allSatisfy({ !$0.isList }) || arguments.count != 1 else { return nil }
      return .scalar(ResolvedValue.Scalar(text: ByteString(String(items.count)), kind: .number))
    case "Fn::GetAZs":
      // An empty argument is the region of the stack.
      if let text = value.knownText, !text.isEmpty { return nil }
      if value.knownText == nil { return nil }
      return .unresolved(.function(function), [pseudo.value(of: "AWS::Region", at: range)], at: range)
    default: return nil
    }
  }

  // MARK: If

  private mutating func choice(_ argument: DocumentNode, at range: SourceRange, depth: Int) -> ResolvedValue? {
    guard let parts = argument.elements, parts.count == 3, let name = parts[0].scalarText else {
      refuse("template.if", "Template error: Fn::If requires a list argument with three parameters", range)
      return .unresolved(.function("Fn::If"), [literal(argument, depth: depth)], at: range)
    }
    switch truth(ofConditionNamed: name, at: parts[0].range, depth: depth) {
    case .yes: return resolve(parts[1], depth: depth)
    case .no: return resolve(parts[2], depth: depth)
    case .unknown(let condition):
      undecided += 1
      defer { undecided -= 1 }
      let whenTrue = resolve(parts[1], depth: depth)
      let whenFalse = resolve(parts[2], depth: depth)
      if whenTrue == nil, whenFalse == nil { return nil }
      let left = whenTrue ?? .unresolved(.noValue, at: range)
      let right = whenFalse ?? .unresolved(.noValue, at: range)
      return left.isSame(as: right) ? left : .unresolved(.function("Fn::If"), [condition, left, right], at: range)
    }
  }

  // MARK: Lists and texts

  private mutating func join(_ arguments: [ResolvedValue], at range: SourceRange) -> ResolvedValue? {
    guard arguments.count == 2, let delimiter = arguments[0].knownText, case .list(let items) = arguments[1] else {
      return nil
    }
    var parts: [ResolvedValue] = []
    for (index, item) in items.enumerated() {
      if index > 0, !delimiter.isEmpty { parts.append(.text(delimiter)) }
      parts.append(item)
    }
    return concatenation(parts, at: range)
  }

  /// Text of parts, neighbours that are known joined; nil when a part is no text.
  mutating func concatenation(_ parts: [ResolvedValue], at range: SourceRange) -> ResolvedValue? {
    var text = ConcatenatedText()
    for part in parts {
      switch part {
      case .list, .object: return nil
      case .unresolved(let inner) where inner.source == .concatenation: inner.arguments.forEach { text.append($0) }
      case .scalar, .unresolved: text.append(part)
      }
    }
    return spend(text.knownCount) ? text.value(at: range) : .unresolved(.tooLarge, at: range)
  }

  private mutating func select(_ arguments: [ResolvedValue], at range: SourceRange) -> ResolvedValue? {
    guard arguments.count == 2, let text = arguments[0].knownText, case .list(let items) = arguments[1] else {
      return nil
    }
    guard let index = Int(text.string), items.indices.contains(index) else {
      refuse("template.select", "Template error: Fn::Select cannot select nonexistent value at index \(text)", range)
      return nil
    }
    return items[index]
  }

  private mutating func split(_ arguments: [ResolvedValue]) -> ResolvedValue? {
    guard arguments.count == 2, let delimiter = arguments[0].knownText, let text = arguments[1].knownText,
      !delimiter.isEmpty, spend(text.count)
    else { return nil }
    var items: [ResolvedValue] = []
    var item: [UInt8] = []
    var at = 0
    while at < text.count {
      if text.bytes[at...].starts(with: delimiter.bytes) {
        items.append(.text(ByteString(item)))
        item = []
        at += delimiter.count
      } else {
        item.append(text.bytes[at])
        at += 1
      }
    }
    return .list(items + [.text(ByteString(item))])
  }

  // MARK: Sub

  private mutating func substitution(_ argument: DocumentNode, at range: SourceRange, depth: Int) -> ResolvedValue? {
    var text = argument.text
    var variables: [ByteString: ResolvedValue] = [:]
    if let parts = argument.elements, let first = parts.first {
      text = first.text
      for member in parts.dropFirst().first?.members ?? [] {
        if let value = resolve(member.value, depth: depth) { variables[member.key] = value }
      }
    }
    guard let text else {
      refuse(
        "template.sub", "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments",
        range)
      return .unresolved(.function("Fn::Sub"), [literal(argument, depth: depth)], at: range)
    }
    var parts: [ResolvedValue] = []
    for part in SubstitutionText.parts(of: text) {
      switch part {
      case .text(let text): parts.append(.text(text))
      case .variable(let name): parts.append(variable(name, variables, at: range, depth: depth))
      case .malformed(let name):
        refuse("template.sub.name", Self.malformedName, range)
        parts.append(.text(ByteString(Array("${".utf8) + name.bytes + Array("}".utf8))))
      }
    }
    return concatenation(parts, at: range) ?? .unresolved(.function("Fn::Sub"), parts, at: range)
  }

  private mutating func variable(
    _ name: ByteString, _ variables: [ByteString: ResolvedValue], at range: SourceRange, depth: Int
  ) -> ResolvedValue {
    if let value = variables[name] { return value }
    if name.bytes.contains(UInt8(ascii: ".")) {
      return attribute(DocumentNode(.string(name), at: range), at: range, depth: depth)
    }
    return reference(to: name, at: range) ?? .text("")
  }

  private static let malformedName =
    "Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons"

  // MARK: FindInMap

  private mutating func mapEntry(_ argument: DocumentNode, at range: SourceRange, depth: Int) -> ResolvedValue? {
    guard let parts = argument.elements, parts.count == 3 || parts.count == 4 else {
      refuse("template.findInMap", "Template error: every Fn::FindInMap object requires three parameters", range)
      return .unresolved(.function("Fn::FindInMap"), [literal(argument, depth: depth)], at: range)
    }
    var keys: [ResolvedValue] = []
    for part in parts.prefix(3) { keys.append(resolve(part, depth: depth) ?? .unresolved(.noValue, at: range)) }
    let standard = parts.count == 4 ? parts[3]["DefaultValue"] : nil
    guard let name = keys[0].knownText else { return .unresolved(.function("Fn::FindInMap"), keys, at: range) }
    guard let map = mappings[name]?.members else {
      if standard != nil { return standard.flatMap { resolve($0, depth: depth) } }
      if template.macros.isEmpty {
        refuse(
          "template.findInMap.map",
          "Template error: Mapping named '\(name)' is not present in the 'Mappings' section of template.", range)
      }
      return .unresolved(.function("Fn::FindInMap"), keys, at: range)
    }
    // Keys that are not known leave several candidates; if they agree, that is the value.
    var candidates: [ResolvedMember] = []
    for outer in map where keys[1].knownText.map({ $0 == outer.key }) ?? true {
      for inner in outer.value.members ?? [] where keys[2].knownText.map({ $0 == inner.key }) ?? true {
        guard spend(1) else { return .unresolved(.tooLarge, at: range) }
        if let value = resolve(inner.value, depth: depth) {
          candidates.append(ResolvedMember(key: ByteString(outer.key.bytes + [0x2F] + inner.key.bytes), value: value))
        }
      }
    }
    let isDecided = keys[1].isKnown && keys[2].isKnown
    if candidates.isEmpty, isDecided {
      if let standard { return resolve(standard, depth: depth) }
      refuse(
        "template.findInMap.key",
        "Template error: Unable to get mapping for \(name)::\(keys[1].knownText ?? "")::\(keys[2].knownText ?? "")",
        range)
    }
    if let first = candidates.first?.value, isDecided || standard == nil,
      candidates.allSatisfy({ $0.value.isSame(as: first) })
    {
      return first
    }
    var arguments = keys + [.object(unsorted: candidates)]
    if let standard { arguments.append(literal(standard, depth: depth)) }
    return .unresolved(.function("Fn::FindInMap"), arguments, at: range)
  }
}

extension ResolvedValue {
  var isList: Bool { if case .list = self { true } else { false } }
}
