import Documents
import PolicyLanguage

/// Who made a call, read from `userIdentity` (authorization.md section 6).
struct CloudTrailPrincipal {
  /// The principal; nil where the log names none that policies could name.
  let principal: Principal?

  init(_ record: CloudTrailRecord) {
    principal = Self.read(record)
  }

  private static func read(_ record: CloudTrailRecord) -> Principal? {
    let arn = record.text(.identityARN)
    switch record.text(.identityType) ?? "" {
    case "Root":
      // The ARN of a privileged root session is no root ARN; the account is what policies see.
      guard let account = record.text(.identityAccount), account.isAccount else { return arn.flatMap(iam) }
      return Principal(EventPlace(record).arn("iam", "", account, "root"))
    case "AssumedRole":
      // The session's ARN has no role path; its issuer's has (section 3.3).
      let issuer = record.text(.issuerARN).flatMap { Principal($0).kind == .role ? $0 : nil }
      if let arn, Principal(arn).kind == .assumedRole { return Principal(arn, roleArn: issuer) }
      return issuer.map { Principal($0) }
    case "AWSService":
      return record.text(.identityInvokedBy).flatMap(service)
    case "AWSAccount":
      // S3 logs anonymous calls as an account of this name; any other account could be anybody in it.
      return record.holds(.identityAccount, "ANONYMOUS_PRINCIPAL") || record.holds(.identityAccount, "anonymous")
        ? Principal("*") : nil
    default:
      // IAMUser, FederatedUser and Role say an ARN. SAMLUser, WebIdentityUser, IdentityCenterUser, Directory and
      // Unknown say none that a policy could name.
      return arn.flatMap(iam)
    }
  }

  private static func iam(_ arn: ByteString) -> Principal? {
    let principal = Principal(arn)
    return principal.arn == nil || principal.kind == .other ? nil : principal
  }

  private static func service(_ name: ByteString) -> Principal? {
    let principal = Principal(name)
    return principal.kind == .service ? principal : nil
  }
}
