import Documents
import Organizations

/// The ARN of a resource, taken apart as far as gates need it.
public struct ResourceName: Sendable, Hashable {
  /// The whole text.
  public let text: ByteString
  /// The account's twelve digits, if the ARN has them: those of S3 buckets and of what AWS owns have not.
  public let account: ByteString?
  private let serviceStart: Int
  private let serviceEnd: Int
  /// The offset of the sixth field; nil when the text is no ARN.
  private let tailStart: Int?

  /// Reads a text.
  public init(_ text: ByteString) {
    self.text = text
    let bytes = text.bytes
    var ends = (0, 0, 0, 0, 0)
    var found = 0
    for at in bytes.indices where bytes[at] == UInt8(ascii: ":") {
      switch found {
      case 0: ends.0 = at
      case 1: ends.1 = at
      case 2: ends.2 = at
      case 3: ends.3 = at
      default: ends.4 = at
      }
      found += 1
      if found == 5 { break }
    }
    guard found == 5, bytes.starts(with: "arn:".utf8) else {
      (account, serviceStart, serviceEnd, tailStart) = (nil, 0, 0, nil)
      return
    }
    (serviceStart, serviceEnd, tailStart) = (ends.1 + 1, ends.2, ends.4 + 1)
    if ends.4 - ends.3 == 13 {
      let account = ByteString(copying: bytes[(ends.3 + 1)..<ends.4])
      self.account = account.isAccountID ? account : nil
    } else {
      account = nil
    }
  }

  /// The service of an ARN; nil when the text is no ARN.
  public var service: ByteString? { isARN ? ByteString(copying: text.bytes[serviceStart..<serviceEnd]) : nil }

  /// Whether this is an ARN.
  public var isARN: Bool { tailStart != nil }

  private func isOf(_ service: StaticString) -> Bool {
    serviceEnd - serviceStart == service.utf8CodeUnitCount && tailStart != nil
      && zip(text.bytes[serviceStart..<serviceEnd], service.utf8).allSatisfy(==)
  }

  private func tailHasPrefix(_ prefix: StaticString) -> Bool {
    guard let tailStart else { return false }
    let tail = text.bytes[tailStart...]
    return tail.count >= prefix.utf8CodeUnitCount && zip(tail, prefix.utf8).allSatisfy(==)
  }

  /// Whether this is an IAM role, whose resource policy is its trust policy.
  public var isRole: Bool { isOf("iam") && tailHasPrefix("role/") }

  /// Whether this is an IAM group.
  public var isGroup: Bool { isOf("iam") && tailHasPrefix("group/") }

  /// Whether this is a KMS key, whose policy must allow (authorization.md section 4.4).
  public var isKMSKey: Bool { isOf("kms") && tailHasPrefix("key/") }

  /// Whether this is the alias of a key that AWS manages, which no RCP reaches (section 4.2).
  public var isAWSManagedKeyAlias: Bool { isOf("kms") && tailHasPrefix("alias/aws/") }

  /// Whether this is an S3 bucket, not an object in one and not an access point.
  public var isS3Bucket: Bool {
    guard isOf("s3"), account == nil, let tailStart else { return false }
    return !text.bytes[tailStart...].contains(UInt8(ascii: "/"))
  }

  /// Whether this is an object in an S3 bucket.
  public var isS3Object: Bool {
    guard isOf("s3"), account == nil, let tailStart else { return false }
    return text.bytes[tailStart...].contains(UInt8(ascii: "/"))
  }

  /// Whether this is a CloudWatch Logs log group or a stream in one.
  private var isLogGroup: Bool { isOf("logs") && tailHasPrefix("log-group:") }

  /// The other ARNs that the resource may be listed by: a log group is asked for with `:log-stream:` and a stream's name
  /// or nothing behind it, or with `:*`, and inventories list it with `:*` or without.
  public var listedNames: [ByteString] {
    guard isLogGroup, let tailStart else { return [] }
    let bytes = text.bytes
    let name = tailStart + "log-group:".utf8.count
    let end = bytes[name...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
    guard
      end == bytes.count || bytes[end...].elementsEqual(":*".utf8) || bytes[end...].starts(with: ":log-stream:".utf8)
    else { return [] }
    let group = ByteString(copying: bytes[..<end])
    return [group, ByteString(group.bytes + Array(":*".utf8))].filter { $0 != text }
  }

  /// The resource whose policy and account also count for this one: the bucket of an S3 object, the table of a
  /// DynamoDB index; nil for everything else.
  public var container: ByteString? {
    guard let tailStart else { return nil }
    let slash = UInt8(ascii: "/")
    if isOf("s3"), account == nil, let end = text.bytes[tailStart...].firstIndex(of: slash) {
      return ByteString(copying: text.bytes[..<end])
    }
    if isOf("dynamodb"), tailHasPrefix("table/") {
      let rest = text.bytes[(tailStart + 6)...]
      guard let end = rest.firstIndex(of: slash) else { return nil }
      return rest[end...].starts(with: "/index/".utf8) ? ByteString(copying: text.bytes[..<end]) : nil
    }
    return nil
  }
}

extension StaticString {
  /// The bytes of the text.
  var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
