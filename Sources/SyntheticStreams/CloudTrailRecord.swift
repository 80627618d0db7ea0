/// CloudTrail records in the shape and size of real ones: about 1,260 bytes.
enum CloudTrailRecord {
  private static let agents = [
    "APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.11.0 "
      + "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.20.1 os/linux lang/go#1.20.6",
    "aws-cli/2.13.5 Python/3.11.4 Linux/5.15.0-1041-aws exe/x86_64.ubuntu.22 prompt/off command/s3api.get-object",
    "Boto3/1.28.17 md/Botocore#1.31.17 ua/2.0 os/linux#6.1.41 md/arch#x86_64 lang/python#3.11.4 Botocore/1.31.17",
    "console.amazonaws.com",
    "aws-sdk-java/2.20.115 Linux/5.10.184 OpenJDK_64-Bit_Server_VM/17.0.8 Java/17.0.8 vendor/Amazon io/async",
  ].map { Array($0.utf8) }

  /// Appends one record: two thirds by sessions of roles, the rest by users.
  static func append(
    number: UInt64, of stream: SyntheticStream, _ random: inout SeededRandom, to output: inout [UInt8]
  ) {
    let names = NameVocabulary.standard
    let request = SyntheticRequest(of: stream, &random)
    let account = names.accounts[request.account]
    output.append("{\"eventVersion\":\"1.08\",\"userIdentity\":{")
    let second = random.below(365 * 86_400)
    if random.below(3) < 2 {
      appendSession(request, account, second: second, &random, to: &output)
    } else {
      appendUser(request, account, &random, to: &output)
    }
    output.append("},\"eventTime\":\"")
    output.appendTime(second: second)
    let colon = request.action.firstIndex(of: UInt8(ascii: ":")) ?? 0
    let service = request.action[..<colon]
    // CloudWatch logs its calls under the name of its endpoint.
    let host: [UInt8] = service.elementsEqual("cloudwatch".utf8) ? Array("monitoring".utf8) : Array(service)
    output.append("\",\"eventSource\":\"")
    output.append(contentsOf: host)
    output.append(".amazonaws.com\",\"eventName\":\"")
    output.append(contentsOf: request.action[(colon + 1)...])
    output.append("\",\"awsRegion\":\"")
    output.append(contentsOf: request.region)
    output.append("\",\"sourceIPAddress\":\"")
    RequestRecord.appendAddress(&random, to: &output)
    output.append("\",\"userAgent\":\"")
    output.append(contentsOf: random.pick(agents))
    output.append("\"")
    if random.chance(4) {
      output.append(",\"errorCode\":\"AccessDenied\",\"errorMessage\":\"User is not authorized to perform: ")
      output.append(contentsOf: request.action)
      output.append(" with an explicit deny in a service control policy\"")
    }
    appendParameters(request, to: &output)
    if random.below(3) < 2 {
      output.append(",\"additionalEventData\":{\"SignatureVersion\":\"SigV4\",")
      output.append("\"CipherSuite\":\"ECDHE-RSA-AES128-GCM-SHA256\"}")
    }
    output.append(",\"responseElements\":null,\"requestID\":\"")
    output.appendUUID(&random)
    output.append("\",\"eventID\":\"")
    output.appendUUID(&random)
    output.append(request.writes ? "\",\"readOnly\":false" : "\",\"readOnly\":true")
    appendResources(request, account, to: &output)
    output.append(",\"eventType\":\"AwsApiCall\",\"managementEvent\":true,\"recipientAccountId\":\"")
    output.append(contentsOf: account)
    output.append("\",\"eventCategory\":\"Management\",\"tlsDetails\":{\"tlsVersion\":\"TLSv1.3\",")
    output.append("\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"")
    output.append(contentsOf: host)
    output.append(UInt8(ascii: "."))
    output.append(contentsOf: request.region)
    output.append(".amazonaws.com\"}}")
  }

  private static func appendSession(
    _ request: SyntheticRequest, _ account: [UInt8], second: Int, _ random: inout SeededRandom,
    to output: inout [UInt8]
  ) {
    let names = NameVocabulary.standard
    let role = random.pick(names.roles)
    let name = role[(role.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    let session = random.pick(names.sessions)
    output.append("\"type\":\"AssumedRole\",\"principalId\":\"AROATFQR7NSCEXAMPLE00:")
    output.append(contentsOf: session)
    output.append("\",\"arn\":\"arn:aws:sts::")
    output.append(contentsOf: account)
    output.append(":assumed-role/")
    output.append(contentsOf: name)
    output.append("/")
    output.append(contentsOf: session)
    output.append("\",\"accountId\":\"")
    output.append(contentsOf: account)
    output.append("\",\"accessKeyId\":\"ASIATFQR7NSCEXAMPLE1\",\"sessionContext\":{\"sessionIssuer\":{")
    output.append("\"type\":\"Role\",\"principalId\":\"AROATFQR7NSCEXAMPLE00\",\"arn\":\"arn:aws:iam::")
    output.append(contentsOf: account)
    output.append(":role/")
    output.append(contentsOf: role)
    output.append("\",\"accountId\":\"")
    output.append(contentsOf: account)
    output.append("\",\"userName\":\"")
    output.append(contentsOf: name)
    output.append("\"},\"webIdFederationData\":{},\"attributes\":{\"creationDate\":\"")
    output.appendTime(second: max(0, second - random.below(3_600)))
    output.append(random.chance(30) ? "\",\"mfaAuthenticated\":\"true\"}}" : "\",\"mfaAuthenticated\":\"false\"}}")
  }

  private static func appendUser(
    _ request: SyntheticRequest, _ account: [UInt8], _ random: inout SeededRandom, to output: inout [UInt8]
  ) {
    let user = random.pick(NameVocabulary.standard.users)
    output.append("\"type\":\"IAMUser\",\"principalId\":\"AIDATFQR7NSCEXAMPLE00\",\"arn\":\"arn:aws:iam::")
    output.append(contentsOf: account)
    output.append(":user/")
    output.append(contentsOf: user)
    output.append("\",\"accountId\":\"")
    output.append(contentsOf: account)
    output.append("\",\"accessKeyId\":\"AKIATFQR7NSCEXAMPLE2\",\"userName\":\"")
    output.append(contentsOf: user)
    output.append("\"")
  }

  /// Appends the request parameters: the name of the resource as services log it, which is the last part of its ARN.
  private static func appendParameters(_ request: SyntheticRequest, to output: inout [UInt8]) {
    output.append(",\"requestParameters\":")
    guard let index = request.resourceType else {
      output.append("null")
      return
    }
    let type = ServiceVocabulary.standard.resourceTypes[index]
    var arn: [UInt8] = []
    arn.reserveCapacity(128)
    request.appendResource(to: &arn)
    output.append("{\"")
    output.append(contentsOf: type.parameter.utf8)
    output.append("\":\"")
    if type.parameter.hasSuffix("Arn") || type.parameter == "secretId" {
      output.append(contentsOf: arn)
    } else if type.parameter == "key", let slash = arn.firstIndex(of: UInt8(ascii: "/")) {
      output.append(contentsOf: arn[(slash + 1)...])
      output.append("\",\"bucketName\":\"")
      output.append(contentsOf: arn[13..<slash])
    } else {
      let start = arn.lastIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }.map { $0 + 1 } ?? 0
      output.append(contentsOf: arn[start...])
    }
    output.append("\"}")
  }

  /// Appends `resources` for the services that log it: S3, KMS, DynamoDB, STS and Secrets Manager.
  private static func appendResources(_ request: SyntheticRequest, _ account: [UInt8], to output: inout [UInt8]) {
    guard let index = request.resourceType else { return }
    let type = ServiceVocabulary.standard.resourceTypes[index]
    guard ["s3", "kms", "dynamodb", "sts", "secretsmanager"].contains(type.prefix) else { return }
    output.append(",\"resources\":[{\"accountId\":\"")
    output.append(contentsOf: account)
    output.append("\",\"type\":\"")
    output.append(contentsOf: (type.cloudFormationType.isEmpty ? "AWS::S3::Object" : type.cloudFormationType).utf8)
    output.append("\",\"ARN\":\"")
    request.appendResource(to: &output)
    output.append("\"}]")
  }
}
