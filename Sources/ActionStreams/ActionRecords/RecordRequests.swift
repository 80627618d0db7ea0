import Documents
import PolicyLanguage

/// What one action record asks, as values: for explaining one record, where a stream needs speed.
///
/// The shape is that of `docs/formats/action-records.md`, and the meaning that of `ActionRecordReader`; a test holds the
/// two together.
public struct RecordRequests: Sendable {
  /// The stack that an update action is about, where the record names one.
  public let stack: ByteString?
  /// Whether the action is one of a stack policy.
  public let isUpdate: Bool
  /// One request for each resource, all of which must pass; never empty.
  public let requests: [Request]

  /// Reads a record.
  ///
  /// - Parameters:
  ///   - node: the record, read with duplicate keys refused.
  ///   - source: the text that `node` was read from.
  ///   - missingIsUnknown: whether keys that the record lacks are unknown instead of absent (ruling 21).
  ///   - assumptions: what to take keys for that the record lacks.
  ///   - fillsPrincipalKeys: whether the keys that the principal's spelling implies are filled in; not where a world
  ///     fills them, which knows the paths of roles.
  /// - Throws: what makes the record unreadable, with the code that a stream's error line has.
  public init(
    _ node: DocumentNode, in source: SourceText, missingIsUnknown: Bool = false,
    assumptions: [(key: ByteString, value: ContextValue)] = [], fillsPrincipalKeys: Bool = true
  ) throws(Diagnostic) {
    let reader = RecordReader(source: source)
    guard let members = node.members else { throw reader.shape("a record is an object", at: node.range) }
    try reader.checkSpellings(members, of: ["LogicalResourceId", "logicalResourceId"])
    try reader.checkSpellings(members, of: ["ResourceType", "resourceType"])
    guard let action = try reader.text(node["action"]), !action.isEmpty else {
      throw reader.error("record.action", "the record names no action", at: node.range)
    }
    stack = try reader.text(node["stack"])
    let context = try reader.context(node["context"], missingIsUnknown: missingIsUnknown)
    isUpdate = ByteString.beginsWithUpdate(action.bytes)
    if isUpdate {
      requests = [try reader.update(action, node, context, assumptions)]
      return
    }
    let principal = try reader.text(node["principal"]).map { Principal($0) }
    requests = try reader.resources(node, context).map { resource, context in
      var request = Request(action: action, principal: principal, resource: resource, context: context)
      if fillsPrincipalKeys { request.fillPrincipalKeys() }
      request.assume(assumptions)
      return request
    }
  }
}

extension Request {
  /// Fills in the keys that the principal's spelling implies, where the context does not mention them.
  public mutating func fillPrincipalKeys() {
    guard let principal else { return }
    let implied: [(ByteString, ByteString?)] = [
      ("aws:PrincipalArn", principal.arn),
      ("aws:PrincipalAccount", principal.kind == .anonymous ? "anonymous" : principal.account),
      ("aws:PrincipalType", principal.principalType),
      ("aws:username", principal.kind == .user ? principal.name : nil),
    ]
    for (key, value) in implied where !context.mentions(key) {
      context[key] = value.map { .single($0) } ?? .absent
    }
  }

  /// Takes keys that the context does not mention for what somebody says they are.
  public mutating func assume(_ assumptions: [(key: ByteString, value: ContextValue)]) {
    for (key, value) in assumptions where !context.mentions(key) { context[key] = value }
  }
}

/// Reads the members of one record.
private struct RecordReader {
  let source: SourceText

  func error(_ code: String, _ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, code, message, in: source, at: range)
  }

  func shape(_ message: String, at range: SourceRange) -> Diagnostic { error("record.shape", message, at: range) }

  func text(_ node: DocumentNode?) throws(Diagnostic) -> ByteString? {
    guard let node else { return nil }
    guard let text = node.text else { throw shape("this member is a string", at: node.range) }
    return text
  }

  /// Two spellings of one member are one member given twice.
  func checkSpellings(_ members: [DocumentMember], of names: [ByteString]) throws(Diagnostic) {
    let found = members.filter { names.contains($0.key) }
    if found.count > 1 {
      throw error("record.duplicate", "a member of this name stands here twice", at: found[1].keyRange)
    }
  }

  func context(
    _ node: DocumentNode?, missingIsUnknown: Bool, over outer: RequestContext? = nil
  ) throws(Diagnostic) -> RequestContext {
    var context = outer ?? RequestContext(missingIsUnknown: missingIsUnknown)
    guard let node else { return context }
    guard let members = node.members else {
      throw shape("context is an object of keys and values", at: node.range)
    }
    var seen: Set<ByteString> = []
    for member in members {
      guard seen.insert(member.key.asciiLowercased).inserted else {
        throw error("record.duplicate", "a member of this name stands here twice", at: member.keyRange)
      }
      context[member.key] = try value(member.value)
    }
    return context
  }

  private func value(_ node: DocumentNode) throws(Diagnostic) -> ContextValue {
    if node.isNull { return .absent }
    if let text = node.scalarText { return .single(text) }
    guard let elements = node.elements else { throw notScalar(node) }
    var values: [ByteString] = []
    for element in elements {
      guard let text = element.scalarText else { throw notScalar(element) }
      values.append(text)
    }
    return .list(values)
  }

  private func notScalar(_ node: DocumentNode) -> Diagnostic {
    shape("a context value is a scalar or a list of scalars", at: node.range)
  }

  func update(
    _ action: ByteString, _ node: DocumentNode, _ context: RequestContext,
    _ assumptions: [(key: ByteString, value: ContextValue)]
  ) throws(Diagnostic) -> Request {
    let actions: [ByteString] = ["Update:Modify", "Update:Replace", "Update:Delete"]
    guard actions.contains(action) else {
      throw error(
        "record.action", "\(action.quoted()) is not Update:Modify, Update:Replace or Update:Delete",
        at: node["action"]?.range ?? node.range)
    }
    let resource: ByteString
    if let id = try text(node["logicalResourceId"] ?? node["LogicalResourceId"]) {
      resource = ByteString(Array("LogicalResourceId/".utf8) + id.bytes)
      if let given = node["resource"], try text(given) != resource {
        throw error("record.resource", "logicalResourceId and resource name different resources", at: given.range)
      }
    } else if let given = try text(node["resource"]), given.hasPrefix("LogicalResourceId/"), given.count > 18 {
      resource = given
    } else {
      throw error("record.logicalResourceId", "an update action needs a logicalResourceId", at: node.range)
    }
    var request = Request(action: action, resource: resource, context: context)
    if let type = try text(node["resourceType"] ?? node["ResourceType"]) {
      request.context["ResourceType"] = .single(type)
    }
    request.assume(assumptions)
    if !request.context.mentions("ResourceType") { request.context["ResourceType"] = .unknown }
    return request
  }

  func resources(
    _ node: DocumentNode, _ context: RequestContext
  ) throws(Diagnostic) -> [(ByteString, RequestContext)] {
    guard let list = node["resources"] else { return [(try text(node["resource"]) ?? "*", context)] }
    guard let elements = list.elements else { throw shape("resources is a list", at: list.range) }
    if elements.isEmpty { throw shape("resources names no resource", at: list.range) }
    var resources: [(ByteString, RequestContext)] = []
    for element in elements {
      guard element.members != nil else { throw shape("an element of resources is an object", at: element.range) }
      let own = try self.context(
        element["context"], missingIsUnknown: context.missingIsUnknown, over: context)
      resources.append((try text(element["resource"]) ?? "*", own))
    }
    return resources
  }
}
