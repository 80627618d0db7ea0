import Catalog
import Documents
import PolicyLanguage

/// The context keys of an event: what the log says, what it shows to be absent, and nothing of what it cannot carry.
///
/// Global keys are worked out once for an event; each of its requests adds what belongs to its resource.
/// Sources: authorization.md 3.3 and section 6; IAM user guide, global condition keys and forward access sessions.
struct EventContext {
  let record: CloudTrailRecord
  let place: EventPlace
  let principal: Principal
  let plan: EventPlan
  let wanted: Wanted
  private let tags: [RequestTags]
  private var base = RequestContext(missingIsUnknown: true)

  /// The keys that somebody asks for: nil for all.
  struct Wanted {
    let keys: Set<ByteString>?
    let families: KeyFamilies
  }

  init(
    _ record: CloudTrailRecord, _ place: EventPlace, _ principal: Principal, _ plan: EventPlan, _ wanted: Wanted
  ) {
    self.record = record
    self.place = place
    self.principal = principal
    self.plan = plan
    self.wanted = wanted
    tags = RequestTags.all(in: record)
    fillRequest()
    fillPrincipal()
    fillNetwork()
    fillService()
    fillEnriched()
  }

  /// The keys of one request.
  func keys(of action: PlannedAction, on resource: FoundResource, isFirst: Bool) -> RequestContext {
    var context = keys(on: resource)
    for (key, value) in action.rule.context { put(key, .single(value), into: &context) }
    addTags(action, resource, isFirst: isFirst, into: &context)
    if resource.certainty == .none { close(wanted.families.resourceTags, in: &context) }
    close(plan.absentKeys[action.prefix] ?? [], in: &context)
    return context
  }

  /// The keys of a request of which nothing but its resource is known.
  func keys(on resource: FoundResource) -> RequestContext {
    var context = base
    // ARNs of S3 hold no account; the log says who owns the bucket.
    if let account = resource.account, account.isAccount {
      put("aws:resourceaccount", .single(account), into: &context)
    }
    addResourceTags(resource, into: &context)
    return context
  }

  private func put(_ key: ByteString, _ value: ContextValue, into context: inout RequestContext) {
    if let keys = wanted.keys, !keys.contains(key) { return }
    context[key] = value
  }

  /// Says that keys which nothing was said of are absent.
  private func close(_ keys: [ByteString], in context: inout RequestContext) {
    for key in keys where !context.mentions(key) { put(key, .absent, into: &context) }
  }

  private mutating func set(_ key: ByteString, _ value: ByteString?) {
    if let value { put(key, .single(value), into: &base) }
  }

  private mutating func setAbsent(_ keys: ByteString...) {
    for key in keys { put(key, .absent, into: &base) }
  }
}

// MARK: - Keys of every request

extension EventContext {
  private mutating func fillRequest() {
    if let time = record.text(.eventTime) {
      set("aws:currenttime", time)
      if let seconds = EventTime.epochSeconds(time) { set("aws:epochtime", ByteString(String(seconds))) }
    }
    set("aws:requestedregion", requestedRegion)
    // Where a service made the call, or the console did, the log has its name instead of the agent's.
    if let agent = record.text(.userAgent), !isFromService, !agent.hasPrefix("AWS Internal"),
      !agent.hasSuffix(".amazonaws.com")
    {
      set("aws:useragent", plan.prefix == "s3" ? agent.withoutBrackets : agent)
    }
    // TLS details show that a call was encrypted; their absence shows nothing (they are left out for calls by services
    // and in older events).
    let cipher =
      record.value(.tlsDetails)?.member("tlsVersion") ?? record.value(.additionalEventData)?.member("CipherSuite")
    if let cipher, let text = cipher.scalar, !text.isEmpty, text != "-" { set("aws:securetransport", "true") }
  }

  /// Services with one endpoint for a partition are called in its first region, whatever region the log shows.
  private var requestedRegion: ByteString? {
    guard !place.region.isEmpty else { return nil }
    return place.partition == "aws" && Self.globalServices.contains(plan.prefix) ? "us-east-1" : place.region
  }

  private static let globalServices: Set<ByteString> = [
    "account", "artifact", "aws-portal", "billing", "budgets", "ce", "cloudfront", "cur", "health", "iam",
    "importexport", "organizations", "route53", "route53domains", "shield", "support", "trustedadvisor", "waf",
  ]

  /// Whether a service made the call: the log puts its name, or `AWS Internal`, where the caller's address would be.
  private var isFromService: Bool {
    record.has(.identityInvokedBy) || !(record.text(.sourceIPAddress).map { IPText($0) != nil } ?? true)
  }

  private mutating func fillPrincipal() {
    let isService = principal.kind == .service
    set("aws:principalisawsservice", isService ? "true" : "false")
    if isService {
      set("aws:principalservicename", principal.identifier)
      // A service's own call carries no identity and no session.
      setAbsent(
        "aws:username", "aws:userid", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime",
        "aws:sourceidentity", "aws:federatedprovider", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
        "aws:assumedroot")
      close(wanted.families.principalTags, in: &base)
      setSessionKeysAbsent()
      return
    }
    setAbsent("aws:principalservicename", "aws:principalservicenameslist")
    // These name the resource of another service on whose behalf a service principal calls.
    setAbsent("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths")
    if principal.kind == .anonymous {
      setAbsent(
        "aws:username", "aws:userid", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime",
        "aws:sourceidentity", "aws:federatedprovider", "aws:assumedroot")
      close(wanted.families.principalTags, in: &base)
      setSessionKeysAbsent()
      return
    }
    if principal.kind == .root { close(wanted.families.principalTags, in: &base) }
    if principal.kind == .user {
      set("aws:username", record.text(.identityUserName) ?? principal.name)
    } else {
      setAbsent("aws:username")
    }
    set("aws:userid", record.text(.identityPrincipalId))
    fillSession()
    fillForwarding()
  }

  /// Session keys are there with temporary credentials only (3.3), which the log shows by the session's attributes.
  private mutating func fillSession() {
    if record.has(.mfaAuthenticated) || record.has(.creationDate) {
      set("aws:multifactorauthpresent", record.text(.mfaAuthenticated))
      if record.holds(.mfaAuthenticated, "false") { setAbsent("aws:multifactorauthage") }
      set("aws:tokenissuetime", record.text(.creationDate))
    } else if principal.kind == .user || principal.kind == .root {
      setAbsent("aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime")
    }
    if let identity = record.text(.sourceIdentity) {
      set("aws:sourceidentity", identity)
    } else if principal.kind == .user || principal.kind == .root || record.value(.sessionContext) != nil {
      setAbsent("aws:sourceidentity")
    }
    if let provider = record.text(.federatedProvider), !provider.isEmpty {
      set("aws:federatedprovider", provider)
    } else if principal.kind == .user || principal.kind == .root {
      setAbsent("aws:federatedprovider")
    }
    if principal.kind == .user || principal.kind == .root {
      setSessionKeysAbsent()
    } else if let session = record.value(.sessionContext) {
      // An instance's credentials are marked by how they were delivered; other roles' are not.
      if let delivery = session.member("ec2RoleDelivery")?.scalar {
        set("ec2:roledelivery", delivery)
      } else {
        setAbsent(
          "ec2:roledelivery", "ec2:sourceinstancearn", "aws:ec2instancesourcevpc", "aws:ec2instancesourceprivateipv4")
      }
    }
    if record.holds(.assumedRoot, "true") {
      set("aws:assumedroot", "true")
    } else if principal.kind != .root || record.value(.sessionContext) == nil {
      setAbsent("aws:assumedroot")
    }
  }

  private mutating func setSessionKeysAbsent() {
    for key in KeyFamilies.crossService { put(key, .absent, into: &base) }
    setAbsent("aws:chatbotsourcearn", "aws:ec2instancesourcevpc", "aws:ec2instancesourceprivateipv4")
  }

  /// Calls that a service makes with the caller's permissions are forward access sessions; calls that it makes with a
  /// role that it assumed itself are not. The log shows `invokedBy` for both.
  private mutating func fillForwarding() {
    guard let service = record.text(.identityInvokedBy) else {
      set("aws:viaawsservice", "false")
      setAbsent("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
      return
    }
    if principal.isServiceLinkedRole {
      set("aws:viaawsservice", "false")
      setAbsent("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
      return
    }
    // A role's session may be one that the service made; only users and the root user are certain to be forwarded.
    guard principal.kind == .user || principal.kind == .root || principal.kind == .federatedUser,
      service.hasSuffix(".amazonaws.com")
    else { return }
    set("aws:viaawsservice", "true")
    guard Self.forwarders.contains(service) else { return }
    set("aws:calledvialast", service)
    // CloudFormation is the first of its chain; of the others only the last link is logged.
    if service == "cloudformation.amazonaws.com" {
      set("aws:calledviafirst", service)
      put("aws:calledvia", .list([service]), into: &base)
    }
  }

  /// The services that `aws:CalledVia` names.
  private static let forwarders: Set<ByteString> = [
    "aoss.amazonaws.com", "athena.amazonaws.com", "backup.amazonaws.com", "cloud9.amazonaws.com",
    "cloudformation.amazonaws.com", "databrew.amazonaws.com", "dataexchange.amazonaws.com", "dynamodb.amazonaws.com",
    "imagebuilder.amazonaws.com", "kms.amazonaws.com", "mgn.amazonaws.com", "nimble.amazonaws.com",
    "omics.amazonaws.com", "ram.amazonaws.com", "robomaker.amazonaws.com",
    "servicecatalog-appregistry.amazonaws.com", "sqlworkbench.amazonaws.com", "ssm-guiconnect.amazonaws.com",
  ]

  /// An address means the caller's only where the caller made the call itself.
  ///
  /// A forwarded call carries the caller's address where that came over the internet, which the log does not show, and
  /// nothing of its endpoint; so its address stays unknown and its endpoint is absent.
  private mutating func fillNetwork() {
    let endpoint = record.text(.vpcEndpointId).flatMap { $0.hasPrefix("vpce-") ? $0 : nil }
    let address = record.text(.sourceIPAddress).flatMap { IPText($0) == nil ? nil : $0 }
    if isFromService {
      if principal.kind != .service, endpoint == nil {
        setAbsent("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip")
      }
      return
    }
    guard let address, let parsed = IPText(address) else { return }
    if let endpoint {
      set("aws:sourcevpce", endpoint)
      // A public address beside an endpoint is that of a console user behind AWS's own endpoint: which of the two keys
      // the service was given, nobody says.
      if parsed.isPrivate {
        setAbsent("aws:sourceip")
        set("aws:vpcsourceip", address)
      }
      return
    }
    set("aws:sourceip", address)
    // Calls through an endpoint show a private address; a public one came over the internet.
    if !parsed.isPrivate {
      setAbsent(
        "aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths")
    }
  }
}

// MARK: - Keys of services and of enriched events

extension EventContext {
  private mutating func fillService() {
    let isLogged = record.value(.requestParameters)?.isObject ?? false
    for rule in plan.context {
      let values = rule.source.values(in: record, place).compactMap { value -> ByteString? in
        switch value.content {
        case .text(let text), .arn(let text): text
        }
      }
      if let first = values.first {
        put(rule.key, rule.isMultivalued ? .list(values) : .single(first), into: &base)
      } else if isLogged, rule.isAbsentWhenMissing {
        put(rule.key, .absent, into: &base)
      }
    }
    switch plan.prefix {
    case "ec2": set("ec2:region", place.region)
    case "kms": fillKMS()
    default: break
    }
  }

  private mutating func fillKMS() {
    set("kms:calleraccount", principal.account)
    if let service = record.text(.identityInvokedBy), principal.kind != .service {
      // KMS knows the service by the name of its endpoint in the region.
      if service.hasSuffix(".amazonaws.com"), !place.region.isEmpty {
        let name = ByteString(copying: service.bytes.dropLast(14))
        set("kms:viaservice", name + "." + place.region + ".amazonaws.com")
      }
    } else if principal.kind != .service {
      setAbsent("kms:viaservice")
    }
    guard let parameters = record.value(.requestParameters) else { return }
    guard let encryption = parameters.member("encryptionContext"), encryption.isObject else { return }
    var names: [ByteString] = []
    var context = base
    encryption.forEachMember { name, value in
      let key = name.byteString
      names.append(key)
      if let text = value.scalar, text != ValueSource.hidden {
        put(("kms:encryptioncontext:" + key).asciiLowercased, .single(text), into: &context)
      }
      return names.count < 100
    }
    base = context
    put("kms:encryptioncontextkeys", .list(names), into: &base)
  }

  /// What CloudTrail Lake's enriched events say themselves wins over what was worked out.
  private mutating func fillEnriched() {
    var context = base
    record.value(.requestContext)?.forEachMember { name, value in
      let key = name.byteString.asciiLowercased
      if value.isArray {
        var values: [ByteString] = []
        value.forEachElement { element in
          if let text = element.scalar { values.append(text) }
          return values.count < 1_000
        }
        put(key, .list(values), into: &context)
      } else if let text = value.scalar {
        let isMultivalued = Catalog.conditionKey(key)?.isMultivalued ?? false
        put(key, isMultivalued ? .list([text]) : .single(text), into: &context)
      }
      return true
    }
    if let tags = record.value(.tagContext)?.member("principalTags") {
      Self.forEachTag(tags) { put("aws:principaltag/" + $0.asciiLowercased, .single($1), into: &context) }
    }
    base = context
  }

  private func addResourceTags(_ resource: FoundResource, into context: inout RequestContext) {
    record.value(.tagContext)?.member("resourceTags")?.forEachElement { entry in
      guard entry.member("arn")?.scalar == resource.arn, let tags = entry.member("tags") else { return true }
      Self.forEachTag(tags) { put("aws:resourcetag/" + $0.asciiLowercased, .single($1), into: &context) }
      return false
    }
  }

  private static func forEachTag(_ tags: JSONValue, _ body: (ByteString, ByteString) -> Void) {
    tags.forEachMember { name, value in
      if let text = value.scalar { body(name.byteString, text) }
      return true
    }
    tags.forEachElement { tag in
      if let key = tag.member("key")?.scalar, let value = tag.member("value")?.scalar { body(key, value) }
      return true
    }
  }
}

// MARK: - Tags of the request

extension EventContext {
  /// Request tags belong to the resource that is made or tagged, not to others that the call needs (hard case 12).
  private func addTags(
    _ action: PlannedAction, _ resource: FoundResource, isFirst: Bool, into context: inout RequestContext
  ) {
    let parametersAreLogged = record.value(.requestParameters) != nil || !record.has(.errorCode)
    let own = action.prefix == plan.prefix ? tags(for: resource, isFirst: isFirst, action) : []
    for tag in own.flatMap(\.tags) {
      put("aws:requesttag/" + tag.key.asciiLowercased, .single(tag.value), into: &context)
      if action.prefix == "rds" { put("rds:req-tag/" + tag.key.asciiLowercased, .single(tag.value), into: &context) }
    }
    let keys = own.flatMap(\.allKeys)
    let isHidden = own.contains(where: \.isHidden)
    if !keys.isEmpty, !isHidden { put("aws:tagkeys", .list(keys), into: &context) }
    let isComplete: Bool
    if action.prefix == "ec2" {
      isComplete = parametersAreLogged
    } else if !isFirst && !tags.isEmpty {
      isComplete = false
    } else {
      isComplete = !isHidden && (!keys.isEmpty || !RequestTags.mayBeUnlogged(action)) && parametersAreLogged
    }
    guard isComplete else { return }
    if keys.isEmpty { put("aws:tagkeys", .absent, into: &context) }
    close(wanted.families.requestTags, in: &context)
    // What EC2 is asked to make has the tags of the request and no others.
    if action.makes(resource) {
      for tag in own.flatMap(\.tags) {
        put("aws:resourcetag/" + tag.key.asciiLowercased, .single(tag.value), into: &context)
      }
      close(wanted.families.resourceTags, in: &context)
    }
  }

  private func tags(for resource: FoundResource, isFirst: Bool, _ action: PlannedAction) -> [RequestTags] {
    tags.filter { tags in
      guard let type = tags.resourceType else {
        return action.prefix == "ec2" || action.accessLevel == .tagging || isFirst
      }
      return resource.arn.isEC2(kind: type)
    }
  }

  /// EC2 asks for `ec2:CreateTags` beside a call that makes a tagged resource.
  func tagging(_ action: PlannedAction, _ resource: FoundResource, _ principal: Principal) -> CloudTrailRequest? {
    guard action.prefix == "ec2", action.accessLevel != .tagging, action.rule.context.isEmpty,
      let tags = tags.first(where: { $0.resourceType.map { resource.arn.isEC2(kind: $0) } ?? false }),
      !tags.tags.isEmpty, action.makes(resource)
    else { return nil }
    var context = keys(on: resource)
    for tag in tags.tags { put("aws:requesttag/" + tag.key.asciiLowercased, .single(tag.value), into: &context) }
    put("aws:tagkeys", .list(tags.allKeys), into: &context)
    put("ec2:createaction", .single(action.name.dropping(4)), into: &context)
    close(wanted.families.requestTags + (plan.absentKeys["ec2"] ?? []), in: &context)
    let request = Request(action: "ec2:CreateTags", principal: principal, resource: resource.arn, context: context)
    return CloudTrailRequest(request: request, certainty: resource.certainty)
  }

  /// S3 asks for the version's action where a call names a version: `s3:GetObjectVersion`, `s3:DeleteObjectVersion`.
  func versioned(_ action: PlannedAction) -> ByteString {
    guard action.prefix == "s3", action.name.range(of: "Object") != nil, Self.version.exists(in: record) else {
      return action.name
    }
    guard let place = action.name.range(of: "Object"), action.name.range(of: "ObjectVersion") == nil else {
      return action.name
    }
    let name = ByteString(
      Array(action.name.bytes[..<(place + 6)]) + Array("Version".utf8) + Array(action.name.bytes[(place + 6)...]))
    return Catalog.action(name)?.name ?? action.name
  }

  private static let version = ParameterPath("versionId")
}

extension PlannedAction {
  /// Whether a resource is one that the action makes: one without an identifier, or a key pair, which is named before.
  fileprivate func makes(_ resource: FoundResource) -> Bool {
    kinds.contains { alternatives in
      alternatives.contains {
        $0.rule.isMade && $0.format.matches(resource.arn)
          && (resource.certainty == .wildcard || $0.format.kind == "key-pair")
      }
    }
  }
}

extension ByteString {
  /// Whether it is the ARN of an EC2 resource of a kind.
  fileprivate func isEC2(kind: ByteString) -> Bool {
    let segments = bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard segments.count == 6, segments[2].elementsEqual("ec2".utf8) else { return false }
    return segments[5].starts(with: kind.bytes + [UInt8(ascii: "/")])
  }

  /// The text without the brackets that S3 puts around a user agent.
  fileprivate var withoutBrackets: ByteString {
    guard hasPrefix("["), hasSuffix("]"), count > 2 else { return self }
    return ByteString(copying: bytes.dropFirst().dropLast())
  }
}
