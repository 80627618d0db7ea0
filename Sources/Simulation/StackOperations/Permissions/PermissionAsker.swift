import CloudFormation
import Documents
import Evaluation
import PolicyLanguage

/// Asks the world for CloudFormation's requests in one operation.
///
/// With a stack role CloudFormation is that role; otherwise it passes its caller's requests on, which then say so
/// (`aws:ViaAWSService`, `aws:CalledVia`). Keys that AWS always sends and nobody knows here are unknown (ruling 21), as
/// are the tags of resources that neither the environment nor a template tells.
final class PermissionAsker {
  private let world: World
  private let asking: PrincipalFacts
  private let isRole: Bool
  private let isAnybody: Bool
  private let region: ByteString?
  private var stacks: [Signature: Compiled] = [:]
  private var readings: [UnknownName.Key: Policy] = [:]
  private var factsOfResources: [ByteString: ResourceFacts] = [:]

  /// A stack with its program; the stack keeps alive what its signature names.
  private struct Compiled {
    let policies: PolicyStack
    let program: Program
    let index: IndexedStack
  }

  /// The policies of a stack by their identity, with markers between gates and levels.
  private struct Signature: Hashable {
    var parts: [ObjectIdentifier?] = []
    var marks: [String] = []
  }

  /// Makes an asker; nil where there is nobody to ask for, because nobody knows the stack's account, or no gate to ask.
  ///
  /// - Throws: what keeps the policies of the principal from being told.
  ///
  /// - Parameters:
  ///   - role: the role that CloudFormation works with; nil where it passes on what its caller may.
  ///   - given: who is asked for in place of the role.
  init?(
    _ world: World, stack: Stack, role: ByteString?, principal given: ByteString?
  ) throws(RequestError) {
    guard let principal = given ?? role ?? stack.account else { return nil }
    self.world = world
    isAnybody = given == nil && role == nil
    isRole = given == nil && role != nil
    region = stack.region
    asking = try world.principalFacts(principal)
    if !asksSomething { return nil }
  }

  /// Whose permissions are asked for; nil for nobody in particular.
  var principal: ByteString? { isAnybody ? nil : asking.principal.identifier }

  private var asksSomething: Bool {
    asking.serviceControlPolicies != nil || asking.identityPolicies != nil || asking.permissionsBoundary != nil
      || asking.sessionPolicies != nil || world.organization != nil
      || world.resources.values.contains { $0.policy != nil }
  }

  /// Decides one request.
  ///
  /// - Parameter tags: the tags that the request gives the resource; nil where it gives none.
  func decide(
    _ action: ByteString, _ target: PhysicalResource.Target, of resource: PhysicalResource,
    givingTags tags: [ByteString: ByteString]?
  ) -> Decision {
    var context = common(action)
    if let tags {
      for (key, value) in tags { context[ByteString(Array("aws:RequestTag/".utf8) + key.bytes)] = .single(value) }
      context["aws:TagKeys"] = .list(tags.keys.sorted())
    }
    switch target {
    case .everything: return decide(action, "*", nil, context)
    case .arn(let arn): return decide(action, arn, arn == resource.arn ? resource : nil, context)
    case .oneOf(let formats):
      return decide(action, UnknownName(formats), resource.isNamed(by: action) ? resource : nil, context)
    }
  }

  /// - Parameter resource: the resource that is named, whose tags in the template count; nil for any other.
  private func decide(
    _ action: ByteString, _ arn: ByteString, _ resource: PhysicalResource?, _ context: RequestContext
  ) -> Decision {
    let facts = facts(of: arn)
    let policies = world.policyStack(asking, facts, action: action)
    return decide(request(action, arn, facts, resource, context), under: policies)
  }

  private func decide(
    _ action: ByteString, _ name: UnknownName, _ resource: PhysicalResource?, _ context: RequestContext
  ) -> Decision {
    let facts = facts(of: name.opaque)
    let policies = world.policyStack(asking, facts, action: action)
    let request = request(action, name.opaque, facts, resource, context)
    let harsh = decide(request, under: name.reading(of: policies, denying: true, &readings))
    if harsh.result == .allowed { return harsh }
    let mild = decide(request, under: name.reading(of: policies, denying: false, &readings))
    // What denies in the mild reading denies whatever the name is.
    if harsh.result.decision == mild.result.decision { return mild }
    return Decision(
      result: .unknown, gates: mild.gates, missing: Set(harsh.missing + mild.missing).sorted())
  }

  // MARK: Requests

  private func facts(of arn: ByteString) -> ResourceFacts {
    if let known = factsOfResources[arn] { return known }
    let facts = world.resourceFacts(arn, for: asking)
    factsOfResources[arn] = facts
    return facts
  }

  private func request(
    _ action: ByteString, _ arn: ByteString, _ facts: ResourceFacts, _ resource: PhysicalResource?,
    _ given: RequestContext
  ) -> Request {
    var context = given
    for entry in asking.context + facts.context where !context.mentions(entry.key) { context[entry.key] = entry.value }
    if !facts.tagsAreComplete, arn != "*" { fillTags(of: resource, name: facts.name, &context) }
    return Request(action: action, principal: asking.principal, resource: arn, context: context)
  }

  /// Tags that the environment does not tell: those in the template, and of all others nobody knows.
  private func fillTags(of resource: PhysicalResource?, name: ResourceName, _ context: inout RequestContext) {
    // Without access control by attributes, which is off unless it is said to be on, a bucket has no tags for policies.
    if name.isS3Bucket || name.isS3Object { return }
    for key in world.testedTagKeys where key.hasPrefix("aws:resourcetag/") && !context.mentions(key) {
      context[key] = .unknown
    }
    for (key, value) in resource?.templateTags ?? [:] {
      context[ByteString(Array("aws:ResourceTag/".utf8) + key.bytes)] = .single(value)
    }
  }

  /// The keys that every request of the operation carries.
  private func common(_ action: ByteString) -> RequestContext {
    var context = RequestContext()
    for key: ByteString in ["aws:CurrentTime", "aws:EpochTime"] { context[key] = .unknown }
    context["aws:SecureTransport"] = .single("true")
    context["aws:PrincipalIsAWSService"] = .single("false")
    context["aws:ViaAWSService"] = .single(isRole ? "false" : "true")
    if !isRole {
      context["aws:CalledVia"] = .list(["cloudformation.amazonaws.com"])
      context["aws:CalledViaFirst"] = .single("cloudformation.amazonaws.com")
      context["aws:CalledViaLast"] = .single("cloudformation.amazonaws.com")
    }
    let prefix = ByteString(copying: action.bytes.prefix { $0 != UInt8(ascii: ":") }).asciiLowercased
    if Self.globalServices.contains(prefix) {
      context["aws:RequestedRegion"] = .single("us-east-1")
    } else {
      context["aws:RequestedRegion"] = region.map { .single($0) } ?? .unknown
    }
    if isAnybody {
      for key: ByteString in ["aws:PrincipalArn", "aws:PrincipalType", "aws:userid", "aws:username"] {
        context[key] = .unknown
      }
      for key in world.testedTagKeys where key.hasPrefix("aws:principaltag/") { context[key] = .unknown }
    } else if !asking.tagsAreComplete {
      for key in world.testedTagKeys where key.hasPrefix("aws:principaltag/") { context[key] = .unknown }
      for entry in asking.context where entry.key.hasPrefix("aws:principaltag/") { context[entry.key] = entry.value }
    }
    return context
  }

  /// Services with one endpoint for all regions, whose requests say us-east-1.
  private static let globalServices: Set<ByteString> = [
    "cloudfront", "iam", "organizations", "route53", "shield", "support", "waf",
  ]

  // MARK: Decisions

  private func decide(_ request: Request, under policies: PolicyStack) -> Decision {
    let compiled = compiled(policies)
    var frame = RequestFrame(keyCount: compiled.program.keys.count)
    frame.load(request, keys: compiled.program.keys)
    let verdict = compiled.index.decide(frame)
    let missing = verdict.result == .unknown ? compiled.index.missingKeys(frame) : []
    return compiled.index.stack.decision(verdict, missing: missing)
  }

  private func compiled(_ policies: PolicyStack) -> Compiled {
    let signature = Self.signature(of: policies)
    if let known = stacks[signature] { return known }
    let program = Program(policies)
    let index = IndexedStack(CompiledStack(policies, program: program), program: program)
    let compiled = Compiled(policies: policies, program: program, index: index)
    stacks[signature] = compiled
    return compiled
  }

  private static func signature(of stack: PolicyStack) -> Signature {
    var signature = Signature()
    func add(_ mark: String, _ policies: [Policy]?) {
      guard let policies else { return }
      signature.parts.append(nil)
      signature.marks.append(mark)
      signature.parts += policies.map { ObjectIdentifier($0) }
    }
    for level in stack.serviceControlPolicies ?? [] { add("scp \(level.id ?? "")", level.policies) }
    for level in stack.resourceControlPolicies ?? [] { add("rcp \(level.id ?? "")", level.policies) }
    add("resource \(stack.resourcePolicyRole)", stack.resourcePolicies)
    add("identity", stack.identityPolicies)
    add("boundary", stack.permissionsBoundary)
    add("session", stack.sessionPolicies)
    return signature
  }
}
