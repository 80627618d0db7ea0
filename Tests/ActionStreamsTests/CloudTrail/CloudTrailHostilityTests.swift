import ActionStreams
import Documents
import Testing

/// Records that nobody meant: spoilt at random, absurdly large, with every member of the wrong kind.
@Suite struct CloudTrailHostilityTests {
  private static let seeds: [String] = [
    event(
      "ec2", "RunInstances",
      #"{"instancesSet":{"items":[{"imageId":"ami-01234567"}]},"tagSpecificationSet":{"items":[{"resourceType":"instance","tags":[{"key":"a","value":"b"}]}]}}"#,
      identity: roleIdentity),
    event(
      "s3", "CopyObject", #"{"bucketName":"b","key":"k","x-amz-copy-source":"/c/%6"}"#,
      resources: #"[{"ARN":"arn:aws:s3:::b/k"},{"ARNPrefix":"arn:aws:s3:::"}]"#),
    event(
      "sqs", "DeleteQueue", #"{"queueUrl":"https://x/1/q"}"#, error: "AccessDenied",
      message: "User: u is not authorized to perform: sqs:DeleteQueue on resource: arn:aws:sqs because no "),
    event(
      "lambda", "Invoke", #"{"functionName":"1:function:"}"#,
      extra:
        #","eventContext":{"requestContext":{"aws:SourceIp":[1,null,{}]},"tagContext":{"resourceTags":[{"arn":1,"tags":[{"key":"a"}]}]}}"#
    ),
    event(
      "kms", "Decrypt", #"{"keyId":"arn:aws:kms","encryptionContext":{"a":{}}}"#,
      identity: #"{"type":"Root","accountId":"1"}"#),
  ]

  @Test(arguments: seeds)
  func spoiltRecordsNeverCrash(seed: String) {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: state >> 33) % bound
    }
    let original = Array(seed.utf8)
    var mapping = CloudTrailMapping()
    var read = 0
    for round in 0..<400 {
      var bytes = original
      // Half of the rounds keep the text JSON, so that the mapping gets to see them.
      for _ in 0...next(3) {
        let place = next(bytes.count)
        if round % 2 == 0 {
          let isLetter = bytes[place] | 0x20 >= 0x61 && bytes[place] | 0x20 <= 0x7A
          if isLetter { bytes[place] = [0x2F, 0x3A, 0x2A, 0x20, 0x41, 0x2D][next(6)] }
        } else {
          bytes[place] = UInt8(next(256))
        }
      }
      bytes.withUnsafeBufferPointer { buffer in
        var cursor = JSONCursor(buffer)
        guard let result = try? CloudTrailRecord.read(&cursor), case .success(let record) = result else { return }
        read += 1
        _ = mapping.map(record)
        _ = record.outcome
        _ = record.stackOperation
      }
    }
    #expect(read > 50)
  }

  @Test func everyMemberOfTheWrongKind() throws {
    for wrong in ["1", "true", "[]", "{}", "[[[]]]", #""""#, #"{"a":{"a":[{}]}}"#, "-1.5e9", #"[null,1,"arn:"]"#] {
      for service in ["ec2", "s3", "iam", "rds", "kms", "ssm", "dynamodb", "cloudformation"] {
        let name =
          [
            "ec2": "CreateTags", "s3": "DeleteObjects", "iam": "CreateRole", "rds": "CopyDBSnapshot",
            "kms": "ReEncrypt", "ssm": "SendCommand", "dynamodb": "BatchGetItem",
          ][service] ?? "UpdateStack"
        let members = [
          "resourcesSet", "tagSet", "tags", "bucketName", "delete", "roleName", "path", "keyId", "encryptionContext",
          "names", "instanceIds", "requestItems", "stackName",
        ]
        let parameters = "{" + members.map { "\"\($0)\":\(wrong)" }.joined(separator: ",") + "}"
        let json = event(
          service, name, parameters, resources: wrong, response: wrong,
          extra: ",\"tlsDetails\":\(wrong),\"additionalEventData\":\(wrong)")
        _ = try mapEvent(json)
      }
    }
  }

  @Test func everyResourceOfALargeCallIsAsked() throws {
    let identifiers = (0..<4_000).map { #"{"instanceId":"i-\#(String(10_000_000 + $0))"}"# }.joined(separator: ",")
    let json = event("ec2", "TerminateInstances", #"{"instancesSet":{"items":[\#(identifiers)]}}"#)
    let found = try requests(json, keys: [])
    #expect(found.count == 4_000)
    #expect(found.last?.request.resource.hasSuffix("instance/i-10003999") == true)
  }

  @Test func nestingBeyondTheBoundIsAnError() {
    let nested = String(repeating: #"{"a":["#, count: 400) + "1" + String(repeating: "]}", count: 400)
    #expect(throws: JSONError.self) { try requests(event("ec2", "TerminateInstances", nested)) }
  }
}
