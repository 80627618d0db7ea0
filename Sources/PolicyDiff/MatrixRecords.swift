import Catalog
import Documents
import PolicyLanguage
import Simulation

/// The full matrix as action records, one a line: what a policy change can protect and expose without any recording.
///
/// | for each | the actions |
/// |---|---|
/// | resource of a stack's template | `Update:Modify`, `Update:Replace`, `Update:Delete` |
/// | listed resource, and anyone of its account and each listed principal | every action of the catalog that deletes such a resource |
///
/// Records are made as they are read, so that the matrix of a large environment takes no memory.
public struct MatrixRecords: Sendable {
  /// The name of the role, one that no environment lists, which stands for anyone of an account.
  public static let anyone: ByteString = "anyone"

  /// A resource, the actions that delete it, and the account whose anyone asks.
  private struct Deletion: Sendable {
    let resource: ByteString
    let actions: [ByteString]
    let account: ByteString?
  }

  private var updates: [ByteString] = []
  private var deletions: [Deletion] = []
  private var principals: [ByteString] = []
  /// The place of the next record: among the updates, then resource by action by principal.
  private var update = 0
  private var deletion = 0
  private var action = 0
  private var principal = 0

  /// Makes a matrix of nothing.
  public init() {}

  /// The number of records in all.
  public var count: Int {
    deletions.reduce(updates.count) { $0 + $1.actions.count * (principals.count + ($1.account == nil ? 0 : 1)) }
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
  public mutating func addDeletions(of worlds: [World]) {
    principals = Set(worlds.flatMap(\.principalNames)).sorted()
    for name in Set(worlds.flatMap(\.resourceNames)).sorted() {
      let actions = Catalog.deletions(of: name).map(\.name)
      let account = worlds.lazy.compactMap { $0.resource(name)?.account }.first
      if !actions.isEmpty { deletions.append(Deletion(resource: name, actions: actions, account: account)) }
    }
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
        if principal <= principals.count {
          principal += 1
          // Anyone asks first, where there is an account to be of.
          guard let asking = principal == 1 ? current.account.map(Self.anyone) : principals[principal - 2] else {
            continue
          }
          var line = RecordLine()
          line.add("action", current.actions[action])
          line.add("principal", asking)
          line.add("resource", current.resource)
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

  mutating func add(_ name: StaticString, _ value: ByteString) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    var buffer = ByteBuffer(capacity: value.count + name.utf8CodeUnitCount + 8)
    buffer.append("\"")
    buffer.append(name)
    buffer.append("\":")
    buffer.appendJSONString(value)
    bytes += buffer.array()
  }

  var text: ByteString { ByteString(bytes + [UInt8(ascii: "}")]) }
}
