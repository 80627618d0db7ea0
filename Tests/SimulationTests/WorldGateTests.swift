import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct WorldGateTests {
  private let members = """
    "principals":[
      {"arn":"arn:aws:iam::111122223333:role/Deployer","identityPolicies":["allow.json"],"permissionsBoundary":"boundary.json","sessionPolicies":["session.json"]}],
     "resources":[
      {"arn":"arn:aws:s3:::data","account":"111122223333","policy":"bucket-policy.json"},
      {"arn":"arn:aws:s3:::bare","account":"111122223333"},
      {"arn":"arn:aws:s3:::head","account":"999988887777","policy":"bucket-policy.json"},
      {"arn":"arn:aws:kms:eu-west-1:111122223333:key/k","policy":"bucket-policy.json"},
      {"arn":"arn:aws:iam::111122223333:role/Target","policy":"trust.json"},
      {"arn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t","policy":"bucket-policy.json"}]
    """
  private let member: ByteString = "arn:aws:iam::111122223333:role/Deployer"
  private let neighbour: ByteString = "arn:aws:iam::222233334444:role/Other"

  private func stack(_ principal: ByteString, _ action: ByteString, _ resource: ByteString) throws -> PolicyStack {
    let world = try EnvironmentSample.world("{\(EnvironmentSample.organization),\(members)}")
    return try world.completed(Request(action: action, principal: Principal(principal), resource: resource)).stack
  }

  @Test func allGatesInOrder() throws {
    let stack = try stack(member, "s3:GetObject", "arn:aws:s3:::data/key")
    #expect(stack.gates == [.scp, .rcp, .resource, .identity, .boundary, .session])
    #expect(stack.resourcePolicyRole == .sameAccount)
    #expect(stack.resourceControlPolicies?.map(\.id) == ["r-1", "ou-1", "111122223333"])
    #expect(stack.resourceControlPolicies?.first?.policies.map(\.name) == ["RCPFullAWSAccess", "rcp.json"])
  }

  @Test(
    "section 4.2: where RCPs apply",
    arguments: [
      ("arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::data/key", true),
      ("arn:aws:iam::111122223333:role/Deployer", "S3:GetObject", "arn:aws:s3:::data/key", true),
      ("arn:aws:iam::111122223333:role/Deployer", "s3:ListAllMyBuckets", "*", true),
      ("arn:aws:iam::111122223333:role/Deployer", "ec2:RunInstances", "*", false),
      ("arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::head/key", false),
      ("arn:aws:iam::999988887777:role/Admin", "s3:GetObject", "arn:aws:s3:::data/key", true),
      ("arn:aws:iam::999988887777:role/Admin", "s3:GetObject", "arn:aws:s3:::head/key", false),
      ("arn:aws:iam::444455556666:role/Partner", "s3:GetObject", "arn:aws:s3:::data/key", true),
      ("*", "s3:GetObject", "arn:aws:s3:::data/key", true),
      ("cloudtrail.amazonaws.com", "s3:PutObject", "arn:aws:s3:::data/key", true),
      (
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/R", "s3:GetObject", "arn:aws:s3:::data/k",
        false
      ),
      ("arn:aws:iam::111122223333:role/Deployer", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k", true),
      ("arn:aws:iam::111122223333:role/Deployer", "kms:RetireGrant", "arn:aws:kms:eu-west-1:111122223333:key/k", false),
      (
        "arn:aws:iam::111122223333:role/Deployer", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3",
        false
      ),
    ])
  func rcpReach(principal: String, action: String, resource: String, isReached: Bool) throws {
    let stack = try stack(ByteString(principal), ByteString(action), ByteString(resource))
    #expect((stack.resourceControlPolicies != nil) == isReached)
  }

  private static let askedResourcePolicies: [(String, String, String, ResourcePolicyRole, Int?)] = [
    (
      "arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::data", ResourcePolicyRole.sameAccount,
      1
    ),
    ("arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::data/key", .sameAccount, 1),
    ("arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::bare/key", .sameAccount, nil),
    ("arn:aws:iam::111122223333:role/Deployer", "s3:GetObject", "arn:aws:s3:::unlisted/key", .sameAccount, nil),
    ("arn:aws:iam::111122223333:role/Deployer", "ec2:DescribeInstances", "*", .sameAccount, nil),
    ("arn:aws:iam::222233334444:role/Other", "ec2:DescribeInstances", "*", .sameAccount, nil),
    ("arn:aws:iam::222233334444:role/Other", "s3:GetObject", "arn:aws:s3:::data/key", .crossAccount, 1),
    ("arn:aws:iam::222233334444:role/Other", "s3:GetObject", "arn:aws:s3:::bare/key", .crossAccount, 0),
    (
      "arn:aws:iam::222233334444:role/Other", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q",
      .crossAccount, 0
    ),
    ("arn:aws:iam::444455556666:role/Partner", "s3:GetObject", "arn:aws:s3:::data/key", .crossAccount, 1),
    ("*", "s3:GetObject", "arn:aws:s3:::data/key", .crossAccount, 1),
    ("*", "s3:GetObject", "arn:aws:s3:::bare/key", .crossAccount, 0),
    ("cloudtrail.amazonaws.com", "s3:PutObject", "arn:aws:s3:::data/key", .crossAccount, 1),
    (
      "arn:aws:iam::111122223333:role/Deployer", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k", .required,
      1
    ),
    (
      "arn:aws:iam::222233334444:role/Other", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/k",
      .crossAccount, 1
    ),
    (
      "arn:aws:iam::111122223333:role/Deployer", "kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/x",
      .sameAccount, nil
    ),
    (
      "arn:aws:iam::111122223333:role/Deployer", "sts:AssumeRole", "arn:aws:iam::111122223333:role/Target", .required,
      1
    ),
    (
      "arn:aws:iam::111122223333:role/Deployer", "iam:DeleteRole", "arn:aws:iam::111122223333:role/Target",
      .sameAccount, nil
    ),
    (
      "arn:aws:iam::222233334444:role/Other", "sts:AssumeRole", "arn:aws:iam::111122223333:role/Target",
      .crossAccount, 1
    ),
    (
      "arn:aws:iam::222233334444:role/Other", "iam:GetRole", "arn:aws:iam::111122223333:role/Target", .crossAccount, 0
    ),
    (
      "arn:aws:iam::111122223333:role/Deployer", "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess",
      .sameAccount, nil
    ),
    (
      "arn:aws:iam::111122223333:role/Deployer", "dynamodb:Query",
      "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i", .sameAccount, 1
    ),
    ("arn:aws:iam::111122223333:root", "s3:PutBucketPolicy", "arn:aws:s3:::data", .sameAccount, nil),
    ("arn:aws:iam::111122223333:root", "s3:GetObject", "arn:aws:s3:::data/key", .sameAccount, 1),
  ]

  @Test("section 4.4 and ruling 31: what the resource policy is to a request", arguments: Self.askedResourcePolicies)
  func resourceGate(
    principal: String, action: String, resource: String, role: ResourcePolicyRole, count: Int?
  ) throws {
    let stack = try stack(ByteString(principal), ByteString(action), ByteString(resource))
    #expect(stack.resourcePolicies?.count == count)
    #expect(stack.resourcePolicyRole == role)
  }

  @Test func theManagementAccountHasNoSCPGate() throws {
    let stack = try stack("arn:aws:iam::999988887777:role/Admin", "ec2:RunInstances", "*")
    #expect(stack.gates.isEmpty)
  }

  @Test("section 4.2: SCPs cannot restrict Mechanical Turk") func mechanicalTurk() throws {
    #expect(try stack(member, "mechanicalturk:CreateHIT", "*").serviceControlPolicies == nil)
    #expect(try stack(member, "iam:CreateRole", "*").serviceControlPolicies != nil)
  }

  @Test func anEmptyWorldAsksNothing() throws {
    let stack = try World().completed(
      Request(action: "s3:GetObject", principal: Principal(member), resource: "arn:aws:s3:::b/k")
    ).stack
    #expect(stack.gates.isEmpty)
  }
}
