import Documents
import PolicyLanguage

/// The setting of the hard cases: a role of a member account, which its identity policy allows everything, and
/// FullAWSAccess at root, OU and account.
enum MemberAccount {
  static let session = Principal(
    "arn:aws:sts::111122223333:assumed-role/Deployer/s1", roleArn: "arn:aws:iam::111122223333:role/Deployer")
  static let roleArn = "arn:aws:iam::111122223333:role/Deployer"
  static let sessionArn = "arn:aws:sts::111122223333:assumed-role/Deployer/s1"

  static let allowAll = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#

  /// A policy of statements, of version 2012-10-17 unless said.
  static func policy(
    _ kind: PolicyKind, _ statements: String, version: String? = "2012-10-17", named name: String = "policy.json"
  ) throws -> Policy {
    let version = version.map { #""Version":"\#($0)","# } ?? ""
    return try PolicyFixture.read(#"{\#(version)"Statement":[\#(statements)]}"#, as: kind, named: name)
  }

  static func fullAWSAccess() throws -> Policy { try policy(.scp, allowAll, named: "FullAWSAccess") }

  /// Levels root, ou-1 and account with FullAWSAccess and the statements given, each as one SCP.
  static func levels(root: String? = nil, ou: String? = nil, account: String? = nil) throws -> [PolicyLevel] {
    try [("r-1", root), ("ou-1", ou), ("111122223333", account)].map { id, statements in
      let own = try statements.map { try policy(.scp, $0, named: "\(id).json") }
      return PolicyLevel(id: id, policies: [try fullAWSAccess()] + (own.map { [$0] } ?? []))
    }
  }

  /// All that a request of the role meets; `scp` stands at the account.
  static func stack(scp: String? = nil, identity: String = allowAll, boundary: String? = nil) throws -> PolicyStack {
    PolicyStack(
      serviceControlPolicies: try levels(account: scp),
      identityPolicies: [try policy(.identity, identity, named: "identity.json")],
      permissionsBoundary: try boundary.map { [try policy(.identity, $0, named: "boundary.json")] })
  }

  /// The same with a resource policy.
  static func stack(
    resource: String, role: ResourcePolicyRole = .sameAccount, kind: PolicyKind = .resource,
    identity: String = allowAll, boundary: String? = nil, session: String? = nil
  ) throws -> PolicyStack {
    var stack = try stack(identity: identity, boundary: boundary)
    stack.resourcePolicies = [try policy(kind, resource, named: "resource.json")]
    stack.resourcePolicyRole = role
    stack.sessionPolicies = try session.map { [try policy(.session, $0, named: "session.json")] }
    return stack
  }
}

extension Request {
  /// A request of the role of `MemberAccount`, or of another principal, with its `aws:PrincipalArn`.
  static func api(
    _ action: ByteString, on resource: ByteString = "*", by principal: Principal = MemberAccount.session,
    _ context: [ByteString: ContextValue] = [:], missingIsUnknown: Bool = false
  ) -> Request {
    var context = RequestContext(context, missingIsUnknown: missingIsUnknown)
    if !context.mentions("aws:PrincipalArn") {
      context["aws:PrincipalArn"] = principal.arn.map { .single($0) } ?? .absent
    }
    return Request(action: action, principal: principal, resource: resource, context: context)
  }

  /// An update action on a resource of a stack; a type of nil is one that nobody knows.
  static func update(
    _ action: ByteString, _ logicalResourceId: String, type: ContextValue = .single("AWS::EC2::Instance")
  ) -> Request {
    Request(
      action: action, resource: ByteString("LogicalResourceId/" + logicalResourceId),
      context: RequestContext(["ResourceType": type]))
  }
}
