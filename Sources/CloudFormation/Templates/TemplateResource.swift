import Documents

/// One member of a template's `Resources`, as it was written.
public struct TemplateResource: Sendable {
  /// The logical id.
  public let logicalResourceId: ByteString
  /// The bytes of the logical id, for messages.
  public let range: SourceRange
  /// The type, such as `AWS::S3::Bucket`.
  public let type: ByteString
  /// `Properties`; nil where there are none.
  public var properties: DocumentNode?
  /// The name of its condition; nil where it has none.
  public var condition: (name: ByteString, range: SourceRange)?
  /// The logical ids it names in `DependsOn`.
  public var dependsOn: [DocumentNode] = []
  /// The other attributes whose change is an update, by name: `Metadata`, `DeletionPolicy` and their like.
  public var attributes: [DocumentMember] = []

  init(logicalResourceId: ByteString, range: SourceRange, type: ByteString) {
    self.logicalResourceId = logicalResourceId
    self.range = range
    self.type = type
  }

  /// An attribute beside `Type` and `Properties`, such as `DeletionPolicy`.
  public func attribute(_ name: ByteString) -> DocumentNode? {
    attributes.first { $0.key == name }?.value
  }

  /// Whether the type is a custom resource, which a Lambda function or topic of the account implements.
  public var isCustom: Bool { Self.isCustom(type) }

  static func isCustom(_ type: ByteString) -> Bool {
    type.hasPrefix("Custom::") || type == "AWS::CloudFormation::CustomResource"
  }

  /// The type of a nested stack.
  public static let nestedStackType: ByteString = "AWS::CloudFormation::Stack"

  /// The attributes whose change updates the resource in place, in the order that causes are listed.
  static let updatableAttributes: [ByteString] = [
    "Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy",
  ]
}
