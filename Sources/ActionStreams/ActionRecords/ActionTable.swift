import Documents
import Evaluation

/// The actions that came, each with what it is, and with an identity by which the tables of the evaluator know it.
struct ActionTable: ~Copyable {
  /// What is known of an action.
  struct Known {
    let kind: ActionKind
    let identity: LastingValues
  }

  private var names = NameTable()
  /// By the numbers of the names.
  private let known: UnsafeMutablePointer<Known>
  private let identities: LastingIdentities

  /// Makes a table whose actions draw their identities from a source.
  init(_ identities: LastingIdentities) {
    self.identities = identities
    known = .allocate(capacity: NameTable.limit)
  }

  deinit { known.deallocate() }

  /// What is known of an action, behind which eight bytes must be readable.
  @inline(__always)
  mutating func find(_ action: ByteSlice) -> Known {
    let found = names.index.find(action)
    return found >= 0 ? known[found] : add(action)
  }

  @inline(never)
  private mutating func add(_ action: ByteSlice) -> Known {
    if names.count == NameTable.limit { names.forget() }
    let number = names.count
    let kind = ActionKind(action)
    // An action that is not kept has its kind only.
    guard names.add(action, number) != nil else { return Known(kind: kind, identity: .none) }
    let made = Known(kind: kind, identity: identities.next())
    (known + number).initialize(to: made)
    return made
  }
}
