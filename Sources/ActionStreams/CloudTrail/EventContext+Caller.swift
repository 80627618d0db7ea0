import Documents
import PolicyLanguage

extension EventContext {
  /// When, where and with what the call was made.
  mutating func fillRequest() {
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

  /// Who made it, beside what the principal's own spelling implies.
  mutating func fillPrincipal() {
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
  mutating func fillNetwork() {
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

extension ByteString {
  /// The text without the brackets that S3 puts around a user agent.
  fileprivate var withoutBrackets: ByteString {
    guard hasPrefix("["), hasSuffix("]"), count > 2 else { return self }
    return ByteString(copying: bytes.dropFirst().dropLast())
  }
}
