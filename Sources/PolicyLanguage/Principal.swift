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
    guard let fields = ARNPlaces(identifier.bytes) else {
      let isService = identifier.hasSuffix(".amazonaws.com") || identifier.hasSuffix(".amazonaws.com.cn")
      (kind, account, arn) = (isService ? .service : .other, nil, nil)
      return
    }
    account = fields.account.isEmpty ? nil : ByteString(copying: identifier.bytes[fields.account])
    func begins(_ place: Int, _ text: StaticString) -> Bool { identifier.holds(text, at: place) }
    let isIAM = begins(fields.service.lowerBound, "iam:")
    let isSTS = begins(fields.service.lowerBound, "sts:")
    let resource = fields.resource
    if isIAM, begins(resource.lowerBound, "root"), resource.count == 4 {
      (kind, arn) = (.root, identifier)
    } else if isIAM, begins(resource.lowerBound, "user/") {
      (kind, arn) = (.user, identifier)
    } else if isIAM, begins(resource.lowerBound, "role/") {
      (kind, arn) = (.role, identifier)
    } else if isSTS, begins(resource.lowerBound, "federated-user/") {
      (kind, arn) = (.federatedUser, identifier)
    } else if isSTS, begins(resource.lowerBound, "assumed-role/") {
      kind = .assumedRole
      let rest = identifier.bytes[(resource.lowerBound + 13)...]
      let role = rest.prefix { $0 != UInt8(ascii: "/") }
      arn = roleArn ?? Self.roleARN(identifier.bytes[fields.partition], identifier.bytes[fields.account], role)
    } else {
      (kind, arn) = (.other, identifier)
    }
  }

  /// The ARN of a role without a path.
  private static func roleARN(
    _ partition: ArraySlice<UInt8>, _ account: ArraySlice<UInt8>, _ role: ArraySlice<UInt8>
  ) -> ByteString {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(17 + partition.count + account.count + role.count)
    bytes += "arn:".utf8
    bytes += partition
    bytes += ":iam::".utf8
    bytes += account
    bytes += ":role/".utf8
    bytes += role
    return ByteString(bytes)
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
    case .anonymous: Self.types.anonymous
    case .root: Self.types.account
    case .user: Self.types.user
    case .role, .assumedRole: Self.types.assumedRole
    case .federatedUser: Self.types.federatedUser
    case .service, .other: nil
    }
  }

  /// Made once: a stream asks for one of them at each principal that is new.
  private static let types = (
    anonymous: "Anonymous" as ByteString, account: "Account" as ByteString, user: "User" as ByteString,
    assumedRole: "AssumedRole" as ByteString, federatedUser: "FederatedUser" as ByteString
  )

  /// Whether this is a service-linked role or a session of one, which SCPs and RCPs do not reach (section 4.2).
  public var isServiceLinkedRole: Bool {
    guard kind == .role || kind == .assumedRole, let arn else { return false }
    var colons = 0
    for (offset, byte) in arn.bytes.enumerated() where byte == UInt8(ascii: ":") {
      colons += 1
      if colons == 5 { return arn.holds("role/aws-service-role/", at: offset + 1) }
    }
    return false
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

/// Where the fields of an ARN stand.
private struct ARNPlaces {
  let partition: Range<Int>
  let service: Range<Int>
  let account: Range<Int>
  let resource: Range<Int>

  /// Finds the six fields; nil where there are not as many, or it does not begin with `arn:`.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: "arn:".utf8) else { return nil }
    func colon(from start: Int) -> Int? { bytes[start...].firstIndex(of: UInt8(ascii: ":")) }
    guard let second = colon(from: 4), let third = colon(from: second + 1), let fourth = colon(from: third + 1),
      let fifth = colon(from: fourth + 1)
    else { return nil }
    partition = 4..<second
    service = second + 1..<third
    account = fourth + 1..<fifth
    resource = fifth + 1..<bytes.count
  }
}

extension ByteString {
  /// Whether the bytes of a literal stand at a place, which is none behind the end.
  fileprivate func holds(_ text: StaticString, at place: Int) -> Bool {
    guard bytes.count - place >= text.utf8CodeUnitCount else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[place + offset] != text.utf8Start[offset] { return false }
    return true
  }
}
