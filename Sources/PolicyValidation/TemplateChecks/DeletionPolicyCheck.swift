import Catalog
import CloudFormation
import Documents

/// Finds resources whose DeletionPolicy and UpdateReplacePolicy leave a gap, and data that neither keeps
/// (stack-updates.md sections 4 and 9, ruling 14).
enum DeletionPolicyCheck {
  static let codes: [FindingCode] = [.replacePolicyMissing, .deletionPolicyMissing, .templateUnprotected]

  static func check(_ template: Template, _ findings: FindingCollector) {
    for resource in template.resources {
      let protection = ResourceProtection(resource)
      switch (protection.onDeletion, protection.onReplacement) {
      case (.kept, .unset):
        findings.report(
          .replacePolicyMissing, at: resource.range,
          "\(resource.logicalResourceId) is kept when it is deleted, but not when an update replaces it: it has no"
            + " UpdateReplacePolicy", suggestion: protection.deletionPolicy.map { "UpdateReplacePolicy: \($0)" })
      case (.unset, .kept) where !protection.isSnapshottedByDefault:
        findings.report(
          .deletionPolicyMissing, at: resource.range,
          "\(resource.logicalResourceId) is kept when an update replaces it, but not when it is deleted: it has no"
            + " DeletionPolicy", suggestion: protection.replacePolicy.map { "DeletionPolicy: \($0)" })
      case (.unset, .unset) where Catalog.resourceType(resource.type)?.isStateful == true:
        let lost =
          protection.isSnapshottedByDefault
          ? "a replacement deletes it without a snapshot" : "its data is deleted with the stack, and by a replacement"
        findings.report(
          .templateUnprotected, at: resource.range,
          "\(resource.logicalResourceId) (\(resource.type)) holds data, and the template does not protect it: \(lost)")
      default: break
      }
    }
  }
}

/// What a resource's own attributes make of it.
struct ResourceProtection {
  /// What an attribute says.
  enum Answer {
    /// There is none.
    case unset
    /// The resource is deleted.
    case deleted
    /// The resource, or a snapshot of it, is kept.
    case kept
    /// A function decides, or the value is none.
    case unknown
  }

  let onDeletion: Answer
  let onReplacement: Answer
  let deletionPolicy: String?
  let replacePolicy: String?
  /// Whether a snapshot is taken on deletion where no attribute says otherwise (ruling 14).
  let isSnapshottedByDefault: Bool

  init(_ resource: TemplateResource) {
    let deletion = resource.attribute("DeletionPolicy")
    let replacement = resource.attribute("UpdateReplacePolicy")
    deletionPolicy = deletion?.text.flatMap { Self.replacePolicy(for: $0) }
    replacePolicy = replacement?.text?.string
    onDeletion = Self.answer(deletion)
    onReplacement = Self.answer(replacement)
    isSnapshottedByDefault =
      resource.type == "AWS::RDS::DBCluster"
      || (resource.type == "AWS::RDS::DBInstance" && resource.properties?["DBClusterIdentifier"] == nil)
  }

  /// Whether nothing in the template keeps it, deleted or replaced.
  var isNone: Bool {
    (onDeletion == .deleted || onDeletion == .unset && !isSnapshottedByDefault)
      && (onReplacement == .deleted || onReplacement == .unset)
  }

  private static func answer(_ node: DocumentNode?) -> Answer {
    guard let node else { return .unset }
    switch node.text {
    case "Retain", "RetainExceptOnCreate", "Snapshot": return .kept
    case "Delete": return .deleted
    default: return .unknown
    }
  }

  /// RetainExceptOnCreate is none of the values of UpdateReplacePolicy.
  private static func replacePolicy(for deletionPolicy: ByteString) -> String {
    deletionPolicy == "RetainExceptOnCreate" ? "Retain" : deletionPolicy.string
  }
}

extension FindingCode {
  static let replacePolicyMissing = FindingCode(
    "template.UpdateReplacePolicy.missing", .warning,
    "DeletionPolicy keeps the resource, and UpdateReplacePolicy is missing.",
    help: """
      DeletionPolicy counts when the resource or the stack is deleted. When an update replaces the resource, \
      UpdateReplacePolicy alone decides, and its default is Delete. Write both.
      """,
    example: .template(
      wrong: "Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain",
      right:
        "Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain"))
  static let deletionPolicyMissing = FindingCode(
    "template.DeletionPolicy.missing", .warning,
    "UpdateReplacePolicy keeps the resource, and DeletionPolicy is missing.",
    help: """
      UpdateReplacePolicy counts when an update replaces the resource. When it leaves the template, or the stack is \
      deleted, DeletionPolicy alone decides, and its default is Delete. Write both.
      """,
    example: .template(
      wrong: "Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    UpdateReplacePolicy: Retain",
      right:
        "Resources:\n  Data:\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain"))
  static let templateUnprotected = FindingCode(
    "template.resource.unprotected", .notice,
    "A resource that holds data has neither DeletionPolicy nor UpdateReplacePolicy.",
    help: """
      Its data goes with the stack, with the resource, and with an update that replaces it. Write both attributes: \
      Retain, Snapshot where the type has snapshots, or Delete where the data may go. A stack policy protects against \
      updates only.
      """,
    example: .template(
      wrong: "Resources:\n  Data:\n    Type: AWS::DynamoDB::Table",
      right:
        "Resources:\n  Data:\n    Type: AWS::DynamoDB::Table\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain"
    ))
}
