import Documents

/// The ARN format of one kind of resource.
public struct ResourceARN: Sendable {
  private let row: Table.Row

  init(_ row: Table.Row) { self.row = row }

  /// The service prefix that lists it: `s3`.
  public var prefix: ByteString { row.column(0) }

  /// The kind, such as `bucket`; a few hold spaces.
  public var kind: ByteString { row.column(1) }

  /// The format, such as `arn:${Partition}:s3:::${BucketName}`.
  public var format: ByteString { row.column(2) }
}

extension Catalog {
  /// The ARN format of a kind of resource of a service, both case-insensitively.
  public static func resourceARN(_ prefix: ByteString, _ kind: ByteString) -> ResourceARN? {
    Table.resourceARNs.row(ByteString(prefix.bytes + [0x09] + kind.bytes)).map(ResourceARN.init)
  }

  /// The ARN formats of all kinds of resource of a service, by kind.
  public static func resourceARNs(of prefix: ByteString) -> [ResourceARN] {
    Table.resourceARNs.rows(withPrefix: ByteString(prefix.bytes + [0x09])).map(ResourceARN.init)
  }
}
