import Catalog
import Documents
import PolicyLanguage
import Simulation

/// The full matrix as action records, one a line: what a policy change can protect and expose without any recording.
///
/// | for each | the actions |
/// |---|---|
/// | resource of a stack's template | `Update:Modify`, `Update:Replace`, `Update:Delete` |
/// | listed resource, and anyone of its account and each listed principal | every action of the catalog that takes something from such a resource (`Catalog.removals`) |
/// | listed principal, and anyone of its account and each listed principal of it | the same |
///
/// An action that takes tags away asks for all that the resource is known to have. A deletion carries the keys that AWS always sends, so that a region lock does not deny all of it alike: the region is
/// that of the resource's ARN; for a bucket that of the first stack of its account, else of another resource there; and
/// `us-east-1` for all else, which is of a global service.
///
/// Records are made as they are read, so that the matrix of a large environment takes no memory.
public struct MatrixRecords: Sendable {
  /// The name of the role, one that no environment lists, which stands for anyone of an account.
  public static let anyone: ByteString = "anyone"

  /// A resource, the actions that delete it, and who asks: anyone of the account, and some listed principals.
  private struct Deletion: Sendable {
    let resource: ByteString
    let actions: [Action]
    let account: ByteString?
    let principals: [ByteString]
    let region: ByteString
    let tagKeys: [ByteString]
  }

  private var updates: [ByteString] = []
  private var deletions: [Deletion] = []
  /// The keys that every deletion carries beside its region.
  private var context: [(name: ByteString, value: ByteString)] = []
  private var carriesRegion = true
  /// The place of the next record: among the updates, then resource by action by principal.
  private var update = 0
  private var deletion = 0
  private var action = 0
  private var principal = 0

  /// Makes a matrix of nothing.
  public init() {}

  /// The number of records in all.
  public var count: Int {
    deletions.reduce(updates.count) { $0 + $1.actions.count * ($1.principals.count + ($1.account == nil ? 0 : 1)) }
  }

  /// Adds the update actions of a stack's resources.
  ///
  /// - Parameters:
  ///   - stack: the stack's name; nil for the only one there is.
  ///   - types: the resource types by logical id.
  public mutating func addUpdates(stack: ByteString?, types: [ByteString: ByteString]) {
    let actions: [ByteString] = ["Update:Modify", "Update:Replace", "Update:Delete"]
    for (id, type) in types.sorted(by: { $0.key < $1.key }) {
      for action in actions {
        var line = RecordLine()
        line.add("action", action)
        if let stack { line.add("stack", stack) }
        line.add("logicalResourceId", id)
        line.add("resourceType", type)
        updates.append(line.text)
      }
    }
  }

  /// Adds the deletions of what some worlds list, by anyone and by those they list.
  ///
  /// - Parameter isLeftOut: whether records shall not carry a key, because it is assumed to be something else.
  public mutating func addDeletions(of worlds: [World], leavingOut isLeftOut: (ByteString) -> Bool = { _ in false }) {
    let always: [(name: ByteString, value: ByteString)] = [
      ("aws:SecureTransport", "true"), ("aws:ViaAWSService", "false"), ("aws:PrincipalIsAWSService", "false"),
    ]
    context = always.filter { !isLeftOut($0.name) }
    carriesRegion = !isLeftOut("aws:RequestedRegion")
    let principals = Set(worlds.flatMap(\.principalNames)).sorted()
    let names = Set(worlds.flatMap(\.resourceNames)).sorted()
    let regions = Self.regions(worlds, names)
    for name in names {
      let account = worlds.lazy.compactMap { $0.resource(name)?.account }.first
      let place = Self.place(name)
      let region =
        place.region.isEmpty && place.service == "s3"
        ? account.flatMap { regions[$0] } ?? "us-east-1" : place.region.isEmpty ? "us-east-1" : place.region
      let tags = Set(worlds.flatMap { $0.resource(name)?.tags.map { Array($0.values.keys) } ?? [] }).sorted()
      addDeletions(of: name, account: account, by: principals, region: region, tagKeys: tags)
    }
    // No other account reaches users and roles.
    let members = Dictionary(grouping: principals) { Principal($0).account }
    let listed = Set(names)
    for principal in principals where !listed.contains(principal) {
      let account = Principal(principal).account
      let tags = Set(worlds.flatMap { $0.principal(principal)?.tags.map { Array($0.values.keys) } ?? [] }).sorted()
      addDeletions(of: principal, account: account, by: members[account] ?? [], region: "us-east-1", tagKeys: tags)
    }
  }

  private mutating func addDeletions(
    of name: ByteString, account: ByteString?, by principals: [ByteString], region: ByteString, tagKeys: [ByteString]
  ) {
    // What has no tags cannot lose any.
    let actions = Catalog.removals(of: name).filter { !$0.untags || !tagKeys.isEmpty }
    guard !actions.isEmpty else { return }
    deletions.append(
      Deletion(
        resource: name, actions: actions, account: account, principals: principals, region: region, tagKeys: tagKeys))
  }

  /// A region for each account: that of its first stack, else of its first resource that has one.
  private static func regions(_ worlds: [World], _ names: [ByteString]) -> [ByteString: ByteString] {
    var regions: [ByteString: ByteString] = [:]
    for stack in worlds.flatMap(\.stacks) {
      if let account = stack.account, let region = stack.region, regions[account] == nil { regions[account] = region }
    }
    for name in names {
      let region = place(name).region
      guard !region.isEmpty, let account = worlds.lazy.compactMap({ $0.resource(name)?.account }).first else {
        continue
      }
      if regions[account] == nil { regions[account] = region }
    }
    return regions
  }

  /// The service and the region that an ARN names; both empty where it is none.
  private static func place(_ name: ByteString) -> (service: ByteString, region: ByteString) {
    let fields = name.bytes.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6 else { return ("", "") }
    return (ByteString(copying: fields[2]), ByteString(copying: fields[3]))
  }

  /// The next record, without a line end; nil behind the last.
  public mutating func next() -> ByteString? {
    if update < updates.count {
      update += 1
      return updates[update - 1]
    }
    while deletion < deletions.count {
      let current = deletions[deletion]
      while action < current.actions.count {
        if principal <= current.principals.count {
          principal += 1
          // Anyone asks first, where there is an account to be of.
          guard let asking = principal == 1 ? current.account.map(Self.anyone) : current.principals[principal - 2]
          else {
            continue
          }
          var line = RecordLine()
          line.add("action", current.actions[action].name)
          line.add("principal", asking)
          line.add("resource", current.resource)
          var members = context
          if carriesRegion { members.append((name: "aws:RequestedRegion", value: current.region)) }
          let untags = current.actions[action].untags
          line.add("context", members, list: untags ? (name: "aws:TagKeys", values: current.tagKeys) : nil)
          return line.text
        }
        principal = 0
        action += 1
      }
      action = 0
      deletion += 1
    }
    return nil
  }

  private static func anyone(of account: ByteString) -> ByteString {
    ByteString("arn:aws:iam::\(account):role/\(anyone)")
  }
}

/// One record under way, its strings escaped.
private struct RecordLine {
  private var bytes: [UInt8] = [UInt8(ascii: "{")]

  mutating func add(_ name: ByteString, _ value: ByteString) {
    addName(name)
    var buffer = ByteBuffer(capacity: value.count + 8)
    buffer.appendJSONString(value)
    bytes += buffer.array()
  }

  /// Adds an object of texts, and of a list of texts behind them; nothing where there are none.
  mutating func add(
    _ name: ByteString, _ members: [(name: ByteString, value: ByteString)],
    list: (name: ByteString, values: [ByteString])?
  ) {
    guard !members.isEmpty || list != nil else { return }
    addName(name)
    bytes.append(UInt8(ascii: "{"))
    for member in members { add(member.name, member.value) }
    if let list {
      addName(list.name)
      var buffer = ByteBuffer(capacity: 64)
      for (index, value) in list.values.enumerated() {
        buffer.append(index == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
        buffer.appendJSONString(value)
      }
      bytes += buffer.array() + [UInt8(ascii: "]")]
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func addName(_ name: ByteString) {
    if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
    var buffer = ByteBuffer(capacity: name.count + 8)
    buffer.appendJSONString(name)
    buffer.append(UInt8(ascii: ":"))
    bytes += buffer.array()
  }

  var text: ByteString { ByteString(bytes + [UInt8(ascii: "}")]) }
}
