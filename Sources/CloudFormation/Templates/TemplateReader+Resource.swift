import Catalog
import Documents

extension TemplateReader {
  /// Reads one member of `Resources`; nil when it is no resource that CloudFormation would accept.
  ///
  /// - Parameter isGenerated: whether a transform runs over it, which may allow further attributes.
  mutating func resource(_ member: DocumentMember, isGenerated: Bool, _ template: Template) -> TemplateResource? {
    let id = member.key
    guard let attributes = member.value.members else {
      error("template.resource.shape", Self.malformed(id, member.value.kindName), member.value.range)
      return nil
    }
    guard let typeNode = member.value["Type"] else {
      error("template.resource.type", Self.missingType(id), member.keyRange)
      return nil
    }
    guard let type = typeNode.text, !type.isEmpty else {
      error("template.resource.type", Self.typeShape(id, typeNode.kindName), typeNode.range)
      return nil
    }
    if id.isEmpty || id.bytes.contains(where: { !isAlphanumeric($0) }) {
      report(isGenerated ? .warning : .error, "template.resource.id", Self.nonAlphanumeric(id), member.keyRange)
    }
    var resource = TemplateResource(logicalResourceId: id, range: member.keyRange, type: type)
    for attribute in attributes { read(attribute, into: &resource, isGenerated: isGenerated) }
    checkPolicies(of: resource, template)
    return resource
  }

  private mutating func read(_ attribute: DocumentMember, into resource: inout TemplateResource, isGenerated: Bool) {
    let value = attribute.value
    switch attribute.key {
    case "Type": break
    case "Properties":
      if value.isNull { break }
      if value.members == nil {
        error("template.resource.properties", Self.propertiesShape(resource.logicalResourceId), value.range)
      }
      resource.properties = value
    case "Condition":
      // YAML reads a condition called Yes as a truth value, here as in the key that defines it.
      guard let name = value.scalarText else {
        error("template.resource.condition", Self.conditionShape, value.range)
        break
      }
      resource.condition = (name, value.range)
    case "DependsOn": resource.dependsOn = value.elements ?? (value.isNull ? [] : [value])
    case "Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy":
      if !value.isNull { resource.attributes.append(attribute) }
    case "Version" where resource.isCustom, "Description": break
    default:
      report(
        isGenerated ? .warning : .error, "template.resource.attribute",
        "Template format error: Invalid template resource property '\(attribute.key)'", attribute.keyRange,
        suggestion: NearestSpelling.of(attribute.key, among: Self.resourceAttributes)?.string)
    }
  }

  private mutating func checkPolicies(of resource: TemplateResource, _ template: Template) {
    let takesFunctions = template.declares(TemplateTransform.languageExtensions) || !template.macros.isEmpty
    for name in [DeletionPolicy.attributeName, UpdateReplacePolicy.attributeName] {
      guard let node = resource.attribute(name) else { continue }
      guard let text = node.text else {
        if !takesFunctions || node.members == nil {
          error("template.\(name).shape", "Template format error: Every \(name) member must be a string.", node.range)
        }
        continue
      }
      if let fault = PolicyFault(attribute: name, value: text, resource: resource) {
        report(fault.severity, fault.code, fault.message, node.range)
      }
    }
  }

  private static let resourceAttributes: [ByteString] = [
    "Type", "Properties", "DependsOn", "Condition", "Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy",
    "UpdateReplacePolicy",
  ]
}

/// Whether a byte is an ASCII letter or digit, as logical ids and names are.
func isAlphanumeric(_ byte: UInt8) -> Bool {
  byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
}

extension TemplateReader {
  fileprivate static func malformed(_ id: ByteString, _ kind: String) -> String {
    "Template format error: resource \(id) must be an object, this is \(kind)"
  }
  fileprivate static func missingType(_ id: ByteString) -> String {
    "Template format error: [/Resources/\(id)] Every Resources object must contain a Type member."
  }
  fileprivate static func typeShape(_ id: ByteString, _ kind: String) -> String {
    "Template format error: [/Resources/\(id)/Type] must be a string, this is \(kind)"
  }
  fileprivate static func nonAlphanumeric(_ id: ByteString) -> String {
    "Template format error: Resource name \(id) is non alphanumeric."
  }
  fileprivate static func propertiesShape(_ id: ByteString) -> String {
    "Template format error: [/Resources/\(id)/Properties] must be an object"
  }
  fileprivate static let conditionShape = "Template format error: Every Condition member must be a string."
}
