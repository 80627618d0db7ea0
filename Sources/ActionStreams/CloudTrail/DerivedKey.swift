import Documents

/// The context keys that are worked out from the fields of an event, whatever service was called.
///
/// They are numbered, so that a mapping knows by one bit each which of them anybody asks for.
enum DerivedKey: Int, CaseIterable, Sendable {
  case assumedRoot, calledVia, calledViaFirst, calledViaLast, chatbotSourceArn, currentTime
  case ec2InstanceSourcePrivateIPv4, ec2InstanceSourceVpc, epochTime, federatedProvider
  case multiFactorAuthAge, multiFactorAuthPresent, principalIsAWSService, principalServiceName
  case principalServiceNamesList, requestedRegion, resourceAccount, secureTransport
  case sourceAccount, sourceArn, sourceIdentity, sourceIp, sourceOrgID, sourceOrgPaths
  case sourceVpc, sourceVpce, tagKeys, tokenIssueTime, userAgent, userid, username, viaAWSService
  case vpceAccount, vpceOrgID, vpceOrgPaths, vpcSourceIp
  case createAction, ec2Region, roleDelivery, sourceInstanceArn
  case credentialIssuingService, roleAssumedBy, identityStoreUserId, sourceFunctionArn, ssmSourceInstanceArn
  case kmsCallerAccount, kmsEncryptionContextKeys, kmsViaService

  /// The key in lower case, as contexts hold it.
  var name: ByteString { Self.names[rawValue] }

  /// The names in the order of the cases.
  private static let names: [ByteString] = [
    "aws:assumedroot", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:chatbotsourcearn",
    "aws:currenttime", "aws:ec2instancesourceprivateipv4", "aws:ec2instancesourcevpc", "aws:epochtime",
    "aws:federatedprovider", "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:principalisawsservice",
    "aws:principalservicename", "aws:principalservicenameslist", "aws:requestedregion", "aws:resourceaccount",
    "aws:securetransport", "aws:sourceaccount", "aws:sourcearn", "aws:sourceidentity", "aws:sourceip",
    "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourcevpc", "aws:sourcevpce", "aws:tagkeys", "aws:tokenissuetime",
    "aws:useragent", "aws:userid", "aws:username", "aws:viaawsservice", "aws:vpceaccount", "aws:vpceorgid",
    "aws:vpceorgpaths", "aws:vpcsourceip", "ec2:createaction", "ec2:region", "ec2:roledelivery",
    "ec2:sourceinstancearn", "glue:credentialissuingservice", "glue:roleassumedby", "identitystore:userid",
    "lambda:sourcefunctionarn", "ssm:sourceinstancearn", "kms:calleraccount", "kms:encryptioncontextkeys",
    "kms:viaservice",
  ]

  /// Keys with a service's name that sessions carry into requests to all services (IAM user guide, cross-service keys).
  static let crossService: [DerivedKey] = [
    .roleDelivery, .sourceInstanceArn, .roleAssumedBy, .credentialIssuingService, .sourceFunctionArn,
    .ssmSourceInstanceArn, .identityStoreUserId,
  ]
}

/// The context keys that somebody asks for.
struct WantedKeys: Sendable {
  /// The names in lower case; nil for all keys.
  let names: Set<ByteString>?
  /// The wanted keys by family.
  let families: KeyFamilies
  private let derived: UInt64

  init(_ names: [ByteString]?) {
    let set = names.map { Set($0.map(\.asciiLowercased)) }
    self.names = set
    families = KeyFamilies(set ?? [])
    var bits: UInt64 = 0
    for key in DerivedKey.allCases where set?.contains(key.name) ?? true { bits |= 1 << UInt64(key.rawValue) }
    derived = bits
  }

  func contains(_ key: DerivedKey) -> Bool { derived >> UInt64(key.rawValue) & 1 == 1 }

  func contains(_ name: ByteString) -> Bool { names?.contains(name) ?? true }
}
