import CloudFormation
import Documents
import PolicyLanguage
import Testing

@testable import Simulation

@Suite struct StackOperationsPermissionTests {
  private typealias Sample = StackOperationsSample

  @Test(
    "two globs overlap when some text matches both",
    arguments: [
      ("*", "", true), ("", "", true), ("a", "", false), ("a", "a", true), ("a", "b", false), ("a*", "*b", true),
      ("a*c", "ab*", true), ("a*c", "b*", false), ("*x*", "abc", false), ("*x*", "a*c", true), ("a?c", "abc", true),
      ("a?c", "ac", false), ("a?c", "a*c", true), ("?", "é", true), ("**", "a", true), ("a*b*c", "a*c", true),
      ("arn:aws:s3:::acme-*", "arn:aws:s3:::*", true), ("arn:aws:s3:::acme-*", "arn:aws:sqs:*:*:*", false),
      ("*:table/x", "arn:aws:dynamodb:*:*:table/*", true),
    ])
  func overlap(left: String, right: String, expected: Bool) {
    #expect(PatternOverlap.exists(ByteString(left), ByteString(right)) == expected)
    #expect(PatternOverlap.exists(ByteString(right), ByteString(left)) == expected)
  }

  /// A world in which the role Deployer has one policy, and the stack creates and deletes a queue.
  private func plan(
    _ statements: String, name: String? = nil, role: Bool = true, delete: Bool = false, scp: String? = nil
  ) throws -> ResourcePlan {
    let controls = scp.map { #""FullAWSAccess",{"Version":"2012-10-17","Statement":[\#($0)]}"# } ?? #""FullAWSAccess""#
    let world = try EnvironmentSample.world(
      """
      {"organization":{"id":"o-1","managementAccount":"999988887777","root":{"id":"r-1","accounts":[
         {"id":"111122223333","serviceControlPolicies":[\(controls)]}]}},
       "principals":[{"arn":"arn:aws:iam::111122223333:role/Deployer",
         "identityPolicies":[{"Version":"2012-10-17","Statement":[\(statements)]}]}],
       "stacks":[{"name":"prod","account":"111122223333","region":"eu-west-1","template":"queue.yaml"
         \(role ? #","role":"arn:aws:iam::111122223333:role/Deployer""# : "")}]}
      """,
      [
        "queue.yaml":
          "Resources:\n  Queue: {Type: AWS::SQS::Queue, Properties: {\(name.map { "QueueName: \($0)" } ?? "")}}\n"
      ])
    if delete { return try #require(world.planDeletion()["Queue"]) }
    let after = "Queue: {Type: 'AWS::SQS::Queue', Properties: {\(name.map { "QueueName: \($0)" } ?? "")}}\n"
    return try #require(
      world.planUpdate(to: after + after.replacing("Queue:", with: "Other:", maxReplacements: 1))["Other"])
  }

  private func decision(_ plan: ResourcePlan, _ action: ByteString) -> String? {
    plan.permissions.first { $0.action == action }?.decision.result.rawValue
  }

  private let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#

  @Test("a name that is not known yet is allowed, denied or open by what patterns can match")
  func unknownNames() throws {
    let cases: [(String, String)] = [
      (allowAll, "allowed"),
      (#"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:*"}"#, "allowed"),
      (#"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:app-*"}"#, "unknown"),
      (#"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:*:*"}"#, "implicitDeny"),
      (#"{"Effect":"Allow","Action":"sqs:*","NotResource":"arn:aws:sqs:us-east-1:*:*"}"#, "allowed"),
      (#"{"Effect":"Allow","Action":"sqs:*","NotResource":"arn:aws:sqs:*:*:secret"}"#, "unknown"),
      (allowAll + #",{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:secret-*"}"#, "unknown"),
      (allowAll + #",{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:*"}"#, "explicitDeny"),
      (allowAll + #",{"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sns:*:*:*"}"#, "allowed"),
      (allowAll + #",{"Effect":"Deny","Action":"sqs:*","NotResource":"arn:aws:sqs:eu-west-1:*:*"}"#, "allowed"),
    ]
    for (statements, expected) in cases {
      #expect(decision(try plan(statements), "sqs:CreateQueue") == expected, "\(statements)")
    }
  }

  @Test("a name that the template has is asked for by its ARN")
  func knownNames() throws {
    let app = #"{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:app-*"}"#
    let named = try plan(app, name: "app-jobs")
    #expect(decision(named, "sqs:CreateQueue") == "allowed")
    let permission = try #require(named.permissions.first { $0.action == "sqs:CreateQueue" })
    #expect(permission.resource == "arn:aws:sqs:eu-west-1:111122223333:app-jobs")
    #expect(permission.resourceIsKnown)
    #expect(decision(try plan(app, name: "jobs"), "sqs:CreateQueue") == "implicitDeny")
  }

  @Test("ruling 15: a missing permission keeps nothing, an explicit deny and an SCP that allows nothing do")
  func keeping() throws {
    let none = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#
    let missing = try plan(none, name: "q", delete: true)
    #expect(missing.deletePermission?.action == "sqs:DeleteQueue")
    #expect(missing.deletePermission?.decision.result == .implicitDeny)
    #expect(missing.physical == .deleted)
    let denied = try plan(
      allowAll + #",{"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"}"#, name: "q", delete: true)
    #expect(denied.physical == .untouched)
    let scp = try plan(
      allowAll, name: "q", delete: true, scp: #"{"Effect":"Deny","Action":"sqs:Delete*","Resource":"*"}"#)
    #expect(scp.physical == .untouched)
    #expect(scp.failure?.cause == .deleteAction)
  }

  @Test("without a role nobody in particular asks: conditions on the principal are open")
  func anybody() throws {
    let scp =
      #"{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Admin"}}}"#
    let open = try plan(allowAll, name: "q", role: false, delete: true, scp: scp)
    #expect(open.deletePermission?.decision.result == .unknown)
    #expect(open.deletePermission?.decision.missing == ["aws:PrincipalArn"])
    #expect(try plan(allowAll, name: "q", role: true, delete: true, scp: scp).physical == .untouched)
  }

  @Test("with a role CloudFormation is the role; without, it passes requests on and they say so")
  func calledVia() throws {
    let scp =
      #"{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"cloudformation.amazonaws.com"}}}"#
    #expect(try plan(allowAll, name: "q", role: true, delete: true, scp: scp).physical == .deleted)
    #expect(try plan(allowAll, name: "q", role: false, delete: true, scp: scp).physical == .untouched)
  }

  @Test("the region of the stack is the region of its requests")
  func region() throws {
    let scp =
      #"{"Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}"#
    #expect(try plan(allowAll, name: "q", delete: true, scp: scp).physical == .deleted)
  }

  @Test("what the template tags is requested with its tags")
  func requestTags() throws {
    let world = try EnvironmentSample.world(
      """
      {"principals":[{"arn":"arn:aws:iam::111122223333:role/Deployer","identityPolicies":[{"Version":"2012-10-17",
         "Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}}]}]}],
       "stacks":[{"name":"prod","account":"111122223333","region":"eu-west-1","template":"t.yaml",
         "role":"arn:aws:iam::111122223333:role/Deployer"}]}
      """, ["t.yaml": "Resources: {A: {Type: AWS::SNS::Topic}}"])
    let plan = try world.planUpdate(
      to: """
        A: {Type: 'AWS::SNS::Topic'}
        B: {Type: 'AWS::SNS::Topic', Properties: {TopicName: b, Tags: [{Key: team, Value: a}]}}
        C: {Type: 'AWS::SNS::Topic', Properties: {TopicName: c, Tags: [{Key: team, Value: b}]}}
        """)
    #expect(decision(try #require(plan["B"]), "sns:CreateTopic") == "allowed")
    #expect(decision(try #require(plan["C"]), "sns:CreateTopic") == "implicitDeny")
  }

  @Test(
    "what an action names",
    arguments: [
      ("AWS::S3::Bucket", "BucketName: b", "s3:DeleteBucket", "arn:aws:s3:::b"),
      ("AWS::IAM::Role", "{RoleName: r, Path: /a/}", "iam:DeleteRole", "arn:aws:iam::111122223333:role/a/r"),
      (
        "AWS::RDS::DBInstance", "DBInstanceIdentifier: MyDb", "rds:DeleteDBInstance",
        "arn:aws:rds:eu-west-1:111122223333:db:mydb"
      ),
      (
        "AWS::Cognito::UserPool", "UserPoolName: p", "cognito-idp:DeleteUserPool",
        "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/*"
      ),
      ("AWS::Lambda::Function", "FunctionName: f", "iam:PassRole", "arn:aws:iam::111122223333:role/*"),
      ("AWS::EC2::Volume", "Size: 1", "ec2:DescribeVolumes", "*"),
      (
        "AWS::SecretsManager::Secret", "Name: s", "secretsmanager:DeleteSecret",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:*"
      ),
    ])
  func targets(type: String, properties: String, action: String, expected: String) throws {
    let braces = properties.hasPrefix("{") ? properties : "{\(properties)}"
    let template = ResolvedTemplate(try Sample.template("R: {Type: '\(type)', Properties: \(braces)}"))
    let resource = PhysicalResource(
      type: ByteString(type), resource: template.resources.first, physicalResourceId: nil,
      place: PseudoParameters(region: "eu-west-1", accountId: "111122223333"))
    switch resource.target(of: ByteString(action)) {
    case .everything: #expect(expected == "*")
    case .arn(let arn): #expect(arn.string == expected)
    case .oneOf(let formats): #expect(formats.map(\.string) == [expected])
    }
  }
}
