import Catalog
import CloudFormation
import Documents

/// Finds resources of types that AWS does not publish.
enum TemplateTypeCheck {
  static let codes: [FindingCode] = [.templateTypeUnknown]

  static func check(_ template: Template, _ findings: FindingCollector) {
    // A macro may make any type into another one.
    guard template.macros.isEmpty else { return }
    let isServerless = template.declares(TemplateTransform.serverless)
    for resource in template.resources {
      let type = resource.type
      guard type.asciiLowercased.hasPrefix("aws::") || !type.bytes.contains(UInt8(ascii: ":")) else { continue }
      if isServerless, type.hasPrefix("AWS::Serverless::") { continue }
      guard Catalog.resourceType(type) == nil else { continue }
      let isTransformMissing = type.hasPrefix("AWS::Serverless::")
      findings.report(
        .templateTypeUnknown, at: resource.range,
        isTransformMissing
          ? "\(type.quoted()) needs the transform AWS::Serverless-2016-10-31"
          : "AWS publishes no resource type \(type.quoted())",
        suggestion: isTransformMissing ? nil : findings.suggestion { Catalog.nearestResourceType(to: type) })
    }
  }
}

extension FindingCode {
  static let templateTypeUnknown = FindingCode(
    "template.resource.typeUnknown", .warning, "AWS publishes no resource type of that name.",
    help: """
      CloudFormation refuses the template unless the type is newer than the catalog of this release. Types are \
      case-sensitive; use the spelling that is suggested.
      """,
    example: .template(
      wrong: "Resources:\n  Data:\n    Type: AWS::S3::Bukcet", right: "Resources:\n  Data:\n    Type: AWS::S3::Bucket"))
}
