import ActionStreams
import Documents
import PolicyLanguage
import Testing

/// Which context keys an event shows, shows to be absent, or cannot carry (authorization.md 3.3 and section 6).
@Suite struct CloudTrailContextTests {
  private func context(_ json: String, keys: [ByteString]? = nil) throws -> RequestContext {
    try #require(try requests(json, keys: keys).first?.request.context)
  }

  @Test func ofAUserWithLongTermKeys() throws {
    let found = try context(event("ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#))
    #expect(found["aws:SourceIp"] == .single("203.0.113.9"))
    #expect(found["aws:UserAgent"] == .single("aws-cli/2.15"))
    #expect(found["aws:RequestedRegion"] == .single("eu-west-1"))
    #expect(found["aws:CurrentTime"] == .single("2026-03-01T10:20:30Z"))
    #expect(found["aws:EpochTime"] == .single("1772360430"))
    #expect(found["aws:username"] == .single("alice"))
    #expect(found["aws:userid"] == .single("AIDAEXAMPLE"))
    #expect(found["aws:PrincipalIsAWSService"] == .single("false"))
    #expect(found["aws:ViaAWSService"] == .single("false"))
    for key in [
      "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "aws:TokenIssueTime", "aws:SourceIdentity",
      "aws:CalledVia", "aws:SourceVpce", "aws:SourceArn", "ec2:RoleDelivery",
    ] as [ByteString] {
      #expect(found[key] == .absent, "\(key)")
    }
    // No log carries these, or this one does not.
    for key in ["aws:ResourceTag/a", "aws:PrincipalTag/a", "aws:PrincipalOrgID", "aws:SecureTransport"] as [ByteString]
    {
      #expect(found[key] == .unknown, "\(key)")
    }
  }

  @Test func ofASession() throws {
    let found = try context(event("s3", "ListBuckets", identity: roleIdentity))
    #expect(found["aws:MultiFactorAuthPresent"] == .single("true"))
    #expect(found["aws:MultiFactorAuthAge"] == .unknown)
    #expect(found["aws:TokenIssueTime"] == .single("2026-03-01T10:00:00Z"))
    #expect(found["aws:username"] == .absent)
    #expect(found["aws:userid"] == .single("AROAEXAMPLE:s1"))
    #expect(found["aws:SourceIdentity"] == .absent)
    #expect(found["ec2:RoleDelivery"] == .absent)
    let marked = roleIdentity.replacing(
      #""attributes""#, with: #""sourceIdentity":"bob","ec2RoleDelivery":"2.0","attributes""#)
    let instance = try context(event("s3", "ListBuckets", identity: marked))
    #expect(instance["aws:SourceIdentity"] == .single("bob"))
    #expect(instance["ec2:RoleDelivery"] == .single("2.0"))
  }

  @Test func throughAnEndpoint() throws {
    let json = event("s3", "ListBuckets", extra: #","vpcEndpointId":"vpce-1""#)
      .replacing("203.0.113.9", with: "10.0.0.5")
    let found = try context(json)
    #expect(found["aws:SourceVpce"] == .single("vpce-1"))
    #expect(found["aws:VpcSourceIp"] == .single("10.0.0.5"))
    #expect(found["aws:SourceIp"] == .absent)
    #expect(found["aws:SourceVpc"] == .unknown)
    // A public address behind an endpoint is the console's; nobody says which key the service saw.
    let console = try context(event("s3", "ListBuckets", extra: #","vpcEndpointId":"vpce-1""#))
    #expect(console["aws:SourceIp"] == .unknown)
  }

  @Test func aPrivateAddressWithoutEndpointLeavesTheEndpointOpen() throws {
    let found = try context(event("s3", "ListBuckets").replacing("203.0.113.9", with: "10.0.0.5"))
    #expect(found["aws:SourceIp"] == .single("10.0.0.5"))
    #expect(found["aws:SourceVpce"] == .unknown)
  }

  @Test func throughAService() throws {
    let identity = userIdentity.replacing("}", with: #","invokedBy":"cloudformation.amazonaws.com"}"#)
    let json = event("ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#, identity: identity)
      .replacing("203.0.113.9", with: "cloudformation.amazonaws.com")
    let found = try context(json)
    #expect(found["aws:ViaAWSService"] == .single("true"))
    #expect(found["aws:CalledVia"] == .list(["cloudformation.amazonaws.com"]))
    #expect(found["aws:CalledViaLast"] == .single("cloudformation.amazonaws.com"))
    #expect(found["aws:SourceVpce"] == .absent)
    // The caller's own address goes with a forwarded call, but not into the log.
    #expect(found["aws:SourceIp"] == .unknown)
    #expect(found["aws:UserAgent"] == .unknown)
  }

  @Test func ofAServiceAndOfAServiceLinkedRole() throws {
    let service = try context(
      event(
        "sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::111122223333:role/R"}"#,
        identity: #"{"type":"AWSService","invokedBy":"ec2.amazonaws.com"}"#))
    #expect(service["aws:PrincipalIsAWSService"] == .single("true"))
    #expect(service["aws:PrincipalServiceName"] == .single("ec2.amazonaws.com"))
    #expect(service["aws:username"] == .absent)
    #expect(service["aws:SourceArn"] == .unknown)
    let linked = roleIdentity.replacing("role/team/Deployer", with: "role/aws-service-role/rds.amazonaws.com/Deployer")
      .replacing(#""accessKeyId":"ASIAEXAMPLE""#, with: #""invokedBy":"rds.amazonaws.com""#)
    #expect(try context(event("s3", "ListBuckets", identity: linked))["aws:ViaAWSService"] == .single("false"))
    // A role that a service used may be one that it assumed itself.
    let used = roleIdentity.replacing(#""accessKeyId":"ASIAEXAMPLE""#, with: #""invokedBy":"rds.amazonaws.com""#)
    #expect(try context(event("s3", "ListBuckets", identity: used))["aws:ViaAWSService"] == .unknown)
  }

  @Test func globalServicesAreCalledInTheFirstRegion() throws {
    #expect(try context(event("iam", "ListUsers"))["aws:RequestedRegion"] == .single("us-east-1"))
    #expect(
      try context(event("iam", "ListUsers", region: "cn-north-1"))["aws:RequestedRegion"] == .single("cn-north-1"))
  }

  @Test func transportSecurityIsKnownWhereTLSDetailsAre() throws {
    let json = event("s3", "ListBuckets", extra: #","tlsDetails":{"tlsVersion":"TLSv1.3"}"#)
    #expect(try context(json)["aws:SecureTransport"] == .single("true"))
    let data = event("s3", "ListBuckets", extra: #","additionalEventData":{"CipherSuite":"ECDHE-RSA"}"#)
    #expect(try context(data)["aws:SecureTransport"] == .single("true"))
  }

  @Test func keysOfServices() throws {
    let list = try context(event("s3", "ListObjectsV2", #"{"bucketName":"b","prefix":"home/","list-type":"2"}"#))
    #expect(list["s3:prefix"] == .single("home/"))
    #expect(list["s3:delimiter"] == .absent)
    let unlogged = try context(event("s3", "ListObjectsV2", "null", error: "AccessDenied"))
    #expect(unlogged["s3:prefix"] == .unknown)
    let run = try context(event("ec2", "RunInstances", #"{"instanceType":"t3.micro","instancesSet":{"items":[]}}"#))
    #expect(run["ec2:InstanceType"] == .single("t3.micro"))
    #expect(run["ec2:Region"] == .single("eu-west-1"))
    let attach = try context(
      event("iam", "AttachUserPolicy", #"{"userName":"u","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#))
    #expect(attach["iam:PolicyARN"] == .single("arn:aws:iam::aws:policy/AdministratorAccess"))
    let records = try context(
      event(
        "route53", "ChangeResourceRecordSets",
        #"{"hostedZoneId":"Z1","changeBatch":{"changes":[{"action":"DELETE","resourceRecordSet":{"name":"WWW.Example.com.","type":"A"}}]}}"#
      ))
    #expect(records["route53:ChangeResourceRecordSetsNormalizedRecordNames"] == .list(["www.example.com"]))
    #expect(records["route53:ChangeResourceRecordSetsActions"] == .list(["DELETE"]))
    let encrypt = try context(
      event("kms", "Encrypt", #"{"keyId":"alias/a","encryptionContext":{"App":"x"}}"#))
    #expect(encrypt["kms:EncryptionContext:App"] == .single("x"))
    #expect(encrypt["kms:EncryptionContextKeys"] == .list(["App"]))
    #expect(encrypt["kms:RequestAlias"] == .single("alias/a"))
    #expect(encrypt["kms:ViaService"] == .absent)
    #expect(encrypt["kms:CallerAccount"] == .single("111122223333"))
    let role = try context(event("sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::1:role/R","roleSessionName":"s"}"#))
    #expect(role["sts:RoleSessionName"] == .single("s"))
    #expect(role["sts:ExternalId"] == .absent)
  }

  @Test func anEnrichedEventSaysMore() throws {
    let json = event(
      "ec2", "DeleteVolume", #"{"volumeId":"vol-01234567"}"#,
      extra:
        #","eventContext":{"requestContext":{"aws:ViaAWSService":"true","aws:PrincipalOrgID":"o-1","aws:PrincipalOrgPaths":["o-1/r-1/"]},"tagContext":{"resourceTags":[{"arn":"arn:aws:ec2:eu-west-1:111122223333:volume/vol-01234567","tags":{"Protected":"true"}}],"principalTags":{"team":"x"}}}"#
    )
    let found = try context(json)
    #expect(found["aws:ViaAWSService"] == .single("true"))
    #expect(found["aws:PrincipalOrgID"] == .single("o-1"))
    #expect(found["aws:PrincipalOrgPaths"] == .list(["o-1/r-1/"]))
    #expect(found["aws:ResourceTag/protected"] == .single("true"))
    #expect(found["aws:PrincipalTag/Team"] == .single("x"))
  }

  // MARK: - Tags

  @Test(
    arguments: [
      ("iam", "CreateRole", #""roleName":"r","tags":[{"key":"a","value":"b"}]"#),
      ("kms", "CreateKey", #""tags":[{"tagKey":"a","tagValue":"b"}]"#),
      ("logs", "CreateLogGroup", #""logGroupName":"g","tags":{"a":"b"}"#),
      ("cloudtrail", "CreateTrail", #""name":"t","tagsList":[{"key":"a","value":"b"}]"#),
      ("s3", "PutBucketTagging", #""bucketName":"x","Tagging":{"TagSet":{"Tag":{"Key":"a","Value":"b"}}}"#),
      ("s3", "PutBucketTagging", #""bucketName":"x","Tagging":{"TagSet":{"Tag":[{"Key":"a","Value":"b"}]}}"#),
      ("s3", "PutObject", #""bucketName":"x","key":"k","x-amz-tagging":"a=b""#),
      (
        "ec2", "CreateTags",
        #""resourcesSet":{"items":[{"resourceId":"i-01234567"}]},"tagSet":{"items":[{"key":"a","value":"b"}]}"#
      ),
      (
        "ec2", "CreateVolume",
        #""tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"a","value":"b"}]}]}"#
      ),
      (
        "ec2", "CreateNatGateway",
        #""CreateNatGatewayRequest":{"TagSpecification":{"ResourceType":"natgateway","tag":1,"Tag":{"Value":"b","tag":1,"Key":"a"}}}"#
      ),
      ("backup", "CreateBackupVault", #""backupVaultName":"v","backupVaultTags":{"a":"b"}"#),
      (
        "route53", "ChangeTagsForResource",
        #""resourceType":"hostedzone","resourceId":"Z1","addTags":[{"key":"a","value":"b"}]"#
      ),
    ])
  func tagsInTheirSpellings(service: String, name: String, parameters: String) throws {
    let found = try context(
      event(service, name, "{\(parameters)}"), keys: ["aws:requesttag/a", "aws:requesttag/c", "aws:tagkeys"])
    #expect(found["aws:RequestTag/A"] == .single("b"))
    #expect(found["aws:RequestTag/c"] == .absent)
    #expect(found["aws:TagKeys"] == .list(["a"]))
  }

  @Test func removedKeys() throws {
    let found = try context(event("kms", "UntagResource", #"{"keyId":"1","tagKeys":["a","b"]}"#))
    #expect(found["aws:TagKeys"] == .list(["a", "b"]))
  }

  @Test func tagsBelongToWhatIsMade() throws {
    let json = event(
      "ec2", "CreateSubnet",
      #"{"vpcId":"vpc-01234567","tagSpecificationSet":{"items":[{"resourceType":"subnet","tags":[{"key":"owner","value":"x"}]}]}}"#
    )
    let found = try requests(json, keys: ["aws:requesttag/owner", "aws:resourcetag/owner", "aws:tagkeys"])
    let subnet = try #require(found.first { $0.request.resource.hasSuffix("subnet/*") }).request.context
    let vpc = try #require(found.first { $0.request.resource.hasSuffix("vpc-01234567") }).request.context
    #expect(subnet["aws:RequestTag/owner"] == .single("x"))
    #expect(subnet["aws:ResourceTag/owner"] == .single("x"))
    #expect(vpc["aws:RequestTag/owner"] == .absent)
    #expect(vpc["aws:TagKeys"] == .absent)
    #expect(vpc["aws:ResourceTag/owner"] == .unknown)
  }

  @Test func tagsThatMayBeKeptBackStayUnknown() throws {
    let keys: [ByteString] = ["aws:requesttag/a", "aws:tagkeys"]
    let secret = try context(event("secretsmanager", "CreateSecret", #"{"name":"s"}"#), keys: keys)
    #expect(secret["aws:RequestTag/a"] == .unknown)
    let hidden = try context(
      event(
        "rolesanywhere", "CreateProfile",
        #"{"tags":[{"key":"HIDDEN_DUE_TO_SECURITY_REASONS","value":"HIDDEN_DUE_TO_SECURITY_REASONS"}]}"#),
      keys: keys)
    #expect(hidden["aws:TagKeys"] == .unknown)
    let delete = try context(event("secretsmanager", "DeleteSecret", #"{"secretId":"s"}"#), keys: keys)
    #expect(delete["aws:RequestTag/a"] == .absent)
    let denied = try context(event("ec2", "CreateVolume", "null", error: "Client.UnauthorizedOperation"), keys: keys)
    #expect(denied["aws:RequestTag/a"] == .unknown)
  }

  @Test func keysThatAServiceNeverHasAreAbsent() throws {
    let keys: [ByteString] = [
      "s3:prefix", "aws:resourcetag/a", "ec2:roledelivery", "ec2:instancetype", "kms:viaservice",
    ]
    let found = try context(event("ec2", "DescribeInstances", identity: roleIdentity), keys: keys)
    #expect(found["s3:prefix"] == .absent)
    #expect(found["kms:ViaService"] == .absent)
    #expect(found["ec2:InstanceType"] == .unknown)
    #expect(found["aws:ResourceTag/a"] == .absent)
    #expect(found["ec2:RoleDelivery"] == .absent)
  }

  @Test func onlyWantedKeysAreFilledIn() throws {
    let found = try context(event("s3", "ListBuckets"), keys: ["aws:sourceip"])
    #expect(found.entries == ["aws:sourceip": .single("203.0.113.9")])
    #expect(found.missingIsUnknown)
  }
}
