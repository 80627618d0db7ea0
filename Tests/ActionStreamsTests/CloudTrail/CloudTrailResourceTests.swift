import ActionStreams
import Documents
import PolicyLanguage
import Testing

/// Which resources an event acts on, service by service; ARNs are in `eu-west-1` and account 111122223333.
@Suite struct CloudTrailResourceTests {
  /// A call and the resources it must be asked about; `R:A` in an ARN stands for region and account.
  struct Call: Sendable, CustomTestStringConvertible {
    let service: String
    let name: String
    let parameters: String
    let resources: [String]

    init(_ service: String, _ name: String, _ parameters: String, _ resources: [String]) {
      self.service = service
      self.name = name
      self.parameters = parameters
      self.resources = resources
    }

    var testDescription: String { "\(service):\(name) \(parameters)" }
  }

  @Test(arguments: compute + storage + identity + messaging)
  func fromParameters(call: Call) throws {
    let expected = call.resources.map { $0.replacing("R:A", with: "eu-west-1:111122223333") }
    let found = try requests(event(call.service, call.name, call.parameters)).map(\.request)
    // Passing a role and tagging what is made are tested on their own.
    let own = found.filter {
      $0.action != "iam:PassRole" && ($0.action != "ec2:CreateTags" || call.name == "CreateTags")
    }
    #expect(own.map(\.resource.string) == expected)
  }

  static let compute: [Call] = [
    Call(
      "ec2", "TerminateInstances",
      #"{"instancesSet":{"items":[{"instanceId":"i-01234567"},{"instanceId":"i-89abcdef"}]}}"#,
      ["arn:aws:ec2:R:A:instance/i-01234567", "arn:aws:ec2:R:A:instance/i-89abcdef"]),
    Call("ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#, ["arn:aws:ec2:R:A:volume/vol-01234567"]),
    Call(
      "ec2", "AttachVolume", #"{"volumeId":"vol-01234567","instanceId":"i-01234567","device":"/dev/sdf"}"#,
      ["arn:aws:ec2:R:A:instance/i-01234567", "arn:aws:ec2:R:A:volume/vol-01234567"]),
    Call(
      "ec2", "CreateSubnet", #"{"vpcId":"vpc-01234567"}"#,
      ["arn:aws:ec2:R:A:subnet/*", "arn:aws:ec2:R:A:vpc/vpc-01234567"]),
    Call("ec2", "DeregisterImage", #"{"imageId":"ami-01234567"}"#, ["arn:aws:ec2:eu-west-1::image/ami-01234567"]),
    Call(
      "ec2", "DeleteFlowLogs",
      #"{"DeleteFlowLogsRequest":{"FlowLogId":[{"tag":1,"content":"fl-01234567"},{"tag":2,"content":"fl-89abcdef"}]}}"#,
      ["arn:aws:ec2:R:A:vpc-flow-log/fl-01234567", "arn:aws:ec2:R:A:vpc-flow-log/fl-89abcdef"]),
    Call(
      "ec2", "AuthorizeSecurityGroupIngress",
      #"{"groupId":"sg-01234567","ipPermissions":{"items":[{"groups":{"items":[{"groupId":"sg-89abcdef"}]}}]}}"#,
      ["arn:aws:ec2:R:A:security-group/sg-01234567"]),
    Call("ec2", "DescribeInstances", #"{"instancesSet":{"items":[{"instanceId":"i-01234567"}]}}"#, ["*"]),
    Call(
      "ec2", "CreateTags",
      #"{"resourcesSet":{"items":[{"resourceId":"vol-01234567"},{"resourceId":"i-01234567"}]},"tagSet":{"items":[{"key":"a","value":"b"}]}}"#,
      ["arn:aws:ec2:R:A:instance/i-01234567", "arn:aws:ec2:R:A:volume/vol-01234567"]),
    Call("ec2", "CreateKeyPair", #"{"keyName":"k"}"#, ["arn:aws:ec2:R:A:key-pair/k"]),
    Call(
      "ec2", "RunInstances",
      #"{"instancesSet":{"items":[{"imageId":"ami-01234567"}]},"subnetId":"subnet-01234567","groupSet":{"items":[{"groupId":"sg-01234567"}]}}"#,
      [
        "arn:aws:ec2:R:A:instance/*", "arn:aws:ec2:eu-west-1::image/ami-01234567",
        "arn:aws:ec2:R:A:subnet/subnet-01234567", "arn:aws:ec2:R:A:security-group/sg-01234567",
        "arn:aws:ec2:R:A:network-interface/*", "arn:aws:ec2:R:A:volume/*",
      ]),
    Call(
      "lambda", "DeleteFunction20150331", #"{"functionName":"arn:aws:lambda:us-east-1:444455556666:function:f"}"#,
      ["arn:aws:lambda:us-east-1:444455556666:function:f"]),
    Call(
      "lambda", "UpdateFunctionCode20150331v2", #"{"functionName":"111122223333:function:f"}"#,
      ["arn:aws:lambda:R:A:function:f"]),
    Call("lambda", "Invoke", #"{"functionName":"f","qualifier":"live"}"#, ["arn:aws:lambda:R:A:function:f:live"]),
    Call("lambda", "ListFunctions20150331", "{}", ["*"]),
    Call("lambda", "PublishLayerVersion20181031", #"{"layerName":"l"}"#, ["arn:aws:lambda:R:A:layer:l"]),
    Call(
      "lambda", "TagResource20170331v2", #"{"resource":"arn:aws:lambda:eu-west-1:111122223333:function:f"}"#,
      ["arn:aws:lambda:R:A:function:f"]),
    Call("cloudformation", "DeleteStack", #"{"stackName":"prod"}"#, ["arn:aws:cloudformation:R:A:stack/prod/*"]),
    Call(
      "cloudformation", "DeleteStack", #"{"stackName":"arn:aws:cloudformation:eu-west-1:111122223333:stack/prod/1"}"#,
      ["arn:aws:cloudformation:R:A:stack/prod/1"]),
    Call("cloudformation", "ListStacks", "{}", ["*"]),
    Call("cloudformation", "DescribeStacks", "{}", ["arn:aws:cloudformation:R:A:stack/*/*"]),
    Call(
      "ecs", "UpdateService", #"{"cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/c","service":"s"}"#,
      ["arn:aws:ecs:R:A:service/c/s"]),
    Call("ecs", "RunTask", #"{"cluster":"c","taskDefinition":"fam:3"}"#, ["arn:aws:ecs:R:A:task-definition/fam:3"]),
    Call("eks", "DeleteNodegroup", #"{"clusterName":"c","nodegroupName":"n"}"#, ["arn:aws:eks:R:A:nodegroup/c/n/*"]),
    Call(
      "autoscaling", "DeleteAutoScalingGroup", #"{"autoScalingGroupName":"g"}"#,
      ["arn:aws:autoscaling:R:A:autoScalingGroup:*:autoScalingGroupName/g"]),
    Call(
      "elasticloadbalancing", "DeleteLoadBalancer",
      #"{"loadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/1"}"#,
      ["arn:aws:elasticloadbalancing:R:A:loadbalancer/app/a/1"]),
    Call(
      "elasticloadbalancing", "CreateLoadBalancer", #"{"name":"n","type":"network"}"#,
      ["arn:aws:elasticloadbalancing:R:A:loadbalancer/net/n/*"]),
  ]

  static let storage: [Call] = [
    Call("s3", "DeleteBucket", #"{"bucketName":"b"}"#, ["arn:aws:s3:::b"]),
    Call("s3", "PutObject", #"{"bucketName":"b","key":"a/b:c"}"#, ["arn:aws:s3:::b/a/b:c"]),
    Call("s3", "ListObjectsV2", #"{"bucketName":"b","prefix":"p/"}"#, ["arn:aws:s3:::b"]),
    Call("rds", "DeleteDBInstance", #"{"dBInstanceIdentifier":"MyDB"}"#, ["arn:aws:rds:R:A:db:mydb"]),
    Call(
      "rds", "DeleteDBCluster", #"{"dBClusterIdentifier":"c","finalDBSnapshotIdentifier":"s"}"#,
      ["arn:aws:rds:R:A:cluster:c", "arn:aws:rds:R:A:cluster-snapshot:s"]),
    Call("rds", "DescribeDBInstances", "{}", ["arn:aws:rds:R:A:db:*"]),
    Call(
      "rds", "CopyDBSnapshot",
      #"{"sourceDBSnapshotIdentifier":"arn:aws:rds:eu-west-1:444455556666:snapshot:s","targetDBSnapshotIdentifier":"t"}"#,
      ["arn:aws:rds:R:A:snapshot:t", "arn:aws:rds:eu-west-1:444455556666:snapshot:s"]),
    Call(
      "rds", "AddTagsToResource", #"{"resourceName":"arn:aws:rds:eu-west-1:111122223333:db:d","tags":[]}"#,
      ["arn:aws:rds:R:A:db:d"]),
    Call("dynamodb", "DeleteTable", #"{"tableName":"t"}"#, ["arn:aws:dynamodb:R:A:table/t"]),
    Call("dynamodb", "Query", #"{"tableName":"t","indexName":"i"}"#, ["arn:aws:dynamodb:R:A:table/t/index/i"]),
    Call("dynamodb", "Query", #"{"tableName":"t"}"#, ["arn:aws:dynamodb:R:A:table/t"]),
    Call(
      "dynamodb", "BatchGetItem", #"{"requestItems":{"a":{"keys":[]},"b":{}}}"#,
      ["arn:aws:dynamodb:R:A:table/a", "arn:aws:dynamodb:R:A:table/b"]),
    Call(
      "dynamodb", "DeleteBackup", #"{"backupArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t/backup/1"}"#,
      ["arn:aws:dynamodb:R:A:table/t/backup/1"]),
    Call(
      "elasticache", "DeleteReplicationGroup", #"{"replicationGroupId":"g","finalSnapshotIdentifier":"s"}"#,
      ["arn:aws:elasticache:R:A:replicationgroup:g", "arn:aws:elasticache:R:A:snapshot:s"]),
    Call("elasticache", "DescribeCacheClusters", "{}", ["arn:aws:elasticache:R:A:cluster:*"]),
    Call(
      "elasticfilesystem", "DeleteFileSystem", #"{"fileSystemId":"fs-01234567"}"#,
      ["arn:aws:elasticfilesystem:R:A:file-system/fs-01234567"]),
    Call(
      "elasticfilesystem", "UntagResource", #"{"resourceId":"fsap-01234567","tagKeys":["a"]}"#,
      ["arn:aws:elasticfilesystem:R:A:access-point/fsap-01234567"]),
    Call("elasticfilesystem", "CreateFileSystem", "{}", ["*"]),
    Call("backup", "DeleteBackupVault", #"{"backupVaultName":"v"}"#, ["arn:aws:backup:R:A:backup-vault:v"]),
    Call(
      "backup", "DeleteRecoveryPoint",
      #"{"backupVaultName":"v","recoveryPointArn":"arn:aws:ec2:eu-west-1::snapshot/snap-01234567"}"#,
      ["arn:aws:ec2:eu-west-1::snapshot/snap-01234567"]),
    Call("backup", "DeleteBackupPlan", #"{"backupPlanId":"p"}"#, ["arn:aws:backup:R:A:backup-plan:p"]),
  ]

  static let identity: [Call] = [
    Call("iam", "DeleteRole", #"{"roleName":"r"}"#, ["arn:aws:iam::111122223333:role/r"]),
    Call("iam", "CreateRole", #"{"roleName":"r","path":"/team/"}"#, ["arn:aws:iam::111122223333:role/team/r"]),
    Call(
      "iam", "DeletePolicy", #"{"policyArn":"arn:aws:iam::111122223333:policy/x/p"}"#,
      ["arn:aws:iam::111122223333:policy/x/p"]),
    Call(
      "iam", "AttachRolePolicy", #"{"roleName":"r","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#,
      ["arn:aws:iam::111122223333:role/r"]),
    Call("iam", "GetUser", "null", ["arn:aws:iam::111122223333:user/alice"]),
    Call(
      "iam", "CreateServiceLinkedRole", #"{"aWSServiceName":"rds.amazonaws.com"}"#,
      ["arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/*"]),
    Call("iam", "ListUsers", "{}", ["*"]),
    Call(
      "iam", "SimulatePrincipalPolicy", #"{"policySourceArn":"arn:aws:iam::111122223333:role/r"}"#,
      ["arn:aws:iam::111122223333:role/r"]),
    Call(
      "sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::444455556666:role/x/R","roleSessionName":"s"}"#,
      ["arn:aws:iam::444455556666:role/x/R"]),
    Call(
      "kms", "ScheduleKeyDeletion", #"{"keyId":"1234abcd-12ab-34cd-56ef-1234567890ab"}"#,
      ["arn:aws:kms:R:A:key/1234abcd-12ab-34cd-56ef-1234567890ab"]),
    Call(
      "kms", "CreateAlias", #"{"aliasName":"alias/a","targetKeyId":"1234"}"#,
      ["arn:aws:kms:R:A:alias/a", "arn:aws:kms:R:A:key/1234"]),
    Call("kms", "Decrypt", #"{"keyId":"alias/a"}"#, ["arn:aws:kms:R:A:key/*"]),
    Call("kms", "CreateKey", "{}", ["*"]),
    Call(
      "secretsmanager", "DeleteSecret",
      #"{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"}"#,
      ["arn:aws:secretsmanager:R:A:secret:s-AbCdEf"]),
    Call("secretsmanager", "GetSecretValue", #"{"secretId":"a/b"}"#, ["arn:aws:secretsmanager:R:A:secret:a/b-??????"]),
    Call("ssm", "GetParameter", #"{"name":"/a/b"}"#, ["arn:aws:ssm:R:A:parameter/a/b"]),
    Call(
      "ssm", "DeleteParameters", #"{"names":["x","/y"]}"#,
      ["arn:aws:ssm:R:A:parameter/x", "arn:aws:ssm:R:A:parameter/y"]),
    Call(
      "ssm", "SendCommand", #"{"documentName":"AWS-RunShellScript","instanceIds":["i-01234567","mi-01234567"]}"#,
      [
        "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript", "arn:aws:ec2:R:A:instance/i-01234567",
        "arn:aws:ssm:R:A:managed-instance/mi-01234567",
      ]),
    Call(
      "ssm", "AddTagsToResource", #"{"resourceType":"MaintenanceWindow","resourceId":"mw-1","tags":[]}"#,
      ["arn:aws:ssm:R:A:maintenancewindow/mw-1"]),
    Call(
      "organizations", "AttachPolicy", #"{"policyId":"p-abc","targetId":"ou-ab12-xyz"}"#,
      [
        "arn:aws:organizations::111122223333:policy/o-*/*/p-abc",
        "arn:aws:organizations::111122223333:ou/o-*/ou-ab12-xyz",
      ]),
    Call("account", "GetRegionOptStatus", #"{"RegionName":"eu-north-1"}"#, ["arn:aws:account::111122223333:account"]),
    Call(
      "cloudtrail", "StopLogging", #"{"name":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"}"#,
      ["arn:aws:cloudtrail:R:A:trail/t"]),
  ]

  static let messaging: [Call] = [
    Call("sns", "DeleteTopic", #"{"topicArn":"arn:aws:sns:eu-west-1:111122223333:t"}"#, ["arn:aws:sns:R:A:t"]),
    Call("sns", "CreateTopic", #"{"name":"t"}"#, ["arn:aws:sns:R:A:t"]),
    Call(
      "sqs", "DeleteQueue", #"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/444455556666/q"}"#,
      ["arn:aws:sqs:eu-west-1:444455556666:q"]),
    Call("sqs", "CreateQueue", #"{"queueName":"q"}"#, ["arn:aws:sqs:R:A:q"]),
    Call("logs", "DeleteLogGroup", #"{"logGroupName":"/a/b"}"#, ["arn:aws:logs:R:A:log-group:/a/b:log-stream:"]),
    Call(
      "logs", "DeleteLogStream", #"{"logGroupName":"/a","logStreamName":"s"}"#,
      ["arn:aws:logs:R:A:log-group:/a:log-stream:s"]),
    Call(
      "logs", "TagResource", #"{"resourceArn":"arn:aws:logs:eu-west-1:111122223333:log-group:/a","tags":{"a":"b"}}"#,
      ["arn:aws:logs:R:A:log-group:/a"]),
    Call("route53", "DeleteHostedZone", #"{"id":"/hostedzone/Z1"}"#, ["arn:aws:route53:::hostedzone/Z1"]),
    Call(
      "route53", "ChangeResourceRecordSets", #"{"hostedZoneId":"Z1","changeBatch":{"changes":[]}}"#,
      ["arn:aws:route53:::hostedzone/Z1"]),
    Call(
      "route53", "ChangeTagsForResource", #"{"resourceType":"healthcheck","resourceId":"h"}"#,
      ["arn:aws:route53:::healthcheck/h"]),
    Call("events", "PutRule", #"{"name":"r"}"#, ["arn:aws:events:R:A:rule/r"]),
    Call("events", "DeleteRule", #"{"name":"r","eventBusName":"bus"}"#, ["arn:aws:events:R:A:rule/bus/r"]),
    Call(
      "monitoring", "DeleteAlarms", #"{"alarmNames":["a","b"]}"#,
      ["arn:aws:cloudwatch:R:A:alarm:a", "arn:aws:cloudwatch:R:A:alarm:b"]),
    Call(
      "states", "StartExecution", #"{"stateMachineArn":"arn:aws:states:eu-west-1:111122223333:stateMachine:m"}"#,
      ["arn:aws:states:R:A:stateMachine:m"]),
    Call(
      "glue", "GetTable", #"{"databaseName":"d","name":"t"}"#,
      ["arn:aws:glue:R:A:database/d", "arn:aws:glue:R:A:catalog", "arn:aws:glue:R:A:table/d/t"]),
    Call("athena", "StartQueryExecution", #"{"workGroup":"w"}"#, ["arn:aws:athena:R:A:workgroup/w"]),
  ]

  @Test func theLoggedResourceWins() throws {
    let json = event(
      "kms", "Decrypt", #"{"keyId":"alias/x"}"#,
      resources:
        #"[{"ARN":"arn:aws:kms:eu-west-1:444455556666:key/1","accountId":"444455556666","type":"AWS::KMS::Key"}]"#)
    let found = try requests(json)
    #expect(found.map(\.request.resource) == ["arn:aws:kms:eu-west-1:444455556666:key/1"])
    #expect(found.first?.certainty == .exact)
  }

  @Test func ofSeveralLoggedResourcesTheActionsKindIsTaken() throws {
    let json = event(
      "s3", "GetObject", #"{"bucketName":"b","key":"k"}"#,
      resources:
        #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::b/k"},{"accountId":"444455556666","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#
    )
    #expect(try requests(json).map(\.request.resource) == ["arn:aws:s3:::b/k"])
    let bucket = event(
      "s3", "GetBucketAcl", #"{"bucketName":"b"}"#,
      resources: #"[{"accountId":"444455556666","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::b"}]"#)
    #expect(try requests(bucket).first?.request.context["aws:ResourceAccount"] == .single("444455556666"))
  }

  @Test func theResponseSaysWhatTheCallDidNot() throws {
    let json = event(
      "secretsmanager", "CreateSecret", #"{"name":"s"}"#,
      response: #"{"arn":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"}"#)
    #expect(
      try requests(json).map(\.request.resource) == ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf"])
  }

  @Test func aDenialNamesTheResourceWhereParametersAreKeptBack() throws {
    let json = event(
      "sts", "AssumeRole", "null", error: "AccessDenied",
      message: "User: u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/x/R")
    let found = try requests(json)
    #expect(found.map(\.request.resource) == ["arn:aws:iam::111122223333:role/x/R"])
    #expect(found.first?.certainty == .exact)
  }

  @Test func certainty() throws {
    func certainty(_ json: String) throws -> ResourceCertainty? { try requests(json).first?.certainty }
    #expect(try certainty(event("ec2", "DescribeInstances")) == ResourceCertainty.none)
    #expect(try certainty(event("ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#)) == .exact)
    #expect(try certainty(event("iam", "DeleteRole", #"{"roleName":"r"}"#)) == .assumed)
    #expect(try certainty(event("ec2", "CreateVolume", "{}")) == .wildcard)
    #expect(try certainty(event("ssm", "PutParameter", "null", error: "ThrottlingException")) == .unknown)
  }

  @Test(arguments: [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")])
  func partitions(region: String, partition: String) throws {
    let json = event("ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#, region: region)
    #expect(
      try requests(json).first?.request.resource.string
        == "arn:\(partition):ec2:\(region):111122223333:volume/vol-01234567")
  }

  @Test func aServicesCallIsAboutTheLogsAccount() throws {
    let json = event(
      "ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#,
      identity: #"{"type":"AWSService","invokedBy":"backup.amazonaws.com"}"#)
    #expect(try requests(json).first?.request.resource == "arn:aws:ec2:eu-west-1:111122223333:volume/vol-01234567")
  }
}
