import ActionStreams
import Documents
import PolicyLanguage
import Simulation

extension ScenarioReader {
  /// Reads one element of `steps`.
  mutating func step(_ node: DocumentNode, missingIsUnknown: Bool) -> StepDraft? {
    let kinds = StepKind.allCases.map(\.rawValue)
    guard let members = reader.members(of: node, known: ["name", "as", "expect"] + kinds, what: "a step") else {
      return nil
    }
    let found = StepKind.allCases.filter { members[ByteString($0.rawValue)] != nil }
    guard found.count == 1, let kind = found.first, let detail = members[ByteString(kind.rawValue)] else {
      reader.report("step.kind", found.isEmpty ? Message.noKind : Message.twoKinds(found), at: node.range)
      return nil
    }
    let name = reader.text(members["name"], "'name'")
    let principal = self.name(members["as"], "'as'")
    if let principal, kind == .request || kind == .update {
      reader.report("step.as", Message.asOfQuestion(kind), at: principal.range)
    }
    guard let action = action(kind, detail, missingIsUnknown: missingIsUnknown) else { return nil }
    return StepDraft(
      name: name, kind: kind, action: action, principal: principal, expect: members["expect"], range: node.range)
  }

  private mutating func action(_ kind: StepKind, _ node: DocumentNode, missingIsUnknown: Bool) -> StepAction? {
    switch kind {
    case .request: request(node, missingIsUnknown: missingIsUnknown)
    case .update: update(node)
    case .updateStack: updateStack(node)
    case .executeChangeSet: executeChangeSet(node)
    case .deleteStack: deleteStack(node)
    case .updateTerminationProtection: terminationProtection(node)
    case .setStackPolicy: setStackPolicy(node)
    case .tagResource: tagResource(node)
    case .untagResource: untagResource(node)
    case .attachPolicy, .detachPolicy: attachment(kind, node)
    case .moveAccount: moveAccount(node)
    case .createResource: createResource(node)
    case .deleteResource: deleteResource(node)
    }
  }

  // MARK: - Questions

  private mutating func request(_ node: DocumentNode, missingIsUnknown: Bool) -> StepAction? {
    let known = ["id", "principal", "action", "resource", "resources", "context", "missingContext"]
    guard let members = reader.members(of: node, known: known, what: "a request") else { return nil }
    if let both = members["resources"], members["resource"] != nil {
      reader.report("request.resources", "a request has 'resource' or 'resources', not both", at: both.range)
      return nil
    }
    for element in members["resources"]?.elements ?? [] {
      _ = reader.members(of: element, known: ["resource", "context"], what: "an element of 'resources'")
    }
    let isUnknown = missingContext(members["missingContext"]) ?? missingIsUnknown
    guard let record = record(node, missingIsUnknown: isUnknown), !record.isUpdate else {
      if let action = members["action"], action.text?.hasPrefix("Update:") == true {
        reader.report("request.action", Message.updateInRequest, at: action.range)
      }
      return nil
    }
    let ranges = members["resources"]?.elements.map { $0.map { $0["resource"]?.range } } ?? [members["resource"]?.range]
    let principal = name(members["principal"], "'principal'")
    return .request(
      principal: principal,
      zip(record.requests, ranges).map { ResourceRequest(request: $0, resourceRange: $1) })
  }

  private mutating func update(_ node: DocumentNode) -> StepAction? {
    let known = [
      "id", "stack", "action", "logicalResourceId", "LogicalResourceId", "resourceType", "ResourceType", "resource",
      "context",
    ]
    guard let members = reader.members(of: node, known: known, what: "an update action"),
      let record = record(node, missingIsUnknown: false), let request = record.requests.first
    else { return nil }
    guard record.isUpdate else {
      reader.report("update.action", Message.requestInUpdate, at: (members["action"] ?? node).range)
      return nil
    }
    let named = members["logicalResourceId"] ?? members["LogicalResourceId"] ?? members["resource"] ?? node
    let id = ByteString(copying: request.resource.bytes.dropFirst("LogicalResourceId/".utf8.count))
    return .update(
      stack: name(members["stack"], "'stack'"), logicalResourceId: ScenarioName(id, at: named.range), request)
  }

  private mutating func record(_ node: DocumentNode, missingIsUnknown: Bool) -> RecordRequests? {
    do throws(Diagnostic) {
      return try RecordRequests(node, in: reader.source, missingIsUnknown: missingIsUnknown, fillsPrincipalKeys: false)
    } catch {
      reader.report([error])
      return nil
    }
  }

  // MARK: - Names, files and policies

  mutating func name(_ node: DocumentNode?, _ what: String) -> ScenarioName? {
    guard let node, let text = reader.text(node, what) else { return nil }
    if text.isEmpty {
      reader.report("type", "\(what) is empty", at: node.range)
      return nil
    }
    return ScenarioName(text, at: node.range)
  }

  mutating func requiredName(
    _ members: [ByteString: DocumentNode], _ member: ByteString, of owner: DocumentNode, _ what: String
  ) -> ScenarioName? {
    guard let text = reader.requiredText(members, member, of: owner, what), let node = members[member] else {
      return nil
    }
    return ScenarioName(text, at: node.range)
  }

  mutating func policy(_ node: DocumentNode, _ kind: PolicyKind) -> Policy? {
    guard let policy = library.policy(node, kind, reporting: &reader) else { return nil }
    stepPolicies.append(policy)
    return policy
  }
}

private enum Message {
  static let noKind = "a step needs a member that says what it does, such as 'request' or 'deleteStack'"
  static let updateInRequest = "this is an update action, which stands under 'update'"
  static let requestInUpdate = "an update action is Update:Modify, Update:Replace or Update:Delete"
  static func twoKinds(_ kinds: [StepKind]) -> String {
    "a step does one thing, this one has " + kinds.map { "'\($0.rawValue)'" }.joined(separator: " and ")
  }

  static func asOfQuestion(_ kind: StepKind) -> String {
    kind == .request
      ? "'as' says whose API request a change is; a request names its own 'principal'"
      : "'as' says whose API request a change is; an update action is nobody's"
  }
}
