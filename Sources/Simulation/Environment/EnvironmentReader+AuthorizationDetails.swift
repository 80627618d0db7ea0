import Documents
import PolicyLanguage

extension EnvironmentReader {
  /// Reads the output of `aws iam get-account-authorization-details`; members it does not use are passed over.
  ///
  /// Policies that nothing is attached to are not read: they decide nothing.
  mutating func readAuthorizationDetails(_ node: DocumentNode) {
    let lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]
    guard lists.contains(where: { node[ByteString($0)] != nil }) else {
      reader.report(
        "authorizationDetails",
        "this is not the output of get-account-authorization-details: it has none of \(lists.joined(separator: ", "))",
        at: node.range)
      return
    }
    if let truncated = node["IsTruncated"], truncated.truth == true {
      reader.report(
        "authorizationDetails.truncated", "the output goes on on another page, whose principals are not known here",
        at: truncated.range, severity: .warning)
    }
    var details = AuthorizationDetails(managedPolicies: managedPolicies(node["Policies"]))
    for group in reader.elements(node["GroupDetailList"], "GroupDetailList") ?? [] {
      guard let (arn, arnNode) = exportedARN(group) else { continue }
      let policies = attachedPolicies(group, inline: "GroupPolicyList", &details)
      groups[arn] = policies
      guard let account = ResourceName(arn).account, let name = group["GroupName"]?.text else {
        reader.report("group.arn", "\(arn.quoted(limit: 200)) is not the ARN of a group", at: arnNode.range)
        continue
      }
      details.groups[GroupName(account: account, name: name)] = policies
    }
    for user in reader.elements(node["UserDetailList"], "UserDetailList") ?? [] {
      readExportedPrincipal(user, inline: "UserPolicyList", &details)
    }
    for role in reader.elements(node["RoleDetailList"], "RoleDetailList") ?? [] {
      guard let arn = readExportedPrincipal(role, inline: "RolePolicyList", &details) else { continue }
      guard let trust = role["AssumeRolePolicyDocument"] else { continue }
      let policy = document(trust, .trust, name: "\(Principal(arn).name?.string ?? "role") trust policy")
      add(ListedResource(arn: ResourceName(arn), tags: environment.principals.last?.tags, policy: policy))
    }
  }

  @discardableResult
  private mutating func readExportedPrincipal(
    _ node: DocumentNode, inline: ByteString, _ details: inout AuthorizationDetails
  ) -> ByteString? {
    guard let (arn, arnNode) = exportedARN(node) else { return nil }
    let principal = Principal(arn)
    guard principal.canBeListed, let account = principal.account else {
      reader.report("principal.arn", "\(arn.quoted(limit: 200)) is not the ARN of a user or role", at: arnNode.range)
      return nil
    }
    checkAccount(account, at: arnNode.range)
    checkRoleName(principal, at: arnNode.range)
    if principalIndices[arn] != nil {
      reader.report("duplicate", "\(arn.quoted(limit: 200)) is in this file twice", at: arnNode.range)
    }
    var policies = attachedPolicies(node, inline: inline, &details)
    for group in reader.elements(node["GroupList"], "GroupList") ?? [] {
      guard let name = reader.text(group, "a group") else { continue }
      guard let found = details.groups[GroupName(account: account, name: name)] else {
        reader.report("group.unknown", "no group \(name.quoted()) is in this file", at: group.range)
        continue
      }
      policies += found
    }
    var boundary: Policy?
    if let boundaryNode = node["PermissionsBoundary"]?["PermissionsBoundaryArn"] {
      boundary = managedPolicy(boundaryNode, &details)
    }
    add(
      ListedPrincipal(
        principal, identityPolicies: policies, permissionsBoundary: boundary, tags: exportedTags(node["Tags"])))
    return arn
  }

  private mutating func exportedARN(_ node: DocumentNode) -> (ByteString, DocumentNode)? {
    guard let arnNode = node["Arn"] else {
      reader.report("authorizationDetails", "a user, group or role needs the member 'Arn'", at: node.range)
      return nil
    }
    return reader.text(arnNode, "'Arn'").map { ($0, arnNode) }
  }

  /// The inline and the attached managed policies of a user, group or role.
  private mutating func attachedPolicies(
    _ node: DocumentNode, inline: ByteString, _ details: inout AuthorizationDetails
  ) -> [Policy] {
    var policies: [Policy] = []
    for element in reader.elements(node[inline], inline.string) ?? [] {
      guard let body = element["PolicyDocument"] else {
        reader.report("authorizationDetails", "an inline policy needs the member 'PolicyDocument'", at: element.range)
        continue
      }
      if let policy = document(body, .identity, name: element["PolicyName"]?.text?.string ?? "inline policy") {
        policies.append(policy)
      }
    }
    for element in reader.elements(node["AttachedManagedPolicies"], "AttachedManagedPolicies") ?? [] {
      guard let arn = element["PolicyArn"] else {
        reader.report("authorizationDetails", "an attached policy needs the member 'PolicyArn'", at: element.range)
        continue
      }
      if let policy = managedPolicy(arn, &details) { policies.append(policy) }
    }
    return policies
  }

  private mutating func managedPolicies(_ node: DocumentNode?) -> [ByteString: DocumentNode] {
    var policies: [ByteString: DocumentNode] = [:]
    for element in reader.elements(node, "Policies") ?? [] {
      guard let arn = element["Arn"]?.text else {
        reader.report("authorizationDetails", "a managed policy needs the member 'Arn'", at: element.range)
        continue
      }
      policies[arn] = element
    }
    return policies
  }

  /// The default version of a managed policy, read when first needed.
  private mutating func managedPolicy(_ arnNode: DocumentNode, _ details: inout AuthorizationDetails) -> Policy? {
    guard let arn = reader.text(arnNode, "'PolicyArn'") else { return nil }
    if let known = details.policies[arn] { return known }
    guard let entry = details.managedPolicies[arn] else {
      reader.report(
        "authorizationDetails.policy",
        "the managed policy \(arn.quoted(limit: 200)) is not in this file; export it without --filter",
        at: arnNode.range)
      return nil
    }
    let versions = entry["PolicyVersionList"]?.elements ?? []
    let defaultVersion = entry["DefaultVersionId"]?.text
    let version = versions.first {
      $0["IsDefaultVersion"]?.truth == true || (defaultVersion != nil && $0["VersionId"]?.text == defaultVersion)
    }
    guard let body = version?["Document"] else {
      reader.report(
        "authorizationDetails.policy", "the managed policy \(arn.quoted(limit: 200)) has no default version here",
        at: entry.range)
      return nil
    }
    let policy = document(body, .identity, name: entry["PolicyName"]?.text?.string ?? arn.string)
    details.policies[arn] = .some(policy)
    return policy
  }

  /// Reads a policy document: an object as the command line prints it, or its text as the API sends it, URL-encoded.
  private mutating func document(_ node: DocumentNode, _ kind: PolicyKind, name: String) -> Policy? {
    guard node.members != nil || node.text != nil else {
      reader.report("type", "a policy document is an object or a string, this is \(node.kindName)", at: node.range)
      return nil
    }
    return library.take(PolicyReader(kind: kind).read(node, in: reader.source, name: name), reporting: &reader)
  }
}

/// What is looked up while an export is read.
private struct AuthorizationDetails {
  let managedPolicies: [ByteString: DocumentNode]
  var policies: [ByteString: Policy?] = [:]
  var groups: [GroupName: [Policy]] = [:]
}

private struct GroupName: Hashable {
  let account: ByteString
  let name: ByteString
}
