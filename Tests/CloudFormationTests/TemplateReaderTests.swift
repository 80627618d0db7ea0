import Documents
import TestSupport
import Testing

@testable import CloudFormation

@Suite("TemplateReader")
struct TemplateReaderTests {
  @Test("reads every section and attribute, in JSON and in YAML")
  func sections() throws {
    let template = try Fixture.template(
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Transform: [AWS::LanguageExtensions, {Name: Mine}]
      Parameters:
        Size: {Type: Number, Default: 3, AllowedValues: [3, 4], MinLength: 1}
      Mappings: {M: {a: {b: c}}}
      Conditions: {C: !Equals [a, b]}
      Resources:
        R:
          Type: AWS::S3::Bucket
          Condition: C
          DependsOn: Q
          DeletionPolicy: Retain
          Metadata: {x: y}
          Properties: {BucketName: n}
        Q: {Type: AWS::SNS::Topic}
      Outputs: {O: {Value: 1}}
      """)
    #expect(template.transforms.map(\.name) == ["AWS::LanguageExtensions", "Mine"])
    #expect(template.macros.map(\.name) == ["Mine"])
    #expect(template.parameters.first?.defaultValue == "3")
    #expect(template.parameters.first?.allowedValues == ["3", "4"])
    #expect(template.resources.map(\.logicalResourceId) == ["R", "Q"])
    let bucket = try #require(template.resources.first)
    #expect(bucket.type == "AWS::S3::Bucket")
    #expect(bucket.condition?.name == "C")
    #expect(bucket.dependsOn.compactMap(\.text) == ["Q"])
    #expect(bucket.attribute("DeletionPolicy")?.text == "Retain")
    #expect(bucket.properties?["BucketName"]?.text == "n")
    #expect(template.outputs.map(\.key) == ["O"])
    #expect(template.faults.isEmpty)
    let json = try Fixture.template(#"{"Resources": {"R": {"Type": "AWS::S3::Bucket"}}}"#)
    #expect(json.resources.count == 1)
  }

  @Test(
    "faults stand where they are, in CloudFormation's words",
    arguments: [
      ("⟦!⟧Foo: 1\nResources: {R: {Type: A::B::C}}", "Invalid template property or properties [Foo]"),
      (
        "Resources:\n  ⟦!⟧R:\n    Properties: {}",
        "Template format error: [/Resources/R] Every Resources object must contain a Type member."
      ),
      ("Resources:\n  R: ⟦!⟧text", "Template format error: resource R must be an object, this is a string"),
      ("Resources: {R: {Type: ⟦!⟧[a]}}", "Template format error: [/Resources/R/Type] must be a string, this is a list"),
      ("Resources: {⟦!⟧R-1: {Type: A::B::C}}", "Template format error: Resource name R-1 is non alphanumeric."),
      ("⟦!⟧Description: x", "Template format error: At least one Resources member must be defined."),
      (
        "Resources: {R: {Type: A::B::C, ⟦!⟧Propertis: {}}}",
        "Template format error: Invalid template resource property 'Propertis'"
      ),
      (
        "Parameters: {⟦!⟧P: {Default: 1}}\nResources: {R: {Type: A::B::C}}",
        "Template format error: Every Parameters object must contain a Type member."
      ),
      (
        "Resources: {R: {Type: AWS::DynamoDB::Table, DeletionPolicy: ⟦!⟧Snapshot}}",
        "Template error: resource type AWS::DynamoDB::Table does not support deletion policy Snapshot"
      ),
      (
        "Resources: {R: {Type: AWS::S3::Bucket, DeletionPolicy: ⟦!⟧Keep}}",
        "Template format error: Unrecognized DeletionPolicy Keep for resource R"
      ),
      (
        "Resources: {R: {Type: AWS::S3::Bucket, UpdateReplacePolicy: ⟦!⟧RetainExceptOnCreate}}",
        "Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource R"
      ),
      (
        "Resources: {R: {Type: AWS::S3::Bucket, DeletionPolicy: ⟦!⟧!Ref P}}",
        "Template format error: Every DeletionPolicy member must be a string."
      ),
    ])
  func faults(marked: String, message: String) throws {
    let text = MarkedText(marked)
    let template = try Fixture.template(text.text)
    #expect(template.faults.map(\.message) == [message])
    #expect(template.faults.first?.position == text.position("!"))
    #expect(try Fixture.resolved(text.text).refusals.first?.message == message)
  }

  @Test("ruling 14: Snapshot as UpdateReplacePolicy of a type without it is a warning")
  func snapshotFallsBack() {
    let text = "Resources: {R: {Type: AWS::DynamoDB::Table, UpdateReplacePolicy: Snapshot}}"
    let diagnostics = TemplateReader.read(SourceText(name: "t", text: text)).diagnostics
    #expect(diagnostics.map(\.severity) == [.warning])
    #expect(diagnostics.map(\.code) == ["template.UpdateReplacePolicy.snapshot"])
  }

  @Test("a macro may define sections, attributes and names of its own")
  func macros() throws {
    let text = "Transform: Mine\nThings: {}\nResources: {R-1: {Type: A::B::C, Count: 3, DeletionPolicy: !Ref P}}"
    #expect(try Fixture.template(text).faults.isEmpty)
  }

  @Test("LanguageExtensions allow functions in policies")
  func languageExtensions() throws {
    let text = "Transform: AWS::LanguageExtensions\nResources: {R: {Type: A::B::C, DeletionPolicy: !Ref P}}"
    #expect(try Fixture.template(text).faults.isEmpty)
  }

  @Test(
    "what is no template is refused with its position",
    arguments: ["[1]", "text", "", "{\"a\": }", "a: [", "a: 1\na: 2"])
  func unreadable(text: String) {
    let (template, diagnostics) = TemplateReader.read(SourceText(name: "t", text: text))
    #expect(template == nil)
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.position != nil)
  }
}
