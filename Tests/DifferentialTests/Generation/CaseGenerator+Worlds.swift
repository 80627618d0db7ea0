import Documents
import PolicyLanguage

/// Statements, policies and whole stacks of them.
extension CaseGenerator {
  static let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#

  /// How much of a statement is certain to match the request it is made for.
  enum Aim {
    /// Only its conditions decide, if it has any.
    case conditionsDecide
    /// Anything may.
    case any
  }

  /// A statement of an identity policy, SCP, boundary or session policy.
  mutating func statement(_ effect: Effect, for request: Request, _ aim: Aim, in kind: PolicyKind) -> String {
    let isSure = aim == .conditionsDecide
    var members = [#""Effect":"\#(effect.rawValue)""#]
    if random.chance(20) { members.append(#""Sid":"S\#(random.next() % 1_000_000_000)""#) }
    // RCPs name a service, and have no NotAction.
    let mayBeAll = kind != .rcp
    members.append(action(request.action.string, isSure: isSure, mayNegate: mayBeAll, mayBeAll: mayBeAll))
    if kind != .trust { members.append(resource(request.resource.string, isSure: isSure, in: kind)) }
    if isSure || random.chance(45) { members.append(condition(on: request)) }
    switch kind {
    case .rcp: members.append(#""Principal":"*""#)
    case .resource, .trust: members.append(principal(for: request, effect))
    default: break
    }
    if random.chance(30) { members.reverse() }
    return "{" + members.joined(separator: ",") + "}"
  }

  /// One policy at one gate, and requests around the one that it is made for.
  mutating func singleGateWorld() throws -> GeneratedWorld {
    if random.chance(20) { return try stackPolicyWorld() }
    let request = request(by: random.pick(Self.principals), isOpen: random.chance(25))
    let kind: PolicyKind = random.chance(60) ? .identity : .scp
    var statements: [String]
    let version = version()
    switch random.below(100) {
    case ..<40: statements = [Self.allowAll, statement(.deny, for: request, .conditionsDecide, in: kind)]
    case ..<65: statements = [statement(.allow, for: request, .conditionsDecide, in: kind)]
    default:
      statements = random.chance(30) ? [Self.allowAll] : []
      // Now and then so many statements that an index over them pays.
      let count = random.chance(6) ? 10 + random.below(30) : 1 + random.below(3)
      for _ in 0..<count {
        let other = count > 9 && random.chance(80) ? self.request(by: nil, isOpen: false) : request
        statements.append(statement(random.chance(60) ? .allow : .deny, for: other, .any, in: kind))
      }
    }
    if random.chance(30) { statements.reverse() }
    let policies =
      statements.count > 2 && random.chance(30)
      ? [
        try policy(kind, Array(statements[..<2]), version: version),
        try policy(kind, Array(statements[2...]), version: version),
      ] : [try policy(kind, statements, version: version)]
    let stack =
      kind == .scp
      ? PolicyStack(serviceControlPolicies: [PolicyLevel(id: nil, policies: policies)])
      : PolicyStack(identityPolicies: policies)
    return GeneratedWorld(policies: .stack(stack), requests: requests(around: request, count: 3))
  }

  /// Policies at all gates, and requests around the one that they are made for.
  mutating func multiGateWorld() throws -> GeneratedWorld {
    let request = request(by: random.chance(2) ? nil : random.pick(Self.principals), isOpen: random.chance(35))
    var stack = PolicyStack()
    stack.resourcePolicyRole = random.pick([.sameAccount, .sameAccount, .crossAccount, .required])
    if random.chance(70) { stack.serviceControlPolicies = try levels(.scp, for: request) }
    if random.chance(50) { stack.resourceControlPolicies = try levels(.rcp, for: request) }
    if random.chance(75) {
      let kind: PolicyKind = request.action == "sts:AssumeRole" && random.chance(60) ? .trust : .resource
      let isEmpty = random.chance(6)
      stack.resourcePolicies = isEmpty ? [] : [try resourcePolicy(kind, for: request)]
    }
    if random.chance(75) { stack.identityPolicies = try gate(.identity, for: request) }
    if random.chance(40) { stack.permissionsBoundary = try gate(.identity, for: request) }
    // Users have no session policies (table 4.3).
    if request.principal?.kind != .user, random.chance(35) { stack.sessionPolicies = try gate(.session, for: request) }
    return GeneratedWorld(policies: .stack(stack), requests: requests(around: request, count: 4))
  }

  /// The policies of one gate: mostly such that they let the request through.
  private mutating func gate(_ kind: PolicyKind, for request: Request) throws -> [Policy] {
    let version = version()
    switch random.below(100) {
    case ..<4: return []
    case ..<58: return [try policy(kind, [Self.allowAll])]
    case ..<70:
      return [try policy(kind, [Self.allowAll, statement(.deny, for: request, .any, in: kind)], version: version)]
    case ..<82:
      return [try policy(kind, [statement(.allow, for: request, .conditionsDecide, in: kind)], version: version)]
    default:
      return try (0...random.below(2)).map { _ in
        let statements = (0...random.below(2)).map { _ in
          statement(random.chance(75) ? .allow : .deny, for: request, .any, in: kind)
        }
        return try policy(kind, statements, version: version)
      }
    }
  }

  /// Levels from the root down: FullAWSAccess almost everywhere, Denies here and there.
  private mutating func levels(_ kind: PolicyKind, for request: Request) throws -> [PolicyLevel] {
    let ids = ["r-1"] + (0..<random.below(3)).map { "ou-\($0)" } + ["111122223333"]
    return try ids.map { id in
      var policies: [Policy] = []
      let full =
        kind == .rcp
        ? #"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"# : Self.allowAll
      switch random.below(100) {
      case ..<3: break
      case ..<8 where kind == .scp:
        policies.append(try policy(kind, [statement(.allow, for: request, .conditionsDecide, in: kind)]))
      case ..<14 where kind == .scp:
        policies.append(try policy(kind, [statement(.allow, for: request, .any, in: kind)], version: version()))
      default: policies.append(try fullAccess(kind, full))
      }
      if random.chance(kind == .scp ? 9 : 14) {
        let version = version()
        policies.append(try policy(kind, [statement(.deny, for: request, .any, in: kind)], version: version))
      }
      return PolicyLevel(id: id, policies: policies)
    }
  }

  /// The policy that AWS attaches itself; RCPFullAWSAccess is known by its name.
  private func fullAccess(_ kind: PolicyKind, _ statement: String) throws -> Policy {
    try PolicyFixture.read(
      #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#, as: kind,
      named: kind == .rcp ? "RCPFullAWSAccess" : "FullAWSAccess")
  }

  private mutating func resourcePolicy(_ kind: PolicyKind, for request: Request) throws -> Policy {
    let version = version()
    var statements: [String] = []
    for _ in 0...random.below(2) {
      let isSure = random.chance(20)
      statements.append(
        statement(random.chance(85) ? .allow : .deny, for: request, isSure ? .conditionsDecide : .any, in: kind))
    }
    if random.chance(50) {
      let resource = kind == .trust ? "" : #","Resource":"*""#
      statements.append(#"{"Effect":"Allow",\#(principal(for: request, .allow)),"Action":"*"\#(resource)}"#)
    }
    return try policy(kind, statements, version: version)
  }

  // MARK: Stack policies

  static let resourceTypes = [
    "AWS::EC2::Instance", "AWS::RDS::DBInstance", "AWS::CloudFormation::Stack", "Custom::Caf\u{E9}",
    "Custom::Cafe\u{301}", "aws::ec2::instance",
  ]
  static let logicalResourceIds = ["Database", "Web", "WebServer", "web", "DataVolume"]
  static let updateActions = ["Update:Modify", "Update:Replace", "Update:Delete"]

  private mutating func stackPolicyWorld() throws -> GeneratedWorld {
    let requests = (0..<(requestCount ?? 3)).map { _ in updateRequest() }
    if random.chance(2) { return GeneratedWorld(policies: .stackPolicy(nil), requests: requests) }
    if random.chance(2) {
      return GeneratedWorld(
        policies: .stackPolicy(try PolicyFixture.read("{}", as: .stack, named: "empty")), requests: requests)
    }
    let allow = #"{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}"#
    var statements = random.chance(60) ? [allow] : []
    for _ in 0...random.below(3) { statements.append(stackStatement(for: requests[0])) }
    if random.chance(30) { statements.reverse() }
    return GeneratedWorld(
      policies: .stackPolicy(try policy(.stack, statements, version: version())), requests: requests)
  }

  private mutating func updateRequest() -> Request {
    var context = RequestContext()
    switch random.below(10) {
    case 0: context["resourceType"] = .unknown
    case 1: break
    default: context["ResourceType"] = .single(ByteString(random.pick(Self.resourceTypes)))
    }
    return Request(
      action: ByteString(random.pick(Self.updateActions)),
      resource: ByteString("LogicalResourceId/" + random.pick(Self.logicalResourceIds)), context: context)
  }

  private mutating func stackStatement(for request: Request) -> String {
    var members = [#""Effect":"\#(random.chance(45) ? "Allow" : "Deny")""#, #""Principal":"*""#]
    let own = request.action.string
    let actions = (0...random.below(2)).map { _ in
      quote(random.pick([own, own, "Update:*", "*", "Update:R*", "Update:?odify", random.pick(Self.updateActions)]))
    }
    members.append("\"\(random.chance(20) ? "NotAction" : "Action")\":" + (random.chance(3) ? "[]" : list(actions)))
    if random.chance(96) {
      let id = String(request.resource.string.dropFirst("LogicalResourceId/".count))
      let resources = (0...random.below(2)).map { _ in
        quote(
          random.pick([
            "*", "LogicalResourceId/" + id, "LogicalResourceId/" + globbed(id),
            "LogicalResourceId/" + random.pick(Self.logicalResourceIds), "LogicalResourceId/*",
          ]))
      }
      members.append(
        "\"\(random.chance(20) ? "NotResource" : "Resource")\":" + (random.chance(3) ? "[]" : list(resources)))
    }
    if random.chance(50) {
      let own = request.context["ResourceType"].values.first?.string ?? random.pick(Self.resourceTypes)
      let values = (0...random.below(2)).map { _ in
        quote(random.pick([own, globbed(own), "AWS::EC2::*", "*", random.pick(Self.resourceTypes)]))
      }
      let key = random.pick(["ResourceType", "ResourceType", "resourcetype", "RESOURCETYPE"])
      let op = random.pick(["StringEquals", "StringLike"])
      members.append(#""Condition":{"\#(op)":{"\#(key)":\#(random.chance(3) ? "[]" : list(values))}}"#)
    }
    return "{" + members.joined(separator: ",") + "}"
  }
}
