import Documents
import Evaluation
import PolicyLanguage
import TestSupport
import Testing

@testable import ActionStreams

/// Events mapped by their shape come to what `CloudTrailMapping` makes of each of them.
@Suite struct EventTemplateTests {
  /// Keys of every family, so that a template has something to fill in.
  private static let keys: [ByteString] = [
    "aws:PrincipalArn", "aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpce", "aws:RequestedRegion", "aws:CurrentTime",
    "aws:UserAgent", "aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:TokenIssueTime", "aws:username",
    "aws:userid", "aws:ViaAWSService", "aws:CalledVia", "aws:ResourceAccount", "aws:TagKeys", "aws:RequestTag/team",
    "aws:RequestTag/Name", "aws:ResourceTag/team", "ec2:InstanceType", "ec2:CreateAction", "ec2:Attribute",
    "s3:prefix", "s3:x-amz-acl", "kms:ViaService", "kms:EncryptionContextKeys", "kms:EncryptionContext:a",
    "kms:CallerAccount", "rds:DatabaseClass", "iam:PassedToService", "iam:PolicyARN", "aws:PrincipalTag/x",
  ]

  private static func program(_ keys: [ByteString]) throws -> Program {
    let conditions = keys.map { #""\#($0.string)":"x""# }.joined(separator: ",")
    let text =
      #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{\#(conditions)}}}]}"#
    return Program([try #require(PolicyReader(kind: .scp).read(SourceText(name: "scp.json", text: text)).policy)])
  }

  /// Both ways side by side: what they say of one event after the other.
  private struct Pair: ~Copyable {
    let program: Program
    var mapping: CloudTrailMapping
    var templates: EventTemplates
    var frame: RequestFrame
    var quick = 0
    var events = 0
    /// The requests that were filled in, by whether they are said to be plain.
    var filled = (plain: 0, other: 0)

    init(_ keys: [ByteString]) throws {
      program = try EventTemplateTests.program(keys)
      let plans = EventPlans(contextKeys: program.keys.names)
      mapping = CloudTrailMapping(plans)
      templates = EventTemplates(keys: program.keys, missingIsUnknown: true, plans: plans)
      frame = RequestFrame(keyCount: program.keys.count)
    }

    /// Whether a text is printable ASCII that JSON writes as it is.
    private static func isPlain(_ text: ByteSlice) -> Bool {
      text.byteString.bytes.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }

    /// What a frame holds, in words.
    private func dump(_ spelling: ByteString?) -> [String] {
      var lines = [frame.action.byteString.string, frame.resource.byteString.string, spelling?.string ?? "-"]
      for (index, name) in program.keys.names.enumerated() {
        let slot = frame.slot(index)
        let values = (0..<frame.count(of: slot)).map { frame.value(slot, $0).byteString.string }
        lines.append("\(name.string) \(slot.state) \(slot.isMentioned) \(values)")
      }
      return lines
    }

    mutating func check(_ event: String) throws {
      events += 1
      var bytes = Array(event.utf8) + [0x0A]
      bytes += [UInt8](repeating: 0, count: TextLines.padding)
      try bytes.withUnsafeBufferPointer { buffer in
        let text = UnsafeBufferPointer(rebasing: buffer[..<event.utf8.count])
        templates.begin(text)
        guard let found = templates.read(at: 0) else { return }
        quick += 1
        var cursor = JSONCursor(text)
        let record = try CloudTrailRecord.read(&cursor).get()
        #expect(found.end == cursor.position)
        #expect(found.id?.byteString == record.id?.byteString)
        #expect(found.stackOperation == record.stackOperation?.kind || found.requestCount == 0)
        switch mapping.map(record) {
        case .notEvaluable(let reason, _): #expect(found.reason == reason, "\(event)")
        case .requests(let requests):
          #expect(found.requestCount == requests.count, "\(event)")
          for (index, asked) in requests.enumerated() where index < found.requestCount {
            let named = templates.load(found, index, into: &frame)
            let own = dump(named.principal?.byteString)
            #expect(named.actionKind == .request)
            let isPlain = Self.isPlain(named.action) && Self.isPlain(frame.resource)
            #expect(isPlain || !named.isPlain, "\(event)")
            if named.isPlain { filled.plain += 1 } else { filled.other += 1 }
            var request = asked.request
            request.context.missingIsUnknown = true
            if let principal = request.principal, principal.kind == .assumedRole, let arn = principal.arn {
              request.context["aws:PrincipalArn"] = .single(arn)
            }
            frame.load(request, keys: program.keys)
            #expect(own == dump(request.principal?.spelling), "\(event)")
          }
        }
      }
    }
  }

  private static let seeds: [String] = [
    event("ec2", "DeleteVolume", #"{"volumeId":"vol-0123456789abcdef0"}"#),
    event(
      "ec2", "TerminateInstances",
      #"{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"},{"instanceId":"i-0123456789abcdef1"}]}}"#),
    event(
      "ec2", "RunInstances",
      #"{"instancesSet":{"items":[{"imageId":"ami-01234567","minCount":1}]},"instanceType":"t3.micro","tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"Name","value":"web"},{"key":"team","value":"b"}]}]}}"#,
      identity: roleIdentity),
    event(
      "ec2", "CreateTags",
      #"{"resourcesSet":{"items":[{"resourceId":"vol-0123456789abcdef0"}]},"tagSet":{"items":[{"key":"team","value":"vol-0123456789abcdef0"}]}}"#
    ),
    event(
      "s3", "PutObject", #"{"bucketName":"bucket-one","key":"path/to/thing.txt","x-amz-acl":"private"}"#,
      resources:
        #"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::bucket-one/path/to/thing.txt"},{"accountId":"111122223333","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::bucket-one"}]"#
    ),
    event("s3", "CopyObject", #"{"bucketName":"b-one","key":"k/one","x-amz-copy-source":"/c-two/d%20e"}"#),
    event("s3", "ListObjects", #"{"bucketName":"bucket-one","prefix":"home/alice"}"#),
    event(
      "kms", "Decrypt", #"{"encryptionContext":{"a":"b"},"keyId":"1f0c2b3a-0000-1111-2222-333344445555"}"#,
      resources:
        #"[{"accountId":"111122223333","type":"AWS::KMS::Key","ARN":"arn:aws:kms:eu-west-1:111122223333:key/1f0c2b3a-0000-1111-2222-333344445555"}]"#
    ),
    event("secretsmanager", "GetSecretValue", #"{"secretId":"prod/database"}"#),
    event(
      "secretsmanager", "GetSecretValue",
      #"{"secretId":"arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod-AbCdEf"}"#),
    event("rds", "DeleteDBInstance", #"{"dBInstanceIdentifier":"mydb","skipFinalSnapshot":true}"#),
    event("lambda", "GetFunction20150331v2", #"{"functionName":"handler"}"#),
    event("iam", "AttachRolePolicy", #"{"roleName":"deployer","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}"#),
    event("iam", "CreateRole", #"{"roleName":"deployer","path":"/team/","tags":[{"key":"team","value":"x"}]}"#),
    event("sqs", "DeleteQueue", #"{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}"#),
    event(
      "dynamodb", "TransactGetItems", #"{"transactItems":[{"get":{"tableName":"one"}},{"get":{"tableName":"two"}}]}"#),
    event("ssm", "GetParameter", #"{"name":"/app/password","withDecryption":true}"#, identity: roleIdentity),
    event("ecs", "RunTask", #"{"taskDefinition":"web","cluster":"main"}"#),
    event("cloudformation", "DeleteStack", #"{"stackName":"prod"}"#),
    event("logs", "CreateLogStream", #"{"logGroupName":"/aws/lambda/x","logStreamName":"s"}"#),
    event("route53", "ChangeResourceRecordSets", #"{"hostedZoneId":"/hostedzone/Z1"}"#),
    event("elasticfilesystem", "DeleteFileSystem", #"{"fileSystemId":"fs-0a1b2c3d"}"#),
    event("sts", "AssumeRole", #"{"roleArn":"arn:aws:iam::111122223333:role/x","roleSessionName":"s1"}"#),
    event("nosuch", "Thing", #"{"name":"x"}"#),
    event(
      "ec2", "StopInstances", "null", error: "Client.UnauthorizedOperation",
      message: "You are not authorized to perform this operation. Encoded authorization failure message: abc"),
    event(
      "s3", "DeleteBucket", #"{"bucketName":"bucket-one"}"#, error: "AccessDenied",
      message:
        "User: u is not authorized to perform: s3:DeleteBucket on resource: arn:aws:s3:::bucket-one because no x"),
  ]

  /// What stands in for a letter, so that texts change their class.
  private static let pieces = [
    "a", "b", "0", "-", "_", "/", ":", ".", "A", "%2F", "?", "*", " ", "vol-", "arn:aws:s3:::", "alias/", "é",
    #"\u0041"#,
    "HIDDEN_DUE_TO_SECURITY_REASONS", "AWS-", "111122223333", #"\""#, "1.2.3.4",
  ]

  @Test(arguments: seeds)
  func variantsOfAnEventComeToWhatTheMappingMakesOfThem(seed: String) throws {
    var state: UInt64 = 11
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    var pair = try Pair(Self.keys)
    // Only what stands behind the user agent changes: parameters, resources, the outcome.
    let marker = try #require(seed.range(of: "\"requestParameters\":"))
    let head = String(seed[..<marker.upperBound])
    let tail = Array(seed[marker.upperBound...])
    for round in 0..<240 {
      var text = tail
      for _ in 0..<(round % 4) {
        let place = next(text.count)
        guard text[place].isASCII, text[place].isLetter || text[place].isNumber else { continue }
        text.replaceSubrange(place...place, with: Array(Self.pieces[next(round % 8 == 3 ? Self.pieces.count : 4)]))
      }
      let spoilt = head + String(text)
      // Each comes often enough to be learnt, and used.
      for _ in 0..<3 { try pair.check(spoilt) }
    }
    #expect(pair.quick > pair.events / 3)
  }

  @Test func templatesThatAreSaidToBePlainFillInPlainTextOnly() throws {
    var pair = try Pair(Self.keys)
    let texts = ["a", #"\""#, #"\\"#, "\u{7F}", "é", "\u{9B}", #"\u009b"#, #"\u0001"#, "/"]
    for text in texts + texts.reversed() {
      for _ in 0..<4 {
        try pair.check(event("s3", "GetObject", #"{"bucketName":"bucket-one","key":"k/\#(text)x"}"#))
        try pair.check(event("s3", "DeleteBucket", #"{"bucketName":"b\#(text)x"}"#))
        let user = userIdentity.replacing("alice", with: "al\(text)ice")
        try pair.check(event("iam", "GetUser", identity: user))
      }
    }
    #expect(pair.filled.plain > 20)
    #expect(pair.filled.other > 0)
  }

  @Test func addressesTimesAndCallersAreToldApart() throws {
    var pair = try Pair(Self.keys)
    let parameters = #"{"volumeId":"vol-0123456789abcdef0"}"#
    let addresses = [
      "203.0.113.9", "198.51.100.7", "10.1.2.3", "2001:db8::1", "ec2.amazonaws.com", "AWS Internal", "1.2.3",
    ]
    for address in addresses + addresses + addresses {
      for identity in [userIdentity, roleIdentity] {
        for region in ["eu-west-1", "us-gov-west-1"] {
          let text = event("ec2", "DeleteVolume", parameters, region: region, identity: identity)
          try pair.check(text.replacing("203.0.113.9", with: address))
          try pair.check(text.replacing("203.0.113.9", with: address).replacing("10:20:30", with: "11:21:31"))
        }
      }
    }
    #expect(pair.quick > pair.events / 3)
  }

  @Test(.enabled(if: Corpus.folder != nil, "STOCKADE_CORPUS names no corpus"))
  func eventsOfTheCorpusComeToWhatTheMappingMakesOfThem() throws {
    let files = Corpus.files(in: "cloudtrail", withExtension: "json").map { InputFile(ByteString($0.path)) }
    try #require(!files.isEmpty)
    var texts: [String] = []
    var reader = RecordBlockReader(files)
    var block = RecordBlock()
    while reader.next(&block) {
      _ = block.forEachRecord { (cursor, _, _) throws(JSONError) in
        cursor.skipWhitespace()
        let start = cursor.position
        try cursor.skipValue()
        texts.append(
          ByteString(copying: UnsafeBufferPointer(start: cursor.base + start, count: cursor.position - start)).string)
        return true
      } fault: { _, _, _ in
        true
      }
    }
    var pair = try Pair(Self.keys)
    for _ in 0..<3 { for text in texts { try pair.check(text) } }
    // All but a few are found by their shape as soon as they were learnt.
    #expect(pair.quick > pair.events / 2)
  }
}
