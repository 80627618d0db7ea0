import Documents

/// What an action does, as the Service Authorization Reference classes it.
public enum AccessLevel: Sendable, Hashable, CaseIterable {
  case read, list, write, permissionsManagement, tagging

  init?(_ letter: ByteString) {
    switch letter {
    case "R": self = .read
    case "L": self = .list
    case "W": self = .write
    case "P": self = .permissionsManagement
    case "T": self = .tagging
    default: return nil
    }
  }
}

/// One IAM action: its name, access level and the kinds of resource it names.
public struct Action: Sendable {
  private let row: Table.Row

  init(_ row: Table.Row) { self.row = row }

  /// The name as AWS spells it: `s3:DeleteBucket`.
  public var name: ByteString { row.column(0) }

  /// The service prefix: `s3`.
  public var prefix: ByteString { ByteString(copying: name.bytes.prefix { $0 != UInt8(ascii: ":") }) }

  /// What it does; nil where the reference does not say.
  public var accessLevel: AccessLevel? { AccessLevel(row.column(1)) }

  /// The kinds of resource that its statements can name, spelled as in `Catalog.resourceARNs(of:)`; empty for `*` only.
  public var resourceKinds: [ByteString] { row.list(2, separator: UInt8(ascii: "|")) }
}

extension Catalog {
  /// The action of that name, case-insensitively; nil when none is published.
  public static func action(_ name: ByteString) -> Action? {
    Table.actions.row(name).map(Action.init)
  }

  /// All actions of a service prefix, case-insensitively, by name.
  public static func actions(of prefix: ByteString) -> [Action] {
    Table.actions.rows(withPrefix: ByteString(prefix.bytes + [UInt8(ascii: ":")])).map(Action.init)
  }

  /// Whether actions of that service prefix are published.
  public static func hasService(_ prefix: ByteString) -> Bool {
    let key = ByteString(prefix.asciiLowercased.bytes + [UInt8(ascii: ":")])
    guard let row = Table.actions.firstRow(notBefore: key) else { return false }
    return row.column(0).asciiLowercased.hasPrefix(key)
  }

  /// All service prefixes, sorted.
  public static var services: [ByteString] {
    var services: [ByteString] = []
    var key: ByteString = ""
    while let row = Table.actions.firstRow(notBefore: key) {
      let prefix = Action(row).prefix
      services.append(prefix)
      // A semicolon is the byte behind the colon, so this skips all actions of the prefix.
      key = ByteString(prefix.bytes + [UInt8(ascii: ";")])
    }
    return services
  }

  /// The published action most like a name that is none: of the same service, else of the most similar one.
  ///
  /// Nil when nothing is near enough to be what was meant.
  public static func nearestAction(to name: ByteString) -> ByteString? {
    guard let colon = name.bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let prefix = ByteString(copying: name.bytes[..<colon])
    if hasService(prefix) { return NearestSpelling.of(name, among: actions(of: prefix).lazy.map(\.name)) }
    guard let service = NearestSpelling.of(prefix, among: services) else { return nil }
    let moved = ByteString(service.bytes + name.bytes[colon...])
    return action(moved)?.name ?? NearestSpelling.of(moved, among: actions(of: service).lazy.map(\.name))
  }

  /// The actions that an API call needs: those listed where names differ, else the action of its own name.
  ///
  /// - Parameter call: prefix and API name, such as `s3:HeadObject`. Empty when neither is published.
  public static func actions(neededBy call: ByteString) -> [ByteString] {
    if let row = Table.apiToAction.row(call) { return row.list(1) }
    return action(call).map { [$0.name] } ?? []
  }
}
