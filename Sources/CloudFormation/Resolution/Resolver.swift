import Documents

/// Works out one template with one set of parameters.
///
/// It evaluates what it can and leaves the rest in the value as unresolved; it never guesses. Conditions are worked out
/// once each. Work is bounded twice, since templates are input: by depth, and by a budget of nodes and bytes, behind
/// which values are `tooLarge` (nested `Fn::Sub` variables double at every level).
struct Resolver {
  let template: Template
  let pseudo: PseudoParameters
  var parameters: [ByteString: ResolvedValue] = [:]
  var declared: [ByteString: TemplateParameter] = [:]
  /// Presence of the template's resources by logical id.
  var presence: [ByteString: ConditionOutcome] = [:]
  var conditionNodes: [ByteString: DocumentNode] = [:]
  var conditions: [ByteString: ConditionState] = [:]
  var mappings: [ByteString: DocumentNode] = [:]
  var refusals: [Diagnostic] = []
  /// How many undecided branches enclose the place: what stands there may never be used, so it refuses nothing.
  var undecided = 0
  private var budget = 64_000_000
  /// The parameters that have neither a value nor a default.
  private let valueless: [TemplateParameter]
  /// The resource whose properties are worked out, while what it names makes it wait for another one.
  var waiting: ByteString?
  /// The resources that each resource certainly waits for.
  var dependencies: [ByteString: Set<ByteString>] = [:]

  enum ConditionState {
    case running
    case done(ConditionOutcome)
  }

  static let maximumDepth = 600

  init(
    template: Template, values: ParameterValues, pseudo: PseudoParameters, previous: [ByteString: ResolvedValue]
  ) {
    self.template = template
    self.pseudo = pseudo
    valueless = template.parameters.filter {
      values[$0.name] == nil && $0.defaultValue == nil && previous[$0.name] == nil
    }
    for parameter in template.parameters { declared[parameter.name] = parameter }
    for parameter in template.parameters { parameters[parameter.name] = value(of: parameter, values, previous) }
    for condition in template.conditions { conditionNodes[condition.key] = condition.value }
    for map in template.mappings { mappings[map.key] = map.value }
    for parameter in template.parameters {
      guard case .value(let given)? = values[parameter.name], let allowed = parameter.allowedValues,
        !parameter.isList, !parameter.isLookedUp, !allowed.contains(given)
      else { continue }
      refuse("parameters.allowed", "Parameter '\(parameter.name)' must be one of AllowedValues", parameter.range)
    }
    for (name, _) in values.entries.sorted(by: { $0.key < $1.key }) where declared[name] == nil {
      refuse("parameters.undeclared", "Parameters: [\(name)] do not exist in the template", template.root.range)
    }
  }

  /// Makes a resolver that only takes nodes as they stand.
  init(literal template: Template) {
    self.template = template
    self.pseudo = PseudoParameters()
    valueless = []
  }

  mutating func resolvedTemplate() -> ResolvedTemplate {
    var written = template.resources
    var generators: [ResolvedMember] = []
    for member in template.generators {
      if let unfolded = unfoldedResources(member) {
        written += unfolded
      } else {
        generators.append(ResolvedMember(key: member.key, value: literal(member.value, depth: 0)))
      }
    }
    for resource in written { presence[resource.logicalResourceId] = isPresent(resource) }
    let resources = written.map { resolved($0) }
    checkCircles(written)
    return ResolvedTemplate(
      template: template, resources: resources, parameters: parameters, generators: generators,
      valueless: valueless, outputs: outputs(), refusals: template.faults + refusals)
  }

  private mutating func isPresent(_ resource: TemplateResource) -> ConditionOutcome {
    guard let condition = resource.condition else { return .yes }
    return truth(ofConditionNamed: condition.name, at: condition.range, depth: 0)
  }

  private mutating func resolved(_ resource: TemplateResource) -> ResolvedResource {
    let isPresent = presence[resource.logicalResourceId] ?? .yes
    if !isPresent.isYes { undecided += 1 }
    defer { if !isPresent.isYes { undecided -= 1 } }
    waiting = resource.logicalResourceId
    for node in resource.dependsOn { checkDependency(node) }
    let written = withGlobals(resource)
    let properties = written.flatMap { resolve($0, depth: 0) } ?? .object([])
    waiting = nil
    let attributes = resource.attributes.compactMap { member in
      resolve(member.value, depth: 0).map { ResolvedMember(key: member.key, value: $0) }
    }
    return ResolvedResource(resource: resource, isPresent: isPresent, properties: properties, attributes: attributes)
  }

  private mutating func outputs() -> ResolvedValue {
    var members: [ResolvedMember] = []
    for output in template.outputs {
      var decided = ConditionOutcome.yes
      if let name = output.value["Condition"]?.text {
        decided = truth(ofConditionNamed: name, at: output.value.range, depth: 0)
      }
      if decided.isNo { continue }
      // What an output refers to is checked at the end of an update; it decides nothing about resources.
      undecided += 1
      if let value = resolve(output.value, depth: 0) { members.append(ResolvedMember(key: output.key, value: value)) }
      undecided -= 1
    }
    return .object(unsorted: members)
  }

  // MARK: Bounds and refusals

  /// Takes from the budget; false when it is used up.
  mutating func spend(_ amount: Int) -> Bool {
    budget -= amount
    return budget > 0
  }

  mutating func refuse(_ code: String, _ message: String, _ range: SourceRange) {
    guard undecided == 0, refusals.count < 100 else { return }
    refusals.append(Diagnostic(.error, code, message, in: template.source, at: range))
  }

  // MARK: Values

  /// The value of a node; nil for `AWS::NoValue`, which removes what holds it.
  mutating func resolve(_ node: DocumentNode, depth: Int) -> ResolvedValue? {
    guard depth < Self.maximumDepth, spend(1) else { return .unresolved(.tooLarge, at: node.range) }
    switch node.content {
    case .null, .bool, .number: return .scalar(ResolvedValue.Scalar(node))
    case .string(let text): return string(text, at: node.range)
    case .array(let elements):
      var items: [ResolvedValue] = []
      items.reserveCapacity(elements.count)
      for element in elements {
        if let item = resolve(element, depth: depth + 1) { items.append(item) }
      }
      return .list(items)
    case .object(let members): return object(members, of: node, depth: depth)
    }
  }

  private mutating func object(_ members: [DocumentMember], of node: DocumentNode, depth: Int) -> ResolvedValue? {
    if members.count == 1, let member = members.first {
      if member.key == "Ref" { return reference(member.value, at: node.range) }
      if member.key.hasPrefix("Fn::"), !member.key.hasPrefix(ForEach.prefix) {
        return call(member.key, member.value, at: node.range, depth: depth)
      }
    }
    var resolved: [ResolvedMember] = []
    resolved.reserveCapacity(members.count)
    for member in members {
      if member.key.hasPrefix(ForEach.prefix), let unfolded = unfold(member) {
        for inner in unfolded {
          if let value = resolve(inner.value, depth: depth + 1) {
            resolved.append(ResolvedMember(key: inner.key, value: value))
          }
        }
      } else if member.key == "Fn::Transform" {
        // Beside other members it merges what it makes into them.
        let value = call(member.key, member.value, at: member.value.range, depth: depth)
        if let value { resolved.append(ResolvedMember(key: member.key, value: value)) }
      } else if let value = resolve(member.value, depth: depth + 1) {
        resolved.append(ResolvedMember(key: member.key, value: value))
      }
    }
    return .object(unsorted: resolved)
  }

  private mutating func string(_ text: ByteString, at range: SourceRange) -> ResolvedValue {
    _ = spend(text.count)
    return text.hasDynamicReference ? .unresolved(.dynamicReference(text), at: range) : .text(text)
  }

  /// A node as it stands, functions and all: for comparing what nobody can evaluate.
  mutating func literal(_ node: DocumentNode, depth: Int) -> ResolvedValue {
    guard depth < Self.maximumDepth, spend(1) else { return .unresolved(.tooLarge, at: node.range) }
    switch node.content {
    case .array(let elements): return .list(elements.map { literal($0, depth: depth + 1) })
    case .object(let members):
      return .object(unsorted: members.map { ResolvedMember(key: $0.key, value: literal($0.value, depth: depth + 1)) })
    default: return .scalar(ResolvedValue.Scalar(node))
    }
  }
}

extension ByteString {
  /// Whether the text holds `{{resolve:`, so that the deployment puts something else in its place.
  var hasDynamicReference: Bool {
    guard count > 10 else { return false }
    let mark = Array("{{resolve:".utf8)
    var start = 0
    while let brace = bytes[start...].firstIndex(of: 0x7B) {
      if bytes[brace...].starts(with: mark) { return true }
      start = brace + 1
    }
    return false
  }
}
