import ActionStreams
import Documents
import PolicyLanguage

/// Events of the corpus with what was read in them by hand: who called, what was asked of what, and under which context.
struct CloudTrailSample: Sendable {
  /// The event's id.
  let id: String
  let principal: String
  /// The value of `aws:PrincipalArn`; nil for services.
  let principalARN: String?
  let asked: [String]
  let context: [String: ContextValue]
  let reason: CloudTrailReason?

  private init(
    _ id: String, by principal: String, arn: String?, _ asked: [String], _ context: [String: ContextValue] = [:],
    reason: CloudTrailReason? = nil
  ) {
    self.id = id
    self.principal = principal
    self.principalARN = arn
    self.asked = asked
    self.context = context
    self.reason = reason
  }

  private static func user(
    _ id: String, _ asked: [String], _ context: [String: ContextValue] = [:], name: String = "bert-jan"
  ) -> CloudTrailSample {
    let arn = "arn:aws:iam::123837392027:user/\(name)"
    var all = context
    all["aws:RequestedRegion"] = .single("us-east-1")
    all["aws:username"] = .single(ByteString(name))
    return CloudTrailSample(id, by: arn, arn: arn, asked, all)
  }

  private static func none(_ id: String, _ reason: CloudTrailReason) -> CloudTrailSample {
    CloudTrailSample(id, by: "", arn: nil, [], reason: reason)
  }

  private static let ec2 = "arn:aws:ec2:us-east-1:123837392027:"

  static let events: [CloudTrailSample] = network + storage + identity + keys + others

  private static let network: [CloudTrailSample] = [
    user(
      "2d893b1d-e8f2-499b-a558-cb927d9b48ea", ["ec2:TerminateInstances \(ec2)instance/i-0dbc91f429e48eeed"],
      [
        "aws:SourceIp": .single("192.168.10.20"), "aws:SecureTransport": .single("true"),
        "aws:MultiFactorAuthPresent": .absent, "aws:CurrentTime": .single("2023-07-10T12:08:06Z"),
      ]),
    user(
      "77a5e160-ad9e-419b-a329-2f8406054631", ["ec2:DeleteVolume \(ec2)volume/vol-0fc2e34e74650e145"],
      [
        "aws:TagKeys": .absent, "aws:ResourceTag/codeocean:protected": .unknown,
      ]),
    user(
      "f0cce5bc-5f9e-4ee1-bb48-e20fecb32403", ["ec2:CreateVolume \(ec2)volume/*", "ec2:CreateTags \(ec2)volume/*"],
      [
        "aws:RequestTag/Name": .single("StratusRedTeamVolume"), "aws:TagKeys": .list(["StratusRedTeam", "Name"]),
      ]),
    user(
      "078ad2dc-a2bf-46ee-90dc-f524fb5fe1f1",
      [
        "ec2:CreateSubnet \(ec2)subnet/*", "ec2:CreateTags \(ec2)subnet/*",
        "ec2:CreateSubnet \(ec2)vpc/vpc-06fe1a64761a0f720",
      ],
      ["aws:TagKeys": .list(["Name", "StratusRedTeam"])]),
    user(
      "4a131b73-a4cd-44ce-8757-e3ad55c22e43",
      [
        "ec2:RunInstances \(ec2)instance/*", "ec2:CreateTags \(ec2)instance/*",
        "ec2:RunInstances arn:aws:ec2:us-east-1::image/ami-029eb80bc237bec6f", "ec2:RunInstances \(ec2)subnet/*",
        "ec2:RunInstances \(ec2)security-group/*", "ec2:RunInstances \(ec2)network-interface/eni-076fa9fb98a2500a7",
        "ec2:RunInstances \(ec2)volume/*",
      ], ["ec2:InstanceType": .single("t3.micro"), "aws:RequestTag/StratusRedTeam": .single("true")]),
    user("de58d903-38d7-4f30-a84b-b79d858e8376", ["ec2:DeleteFlowLogs \(ec2)vpc-flow-log/fl-064ed3a785e4a37ef"]),
    user(
      "dbb3b16e-549e-48bc-bfa6-9ca4c2845e43",
      [
        "ec2:CreateNatGateway \(ec2)elastic-ip/eipalloc-08a083beb7e83dbc0", "ec2:CreateNatGateway \(ec2)natgateway/*",
        "ec2:CreateTags \(ec2)natgateway/*", "ec2:CreateNatGateway \(ec2)subnet/subnet-01ed430875cff578d",
      ]),
    CloudTrailSample(
      "fbd91225-39aa-4c00-822c-9f0b96e7758f",
      by:
        "arn:aws:sts::123837392027:assumed-role/stratus-red-team-ec2-get-password-data-role/aws-go-sdk-1688990082523310002",
      arn: "arn:aws:iam::123837392027:role/stratus-red-team-ec2-get-password-data-role",
      ["ec2:GetPasswordData \(ec2)instance/i-durz4ux740gjqvcm"],
      [
        "aws:MultiFactorAuthPresent": .single("false"), "aws:MultiFactorAuthAge": .absent,
        "aws:TokenIssueTime": .single("2023-07-10T11:54:47Z"), "aws:username": .absent, "ec2:RoleDelivery": .absent,
        "aws:PrincipalTag/team": .unknown,
      ]),
    CloudTrailSample(
      "3bcc9d61-5936-429a-8b49-d5cb8e7b0e06",
      by: "arn:aws:sts::123837392027:assumed-role/AWSServiceRoleForAmazonInspector2/MandoService2842426183934887787",
      arn: "arn:aws:iam::123837392027:role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2",
      ["ec2:DescribeInstances *"],
      ["aws:ViaAWSService": .single("false"), "aws:SourceIp": .unknown, "aws:UserAgent": .unknown]),
    user(
      "741616fd-4713-426d-8861-3ccae4ba994e",
      ["ec2:ModifySnapshotAttribute arn:aws:ec2:us-east-1::snapshot/snap-083d3b857c13988bc"]),
    user(
      "01789781-6054-4dd1-93a6-e9d36c5bbb69", ["ec2:DeregisterImage arn:aws:ec2:us-east-1::image/ami-0aa1d83d0b0985c86"]
    ),
    user(
      "5966ab0e-411b-402f-81a9-d638a8c71a53",
      ["ec2:RevokeSecurityGroupEgress \(ec2)security-group/sg-04cfb7a4712d75b00"]),
    user(
      "a8126719-8ca9-43a1-9c1c-4fddd2bef9a8",
      [
        "ec2:AssociateRouteTable \(ec2)route-table/rtb-0c7c2f4aff3677054",
        "ec2:AssociateRouteTable \(ec2)subnet/subnet-01ed430875cff578d",
      ]),
    user(
      "d0de0948-1ffc-4f5f-ae96-477c2e9f4b6c",
      [
        "ec2:CreateSnapshot arn:aws:ec2:us-east-1::snapshot/*", "ec2:CreateTags arn:aws:ec2:us-east-1::snapshot/*",
        "ec2:CreateSnapshot \(ec2)volume/vol-0a2e548958718390d",
      ]),
  ]

  private static let storage: [CloudTrailSample] = [
    user(
      "0c3bce40-9649-4435-9328-f244fed293b5", ["s3:DeleteBucket arn:aws:s3:::stratus-red-team-ctes-bucket-qyxyekjbtk"],
      [
        "aws:ResourceAccount": .single("123837392027")
      ]),
    user(
      "988f1043-3e3d-4d84-803b-1b4d00e0df90",
      ["s3:PutBucketPolicy arn:aws:s3:::stratus-red-team-ctes-bucket-qyxyekjbtk"]),
    user(
      "3c856bc0-1a07-4c18-89d9-4d9205856714",
      ["s3:GetBucketPublicAccessBlock arn:aws:s3:::baker221b-bucketssecuritylogsbef08b3e-13nrzhi7fcs7w"],
      [
        "aws:SourceVpce": .single("vpce-f40dc59d"), "aws:VpcSourceIp": .single("10.248.16.43"),
        "aws:SourceIp": .absent, "aws:MultiFactorAuthPresent": .single("true"),
        "aws:TokenIssueTime": .single("2023-07-10T11:42:31Z"),
      ], name: "benjamin"),
    user(
      "8ec435c9-76d1-47d1-8eae-8a8864e3dff5",
      ["s3:PutLifecycleConfiguration arn:aws:s3:::stratus-red-team-ctlr-bucket-zqfsvooxqj"]),
    user(
      "68c99c97-c191-4329-b210-82ca8631066d", ["s3:CreateBucket arn:aws:s3:::stratus-red-team-ctlr-bucket-zqfsvooxqj"],
      [
        "s3:x-amz-acl": .single("private")
      ]),
    user("44a42357-fa38-4c9c-a58c-709254a857f7", ["s3:ListAllMyBuckets *"], name: "benjamin"),
    user(
      "d9a07e9d-28ac-45d9-b8ef-43433808f2f0",
      ["s3:GetBucketAcl arn:aws:s3:::baker221b-bucketssecuritylogsbef08b3e-13nrzhi7fcs7w"], name: "benjamin"),
    user(
      "b58e2c0b-f75b-4f05-a0e9-15e9b9bfecef",
      ["s3:PutBucketTagging arn:aws:s3:::stratus-red-team-ctes-bucket-qyxyekjbtk"],
      [
        "aws:RequestTag/StratusRedTeam": .single("true"), "aws:TagKeys": .list(["StratusRedTeam"]),
      ]),
    user(
      "b5232796-c668-4d71-a006-d9cabb3d607d",
      ["rds:DeleteDBInstance arn:aws:rds:us-east-1:123837392027:db:terraform-20230710121504061500000001"],
      [
        "aws:MultiFactorAuthPresent": .single("true"), "aws:SourceIp": .single("10.8.8.10"), "aws:UserAgent": .unknown,
        "aws:SecureTransport": .unknown,
      ]),
    user(
      "0516b66a-77ec-4479-a82d-0cda54d3fc5d",
      [
        "rds:CreateDBSnapshot arn:aws:rds:us-east-1:123837392027:db:terraform-20230710121504061500000001",
        "rds:CreateDBSnapshot arn:aws:rds:us-east-1:123837392027:snapshot:exfiltration",
      ]),
    user(
      "d48c943d-c1a4-4c72-9bf7-989a75edb6ef",
      ["rds:DescribeDBInstances arn:aws:rds:us-east-1:123837392027:db:terraform-20230710121504061500000001"]),
    user(
      "589a2fff-0244-4491-b90a-02474591cb6c",
      ["rds:ListTagsForResource arn:aws:rds:us-east-1:123837392027:subgrp:stratus-red-team-share-snap-vpc"]),
  ]

  private static let identity: [CloudTrailSample] = [
    user(
      "ff709962-49b6-494d-8198-cdf0f7e8e666",
      ["iam:CreateRole arn:aws:iam::123837392027:role/stratus-red-team-ec2-get-password-data-role"],
      [
        "aws:RequestTag/stratusredteam": .single("true"), "iam:PermissionsBoundary": .absent,
      ]),
    user(
      "b6864c4d-fa98-43ea-9744-de457f4e70bc",
      ["iam:DeleteRole arn:aws:iam::123837392027:role/stratus-red-team-usr-data-role"]),
    user("cc66d3e3-6fb2-4e6a-9cb3-8eff6c2c973a", ["iam:GetUser arn:aws:iam::123837392027:user/bert-jan"]),
    user(
      "edc26fa8-655a-4346-9e18-f79b0d9e25de",
      ["iam:AttachRolePolicy arn:aws:iam::123837392027:role/stratus-red-team-ec2-steal-credentials-role"],
      [
        "iam:PolicyARN": .single("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
      ]),
    user(
      "50527d85-87ec-438c-af05-39032b6ca4a6",
      [
        "iam:AddRoleToInstanceProfile arn:aws:iam::123837392027:instance-profile/stratus-red-team-ec2-steal-credentials-instance",
        "iam:PassRole arn:aws:iam::123837392027:role/stratus-red-team-ec2-steal-credentials-role",
      ]),
    user(
      "19373fa4-d15d-4c49-9e19-f19faa16e2ca",
      ["iam:CreatePolicy arn:aws:iam::123837392027:policy/stratus-red-team-ec2lui-policy-pcccexdthk"]),
    user(
      "4a81a319-3f88-4f76-a01d-4f206b7e1c0d", ["iam:ListUsers *"], ["aws:SourceIp": .single("10.248.16.43")],
      name: "benjamin"),
    user(
      "e4bad408-6272-4892-bf47-bd41b435ce40",
      ["sts:AssumeRole arn:aws:iam::123837392027:role/stratus-red-team-ec2-get-password-data-role"]),
    CloudTrailSample(
      "a4a7b25e-c2d5-436f-8a7e-ea89f50541ab", by: "inspector2.amazonaws.com", arn: nil,
      [
        "sts:AssumeRole arn:aws:iam::123837392027:role/aws-service-role/inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2"
      ],
      [
        "aws:PrincipalIsAWSService": .single("true"), "aws:PrincipalServiceName": .single("inspector2.amazonaws.com"),
        "sts:RoleSessionName": .single("MandoService-4719190630289683262"),
      ]),
    user("c51ec284-c59d-4e86-8dc2-a81867b807be", ["sts:GetCallerIdentity *"]),
    CloudTrailSample(
      "be7f89b5-d456-4423-b3e6-0fb0b19bad7c",
      by: "arn:aws:sts::123837392027:assumed-role/stratus-red-team-leave-org-role/aws-go-sdk-1688990515440126480",
      arn: "arn:aws:iam::123837392027:role/stratus-red-team-leave-org-role", ["organizations:LeaveOrganization *"]),
  ]

  private static let keys: [CloudTrailSample] = [
    user(
      "c6ebc8b7-572c-4123-92bf-9d94933724ca",
      ["kms:Decrypt arn:aws:kms:us-east-1:123837392027:key/dad21b23-9915-42bd-981b-2a9f3c8f20c8"],
      [
        "kms:ViaService": .single("secretsmanager.us-east-1.amazonaws.com"), "aws:ViaAWSService": .single("true"),
        "kms:EncryptionContextKeys": .list(["SecretARN", "SecretVersionId"]), "aws:SourceIp": .unknown,
      ]),
    user(
      "a8713198-6e16-4b3a-9481-16e6ea225acd",
      ["kms:Encrypt arn:aws:kms:us-east-1:123837392027:key/0e5d0ab6-097e-49d8-99ef-747ce3e5f8f4"],
      [
        "kms:RequestAlias": .single("alias/aws/ssm"), "aws:ViaAWSService": .unknown, "kms:ViaService": .unknown,
      ]),
    user(
      "1fb0962b-8d29-4ea5-b0f3-b12665a99c40",
      ["kms:GenerateDataKey arn:aws:kms:us-east-1:123837392027:key/dad21b23-9915-42bd-981b-2a9f3c8f20c8"],
      [
        "kms:EncryptionContext:SecretVersionId": .single("83DAFE35-675A-49C6-A3CB-E80E7996AE01")
      ]),
    user(
      "30f9bf7b-a5dd-4661-8c97-d288ef5680a1",
      [
        "secretsmanager:CreateSecret arn:aws:secretsmanager:us-east-1:123837392027:secret:stratus-red-team-retrieve-secret-0-xehWok"
      ],
      [
        "secretsmanager:Name": .single("stratus-red-team-retrieve-secret-0"), "aws:TagKeys": .unknown,
      ]),
    user(
      "dbf59de5-4d63-4aca-9fce-a657f5df89c9",
      [
        "secretsmanager:DeleteSecret arn:aws:secretsmanager:us-east-1:123837392027:secret:stratus-red-team-retrieve-secret-7-nFvpuv"
      ],
      [
        "secretsmanager:ForceDeleteWithoutRecovery": .single("true"), "secretsmanager:RecoveryWindowInDays": .absent,
      ]),
    user(
      "0bdf2b9c-2cf9-40dd-a88b-0148e08e5a75",
      [
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:123837392027:secret:stratus-red-team-retrieve-secret-6-fAVH0t"
      ],
      [
        "secretsmanager:VersionId": .single("B36292B7-145C-41BE-81A3-7CF5EAB972C8"),
        "secretsmanager:VersionStage": .absent,
      ]),
  ]

  private static let others: [CloudTrailSample] = [
    user(
      "cf68ed65-99d6-4c69-bf5e-2535c6cb056f",
      [
        "lambda:CreateFunction arn:aws:lambda:us-east-1:123837392027:function:stratus-red-team-olc-func-xhfgzaowxc",
        "iam:PassRole arn:aws:iam::123837392027:role/stratus-red-team-olc-lambda-xhfgzaowxc",
      ], ["aws:RequestTag/StratusRedTeam": .single("true")]),
    user(
      "f323a563-95ba-4675-bb8a-9863220df3c3",
      ["lambda:GetFunction arn:aws:lambda:us-east-1:123837392027:function:stratus-red-team-olc-func-xhfgzaowxc"]),
    user(
      "a46276b9-dd85-4736-b9df-6210c69aa8e7",
      ["logs:CreateLogGroup arn:aws:logs:us-east-1:123837392027:log-group:/stratus-red-team/vpc-flow-logs:log-stream:"],
      [
        "aws:RequestTag/StratusRedTeam": .single("true")
      ]),
    user("2e4758e3-7422-4480-ae4b-1e519a4ac526", ["logs:DescribeLogGroups *"]),
    user(
      "928546c4-79d3-4f9e-aec5-319ef6685cde",
      [0, 12, 15, 16, 21, 25, 30, 34, 35, 9].map {
        "ssm:GetParameters arn:aws:ssm:us-east-1:123837392027:parameter/credentials/stratus-red-team/credentials-\($0)"
      }),
    user(
      "99b46479-d5c7-4384-b342-006ece8c36a0",
      [
        "ssm:SendCommand arn:aws:ssm:us-east-1::document/AWS-RunShellScript",
        "ssm:SendCommand \(ec2)instance/i-0dbc91f429e48eeed",
      ]),
    CloudTrailSample(
      "6bf8950b-f1ed-439d-8fc8-211645bfbe0f",
      by: "arn:aws:sts::123837392027:assumed-role/stratus-red-team-ec2-steal-credentials-role/i-0dbc91f429e48eeed",
      arn: "arn:aws:iam::123837392027:role/stratus-red-team-ec2-steal-credentials-role",
      ["ssm:UpdateInstanceInformation \(ec2)instance/i-0dbc91f429e48eeed"],
      ["ec2:RoleDelivery": .single("2.0"), "aws:SourceIp": .single("3.225.16.109"), "aws:SourceVpce": .absent]),
    user(
      "46499e1d-8ecf-4bab-9042-c6c23ce59271",
      [
        "ssm:ListTagsForResource arn:aws:ssm:us-east-1:123837392027:parameter/credentials/stratus-red-team/credentials-30"
      ]),
    user(
      "f6e10706-705c-47f2-94d4-112a9527ab8b",
      [
        "cloudtrail:StopLogging arn:aws:cloudtrail:us-east-1:123837392027:trail/stratus-red-team-ct-stop-trail-qzbgnfqisx"
      ]),
    none("70e5932e-9022-4b38-837e-ca10dad94eb7", .consoleSignIn),
    none("d2ba211c-a040-45b6-86d0-33249cc21647", .serviceEvent),
  ]
}
