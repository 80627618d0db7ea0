import Documents
import Testing

@testable import CloudFormation

@Suite("ResolvedResource: tags and ARN")
struct IdentityTests {
  static func resource(_ text: String) throws -> ResolvedResource {
    try #require(try Fixture.resolved("Parameters: {P: {Type: String}}\nResources: {R: {\(text)}}")["R"])
  }

  static let place = PseudoParameters(region: "eu-west-1", accountId: "111122223333")

  @Test("tags in both shapes, unknown ones left out")
  func tags() throws {
    let list = try Self.resource(
      "Type: AWS::S3::Bucket, Properties: {Tags: [{Key: a, Value: b}, {Key: c, Value: !Ref P}]}")
    #expect(list.tags == ["a": "b"])
    #expect(try Self.resource("Type: AWS::SSM::Parameter, Properties: {Tags: {a: 1}}").tags == ["a": "1"])
    #expect(try Self.resource("Type: AWS::SSM::Parameter").tags.isEmpty)
  }

  @Test(
    "the ARN follows from a written name",
    arguments: [
      ("AWS::S3::Bucket", "BucketName: b", "s3:DeleteBucket", "arn:aws:s3:::b"),
      (
        "AWS::DynamoDB::Table", "TableName: t", "dynamodb:DeleteTable",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/t"
      ),
      ("AWS::DynamoDB::Table", "TableName: !Ref P", "dynamodb:DeleteTable", nil),
      ("AWS::DynamoDB::Table", "", "dynamodb:DeleteTable", nil),
      ("AWS::S3::Bucket", "BucketName: b", "s3:Nothing", nil),
    ] as [(String, String, ByteString, ByteString?)])
  func arn(type: String, properties: String, action: ByteString, expected: ByteString?) throws {
    let resource = try Self.resource("Type: \(type), Properties: {\(properties)}")
    #expect(resource.arn(for: action, in: Self.place) == expected)
  }
}

@Suite("StackChanges: deleting a stack")
struct StackDeletionTests {
  @Test("every resource leaves by its DeletionPolicy, RetainResources stay, and no stack policy is asked")
  func deletion() throws {
    let template = try Fixture.resolved(
      """
      Conditions: {Never: !Equals [a, b]}
      Resources:
        B: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}
        A: {Type: AWS::S3::Bucket}
        C: {Type: AWS::S3::Bucket}
        D: {Type: AWS::S3::Bucket, Condition: Never}
        E: {Type: AWS::RDS::DBCluster}
      """)
    let changes = StackChanges(deleting: template, retaining: ["C"])
    #expect(changes.resources.map(\.logicalResourceId) == ["A", "B", "C", "E"])
    #expect(changes.resources.map(\.ifAllowed) == [.deleted, .retained, .retained, .snapshotted])
    #expect(changes.resources.allSatisfy { $0.change == .remove && $0.asked.isEmpty })
  }
}

@Suite("ParameterValues: nested stacks")
struct NestedStackParametersTests {
  @Test("known values pass, unknown ones stay the same unless they changed")
  func parameters() throws {
    func parent(_ name: String) -> String {
      """
      Resources:
        T: {Type: AWS::SNS::Topic, Properties: {TopicName: \(name)}}
        Q: {Type: AWS::SQS::Queue}
        N:
          Type: AWS::CloudFormation::Stack
          Properties:
            TemplateURL: u
            Parameters: {Known: [a, b], Topic: !Ref T, Queue: !Ref Q}
      """
    }
    let (before, after) = (try Fixture.resolved(parent("a")), try Fixture.resolved(parent("b")))
    let change = try #require(StackChanges(from: before, to: after)["N"])
    let values = ParameterValues.ofNestedStack(change, before: before["N"], after: after["N"])
    #expect(values.before.entries == ["Known": .value("a,b"), "Topic": .unknown, "Queue": .unknown])
    #expect(values.after.entries == ["Known": .value("a,b"), "Topic": .changed, "Queue": .unknown])
    let child = try Fixture.template(
      "Parameters: {Topic: {Type: String}, Queue: {Type: String}, Known: {Type: String}}\nResources:\n  A: {Type: AWS::SSM::Parameter, Properties: {Value: !Ref Topic}}\n  B: {Type: AWS::SSM::Parameter, Properties: {Value: !Ref Queue}}"
    )
    let changes = StackChanges(
      from: ResolvedTemplate(child, values: values.before), to: ResolvedTemplate(child, values: values.after))
    #expect(changes["A"]?.change == .modify && changes["A"]?.certainty == .maybe)
    #expect(changes["B"]?.change == ResourceChange.Kind.none)
  }

  @Test("values that the template does not allow or declare are refused")
  func refused() throws {
    let text =
      "Parameters: {P: {Type: String, AllowedValues: [a], Default: a}}\nResources: {R: {Type: AWS::SNS::Topic}}"
    #expect(try Fixture.resolved(text, ["P": "b"]).refusals.map(\.code) == ["parameters.allowed"])
    #expect(try Fixture.resolved(text, ["Q": "b"]).refusals.map(\.code) == ["parameters.undeclared"])
    #expect(try Fixture.resolved(text, ["P": "a"]).refusals.isEmpty)
  }
}
