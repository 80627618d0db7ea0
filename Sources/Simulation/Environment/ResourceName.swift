import Documents
import Organizations

/// The ARN of a resource, taken apart as far as gates need it.
public struct ResourceName: Sendable, Hashable {
  /// The whole text.
  public let text: ByteString
  /// The service of an ARN; nil when the text is no ARN.
  public let service: ByteString?
  /// The account's twelve digits, if the ARN has them: those of S3 buckets and of what AWS owns have not.
  public let account: ByteString?
  /// The offset of the sixth field; nil when the text is no ARN.
  private let tailStart: Int?

  /// Reads a text.
  public init(_ text: ByteString) {
    self.text = text
    let colon = UInt8(ascii: ":")
    var colons: [Int] = []
    for (offset, byte) in text.bytes.enumerated() where byte == colon {
      colons.append(offset)
      if colons.count == 5 { break }
    }
    guard colons.count == 5, text.bytes.starts(with: "arn:".utf8) else {
      (service, account, tailStart) = (nil, nil, nil)
      return
    }
    service = ByteString(copying: text.bytes[(colons[1] + 1)..<colons[2]])
    let account = ByteString(copying: text.bytes[(colons[3] + 1)..<colons[4]])
    self.account = account.isAccountID ? account : nil
    tailStart = colons[4] + 1
  }

  /// Whether this is an ARN.
  public var isARN: Bool { tailStart != nil }

  private func tailHasPrefix(_ prefix: StaticString) -> Bool {
    guard let tailStart else { return false }
    let tail = text.bytes[tailStart...]
    return tail.count >= prefix.utf8CodeUnitCount
      && zip(tail, UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)).allSatisfy(==)
  }

  /// Whether this is an IAM role, whose resource policy is its trust policy.
  public var isRole: Bool { service == "iam" && tailHasPrefix("role/") }

  /// Whether this is a KMS key, whose policy must allow (authorization.md section 4.4).
  public var isKMSKey: Bool { service == "kms" && tailHasPrefix("key/") }

  /// Whether this is the alias of a key that AWS manages, which no RCP reaches (section 4.2).
  public var isAWSManagedKeyAlias: Bool { service == "kms" && tailHasPrefix("alias/aws/") }

  /// Whether this is an S3 bucket, not an object in one and not an access point.
  public var isS3Bucket: Bool {
    guard service == "s3", account == nil, let tailStart else { return false }
    return !text.bytes[tailStart...].contains(UInt8(ascii: "/"))
  }

  /// Whether this is an object in an S3 bucket.
  public var isS3Object: Bool {
    guard service == "s3", account == nil, let tailStart else { return false }
    return text.bytes[tailStart...].contains(UInt8(ascii: "/"))
  }

  /// The resource whose policy and account also count for this one: the bucket of an S3 object, the table of a
  /// DynamoDB index; nil for everything else.
  public var container: ByteString? {
    guard let tailStart else { return nil }
    let slash = UInt8(ascii: "/")
    if service == "s3", account == nil, let end = text.bytes[tailStart...].firstIndex(of: slash) {
      return ByteString(copying: text.bytes[..<end])
    }
    if service == "dynamodb", tailHasPrefix("table/") {
      let rest = text.bytes[(tailStart + 6)...]
      guard let end = rest.firstIndex(of: slash) else { return nil }
      return rest[end...].starts(with: "/index/".utf8) ? ByteString(copying: text.bytes[..<end]) : nil
    }
    return nil
  }
}
