import Documents
import PolicyLanguage

/// What kind of file `check` reads.
enum CheckedKind: String, CaseIterable {
  case stack, scp, rcp, identity, session, resource, trust, template, environment, scenario

  /// The words of `--kind`.
  static let allNames = allCases.map(\.rawValue)

  /// The kind of policy, if it is one.
  var policyKind: PolicyKind? { PolicyKind(rawValue: rawValue) }

  /// The kind that a document's content shows; nil where it shows none.
  static func recognise(_ node: DocumentNode) -> CheckedKind? {
    if node["Resources"] != nil || node["AWSTemplateFormatVersion"] != nil { return .template }
    if node["steps"] != nil { return .scenario }
    let members: [ByteString] = [
      "organization", "principals", "groups", "resources", "stacks", "authorizationDetails", "taggedResources",
    ]
    if members.contains(where: { node[$0] != nil }) { return .environment }
    return PolicyReader.recognise(node).flatMap { CheckedKind(rawValue: $0.rawValue) }
  }
}
