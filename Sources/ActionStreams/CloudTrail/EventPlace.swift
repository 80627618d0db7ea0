import Documents

/// Where an event happened and who called, as far as ARNs need it.
struct EventPlace {
  /// `aws`, `aws-cn`, `aws-us-gov` or another partition, by the region.
  let partition: ByteString
  /// The region of the log.
  let region: ByteString
  /// The account whose resources a call means when it names none: the caller's, else the log's.
  let account: ByteString
  /// The caller's ARN, when the caller is an IAM user.
  let callerUser: ByteString?

  init(_ record: CloudTrailRecord) {
    let region = record.text(.awsRegion) ?? ""
    self.region = region
    partition = Self.partition(of: region)
    let caller = record.text(.identityAccount)
    let recipient = record.text(.recipientAccountId)
    // An account that is no IAM identity of its own calls into the account that owns the log.
    let isForeign = record.holds(.identityType, "AWSAccount") || record.holds(.identityType, "AWSService")
    account = [isForeign ? recipient : caller, recipient, caller].compactMap { $0 }.first { $0.isAccount } ?? ""
    callerUser = record.holds(.identityType, "IAMUser") ? record.text(.identityARN) : nil
  }

  /// The partition that a region belongs to.
  static func partition(of region: ByteString) -> ByteString {
    for (prefix, partition) in partitions where region.hasPrefix(prefix) { return partition }
    return "aws"
  }

  private static let partitions: [(ByteString, ByteString)] = [
    ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-isob-", "aws-iso-b"), ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"), ("eu-isoe-", "aws-iso-e"), ("eusc-", "aws-eusc"),
  ]

  /// An ARN in this partition.
  func arn(_ service: ByteString, _ region: ByteString, _ account: ByteString, _ resource: ByteString) -> ByteString {
    ByteString(
      Array(
        [Array("arn".utf8), partition.bytes, service.bytes, region.bytes, account.bytes, resource.bytes].joined(
          separator: [UInt8(ascii: ":")])))
  }

  /// The text of a placeholder that every format has; nil for others.
  func common(_ placeholder: ByteString) -> ByteString? {
    switch placeholder.count {
    case 9 where placeholder == Self.partitionName: partition
    case 6 where placeholder == Self.regionName: region.isEmpty ? nil : region
    case 7 where placeholder == Self.accountName: account.isEmpty ? nil : account
    default: nil
    }
  }

  private static let partitionName: ByteString = "Partition"
  private static let regionName: ByteString = "Region"
  private static let accountName: ByteString = "Account"
}
