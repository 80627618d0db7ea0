import Documents

/// Who makes a request, read from the spelling that records, environments and logs use.
public struct Principal: Hashable, Sendable {
  /// The kinds of principal that policies tell apart.
  public enum Kind: String, Sendable {
    /// `*`: nobody in particular.
    case anonymous
    /// An AWS service, `x.amazonaws.com`.
    case service
    /// The root user of an account, `arn:aws:iam::ACCOUNT:root` or the bare account id.
    case root
    /// An IAM user.
    case user
    /// An IAM role, meaning any session of it.
    case role
    /// One session of a role, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
    case assumedRole
    /// A federated user, `arn:aws:sts::ACCOUNT:federated-user/NAME`.
    case federatedUser
    /// A provider's user, known by an identity that is no ARN of the above.
    case other
  }

  /// The kind.
  public let kind: Kind
  /// The spelling it was given in: the session ARN for a session.
  public let identifier: ByteString
  /// The account's twelve digits; nil for services, anonymous and what is no ARN.
  public let account: ByteString?
  /// The value of `aws:PrincipalArn`: the role's ARN with its path for a session, else the ARN itself; nil for
  /// services and anonymous (section 3.3).
  public let arn: ByteString?

  /// Reads a principal's spelling.
  ///
  /// - Parameter roleArn: for a session, the ARN of its role with the path, which the session ARN does not hold;
  ///   without it the role is taken to have no path.
  public init(_ identifier: ByteString, roleArn: ByteString? = nil) {
    self.identifier = identifier
    if identifier == "*" || identifier.isEmpty {
      (kind, account, arn) = (.anonymous, nil, nil)
      return
    }
    if identifier.count == 12, identifier.bytes.allSatisfy({ $0 &- 0x30 < 10 }) {
      (kind, account) = (.root, identifier)
      arn = ByteString(Array("arn:aws:iam::".utf8) + identifier.bytes + Array(":root".utf8))
      return
    }
    let fields = identifier.bytes.split(
      separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0].elementsEqual("arn".utf8) else {
      let isService = identifier.hasSuffix(".amazonaws.com") || identifier.hasSuffix(".amazonaws.com.cn")
      (kind, account, arn) = (isService ? .service : .other, nil, nil)
      return
    }
    account = fields[4].isEmpty ? nil : ByteString(copying: fields[4])
    let service = ByteString(copying: fields[2])
    let resource = ByteString(copying: fields[5])
    let slash = UInt8(ascii: "/")
    switch service {
    case "iam" where resource == "root": (kind, arn) = (.root, identifier)
    case "iam" where resource.hasPrefix("user/"): (kind, arn) = (.user, identifier)
    case "iam" where resource.hasPrefix("role/"): (kind, arn) = (.role, identifier)
    case "sts" where resource.hasPrefix("federated-user/"): (kind, arn) = (.federatedUser, identifier)
    case "sts" where resource.hasPrefix("assumed-role/"):
      kind = .assumedRole
      let parts = fields[5].split(separator: slash, maxSplits: 2, omittingEmptySubsequences: false)
      let partition = Array(fields[1])
      let role = parts.count > 1 ? Array(parts[1]) : []
      arn =
        roleArn
        ?? ByteString(
          Array("arn:".utf8) + partition + Array(":iam::".utf8) + Array(fields[4]) + Array(":role/".utf8) + role)
    default: (kind, arn) = (.other, identifier)
    }
  }

  /// The last part of a user's or role's name, without its path; the value of `aws:username` for a user.
  public var name: ByteString? {
    guard let arn, kind == .user || kind == .role || kind == .assumedRole else { return nil }
    let tail = arn.bytes.suffix(while: { $0 != UInt8(ascii: "/") })
    return ByteString(copying: tail)
  }

  /// The value of `aws:PrincipalType`.
  public var principalType: ByteString? {
    switch kind {
    case .anonymous: "Anonymous"
    case .root: "Account"
    case .user: "User"
    case .role, .assumedRole: "AssumedRole"
    case .federatedUser: "FederatedUser"
    case .service, .other: nil
    }
  }

  /// Whether this is a service-linked role or a session of one, which SCPs and RCPs do not reach (section 4.2).
  public var isServiceLinkedRole: Bool {
    guard kind == .role || kind == .assumedRole, let arn else { return false }
    let fields = arn.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    return fields.count == 6 && fields[5].starts(with: "role/aws-service-role/".utf8)
  }
}

extension Array where Element == UInt8 {
  /// The last elements up to the first, from behind, that the predicate does not hold for.
  func suffix(while predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var start = endIndex
    while start > startIndex, predicate(self[start - 1]) { start -= 1 }
    return self[start...]
  }
}
