import Documents

/// A resource type of the Serverless Application Model: the type it becomes under its own logical id, and the
/// properties whose change replaces that resource.
///
/// From the SAM specification ("generated CloudFormation resources"). What else it makes (roles, permissions, stages)
/// is not foreseen; changes of Serverless resources are therefore never more certain than `maybe`.
struct ServerlessType {
  let provisionedType: ByteString
  let createOnlyProperties: [ByteString]

  init?(_ type: ByteString) {
    guard let row = Self.types[type] else { return nil }
    (provisionedType, createOnlyProperties) = row
  }

  /// The type that a processed template has in the place of one that is written; the same for all others.
  static func provisionedType(of type: ByteString) -> ByteString {
    types[type]?.0 ?? type
  }

  private static let types: [ByteString: (ByteString, [ByteString])] = [
    "AWS::Serverless::Api": ("AWS::ApiGateway::RestApi", []),
    "AWS::Serverless::Application": ("AWS::CloudFormation::Stack", []),
    "AWS::Serverless::Connector": ("AWS::IAM::ManagedPolicy", ["Source", "Destination"]),
    "AWS::Serverless::Function": ("AWS::Lambda::Function", ["FunctionName", "PackageType"]),
    "AWS::Serverless::GraphQLApi": ("AWS::AppSync::GraphQLApi", []),
    "AWS::Serverless::HttpApi": ("AWS::ApiGatewayV2::Api", []),
    "AWS::Serverless::LayerVersion": (
      "AWS::Lambda::LayerVersion",
      ["CompatibleArchitectures", "CompatibleRuntimes", "ContentUri", "Description", "LayerName", "LicenseInfo"]
    ),
    "AWS::Serverless::SimpleTable": ("AWS::DynamoDB::Table", ["PrimaryKey", "TableName"]),
    "AWS::Serverless::StateMachine": ("AWS::StepFunctions::StateMachine", ["Name", "Type"]),
  ]
}
