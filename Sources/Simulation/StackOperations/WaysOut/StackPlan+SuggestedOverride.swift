import CloudFormation
import Documents
import PolicyLanguage

extension StackPlan {
  /// Finds the smallest override policies that let exactly this update through, for this stack and those nested in it.
  ///
  /// A stack whose policy denies nothing of it gets none. The policy allows what the update asks and by default denies
  /// all else; it is read back and asked before it is suggested. An execution of a change set takes no override
  /// (ruling 4), nor does a nested stack (ruling 11): there the policy can be set for as long as the update takes.
  public mutating func suggestOverrides() {
    suggestedOverride = override
    for index in resources.indices { resources[index].nested?.suggestOverrides() }
  }

  private var override: Policy? {
    let isDenied = resources.contains { resource in resource.answers.contains { $0.result != .allowed } }
    guard operation != .deleteStack, outcome != .refused, isDenied else { return nil }
    var resourcesOfActions: [[UpdateAction]: [ByteString]] = [:]
    for resource in resources where !resource.change.asked.isEmpty {
      let id = resource.change.logicalResourceId
      // A wildcard in an id would let more through.
      guard id.bytes.allSatisfy(Self.isPlain) else { return nil }
      resourcesOfActions[resource.change.asked.sorted(), default: []].append(id)
    }
    let groups = resourcesOfActions.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let nowhere = SourceRange(0, 0)
    let statements = groups.enumerated().map { index, group in
      Statement(
        index: index, sid: nil, effect: .allow,
        principal: PrincipalElement(
          isNegated: false, entries: [.init(type: .aws, value: PolicyText("*", at: nowhere))], range: nowhere),
        action: PatternElement(
          isNegated: false, patterns: group.key.map { PolicyText(ByteString($0.rawValue), at: nowhere) },
          range: nowhere),
        resource: PatternElement(
          isNegated: false,
          patterns: group.value.sorted().map {
            PolicyText(ByteString(Array("LogicalResourceId/".utf8) + $0.bytes), at: nowhere)
          }, range: nowhere),
        conditions: [], range: nowhere)
    }
    return Self.verified(statements, resources)
  }

  /// The policy of some statements as AWS would read it; nil when it is not what it is meant to be.
  private static func verified(_ statements: [Statement], _ resources: [ResourcePlan]) -> Policy? {
    let name = "suggested override"
    let draft = Policy(
      kind: .stack, name: name, source: SourceText(name: name, bytes: []), range: SourceRange(0, 0), version: .v2008,
      id: nil, statements: statements)
    let source = SourceText(name: name, bytes: PolicyPrinter().print(draft).bytes)
    let reading = PolicyReader(kind: .stack).read(source)
    guard let policy = reading.policy, !reading.diagnostics.contains(where: { $0.severity == .error }) else {
      return nil
    }
    let answers = StackPolicyAnswers(policy)
    let isExact = resources.allSatisfy { resource in
      UpdateAction.allCases.allSatisfy { action in
        let change = resource.change
        let answer = answers.answer(action, change.logicalResourceId, type: change.provisionedType)
        return (answer.result == .allowed) == change.asked.contains(action)
      }
    }
    return isExact ? policy : nil
  }

  /// The bytes of logical ids, those of resources in modules included.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: ".")
  }
}
