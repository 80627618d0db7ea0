import Documents
import Organizations
import PolicyLanguage

/// What an environment file says: the organization, principals, resources and stacks, with their policies read.
public struct Environment: Sendable {
  /// The organization; nil where there is none, and then no SCP gate and no RCP gate.
  public var organization: Organization?
  /// The principals, hand-written and exported.
  public var principals: [ListedPrincipal] = []
  /// The resources, hand-written and exported.
  public var resources: [ListedResource] = []
  /// The CloudFormation stacks.
  public var stacks: [Stack] = []

  /// Makes an empty environment, under which no gate is asked.
  public init() {}
}

/// A principal that the environment lists, with everything that is attached to it.
public struct ListedPrincipal: Sendable {
  /// The principal.
  public let principal: Principal
  /// Its own identity policies and those of its groups. None at all allows nothing: who is listed has an identity gate.
  public var identityPolicies: [Policy]
  /// The permissions boundary, if it has one.
  public var permissionsBoundary: Policy?
  /// The session policies passed for it; none at all is no session gate.
  public var sessionPolicies: [Policy]
  /// Its tags; nil where the file says nothing of tags.
  public var tags: Tags?

  /// Makes a listed principal.
  public init(
    _ principal: Principal, identityPolicies: [Policy] = [], permissionsBoundary: Policy? = nil,
    sessionPolicies: [Policy] = [], tags: Tags? = nil
  ) {
    self.principal = principal
    self.identityPolicies = identityPolicies
    self.permissionsBoundary = permissionsBoundary
    self.sessionPolicies = sessionPolicies
    self.tags = tags
  }
}

/// A resource that the environment lists.
public struct ListedResource: Sendable {
  /// The ARN.
  public let arn: ResourceName
  /// The account that owns it: the member `account`, else the ARN's; nil where neither says.
  public let account: ByteString?
  /// Its tags; nil where the file says nothing of tags.
  public var tags: Tags?
  /// Whether an S3 bucket has attribute-based access control switched on, without which its tags reach no policy
  /// (authorization.md section 3.3).
  public var abac: Bool
  /// Its resource policy: a bucket policy, a key policy, a role's trust policy.
  public var policy: Policy?

  /// Makes a listed resource.
  public init(
    arn: ResourceName, account: ByteString? = nil, tags: Tags? = nil, abac: Bool = false, policy: Policy? = nil
  ) {
    self.arn = arn
    self.account = account ?? arn.account
    self.tags = tags
    self.abac = abac
    self.policy = policy
  }
}

/// A CloudFormation stack that the environment lists.
public struct Stack: Sendable {
  /// The name.
  public let name: ByteString
  /// The account it is in, if the file says.
  public let account: ByteString?
  /// The region it is in, if the file says.
  public let region: ByteString?
  /// The text of its template, its name a path from where the environment file is read; nil where the file names none.
  public var template: SourceText?
  /// The parameters it was made with; a list is its values with commas between them.
  public var parameters: [ByteString: ByteString]
  /// The names of parameters that have a value which nobody knows here.
  public var unknownParameters: Set<ByteString> = []
  /// The stack policy; nil where it has none.
  public var stackPolicy: Policy?
  /// Whether termination protection is on (ruling 13).
  public var terminationProtection: Bool
  /// The ARN of the role that CloudFormation works with; nil where it works with the caller's permissions.
  public let role: ByteString?
  /// The ARNs or ids of its resources by their logical ids.
  public var physicalResources: [ByteString: ByteString]
  /// The names of nested stacks by their logical ids.
  public var nested: [ByteString: ByteString]
  /// The state that the last operation left it in.
  public var status = StackStatus.updateComplete
  /// The logical ids of resources that are in the template and no longer there, as a failed deletion leaves them.
  public var deletedResources: Set<ByteString> = []
  /// Whether a change set was executed whose template nobody gave, so that `template` is an older one.
  public var templateIsStale = false

  /// Makes a stack.
  public init(
    name: ByteString, account: ByteString? = nil, region: ByteString? = nil, template: SourceText? = nil,
    parameters: [ByteString: ByteString] = [:], stackPolicy: Policy? = nil, terminationProtection: Bool = false,
    role: ByteString? = nil, physicalResources: [ByteString: ByteString] = [:], nested: [ByteString: ByteString] = [:]
  ) {
    self.name = name
    self.account = account
    self.region = region
    self.template = template
    self.parameters = parameters
    self.stackPolicy = stackPolicy
    self.terminationProtection = terminationProtection
    self.role = role
    self.physicalResources = physicalResources
    self.nested = nested
  }
}

/// The state of a stack between two operations, as far as later operations ask for it.
public enum StackStatus: String, Sendable, CaseIterable {
  /// The last update, or the creation, completed.
  case updateComplete = "UPDATE_COMPLETE"
  /// The last update was rolled back.
  case updateRollbackComplete = "UPDATE_ROLLBACK_COMPLETE"
  /// A deletion left resources behind; only another deletion is possible.
  case deleteFailed = "DELETE_FAILED"
}
