import Documents

/// A document of AWS's that holds a policy, as its commands print it or its services take it.
///
/// | document | where the policy is |
/// |---|---|
/// | output of `get-stack-policy` | `StackPolicyBody`, a string |
/// | CodePipeline template configuration | `StackPolicy`, an object |
/// | output of `describe-policy` | `Policy.Content` or `Content`, a string |
/// | output of `get-policy-version` | `PolicyVersion.Document` |
/// | output of `get-role-policy`, `get-user-policy`, `get-group-policy` | `PolicyDocument` |
/// | output of `get-bucket-policy`, `get-key-policy` | `Policy`, a string |
struct PolicyContainer {
  /// The name of the member that holds the policy, as messages say it.
  let member: String
  /// What the document is, with its article.
  let title: String
  /// The policy: an object, or a string that holds JSON.
  let document: DocumentNode
  /// The kinds that can stand in it; nil where any can.
  let kinds: [PolicyKind]?

  /// Recognises a container; nil for plain documents and anything else.
  init?(_ node: DocumentNode) {
    guard node.members != nil, node["Statement"] == nil else { return nil }
    if let body = node["StackPolicyBody"] {
      (member, title, document) = ("StackPolicyBody", "the output of get-stack-policy", body)
      kinds = [.stack]
    } else if let policy = node["StackPolicy"] {
      (member, title, document) = ("StackPolicy", "a template configuration with a stack policy", policy)
      kinds = [.stack]
    } else if let content = node["Policy"]?["Content"] ?? node["Content"] {
      let summary = node["Policy"]?["PolicySummary"] ?? node["PolicySummary"]
      (member, document) = ("Content", content)
      switch summary?["Type"]?.text {
      case "SERVICE_CONTROL_POLICY": (title, kinds) = ("a service control policy", [.scp])
      case "RESOURCE_CONTROL_POLICY": (title, kinds) = ("a resource control policy", [.rcp])
      case let type?: (title, kinds) = ("a policy of type \(type.quoted())", [])
      case nil: (title, kinds) = ("the output of describe-policy", nil)
      }
    } else if let inner = node["PolicyVersion"]?["Document"] {
      (member, title, document, kinds) = ("Document", "the output of get-policy-version", inner, nil)
    } else if let inner = node["PolicyDocument"] {
      (member, title, document, kinds) = ("PolicyDocument", "an inline policy of IAM", inner, nil)
    } else if let inner = node["Policy"], inner.text != nil {
      (member, title, document) = ("Policy", "the policy of a resource", inner)
      kinds = [.resource]
    } else {
      return nil
    }
  }
}
