/// Deny statements in the manner of published service control policies.
enum GuardrailStatements {
  /// Makes statement `index`: one of the ten broad ones below 10, a narrow one of some family above.
  static func statement(_ index: Int, _ random: inout SeededRandom) -> StatementText {
    if index < broad.count { return broad[index] }
    var statement = families[random.below(families.count)](&random)
    statement.sid += String(index)
    return statement
  }

  private static let exempt = [
    "arn:aws:iam::*:role/OrganizationAccountAccessRole", "arn:aws:iam::*:role/AWSControlTowerExecution",
    "arn:aws:iam::*:role/platform/BreakGlass",
  ]

  /// The guardrails that every organization has, after the published examples.
  static let broad: [StatementText] = [
    StatementText(
      sid: "DenyOtherRegions", actionMember: "NotAction",
      actions: [
        "a4b:*", "acm:*", "aws-marketplace:*", "budgets:*", "ce:*", "cloudfront:*", "config:*", "directconnect:*",
        "ec2:DescribeRegions", "fms:*", "globalaccelerator:*", "health:*", "iam:*", "kms:*", "networkmanager:*",
        "organizations:*", "pricing:*", "route53:*", "route53domains:*", "s3:GetAccountPublic*",
        "s3:ListAllMyBuckets", "s3:PutAccountPublic*", "shield:*", "sts:*", "support:*", "trustedadvisor:*", "waf:*",
        "wafv2:*", "wellarchitected:*",
      ],
      conditions: [
        (
          "StringNotEquals", "aws:RequestedRegion",
          ["us-east-1", "eu-west-1", "us-west-2", "eu-central-1"]
        ),
        ("ArnNotLike", "aws:PrincipalARN", exempt),
      ]),
    StatementText(
      sid: "DenyDeleteProtectedResources",
      actions: [
        "ec2:DeleteVolume", "ec2:TerminateInstances", "rds:DeleteDB*", "kms:ScheduleKeyDeletion", "kms:DisableKey",
        "backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "secretsmanager:DeleteSecret", "s3:DeleteBucket",
        "dynamodb:DeleteTable", "cloudformation:DeleteStack", "elasticfilesystem:DeleteFileSystem",
      ],
      conditions: [("StringEquals", "aws:ResourceTag/codeocean:protected", ["true"])]),
    StatementText(
      sid: "DenyRootUser", actions: ["*"],
      conditions: [("StringLike", "aws:PrincipalArn", ["arn:aws:iam::*:root"])]),
    StatementText(
      sid: "DenyLeavingAndDisablingAudit",
      actions: [
        "organizations:LeaveOrganization", "account:DisableRegion", "account:EnableRegion", "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "config:DeleteConfigRule", "config:StopConfiguration*",
        "guardduty:Delete*", "guardduty:Disassociate*", "guardduty:UpdateDetector", "access-analyzer:DeleteAnalyzer",
      ]),
    StatementText(
      sid: "ProtectPlatformRoles",
      actions: [
        "iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole", "iam:UpdateRoleDescription",
      ],
      resources: [
        "arn:aws:iam::*:role/aws-controltower-*", "arn:aws:iam::*:role/*AWSControlTower*",
        "arn:aws:iam::*:role/platform-*",
      ],
      conditions: [("ArnNotLike", "aws:PrincipalARN", exempt)]),
    StatementText(
      sid: "RequireApprovedInstanceTypes", actions: ["ec2:RunInstances", "ec2:ModifyInstanceAttribute"],
      resources: ["arn:aws:ec2:*:*:instance/*"],
      conditions: [
        ("StringNotLikeIfExists", "ec2:InstanceType", ["t3.*", "m5.*", "m6i.*", "c6i.*", "r6g.*"])
      ]),
    StatementText(
      sid: "RequireTransportSecurity", actions: ["s3:*", "sqs:*", "secretsmanager:*", "kms:Decrypt"],
      conditions: [("Bool", "aws:SecureTransport", ["false"])]),
    StatementText(
      sid: "RequireOwnerTag", actions: ["rds:CreateDBInstance", "rds:CreateDBCluster", "redshift:CreateCluster"],
      conditions: [("Null", "aws:RequestTag/owner", ["true"])]),
    StatementText(
      sid: "DenyUsersOutsideNetwork", actionMember: "NotAction",
      actions: ["es:ES*", "dax:GetItem", "dax:Query", "neptune-db:*", "kafka-cluster:*", "elasticfilesystem:client*"],
      conditions: [
        ("BoolIfExists", "aws:ViaAWSService", ["false"]),
        ("NotIpAddressIfExists", "aws:SourceIp", ["10.0.0.0/8", "192.168.0.0/16", "2001:db8:10::/48"]),
        ("ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:user/*"]),
      ]),
    StatementText(
      sid: "DenyProtectionTagChanges",
      actions: [
        "ec2:CreateTags", "ec2:DeleteTags", "iam:Tag*", "iam:Untag*", "kms:TagResource", "s3:PutBucketTagging",
      ],
      conditions: [
        ("ForAnyValue:StringLike", "aws:TagKeys", ["codeocean:*", "cost-center"]),
        ("ArnNotLike", "aws:PrincipalARN", exempt),
      ]),
  ]
}
