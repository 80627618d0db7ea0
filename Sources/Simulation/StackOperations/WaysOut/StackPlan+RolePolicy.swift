import CloudFormation
import Documents
import PolicyLanguage

extension StackPlan {
  /// The smallest identity policy that the operation needs: what the handlers of the changed resources may call, on the
  /// resources that they call it for. Nil when nothing is called.
  ///
  /// The offline form of the least-privileged deployment role. Names that are made up at deployment are `*` within
  /// their ARN; only actions that name no resource are allowed on `*`.
  public var rolePolicy: Policy? {
    var resourcesOfActions: [ByteString: Set<ByteString>] = [:]
    collectCalls(into: &resourcesOfActions)
    guard !resourcesOfActions.isEmpty else { return nil }
    var actionsOfResources: [[ByteString]: [ByteString]] = [:]
    for (action, resources) in resourcesOfActions {
      actionsOfResources[Self.reduced(resources), default: []].append(action)
    }
    let groups = actionsOfResources.map { (resources: $0.key, actions: $0.value.sorted()) }
      .sorted { ($0.actions.first ?? "") < ($1.actions.first ?? "") }
    let nowhere = SourceRange(0, 0)
    func element(_ texts: [ByteString]) -> PatternElement {
      PatternElement(isNegated: false, patterns: texts.map { PolicyText($0, at: nowhere) }, range: nowhere)
    }
    let statements = groups.enumerated().map { index, group in
      Statement(
        index: index, sid: nil, effect: .allow, principal: nil, action: element(group.actions),
        resource: element(group.resources), conditions: [], range: nowhere)
    }
    return Policy(
      kind: .identity, name: "role policy", source: SourceText(name: "role policy", bytes: []), range: nowhere,
      version: .v2012, id: nil, statements: statements)
  }

  private func collectCalls(into calls: inout [ByteString: Set<ByteString>]) {
    for resource in resources where resource.change.change != .none {
      for call in resource.calls {
        switch call.target {
        case .everything: calls[call.action, default: []].insert("*")
        case .arn(let arn): calls[call.action, default: []].insert(arn)
        case .oneOf(let formats): calls[call.action, default: []].formUnion(formats)
        }
      }
      resource.nested?.collectCalls(into: &calls)
    }
  }

  /// The resources without those that another one covers.
  private static func reduced(_ resources: Set<ByteString>) -> [ByteString] {
    if resources.contains("*") { return ["*"] }
    let wild = resources.filter { $0.bytes.contains(UInt8(ascii: "*")) }
    return resources.filter { resource in
      !wild.contains { $0 != resource && covers($0, resource) }
    }.sorted()
  }

  /// Whether a pattern matches all that another one does; only for those that end alike but for a `*` at the end.
  private static func covers(_ pattern: ByteString, _ other: ByteString) -> Bool {
    guard pattern.bytes.last == UInt8(ascii: "*"), pattern.bytes.filter({ $0 == UInt8(ascii: "*") }).count == 1 else {
      return false
    }
    return other.bytes.starts(with: pattern.bytes.dropLast())
  }
}

extension ResourcePlan {
  /// One request that CloudFormation makes for the resource.
  struct Call {
    let action: ByteString
    let handler: HandlerActions.Handler
    let target: PhysicalResource.Target
    /// The resource that it is made for, before or after.
    let resource: PhysicalResource
  }

  /// The requests that CloudFormation makes for the change, in the order of their actions; what several handlers call
  /// on one resource is one.
  var calls: [Call] {
    var calls: [Call] = []
    for (action, handler) in HandlerActions(change).actions {
      guard let resource = handler == .create ? after ?? before : before ?? after else { continue }
      let target = resource.target(of: action)
      if let last = calls.last, last.action == action, last.target == target { continue }
      calls.append(Call(action: action, handler: handler, target: target, resource: resource))
    }
    return calls
  }
}
