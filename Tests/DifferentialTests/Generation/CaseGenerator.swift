import Documents
import PolicyLanguage
import TestSupport

/// Policies with some requests that meet them.
struct GeneratedWorld {
  let policies: DifferentialCase.Policies
  let requests: [Request]

  var cases: [DifferentialCase] { requests.map { DifferentialCase(policies: policies, request: $0) } }
}

/// Makes cases from a seed: first a request, then policies that nearly match it, then requests beside it.
struct CaseGenerator {
  var random: SplitMix64
  /// How many requests a world has; nil for the few that are usual.
  let requestCount: Int?
  /// Numbers the policies, so that their names tell them apart.
  private var policyCount = 0

  init(seed: UInt64, requestCount: Int? = nil) {
    random = SplitMix64(seed: seed)
    self.requestCount = requestCount
  }

  /// Reads the text of a policy, with the reader that users have.
  mutating func policy(_ kind: PolicyKind, _ statements: [String], version: String? = "2012-10-17") throws -> Policy {
    policyCount += 1
    let version = version.map { #""Version":"\#($0)","# } ?? ""
    let list = statements.count == 1 && random.chance(20) ? statements[0] : "[\(statements.joined(separator: ","))]"
    return try PolicyFixture.read(
      "{\(version)\"Statement\":\(list)}", as: kind, named: "\(kind.rawValue)-\(policyCount)")
  }

  /// The version of a policy: mostly the one with variables.
  mutating func version() -> String? {
    random.chance(85) ? "2012-10-17" : random.pick(["2008-10-17", nil])
  }

  // MARK: Requests

  static let actions = [
    "s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "ec2:RunInstances", "ec2:DescribeInstances", "kms:Decrypt",
    "sts:AssumeRole", "sqs:SendMessage", "sqs:Caf\u{E9}",
  ]

  static let resources = [
    "arn:aws:s3:::bucket/home/bob/x.txt", "arn:aws:s3:::bucket/caf\u{E9}/a:b", "arn:aws:s3:::bucket/cafe\u{301}/a:b",
    "arn:aws:s3:::bucket/\u{1F600}", "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
    "arn:aws:logs:us-east-1:111122223333:log-group:g:*", "arn:aws:dynamodb:eu-west-1:111122223333:table/p1", "*",
    "arn:aws:sqs:us-east-1:111122223333:queue", "arn:aws:iam::111122223333:role/team/Deployer", "arn:aws:s3:::*",
  ]

  /// A context: each key absent, single, a list, or, in an open one, unknown.
  mutating func context(isOpen: Bool) -> RequestContext {
    var context = RequestContext(missingIsUnknown: isOpen && random.chance(50))
    for (key, family) in ContextVocabulary.allKeys {
      let name = ByteString(random.chance(30) ? key.uppercased() : key)
      context[name] = contextValue(family, isOpen: isOpen)
    }
    return context
  }

  private mutating func contextValue(_ family: ContextVocabulary.Family, isOpen: Bool) -> ContextValue {
    if isOpen, random.chance(45) { return .unknown }
    // Now and then a value of another kind than the operators want.
    let family = random.chance(95) ? family : random.pick(ContextVocabulary.Family.allCases)
    let values = ContextVocabulary.values[family] ?? []
    switch random.below(100) {
    case ..<32: return .absent
    case ..<68: return .single(ByteString(random.pick(values)))
    case ..<72: return .list([])
    default: return .list((0...random.below(3)).map { _ in ByteString(random.pick(values)) })
    }
  }

  /// A request of a principal, in any context.
  mutating func request(by principal: Principal?, isOpen: Bool) -> Request {
    var request = Request(
      action: ByteString(random.chance(2) ? "sts:GetCallerIdentity" : random.pick(Self.actions)), principal: principal,
      resource: ByteString(random.pick(Self.resources)), context: context(isOpen: isOpen))
    if let arn = principal?.arn, random.chance(80) { request.context["aws:PrincipalArn"] = .single(arn) }
    return request
  }

  /// A request that differs from another in one place.
  mutating func request(beside request: Request) -> Request {
    var request = request
    switch random.below(10) {
    case 0: request.action = ByteString(random.pick(Self.actions))
    case 1: request.action = random.chance(50) ? request.action.asciiLowercased : ByteString("S3:getobject")
    case 2...3: request.resource = ByteString(random.pick(Self.resources))
    default:
      let (key, family) = random.pick(ContextVocabulary.allKeys)
      request.context[ByteString(key)] = contextValue(family, isOpen: request.context.missingIsUnknown)
    }
    return request
  }

  mutating func requests(around request: Request, count: Int) -> [Request] {
    [request] + (1..<(requestCount ?? count)).map { _ in self.request(beside: request) }
  }
}
