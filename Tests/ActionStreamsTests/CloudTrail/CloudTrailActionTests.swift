import ActionStreams
import Documents
import PolicyLanguage
import Testing

/// Which actions an event asks: sources, versions, renames, several for one call (authorization.md section 6).
@Suite struct CloudTrailActionTests {
  @Test(
    arguments: [
      ("lambda", "GetFunction20150331v2", ["lambda:GetFunction"]),
      ("lambda", "CreateFunction20150331", ["lambda:CreateFunction"]),
      ("lambda", "Invoke", ["lambda:InvokeFunction"]),
      ("cloudfront", "ListDistributions2020_05_31", ["cloudfront:ListDistributions"]),
      ("monitoring", "DescribeAlarms", ["cloudwatch:DescribeAlarms"]),
      ("tagging", "GetResources", ["tag:GetResources"]),
      ("email", "GetSendQuota", ["ses:GetSendQuota"]),
      ("models.lex", "GetBots", ["lex:GetBots"]),
      ("streams.dynamodb", "ListStreams", ["dynamodb:ListStreams"]),
      ("api.pricing", "DescribeServices", ["pricing:DescribeServices"]),
      ("autoscaling", "RegisterScalableTarget", ["application-autoscaling:RegisterScalableTarget"]),
      ("servicecatalog-appregistry", "ListApplications", ["servicecatalog:ListApplications"]),
      ("apigateway", "GetRestApis", ["apigateway:GET"]),
      ("apigateway", "DeleteRestApi", ["apigateway:DELETE"]),
      ("budgets", "DescribeBudgets", ["budgets:ViewBudget"]),
      ("s3", "HeadBucket", ["s3:ListBucket"]), ("s3", "ListBuckets", ["s3:ListAllMyBuckets"]),
      ("s3", "GetBucketEncryption", ["s3:GetEncryptionConfiguration"]),
      ("s3", "DeleteBucketEncryption", ["s3:PutEncryptionConfiguration"]),
      ("s3", "DeleteBucketReplication", ["s3:PutReplicationConfiguration"]),
      ("s3", "GetBucketCors", ["s3:GetBucketCORS"]), ("s3", "DeleteBucketCors", ["s3:PutBucketCORS"]),
      ("s3", "DeletePublicAccessBlock", ["s3:PutBucketPublicAccessBlock"]),
      ("s3", "ListObjectVersions", ["s3:ListBucketVersions"]), ("s3", "UploadPart", ["s3:PutObject"]),
      ("sqs", "SendMessageBatch", ["sqs:SendMessage"]), ("sns", "PublishBatch", ["sns:Publish"]),
      ("glue", "GetPartitionIndexes", ["glue:GetTable"]),
    ])
  func oneAction(service: String, name: String, actions: [String]) throws {
    let asked = try requests(event(service, name, "{}")).map(\.request.action.string)
    #expect(asked == actions)
  }

  @Test func aCopyPutsTheTargetAndGetsTheSource() throws {
    let json = event(
      "s3", "CopyObject",
      #"{"bucketName":"to","key":"a/b","x-amz-copy-source":"/from/x%20y?versionId=7"}"#,
      resources:
        #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::to/a/b"},{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::from/x y"}]"#
    )
    #expect(
      try asked(json) == [
        "s3:PutObject arn:aws:s3:::to/a/b", "s3:GetObject arn:aws:s3:::from/x y",
      ])
  }

  @Test func deletingObjectsAsksForEachKeyThatIsLogged() throws {
    let keys = event("s3", "DeleteObjects", #"{"bucketName":"b","delete":{"object":[{"key":"1"},{"key":"2"}]}}"#)
    #expect(try asked(keys) == ["s3:DeleteObject arn:aws:s3:::b/1", "s3:DeleteObject arn:aws:s3:::b/2"])
    let unlogged = event(
      "s3", "DeleteObjects", #"{"bucketName":"b","delete":""}"#,
      resources: #"[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::b/"}]"#)
    #expect(try asked(unlogged) == ["s3:DeleteObject arn:aws:s3:::b/*"])
  }

  @Test func aVersionAsksForTheActionOnVersions() throws {
    let get = event("s3", "GetObject", #"{"bucketName":"b","key":"k","versionId":"v1"}"#)
    #expect(try asked(get) == ["s3:GetObjectVersion arn:aws:s3:::b/k"])
    let delete = event("s3", "DeleteObject", #"{"bucketName":"b","key":"k","versionId":"v1"}"#)
    #expect(try asked(delete) == ["s3:DeleteObjectVersion arn:aws:s3:::b/k"])
  }

  @Test func reEncryptingAsksFromAndTo() throws {
    let json = event(
      "kms", "ReEncrypt", #"{"destinationKeyId":"alias/two"}"#,
      resources:
        #"[{"ARN":"arn:aws:kms:eu-west-1:111122223333:key/1"},{"ARN":"arn:aws:kms:eu-west-1:111122223333:key/2"}]"#)
    #expect(
      try asked(json) == [
        "kms:ReEncryptFrom arn:aws:kms:eu-west-1:111122223333:key/1",
        "kms:ReEncryptTo arn:aws:kms:eu-west-1:111122223333:key/2",
      ])
  }

  @Test func aTransactionAsksWhatItsItemsDo() throws {
    let json = event(
      "dynamodb", "TransactWriteItems",
      #"{"transactItems":[{"put":{"tableName":"a"}},{"delete":{"tableName":"b"}},{"put":{"tableName":"c"}}]}"#)
    #expect(
      try asked(json) == [
        "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:111122223333:table/a",
        "dynamodb:PutItem arn:aws:dynamodb:eu-west-1:111122223333:table/c",
        "dynamodb:DeleteItem arn:aws:dynamodb:eu-west-1:111122223333:table/b",
      ])
    #expect(try reason(event("dynamodb", "TransactWriteItems", "{}")) == .parametersNotLogged)
  }

  @Test func passingARoleIsAskedBesideTheCall() throws {
    let json = event(
      "lambda", "CreateFunction20150331",
      #"{"functionName":"f","role":"arn:aws:iam::111122223333:role/x/Exec"}"#)
    let found = try requests(json)
    #expect(
      try asked(json) == [
        "lambda:CreateFunction arn:aws:lambda:eu-west-1:111122223333:function:f",
        "iam:PassRole arn:aws:iam::111122223333:role/x/Exec",
      ])
    #expect(found[1].request.context["iam:PassedToService"] == .single("lambda.amazonaws.com"))
  }

  @Test func assumingWithTagsAndSourceIdentityAsksForBoth() throws {
    let json = event(
      "sts", "AssumeRole",
      #"{"roleArn":"arn:aws:iam::444455556666:role/R","roleSessionName":"s","tags":[{"key":"a","value":"b"}],"sourceIdentity":"me"}"#
    )
    #expect(
      try requests(json).map(\.request.action) == ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
  }

  @Test func aDenialOfAnotherActionIsARequestOfItsOwn() throws {
    let json = event(
      "ecs", "RunTask", "null", error: "AccessDeniedException",
      message:
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/T because no identity-based policy allows the iam:PassRole action"
    )
    #expect(try asked(json).last == "iam:PassRole arn:aws:iam::111122223333:role/T")
  }

  @Test func taggingWhatIsMadeIsAskedOfCreateTags() throws {
    let json = event(
      "ec2", "CreateVolume",
      #"{"size":"1","tagSpecificationSet":{"items":[{"resourceType":"volume","tags":[{"key":"a","value":"b"}]}]}}"#)
    let found = try requests(json)
    #expect(found.map(\.request.action) == ["ec2:CreateVolume", "ec2:CreateTags"])
    #expect(found[1].request.context["ec2:CreateAction"] == .single("CreateVolume"))
    #expect(found[1].request.context["aws:RequestTag/A"] == .single("b"))
  }

  @Test(
    arguments: [
      (#""eventType":"AwsServiceEvent""#, CloudTrailReason.serviceEvent),
      (#""eventType":"AwsConsoleSignIn""#, .consoleSignIn),
      (#""eventType":"AwsConsoleAction""#, .consoleAction),
    ])
  func eventsThatAreNoCallsAreNamed(type: String, expected: CloudTrailReason) throws {
    let json = event("ec2", "DeleteVolume").replacing(#""eventType":"AwsApiCall""#, with: type)
    #expect(try reason(json) == expected)
  }

  @Test func whatIsPublishedNowhereIsUnmapped() throws {
    #expect(try reason(event("ec2", "MakeCoffee")) == .unmapped)
    #expect(try reason(event("nowhere", "GetThing")) == .unmapped)
    #expect(try reason(event("sts", "GetSessionToken")) == .noPermissionNeeded)
  }

  @Test func theActionIsNamedWhereTheCallerIsNot() throws {
    let json = event("sts", "AssumeRoleWithWebIdentity", identity: #"{"type":"WebIdentityUser","userName":"x"}"#)
    guard case .notEvaluable(.noPrincipal, let action) = try mapEvent(json) else {
      Issue.record("not named")
      return
    }
    #expect(action == "sts:AssumeRoleWithWebIdentity")
  }

  private func asked(_ json: String) throws -> [String] {
    try requests(json).map { "\($0.request.action) \($0.request.resource)" }
  }
}
