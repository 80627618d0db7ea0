import Documents

/// One condition key: its name and the type of its values.
public struct ConditionKey: Sendable {
  /// The name; a part that is free stands as `${…}`: `aws:ResourceTag/${TagKey}`.
  public let name: ByteString
  /// `String`, `ARN`, `Bool`, `Date`, `IPAddress` or `Numeric`.
  public let type: ByteString
  /// Whether a request carries several values: `ArrayOf…` in the tables.
  public let isMultivalued: Bool

  init(name: ByteString, type: ByteString) {
    self.name = name
    let array: ByteString = "ArrayOf"
    self.isMultivalued = type.hasPrefix(array)
    self.type = isMultivalued ? ByteString(copying: type.bytes.dropFirst(array.count)) : type
  }

  /// Whether a key of a policy or request is this one, case-insensitively, its free part filled in.
  func matches(_ key: ByteString) -> Bool {
    guard let free = name.bytes.firstIndex(of: UInt8(ascii: "$")) else { return name.equalsIgnoringASCIICase(key) }
    return key.count > free
      && ByteString(copying: key.bytes[..<free]).equalsIgnoringASCIICase(ByteString(copying: name.bytes[..<free]))
  }
}

extension Catalog {
  /// The keys that requests to a service can carry beside the global ones, by name.
  public static func conditionKeys(of prefix: ByteString) -> [ConditionKey] {
    Table.conditionKeys.rows(withPrefix: ByteString(prefix.bytes + [0x09])).map {
      ConditionKey(name: $0.column(1), type: $0.column(2))
    }
  }

  /// The keys beginning with `aws:` that any request may carry, by name.
  public static var globalConditionKeys: [ConditionKey] {
    Table.globalConditionKeys.rows.map { ConditionKey(name: $0.column(0), type: $0.column(1)) }
  }

  /// The published key of that name, case-insensitively, free parts filled in; nil when none is.
  ///
  /// `aws:` keys are looked up among the global ones, others in the list of the service they are named after.
  public static func conditionKey(_ name: ByteString) -> ConditionKey? {
    guard let colon = name.bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let prefix = ByteString(copying: name.bytes[..<colon])
    return keys(named: prefix).first { $0.matches(name) }
  }

  /// The published key most like a name that is none; nil when nothing is near enough.
  public static func nearestConditionKey(to name: ByteString) -> ByteString? {
    guard let colon = name.bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return NearestSpelling.of(name, among: keys(named: ByteString(copying: name.bytes[..<colon])).lazy.map(\.name))
  }

  private static func keys(named prefix: ByteString) -> [ConditionKey] {
    prefix.equalsIgnoringASCIICase("aws") ? globalConditionKeys : conditionKeys(of: prefix)
  }
}
