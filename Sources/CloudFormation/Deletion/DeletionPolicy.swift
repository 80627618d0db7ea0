import Catalog
import Documents

/// What becomes of a resource that is deleted with its stack or leaves the template.
public enum DeletionPolicy: String, Sendable, CaseIterable {
  case delete = "Delete"
  case retain = "Retain"
  case retainExceptOnCreate = "RetainExceptOnCreate"
  case snapshot = "Snapshot"

  static let attributeName: ByteString = "DeletionPolicy"

  /// Reads the attribute's text, which AWS compares exactly; nil for any other.
  public init?(_ text: ByteString) {
    guard let value = Self.allCases.first(where: { ByteString($0.rawValue) == text }) else { return nil }
    self = value
  }
}

/// What becomes of the old resource when an update replaces it.
public enum UpdateReplacePolicy: String, Sendable, CaseIterable {
  case delete = "Delete"
  case retain = "Retain"
  case snapshot = "Snapshot"

  static let attributeName: ByteString = "UpdateReplacePolicy"

  /// Reads the attribute's text, which AWS compares exactly; nil for any other.
  public init?(_ text: ByteString) {
    guard let value = Self.allCases.first(where: { ByteString($0.rawValue) == text }) else { return nil }
    self = value
  }
}

/// Whether CloudFormation can snapshot resources of a type before it deletes them; nil for types nobody published.
func supportsSnapshots(_ type: ByteString) -> Bool? {
  if TemplateResource.isCustom(type) { return false }
  return Catalog.resourceType(type)?.supportsSnapshots
}

/// What is wrong with the literal value of a DeletionPolicy or UpdateReplacePolicy (ruling 14).
struct PolicyFault {
  let severity: Severity
  let code: String
  let message: String

  init?(attribute: ByteString, value: ByteString, resource: TemplateResource) {
    let isDeletion = attribute == DeletionPolicy.attributeName
    let isSnapshot = isDeletion ? DeletionPolicy(value) == .snapshot : UpdateReplacePolicy(value) == .snapshot
    if isDeletion ? DeletionPolicy(value) == nil : UpdateReplacePolicy(value) == nil {
      severity = .error
      code = "template.\(attribute).unrecognized"
      message = "Template format error: Unrecognized \(attribute) \(value) for resource \(resource.logicalResourceId)"
    } else if isSnapshot, supportsSnapshots(resource.type) != true {
      code = "template.\(attribute).snapshot"
      if supportsSnapshots(resource.type) == nil {
        severity = .warning
        message = "nothing published says whether \(resource.type) supports \(attribute) Snapshot"
      } else if isDeletion {
        severity = .error
        message = "Template error: resource type \(resource.type) does not support deletion policy Snapshot"
      } else {
        severity = .warning
        message =
          "resource type \(resource.type) does not support Snapshot, so UpdateReplacePolicy falls back to Delete"
      }
    } else {
      return nil
    }
  }
}
