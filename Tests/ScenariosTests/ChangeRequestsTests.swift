import Documents
import PolicyLanguage
import Simulation
import Testing

@testable import Scenarios

@Suite struct ChangeRequestsTests {
  private func requests(_ action: StepAction, resources: [ListedResource] = []) throws -> [Request] {
    let reading = EnvironmentReader.read(path: "environment.json", files: FileReader(files: ScenarioSample.files))
    var environment = try #require(reading.environment)
    environment.resources += resources
    let changes = ChangeRequests(
      world: World(environment), principal: Principal(ByteString(ScenarioSample.admin)), missingIsUnknown: false)
    return try changes.requests(action)
  }

  private func name(_ text: ByteString) -> ScenarioName { ScenarioName(text, at: SourceRange(0, 0)) }

  @Test(arguments: [
    ("arn:aws:ec2:us-east-1:111122223333:volume/vol-1", "ec2:CreateTags", "ec2:DeleteTags"),
    ("arn:aws:kms:us-east-1:111122223333:key/k", "kms:TagResource", "kms:UntagResource"),
    (
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-1", "secretsmanager:TagResource",
      "secretsmanager:UntagResource"
    ),
    ("arn:aws:backup:us-east-1:111122223333:backup-vault:v", "backup:TagResource", "backup:UntagResource"),
    ("arn:aws:rds:us-east-1:111122223333:db:d", "rds:AddTagsToResource", "rds:RemoveTagsFromResource"),
    (
      "arn:aws:elasticache:us-east-1:111122223333:replicationgroup:g", "elasticache:AddTagsToResource",
      "elasticache:RemoveTagsFromResource"
    ),
    ("arn:aws:sqs:us-east-1:111122223333:q", "sqs:TagQueue", "sqs:UntagQueue"),
    ("arn:aws:iam::111122223333:role/R", "iam:TagRole", "iam:UntagRole"),
    ("arn:aws:iam::111122223333:user/U", "iam:TagUser", "iam:UntagUser"),
    ("arn:aws:lambda:us-east-1:111122223333:function:f", "lambda:TagResource", "lambda:UntagResource"),
    ("arn:aws:s3:::data", "s3:PutBucketTagging", "s3:PutBucketTagging"),
    ("arn:aws:s3:::data/key", "s3:PutObjectTagging", "s3:DeleteObjectTagging"),
    ("arn:aws:dynamodb:us-east-1:111122223333:table/t", "dynamodb:TagResource", "dynamodb:UntagResource"),
    (
      "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/f", "elasticfilesystem:TagResource",
      "elasticfilesystem:UntagResource"
    ),
  ])
  func tagsAreSetAndTakenByTheActionOfTheService(arn: ByteString, sets: ByteString, takes: ByteString) throws {
    let set = try #require(try requests(.tagResource(name(arn), Tags(["Keep": "no", "a": "b"]))).first)
    #expect(set.action == sets)
    #expect(set.resource == arn)
    #expect(set.context["aws:RequestTag/keep"] == .single("no"))
    #expect(set.context["aws:TagKeys"] == .list(["Keep", "a"]))
    let take = try #require(try requests(.untagResource(name(arn), keys: ["Keep"])).first)
    #expect(take.action == takes)
    #expect(take.context["aws:TagKeys"] == .list(["Keep"]))
    #expect(take.context["aws:RequestTag/Keep"] == .absent)
  }

  @Test func aBucketWithAccessControlByAttributesHasTheGeneralActions() throws {
    let bucket = ListedResource(arn: ResourceName("arn:aws:s3:::abac"), abac: true)
    let set = try requests(.tagResource(name("arn:aws:s3:::abac"), Tags(["a": "b"])), resources: [bucket])
    let take = try requests(.untagResource(name("arn:aws:s3:::abac"), keys: ["a"]), resources: [bucket])
    #expect((set + take).map(\.action) == ["s3:TagResource", "s3:UntagResource"])
  }

  @Test func stacksAreNamedByTheirARN() throws {
    let policy = try #require(PolicyReader(kind: .stack).read(SourceText(name: "p", text: "{}")).policy)
    let set = try requests(.setStackPolicy(stack: name("prod"), policy: policy))
    #expect(set.map(\.action) == ["cloudformation:SetStackPolicy"])
    #expect(set.map(\.resource) == ["arn:aws:cloudformation:us-east-1:111122223333:stack/prod/*"])
    let listed = ListedResource(arn: ResourceName("arn:aws:cloudformation:us-east-1:111122223333:stack/prod/1a2b"))
    let protect = try requests(
      .updateTerminationProtection(stack: name("prod"), isEnabled: false), resources: [listed])
    #expect(protect.map(\.action) == ["cloudformation:UpdateTerminationProtection"])
    #expect(protect.map(\.resource) == [listed.arn.text])
  }

  @Test func theOrganizationIsChangedInTheManagementAccount() throws {
    let attach = try requests(.attachPolicy(target: name("111122223333"), policy: .fullAWSAccess))
    #expect(attach.map(\.action) == ["organizations:AttachPolicy"])
    #expect(attach.map(\.resource) == ["arn:aws:organizations::999988887777:account/o-1/111122223333"])
    #expect(attach.first?.context["organizations:PolicyType"] == .single("SERVICE_CONTROL_POLICY"))
    let detach = try requests(.detachPolicy(target: name("r-1"), policy: .rcpFullAWSAccess))
    #expect(detach.map(\.action) == ["organizations:DetachPolicy"])
    #expect(detach.map(\.resource) == ["arn:aws:organizations::999988887777:root/o-1/r-1"])
    let move = try requests(.moveAccount(name("111122223333"), to: name("ou-2")))
    #expect(
      move.map(\.resource) == [
        "arn:aws:organizations::999988887777:account/o-1/111122223333",
        "arn:aws:organizations::999988887777:ou/o-1/ou-1", "arn:aws:organizations::999988887777:ou/o-1/ou-2",
      ])
  }

  @Test(arguments: [
    ("arn:aws:ec2:us-east-1:111122223333:volume/vol-2", "ec2:CreateVolume", "ec2:DeleteVolume"),
    ("arn:aws:s3:::more", "s3:CreateBucket", "s3:DeleteBucket"),
    (
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-1", "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret"
    ),
    ("arn:aws:backup:us-east-1:111122223333:backup-vault:v", "backup:CreateBackupVault", "backup:DeleteBackupVault"),
    ("arn:aws:dynamodb:us-east-1:111122223333:table/t", "dynamodb:CreateTable", "dynamodb:DeleteTable"),
    ("arn:aws:iam::111122223333:role/R", "iam:CreateRole", "iam:DeleteRole"),
    ("arn:aws:iam::111122223333:user/u", "iam:CreateUser", "iam:DeleteUser"),
  ])
  func resourcesAreMadeAndDeletedByTheActionOfTheirKind(arn: ByteString, makes: ByteString, deletes: ByteString) throws
  {
    let resource = ListedResource(arn: ResourceName(arn), tags: Tags(["a": "b"]))
    let make = try #require(try requests(.createResource(resource, at: SourceRange(0, 0))).first)
    #expect(make.action == makes)
    #expect(make.context["aws:RequestTag/a"] == .single("b"))
    #expect(try requests(.deleteResource(name(arn))).map(\.action) == [deletes])
  }

  @Test func keysAreScheduledForDeletion() throws {
    let key = name("arn:aws:kms:us-east-1:111122223333:key/k")
    #expect(try requests(.deleteResource(key)).map(\.action) == ["kms:ScheduleKeyDeletion"])
  }

  @Test func whatNobodyKnowsTheActionOfIsAnError() {
    #expect(throws: StepError.self) { try requests(.untagResource(name("arn:aws:nothing:::x"), keys: ["a"])) }
    #expect(throws: StepError.self) { try requests(.deleteResource(name("arn:aws:nothing:::x"))) }
  }
}
