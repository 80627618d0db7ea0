import Documents
import PolicyLanguage

extension EventContext {
  /// When, where and with what the call was made.
  mutating func fillRequest() {
    set(.currentTime) { $0.record.text(.eventTime) }
    set(.epochTime) { context in
      context.record.text(.eventTime).flatMap(EventTime.epochSeconds).map { ByteString(String($0)) }
    }
    set(.requestedRegion) { $0.requestedRegion }
    set(.userAgent) { $0.userAgent }
    set(.secureTransport) { $0.hasTLSDetails ? "true" : nil }
  }

  /// The agent; nil where a service made the call, or the console did: the log has their names instead.
  private var userAgent: ByteString? {
    guard let agent = record.text(.userAgent), !isFromService, !agent.hasPrefix("AWS Internal"),
      !agent.hasSuffix(".amazonaws.com")
    else { return nil }
    return plan.prefix == "s3" ? agent.withoutBrackets : agent
  }

  /// Whether the log shows that the call was encrypted; that it does not shows nothing, since calls by services and older
  /// events have no such details.
  private var hasTLSDetails: Bool {
    let cipher =
      record.value(.tlsDetails)?.member("tlsVersion") ?? record.value(.additionalEventData)?.member("CipherSuite")
    return cipher?.scalar.map { !$0.isEmpty && $0 != "-" } ?? false
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
    set(.principalIsAWSService, isService ? "true" : "false")
    if isService {
      set(.principalServiceName, principal.identifier)
      // A service's own call carries no identity and no session.
      setAbsent(
        .username, .userid, .multiFactorAuthPresent, .multiFactorAuthAge, .tokenIssueTime,
        .sourceIdentity, .federatedProvider, .calledVia, .calledViaFirst, .calledViaLast,
        .assumedRoot)
      close(wanted.families.principalTags, in: &base)
      setSessionKeysAbsent()
      return
    }
    setAbsent(.principalServiceName, .principalServiceNamesList)
    // These name the resource of another service on whose behalf a service principal calls.
    setAbsent(.sourceArn, .sourceAccount, .sourceOrgID, .sourceOrgPaths)
    if principal.kind == .anonymous {
      setAbsent(
        .username, .userid, .multiFactorAuthPresent, .multiFactorAuthAge, .tokenIssueTime,
        .sourceIdentity, .federatedProvider, .assumedRoot)
      close(wanted.families.principalTags, in: &base)
      setSessionKeysAbsent()
      return
    }
    if principal.kind == .root { close(wanted.families.principalTags, in: &base) }
    if principal.kind == .user {
      set(.username, record.text(.identityUserName) ?? principal.name)
    } else {
      setAbsent(.username)
    }
    set(.userid, record.text(.identityPrincipalId))
    fillSession()
    fillForwarding()
  }

  /// Session keys are there with temporary credentials only (3.3), which the log shows by the session's attributes.
  private mutating func fillSession() {
    if record.has(.mfaAuthenticated) || record.has(.creationDate) {
      set(.multiFactorAuthPresent, record.text(.mfaAuthenticated))
      if record.holds(.mfaAuthenticated, "false") { setAbsent(.multiFactorAuthAge) }
      set(.tokenIssueTime, record.text(.creationDate))
    } else if principal.kind == .user || principal.kind == .root {
      setAbsent(.multiFactorAuthPresent, .multiFactorAuthAge, .tokenIssueTime)
    }
    if let identity = record.text(.sourceIdentity) {
      set(.sourceIdentity, identity)
    } else if principal.kind == .user || principal.kind == .root || record.value(.sessionContext) != nil {
      setAbsent(.sourceIdentity)
    }
    if let provider = record.text(.federatedProvider), !provider.isEmpty {
      set(.federatedProvider, provider)
    } else if principal.kind == .user || principal.kind == .root {
      setAbsent(.federatedProvider)
    }
    if principal.kind == .user || principal.kind == .root {
      setSessionKeysAbsent()
    } else if let session = record.value(.sessionContext) {
      // An instance's credentials are marked by how they were delivered; other roles' are not.
      if let delivery = session.member("ec2RoleDelivery")?.scalar {
        set(.roleDelivery, delivery)
      } else {
        setAbsent(
          .roleDelivery, .sourceInstanceArn, .ec2InstanceSourceVpc, .ec2InstanceSourcePrivateIPv4)
      }
    }
    if record.holds(.assumedRoot, "true") {
      set(.assumedRoot, "true")
    } else if principal.kind != .root || record.value(.sessionContext) == nil {
      setAbsent(.assumedRoot)
    }
  }

  private mutating func setSessionKeysAbsent() {
    for key in DerivedKey.crossService where wanted.contains(key) { base[key.name] = .absent }
    setAbsent(.chatbotSourceArn, .ec2InstanceSourceVpc, .ec2InstanceSourcePrivateIPv4)
  }

  /// Calls that a service makes with the caller's permissions are forward access sessions; calls that it makes with a
  /// role that it assumed itself are not. The log shows `invokedBy` for both.
  private mutating func fillForwarding() {
    guard let service = record.text(.identityInvokedBy) else {
      set(.viaAWSService, "false")
      setAbsent(.calledVia, .calledViaFirst, .calledViaLast)
      return
    }
    if principal.isServiceLinkedRole {
      set(.viaAWSService, "false")
      setAbsent(.calledVia, .calledViaFirst, .calledViaLast)
      return
    }
    // A role's session may be one that the service made; only users and the root user are certain to be forwarded.
    guard principal.kind == .user || principal.kind == .root || principal.kind == .federatedUser,
      service.hasSuffix(".amazonaws.com")
    else { return }
    set(.viaAWSService, "true")
    guard Self.forwarders.contains(service) else { return }
    set(.calledViaLast, service)
    // CloudFormation is the first of its chain; of the others only the last link is logged.
    if service == "cloudformation.amazonaws.com" {
      set(.calledViaFirst, service)
      put(.calledVia, .list([service]), into: &base)
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
        setAbsent(.sourceVpce, .sourceVpc, .vpcSourceIp)
      }
      return
    }
    guard let address, let parsed = IPText(address) else { return }
    if let endpoint {
      set(.sourceVpce, endpoint)
      // A public address beside an endpoint is that of a console user behind AWS's own endpoint: which of the two keys
      // the service was given, nobody says.
      if parsed.isPrivate {
        setAbsent(.sourceIp)
        set(.vpcSourceIp, address)
      }
      return
    }
    set(.sourceIp, address)
    // Calls through an endpoint show a private address; a public one came over the internet.
    if !parsed.isPrivate {
      setAbsent(
        .sourceVpce, .sourceVpc, .vpcSourceIp, .vpceAccount, .vpceOrgID, .vpceOrgPaths)
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
