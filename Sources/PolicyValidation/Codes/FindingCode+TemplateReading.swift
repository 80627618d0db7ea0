extension FindingCode {
  private static let queue = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue"

  /// What the template reader finds; most of it CloudFormation refuses in the same words.
  static let templateReading: [FindingCode] = [
    FindingCode(
      "template.root", .error, "A template is an object.",
      help: "Write sections such as Resources at the top.",
      example: Example(
        arguments: ["check", "--kind", "template", "template.yaml"], file: "template.yaml",
        wrong: "- Resources\n", right: queue + "\n")),
    FindingCode(
      "template.resources.missing", .error, "A template has at least one resource.",
      help: "CloudFormation refuses a template without Resources. A WaitConditionHandle is the cheapest of them.",
      example: .template(wrong: "AWSTemplateFormatVersion: 2010-09-09", right: queue)),
    FindingCode(
      "template.section.unknown", .error, "The template has a section that CloudFormation does not know.",
      help: "CloudFormation refuses it. Names are case-sensitive; use the one that is suggested.",
      example: .template(wrong: queue + "\nOutput: {}", right: queue + "\nOutputs: {}")),
    FindingCode(
      "template.section.shape", .error, "A section is no object.",
      help: "Write names and values under it.",
      example: .template(wrong: "Parameters: [Size]\n" + queue, right: "Parameters: {}\n" + queue)),
    FindingCode(
      "template.transform", .error, "A transform is neither a name nor an object with a Name.",
      help: "Write the name, or an object with Name and Parameters.",
      example: .template(
        wrong: "Transform:\n  - Parameters: {}\n" + queue, right: "Transform: AWS::LanguageExtensions\n" + queue)),
    FindingCode(
      "template.parameter.type", .error, "A parameter has no Type.", help: "Write one, such as String.",
      example: .template(
        wrong: "Parameters:\n  Size:\n    Default: small\n" + queue,
        right: "Parameters:\n  Size:\n    Type: String\n    Default: small\n" + queue)),
    FindingCode(
      "template.resource.shape", .error, "A resource is no object.", help: "Write Type and Properties under it.",
      example: .template(wrong: "Resources:\n  Queue: AWS::SQS::Queue", right: queue)),
    FindingCode(
      "template.resource.type", .error, "A resource has no Type.", help: "Write its type, such as AWS::SQS::Queue.",
      example: .template(wrong: "Resources:\n  Queue:\n    Tpye: AWS::SQS::Queue", right: queue)),
    FindingCode(
      "template.resource.id", .error, "A logical id holds something else than ASCII letters and digits.",
      help: "CloudFormation refuses it, unless a transform makes another one of it. Leave out hyphens and underscores.",
      example: .template(wrong: "Resources:\n  my-queue:\n    Type: AWS::SQS::Queue", right: queue)),
    FindingCode(
      "template.resource.properties", .error, "Properties is no object.", help: "Write names and values under it.",
      example: .template(wrong: queue + "\n    Properties: none", right: queue + "\n    Properties: {}")),
    FindingCode(
      "template.resource.condition", .error, "The Condition of a resource is no name.",
      help: "Write the name of a condition, without a function.",
      example: .template(
        wrong: "Conditions:\n  Big: !Equals [a, a]\n" + queue + "\n    Condition: [Big]",
        right: "Conditions:\n  Big: !Equals [a, a]\n" + queue + "\n    Condition: Big")),
    FindingCode(
      "template.resource.attribute", .error, "A resource has an attribute that CloudFormation does not know.",
      help: "Properties of the resource stand under Properties; use the spelling that is suggested for attributes.",
      example: .template(
        wrong: queue + "\n    DeletionPolcy: Retain",
        right: queue + "\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain")),
    FindingCode(
      "template.DeletionPolicy.shape", .error, "DeletionPolicy is no text.",
      help:
        "Write Delete, Retain, RetainExceptOnCreate or Snapshot. Functions need the transform AWS::LanguageExtensions.",
      example: .template(
        wrong: queue + "\n    DeletionPolicy: !Ref Keep", right: queue + "\n    DeletionPolicy: Delete")),
    FindingCode(
      "template.UpdateReplacePolicy.shape", .error, "UpdateReplacePolicy is no text.",
      help: "Write Delete, Retain or Snapshot. Functions need the transform AWS::LanguageExtensions.",
      example: .template(
        wrong: queue + "\n    UpdateReplacePolicy: !Ref Keep", right: queue + "\n    UpdateReplacePolicy: Delete")),
    FindingCode(
      "template.DeletionPolicy.unrecognized", .error, "DeletionPolicy has a value that CloudFormation does not know.",
      help: "The values are Delete, Retain, RetainExceptOnCreate and Snapshot, case-sensitively.",
      example: .template(wrong: queue + "\n    DeletionPolicy: Keep", right: queue + "\n    DeletionPolicy: Delete")),
    FindingCode(
      "template.UpdateReplacePolicy.unrecognized", .error,
      "UpdateReplacePolicy has a value that CloudFormation does not know.",
      help: "The values are Delete, Retain and Snapshot, case-sensitively; RetainExceptOnCreate is none of them.",
      example: .template(
        wrong: queue + "\n    UpdateReplacePolicy: RetainExceptOnCreate",
        right: queue + "\n    UpdateReplacePolicy: Delete")),
    FindingCode(
      "template.DeletionPolicy.snapshot", .error, "The type has no snapshots for DeletionPolicy to take.",
      help: "CloudFormation refuses the template. Use Retain.",
      example: .template(wrong: queue + "\n    DeletionPolicy: Snapshot", right: queue + "\n    DeletionPolicy: Delete")
    ),
    FindingCode(
      "template.UpdateReplacePolicy.snapshot", .warning, "The type has no snapshots for UpdateReplacePolicy to take.",
      help: "CloudFormation falls back to Delete without a word. Use Retain.",
      example: .template(
        wrong: queue + "\n    UpdateReplacePolicy: Snapshot", right: queue + "\n    UpdateReplacePolicy: Delete")),
  ]
}
