import Catalog
import Documents
import Testing

@testable import CloudFormation

@Suite("DeletionOutcome")
struct DeletionOutcomeTests {
  static func resource(_ text: String) throws -> ResolvedResource {
    try #require(
      try Fixture.resolved(
        "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x]}\nResources: {R: {\(text)}}"
      ).resources.first)
  }

  @Test(
    "ruling 14: DeletionPolicy decides deletion, removal and rollback",
    arguments: [
      ("Delete", "deleted", "deleted"), ("Retain", "retained", "retained"),
      ("RetainExceptOnCreate", "retained", "deleted"),
      ("Snapshot", "snapshotted", "unknown"), ("!Ref P", "unknown", "unknown"),
    ])
  func deletionPolicy(policy: String, deleted: String, rolledBack: String) throws {
    let resource = try Self.resource("Type: AWS::EC2::Volume, DeletionPolicy: \(policy), UpdateReplacePolicy: Delete")
    #expect(DeletionOutcome(of: resource, when: .stackDeleted).fate.rawValue == deleted)
    #expect(DeletionOutcome(of: resource, when: .removedFromTemplate).fate.rawValue == deleted)
    #expect(DeletionOutcome(of: resource, when: .creationRolledBack).fate.rawValue == rolledBack)
    #expect(DeletionOutcome(of: resource, when: .replaced).fate == .deleted)
    #expect(!DeletionOutcome(of: resource, when: .stackDeleted).isDefault)
  }

  @Test(
    "ruling 14: UpdateReplacePolicy alone decides replacement; Snapshot falls back to Delete",
    arguments: [
      ("AWS::EC2::Volume", "Delete", "deleted"), ("AWS::EC2::Volume", "Retain", "retained"),
      ("AWS::EC2::Volume", "Snapshot", "snapshotted"), ("AWS::DynamoDB::Table", "Snapshot", "deleted"),
      ("Acme::Thing::Store", "Snapshot", "unknown"),
    ])
  func updateReplacePolicy(type: String, policy: String, expected: String) throws {
    let resource = try Self.resource("Type: \(type), DeletionPolicy: Retain, UpdateReplacePolicy: \(policy)")
    #expect(DeletionOutcome(of: resource, when: .replaced).fate.rawValue == expected)
  }

  @Test(
    "ruling 14: defaults",
    arguments: [
      ("AWS::S3::Bucket", "", "deleted"), ("AWS::RDS::DBCluster", "", "snapshotted"),
      ("AWS::RDS::DBInstance", "", "snapshotted"),
      ("AWS::RDS::DBInstance", "DBClusterIdentifier: c", "deleted"),
      ("AWS::RDS::DBInstance", "DBClusterIdentifier: !Ref P", "deleted"),
      ("AWS::RDS::DBInstance", "DBClusterIdentifier: !Ref 'AWS::NoValue'", "snapshotted"),
      ("AWS::RDS::DBInstance", "DBClusterIdentifier: !If [C, c, !Ref 'AWS::NoValue']", "unknown"),
    ])
  func defaults(type: String, properties: String, expected: String) throws {
    let resource = try Self.resource("Type: \(type), Properties: {\(properties)}")
    #expect(DeletionOutcome(of: resource, when: .removedFromTemplate).fate.rawValue == expected)
    #expect(DeletionOutcome(of: resource, when: .replaced).fate == .deleted)
    #expect(DeletionOutcome(of: resource, when: .stackDeleted).isDefault)
  }

  @Test("the policy of the stack counts, not that of the new template")
  func deployedPolicy() throws {
    let before = "Resources: {R: {Type: AWS::SNS::Topic, Properties: {TopicName: a}}}"
    let after = "Resources: {R: {Type: AWS::SNS::Topic, UpdateReplacePolicy: Retain, Properties: {TopicName: b}}}"
    #expect(try Fixture.changes(before, after)["R"]?.replaced == .deleted)
    #expect(try Fixture.changes(after, before)["R"]?.replaced == .retained)
  }
}

@Suite("DeleteAction")
struct DeleteActionTests {
  @Test(
    "ruling 15: the delete that counts for a type",
    arguments: [
      ("AWS::S3::Bucket", "s3:DeleteBucket"), ("AWS::EC2::Instance", "ec2:TerminateInstances"),
      ("AWS::KMS::Key", "kms:ScheduleKeyDeletion"), ("AWS::EC2::Volume", "ec2:DeleteVolume"),
      ("AWS::RDS::DBCluster", "rds:DeleteDBCluster"), ("AWS::Events::Rule", "events:DeleteRule"),
      ("AWS::EFS::FileSystem", "elasticfilesystem:DeleteFileSystem"),
      ("AWS::CloudWatch::CompositeAlarm", "cloudwatch:DeleteAlarms"),
      ("AWS::Logs::LogGroup", "logs:DeleteLogGroup"), ("AWS::Serverless::Function", "lambda:DeleteFunction"),
      // No handler is published, or its permissions name no delete.
      ("AWS::S3::BucketPolicy", nil), ("AWS::SNS::Subscription", nil), ("Custom::Thing", nil), ("Acme::A::B", nil),
    ] as [(ByteString, ByteString?)])
  func action(type: ByteString, expected: ByteString?) {
    #expect(DeleteAction.of(type) == expected)
  }

  @Test("every action named is a delete permission of its type")
  func permitted() {
    for type in Catalog.resourceTypeNames {
      guard let action = DeleteAction.of(type) else { continue }
      let permissions = Catalog.resourceType(type)?.deletePermissions ?? []
      #expect(permissions.contains { $0.equalsIgnoringASCIICase(action) })
      #expect(Catalog.action(action)?.accessLevel == .write)
    }
  }
}
