import Documents

extension Catalog {
  /// Whether resource control policies reach the actions of a service prefix.
  public static func isReachedByResourceControlPolicies(_ prefix: ByteString) -> Bool {
    Table.rcpServices.row(prefix) != nil
  }

  /// The IAM prefix of a CloudTrail event source: listed where it differs, else what stands before `.amazonaws.com`.
  public static func prefix(ofEventSource source: ByteString) -> ByteString {
    if let row = Table.eventSources.row(source) { return row.column(1) }
    let suffix: ByteString = ".amazonaws.com"
    guard source.hasSuffix(suffix) else { return source }
    return ByteString(copying: source.bytes.dropLast(suffix.count))
  }
}
