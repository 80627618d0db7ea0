import Documents
import Organizations
import PolicyLanguage

/// Reads input documents of `aws iam simulate-custom-policy`.
///
/// Policies are named as AWS names them in answers: `PolicyInputList.1`,
/// `OrderedOrganizationPolicyInputList.1.ServiceControlPolicyInputList.1`.
struct SimulateCustomPolicyInputReader {
  private var reader: MemberReader

  static let members = [
    "PolicyInputList", "PermissionsBoundaryPolicyInputList", "OrderedOrganizationPolicyInputList", "ActionNames",
    "ResourceArns", "ResourcePolicy", "ResourceOwner", "CallerArn", "ContextEntries", "ResourceHandlingOption",
    "MaxItems", "Marker", "SessionPolicyInputList", "OrderedResourceControlPolicyInputList",
  ]

  static let contextKeyTypes = [
    "string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary", "binaryList",
    "date", "dateList",
  ]

  /// Reads an input document.
  ///
  /// - Throws: everything that is wrong with it or its policies (ruling 20).
  static func read(_ source: SourceText) throws(DiagnosticsError) -> SimulateCustomPolicyInput {
    let node: DocumentNode
    do throws(JSONError) {
      node = try JSONReader().read(source)
    } catch {
      throw DiagnosticsError([error.diagnostic(in: source)])
    }
    var input = SimulateCustomPolicyInputReader(reader: MemberReader(source, family: "simulate"))
    let result = input.read(node)
    guard let result, !input.reader.hasErrors else { throw DiagnosticsError(input.reader.diagnostics) }
    return result
  }

  private mutating func read(_ node: DocumentNode) -> SimulateCustomPolicyInput? {
    guard let members = reader.members(of: node, known: Self.members, what: "the input") else { return nil }
    guard let actions = members["ActionNames"] else {
      reader.report("member.missing", "the input needs the member 'ActionNames'", at: node.range)
      return nil
    }
    let resources = texts(members["ResourceArns"], "ResourceArns") ?? []
    let caller = caller(members["CallerArn"])
    if caller == nil, members["CallerArn"] == nil, let policy = members["ResourcePolicy"] {
      reader.report("callerArn", "a ResourcePolicy needs a CallerArn to hold its Principal against", at: policy.range)
    }
    checkUnused(members)
    return SimulateCustomPolicyInput(
      identityPolicies: policies(members["PolicyInputList"], .identity, "PolicyInputList"),
      permissionsBoundary: policies(
        members["PermissionsBoundaryPolicyInputList"], .identity, "PermissionsBoundaryPolicyInputList"),
      sessionPolicies: policies(members["SessionPolicyInputList"], .session, "SessionPolicyInputList"),
      serviceControlPolicies: levels(
        members["OrderedOrganizationPolicyInputList"], .scp, "OrderedOrganizationPolicyInputList",
        "ServiceControlPolicyInputList"),
      resourceControlPolicies: levels(
        members["OrderedResourceControlPolicyInputList"], .rcp, "OrderedResourceControlPolicyInputList",
        "ResourceControlPolicyInputList"),
      resourcePolicy: members["ResourcePolicy"].flatMap {
        policy($0, resources.contains { ResourceName($0).isRole } ? .trust : .resource, "ResourcePolicy")
      },
      actionNames: actionNames(actions), resourceARNs: resources.isEmpty ? nil : resources,
      resourceOwner: resourceOwner(members["ResourceOwner"]), caller: caller,
      context: context(members["ContextEntries"]))
  }

  private mutating func policy(_ node: DocumentNode, _ kind: PolicyKind, _ name: String) -> Policy? {
    guard node.text != nil else {
      reader.report("type", "a policy is a string that holds JSON, this is \(node.kindName)", at: node.range)
      return nil
    }
    let reading = PolicyReader(kind: kind).read(node, in: reader.source, name: name)
    reader.report(
      reading.diagnostics.filter { $0.severity == .error }.map { diagnostic in
        var named = diagnostic
        named.message = name + ": " + diagnostic.message
        return named
      })
    return reading.policy
  }

  private mutating func policies(_ node: DocumentNode?, _ kind: PolicyKind, _ name: String) -> [Policy]? {
    guard let elements = reader.elements(node, "'\(name)'") else { return nil }
    return elements.enumerated().compactMap { policy($1, kind, "\(name).\($0 + 1)") }
  }

  /// The levels of SCPs or RCPs; nil, not asked, where there are none. A level without its list is an empty one.
  private mutating func levels(
    _ node: DocumentNode?, _ kind: PolicyKind, _ name: String, _ member: String
  ) -> [PolicyLevel]? {
    guard let elements = reader.elements(node, "'\(name)'"), !elements.isEmpty else { return nil }
    return elements.enumerated().map { index, element in
      let path = "\(name).\(index + 1)"
      let members = reader.members(of: element, known: [member], what: "a level of '\(name)'")
      let policies = policies(members?[ByteString(member)], kind, "\(path).\(member)")
      return PolicyLevel(id: path, policies: policies ?? [])
    }
  }

  private mutating func texts(_ node: DocumentNode?, _ name: String) -> [ByteString]? {
    guard let elements = reader.elements(node, "'\(name)'") else { return nil }
    return elements.compactMap { element in
      guard let text = reader.text(element, "an element of '\(name)'") else { return nil }
      if text.isEmpty { reader.report("type", "an element of '\(name)' is empty", at: element.range) }
      return text
    }
  }

  private mutating func actionNames(_ node: DocumentNode) -> [ByteString] {
    for element in node.elements ?? [] {
      guard let text = element.text else { continue }
      let wildcards = [UInt8(ascii: "*"), UInt8(ascii: "?")]
      let parts = text.bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.bytes.contains(where: wildcards.contains) else {
        reader.report(
          "actionName", "\(text.quoted()) is not the name of an action, such as s3:GetObject", at: element.range)
        continue
      }
    }
    return texts(node, "ActionNames") ?? []
  }

  private mutating func caller(_ node: DocumentNode?) -> Principal? {
    guard let node, let text = reader.text(node, "'CallerArn'") else { return nil }
    let caller = Principal(text)
    if text.isEmpty || (caller.kind == .other && caller.account == nil && !caller.isIdentityProvider) {
      reader.report(
        "callerArn", "\(text.quoted(limit: 200)) is no principal: expected an ARN, a service or *", at: node.range)
      return nil
    }
    return caller
  }

  private mutating func resourceOwner(_ node: DocumentNode?) -> ByteString? {
    guard let node, let text = reader.text(node, "'ResourceOwner'") else { return nil }
    guard let account = Principal(text).account, account.isAccountID else {
      reader.report(
        "resourceOwner",
        "\(text.quoted(limit: 200)) names no account: expected arn:aws:iam::111122223333:root or twelve digits",
        at: node.range)
      return nil
    }
    return account
  }

  /// Members that are read for their type only: answers are never truncated, and every resource is decided for itself.
  private mutating func checkUnused(_ members: [ByteString: DocumentNode]) {
    _ = reader.text(members["ResourceHandlingOption"], "'ResourceHandlingOption'")
    _ = reader.text(members["Marker"], "'Marker'")
    if let count = members["MaxItems"] {
      guard case .number = count.content else {
        reader.report("type", "'MaxItems' is a number, this is \(count.kindName)", at: count.range)
        return
      }
    }
  }

  private mutating func context(_ node: DocumentNode?) -> RequestContext {
    var context = RequestContext()
    for element in reader.elements(node, "'ContextEntries'") ?? [] {
      let known = ["ContextKeyName", "ContextKeyValues", "ContextKeyType"]
      guard let members = reader.members(of: element, known: known, what: "a context entry"),
        let name = reader.requiredText(members, "ContextKeyName", of: element, "a context entry")
      else { continue }
      if context.mentions(name) {
        reader.report(
          "contextKey", "the key \(name.quoted()) is given twice", at: (members["ContextKeyName"] ?? element).range)
      }
      guard let value = contextValue(members, of: element) else { continue }
      context[name] = value
    }
    return context
  }

  private mutating func contextValue(_ members: [ByteString: DocumentNode], of entry: DocumentNode) -> ContextValue? {
    guard let valuesNode = members["ContextKeyValues"] else {
      reader.report("member.missing", "a context entry needs the member 'ContextKeyValues'", at: entry.range)
      return nil
    }
    var values: [ByteString] = []
    for element in reader.elements(valuesNode, "'ContextKeyValues'") ?? [] {
      guard let value = element.scalarText else {
        reader.report("type", "a context value is a string, this is \(element.kindName)", at: element.range)
        return nil
      }
      values.append(value)
    }
    if let typeNode = members["ContextKeyType"] {
      guard let type = reader.text(typeNode, "'ContextKeyType'") else { return nil }
      guard Self.contextKeyTypes.contains(where: { ByteString($0) == type }) else {
        reader.report(
          "contextKeyType", "there is no context key type \(type.quoted())", at: typeNode.range,
          suggestion: NearestSpelling.of(type.string, among: Self.contextKeyTypes))
        return nil
      }
      if type.hasSuffix("List") { return .list(values) }
    } else if values.count != 1 {
      return .list(values)
    }
    guard let value = values.first, values.count == 1 else {
      reader.report(
        "contextKey", "a single-valued key has one value, here are \(values.count)", at: valuesNode.range)
      return nil
    }
    return .single(value)
  }
}
