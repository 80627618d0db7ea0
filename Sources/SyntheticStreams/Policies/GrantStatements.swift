/// Allow statements in the manner of AWS managed policies and the policies of roles.
enum GrantStatements {
  /// Makes statement `index`: one of the ten broad ones below 10, a narrow one of some family above.
  static func statement(_ index: Int, _ random: inout SeededRandom) -> StatementText {
    if index < broad.count { return broad[index] }
    var statement = families[random.below(families.count)](&random)
    statement.effect = "Allow"
    statement.sid += String(index)
    return statement
  }

  private static func allow(_ sid: String, _ actions: [String], _ resources: [String] = ["*"]) -> StatementText {
    StatementText(sid: sid, effect: "Allow", actions: actions, resources: resources)
  }

  /// What everybody has: the manner of ReadOnlyAccess and of the services' own FullAccess policies.
  static let broad: [StatementText] = [
    allow(
      "ReadOnly",
      [
        "athena:Get*", "backup:Describe*", "backup:List*", "cloudformation:Describe*", "cloudformation:Get*",
        "cloudformation:List*", "cloudtrail:Get*", "cloudtrail:LookupEvents", "cloudwatch:Describe*",
        "cloudwatch:Get*", "cloudwatch:List*", "codebuild:BatchGet*", "codepipeline:Get*", "dynamodb:BatchGet*",
        "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*", "dynamodb:Query", "ec2:Describe*", "ec2:Get*",
        "ecr:BatchGet*", "ecr:Describe*", "ecr:Get*", "ecr:List*", "ecs:Describe*", "ecs:List*", "eks:Describe*",
        "eks:List*", "elasticache:Describe*", "elasticloadbalancing:Describe*", "events:Describe*", "events:List*",
        "glue:Get*", "iam:Get*", "iam:List*", "kinesis:Describe*", "kms:Describe*", "kms:Get*", "kms:List*",
        "lambda:Get*", "lambda:List*", "logs:Describe*", "logs:Get*", "rds:Describe*", "rds:List*", "route53:Get*",
        "route53:List*", "s3:Get*", "s3:List*", "sns:Get*", "sns:List*", "sqs:Get*", "sqs:List*", "ssm:Describe*",
        "ssm:Get*", "states:Describe*", "states:List*", "sts:GetCallerIdentity",
      ]),
    allow("ComputeFullAccess", ["ec2:*", "elasticloadbalancing:*", "autoscaling:*", "cloudwatch:PutMetric*"]),
    allow("ObjectReadWrite", ["s3:*Object", "s3:*Object*Tagging", "s3:AbortMultipartUpload"], ["arn:aws:s3:::*/*"]),
    allow("FunctionFullAccess", ["lambda:*", "logs:Create*", "logs:PutLogEvents"]),
    allow("DatabaseFullAccess", ["rds:*", "dynamodb:*"], ["arn:aws:rds:*:*:*", "arn:aws:dynamodb:*:*:table/*"]),
    allow(
      "KeyUser", ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant"], ["arn:aws:kms:*:*:key/*"]),
    allow(
      "Messaging", ["sqs:*Message", "sns:Publish", "sns:Subscribe", "kinesis:PutRecord*", "events:Put*"],
      ["arn:aws:sqs:*", "arn:aws:sns:*", "arn:aws:kinesis:*:*:stream/*", "arn:aws:events:*:*:rule/*"]),
    StatementText(
      sid: "PassRole", effect: "Allow", actions: ["iam:PassRole"],
      resources: ["arn:aws:iam::*:role/*"],
      conditions: [
        (
          "StringEquals", "iam:PassedToService",
          ["ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"]
        )
      ]),
    allow(
      "Deployments", ["cloudformation:*", "codebuild:StartBuild", "codepipeline:Start*", "ecs:*Service", "ecr:Put*"]),
    StatementText(
      sid: "OwnTeam", effect: "Allow", actions: ["secretsmanager:*", "ssm:*Parameter*", "states:*"],
      conditions: [("StringEquals", "aws:ResourceTag/team", ["${aws:PrincipalTag/team}"])]),
  ]

  /// The families of narrow statements, drawn evenly.
  private static let families: [@Sendable (inout SeededRandom) -> StatementText] = [
    named, named, named, inAccount, byTag, ownPrefix, fromNetwork, serviceRole,
  ]

  /// Allows a service's actions on resources of some name.
  private static func named(_ random: inout SeededRandom) -> StatementText {
    let type = PolicyDraw.type(&random, named: true)
    var actions = random.picks(2 + random.below(5), of: type.reads + type.writes).map { "\(type.prefix):\($0)" }
    if random.chance(40) { actions.append("\(type.prefix):\(random.pick(["Create*", "Update*", "Tag*", "Put*"]))") }
    return StatementText(
      sid: "Named", actions: actions,
      resources: (0...random.below(4)).map { _ in type.arn.pattern(name: PolicyDraw.name(&random) + "-*") })
  }

  /// Allows everything on some resources of one account and region.
  private static func inAccount(_ random: inout SeededRandom) -> StatementText {
    let type = PolicyDraw.type(&random, named: true)
    let pattern = type.arn.pattern(
      region: random.pick(PolicyDraw.usedRegions), account: PolicyDraw.account(&random),
      name: PolicyDraw.name(&random) + "-*")
    return StatementText(sid: "FullAccessTo", actions: ["\(type.prefix):*"], resources: [pattern])
  }

  /// Allows changes to what bears a project's tag.
  private static func byTag(_ random: inout SeededRandom) -> StatementText {
    let services = random.picks(2 + random.below(3), of: PolicyDraw.services)
    return StatementText(
      sid: "ProjectAdmin", actions: services.flatMap { ["\($0):Create*", "\($0):Delete*", "\($0):Update*"] },
      conditions: [("StringEquals", "aws:ResourceTag/project", PolicyDraw.projects(&random, 1 + random.below(2)))])
  }

  /// Allows a prefix of buckets of some name.
  private static func ownPrefix(_ random: inout SeededRandom) -> StatementText {
    let bucket = "arn:aws:s3:::\(PolicyDraw.name(&random))-*"
    return StatementText(
      sid: "BucketPrefix", actions: ["s3:ListBucket", "s3:PutBucketTagging", "s3:PutLifecycleConfiguration"],
      resources: [bucket],
      conditions: [("StringLike", "s3:prefix", ["home/*", "raw/*", random.pick(["exports/*", "curated/*"])])])
  }

  /// Allows administration from part of the network, for a time.
  private static func fromNetwork(_ random: inout SeededRandom) -> StatementText {
    let type = PolicyDraw.type(&random, named: true)
    return StatementText(
      sid: "AdminFromNetwork", actions: ["\(type.prefix):*"],
      resources: [type.arn.pattern(account: PolicyDraw.account(&random), name: PolicyDraw.name(&random) + "-*")],
      conditions: [
        ("IpAddress", "aws:SourceIp", ["10.\(random.below(16)).0.0/16", "10.\(random.below(16)).128.0/17"]),
        ("DateLessThan", "aws:CurrentTime", ["2026-\(10 + random.below(3))-01T00:00:00Z"]),
      ])
  }

  /// Allows one role of an account to manage other roles of some name.
  private static func serviceRole(_ random: inout SeededRandom) -> StatementText {
    StatementText(
      sid: "ManageRoles", actions: ["iam:*Role", "iam:*RolePolicy", "iam:CreatePolicy*", "sts:AssumeRole"],
      resources: [
        "arn:aws:iam::\(PolicyDraw.account(&random)):role/\(PolicyDraw.name(&random))-*",
        "arn:aws:iam::*:policy/\(PolicyDraw.name(&random))-*",
      ],
      conditions: [("ArnLike", "aws:PrincipalArn", [PolicyDraw.role(&random, account: "*")])])
  }
}
