import Documents
import Organizations
import PolicyLanguage

/// The environment as a value that answers for requests and that steps change.
///
/// A stream looks a principal up once (`principalFacts`), a resource once for each account that asks for it
/// (`resourceFacts`), and joins the two for each action (`policyStack`); all three are dictionary look-ups. `completed`
/// does all of it for one request. Facts are those of the moment: after a change they are looked up again.
public struct World: Sendable {
  /// The organization; nil where there is none, and then no SCP gate and no RCP gate.
  public internal(set) var organization: Organization?
  /// The stacks, in the order of the environment.
  public internal(set) var stacks: [Stack]
  /// Whether a principal that is not listed has an identity gate that allows nothing, instead of none.
  public var requiresIdentity: Bool

  var principals: [ByteString: ListedPrincipal] = [:]
  var resources: [ByteString: ListedResource] = [:]
  /// The ARN of a listed role by its account and name, since a session's ARN does not have the role's path.
  private var roles: [RoleName: ByteString] = [:]
  /// The tag keys that policies look at, `aws:resourcetag/…` and `aws:principaltag/…`, ASCII-lowercased.
  var testedTagKeys: Set<ByteString> = []

  /// Makes the world of an environment.
  ///
  /// - Parameter policies: what else requests will be decided under, so that its tag keys are known.
  public init(
    _ environment: Environment = Environment(), requiresIdentity: Bool = false, policies: [Policy] = []
  ) {
    organization = environment.organization
    stacks = environment.stacks
    self.requiresIdentity = requiresIdentity
    for listed in environment.principals {
      principals[listed.principal.identifier] = listed
      if listed.principal.kind == .role, let key = RoleName(listed.principal) {
        roles[key] = listed.principal.identifier
      }
    }
    for listed in environment.resources { resources[listed.arn.text] = listed }
    var noted: Set<ObjectIdentifier> = []
    // Principals by the hundred have the same policies.
    func isNew(_ policy: Policy) -> Bool { noted.insert(ObjectIdentifier(policy)).inserted }
    for policy in policies where isNew(policy) { noteTagKeys(of: policy) }
    for node in organization?.nodes ?? [] {
      for policy in node.serviceControlPolicies where isNew(policy) { noteTagKeys(of: policy) }
      for policy in node.resourceControlPolicies where isNew(policy) { noteTagKeys(of: policy) }
    }
    for listed in environment.principals {
      for policy in listed.identityPolicies where isNew(policy) { noteTagKeys(of: policy) }
      for policy in listed.sessionPolicies where isNew(policy) { noteTagKeys(of: policy) }
      if let boundary = listed.permissionsBoundary, isNew(boundary) { noteTagKeys(of: boundary) }
    }
    for listed in environment.resources {
      if let policy = listed.policy, isNew(policy) { noteTagKeys(of: policy) }
    }
  }

  /// The listed role that a session is of, or the role itself.
  func role(of principal: Principal) -> ListedPrincipal? {
    RoleName(principal).flatMap { roles[$0] }.flatMap { principals[$0] }
  }

  /// Fills a request's context with what the world implies, and finds the policies it meets.
  ///
  /// What the request's own context says wins, be it that a key is absent or unknown. A session's principal comes back
  /// with its role's ARN.
  public func completed(_ request: Request) throws(RequestError) -> (request: Request, stack: PolicyStack) {
    guard let principal = request.principal else {
      if organization != nil { throw .missingPrincipal }
      return (request, PolicyStack())
    }
    let asking = try principalFacts(principal)
    let asked = resourceFacts(request.resource, for: asking)
    var completed = request
    completed.principal = asking.principal
    fill(&completed.context, asking.context, asked.context)
    if completed.context.missingIsUnknown { settleTags(&completed.context, asking, asked) }
    return (completed, policyStack(asking, asked, action: request.action))
  }

  private func fill(_ context: inout RequestContext, _ entries: [ContextEntry]...) {
    for entry in entries.joined() where !context.mentions(entry.key) { context[entry.key] = entry.value }
  }

  /// Where all tags are known, a tag that is not there is absent, also where what is missing is unknown.
  private func settleTags(_ context: inout RequestContext, _ asking: PrincipalFacts, _ asked: ResourceFacts) {
    for key in testedTagKeys where !context.mentions(key) {
      let isComplete = key.hasPrefix("aws:resourcetag/") ? asked.tagsAreComplete : asking.tagsAreComplete
      if isComplete { context[key] = .absent }
    }
  }

  /// Remembers the tag keys that the conditions and variables of a policy look at.
  mutating func noteTagKeys(of policy: Policy) {
    for statement in policy.statements {
      for condition in statement.conditions {
        note(condition.key.text)
        for value in condition.values { noteVariables(in: value.text) }
      }
      for pattern in statement.resource?.patterns ?? [] { noteVariables(in: pattern.text) }
    }
  }

  private mutating func note(_ key: ByteString) {
    let key = key.asciiLowercased
    if key.hasPrefix(Self.resourceTag) || key.hasPrefix(Self.principalTag) { testedTagKeys.insert(key) }
  }

  private static let resourceTag: ByteString = "aws:resourcetag/"
  private static let principalTag: ByteString = "aws:principaltag/"

  private mutating func noteVariables(in text: ByteString) {
    var at = 0
    while let dollar = text.bytes[at...].firstIndex(of: UInt8(ascii: "$")) {
      at = dollar + 1
      guard let variable = PolicyVariable(text.bytes, at: dollar) else { continue }
      if case .key(let key, _) = variable.meaning { note(key) }
    }
  }
}
