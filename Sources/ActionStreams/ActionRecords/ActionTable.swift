import Documents
import Evaluation

/// The actions that came, each with what it is, and with an identity by which the tables of the evaluator know it.
struct ActionTable: ~Copyable {
  private var names = NameTable()
  private let identities: UnsafeMutablePointer<LastingValues>

  init() { identities = .allocate(capacity: NameTable.limit) }

  deinit { identities.deallocate() }

  /// Finds out what a record's action is, behind which eight bytes must be readable.
  @inline(__always)
  mutating func identify(_ record: inout ActionRecord) {
    guard record.action.count > 0 else { return }
    var found = names.index.find(record.action)
    if found < 0 { found = add(record.action) }
    record.actionKind = ActionKind(rawValue: UInt8(truncatingIfNeeded: found & 3)) ?? .other
    // An action that is not kept has its kind only.
    record.actionIdentity = found >> 2 < NameTable.limit ? identities[found >> 2] : .none
  }

  @inline(never)
  private mutating func add(_ action: ByteSlice) -> Int {
    if names.count == NameTable.limit { names.forget() }
    let (place, kind) = (names.count, Int(ActionKind(action).rawValue))
    guard names.add(action, place << 2 | kind) != nil else { return NameTable.limit << 2 | kind }
    (identities + place).initialize(to: LastingValues())
    return place << 2 | kind
  }
}
