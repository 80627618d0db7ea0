import Catalog
import CloudFormation
import Documents

/// The API actions that CloudFormation calls for one change, by the type's handlers in the catalog.
///
/// The lists are those of the handlers' declared permissions, more than most resources need; the delete action of
/// ruling 15 alone decides whether a resource can be deleted.
struct HandlerActions {
  /// What a handler does.
  enum Handler { case create, update, delete }

  /// The actions with the handlers that call them, sorted by name, then delete, create, update.
  let actions: [(action: ByteString, handler: Handler)]
  /// The delete action of ruling 15, where the change deletes; nil where the catalog has none.
  let deleteAction: ByteString?
  /// Whether the change deletes a physical resource.
  let deletes: Bool

  init(_ change: ResourceChange) {
    let published = Catalog.resourceType(change.provisionedType)
    let deletes = Self.deletes(change)
    self.deletes = deletes
    deleteAction = deletes ? DeleteAction.of(change.provisionedType) : nil
    var calls: [(action: ByteString, handler: Handler)] = []
    func add(_ names: [ByteString]?, _ handler: Handler) { calls += (names ?? []).map { ($0, handler) } }
    if deletes { add(published?.deletePermissions, .delete) }
    switch change.change {
    case .add: add(published?.createPermissions, .create)
    case .replace: add(published?.createPermissions, .create)
    case .modify: add(published?.updatePermissions, .update)
    case .conditional, .unknown:
      add(published?.createPermissions, .create)
      add(published?.updatePermissions, .update)
    case .none, .remove, .typeChange, .import: break
    }
    actions = calls.enumerated().sorted { ($0.element.action, $0.offset) < ($1.element.action, $1.offset) }
      .map(\.element)
  }

  private static func deletes(_ change: ResourceChange) -> Bool {
    func isDeleted(_ fate: PhysicalFate?) -> Bool { fate == .deleted || fate == .snapshotted || fate == .unknown }
    switch change.change {
    case .remove: return isDeleted(change.ifAllowed)
    case .replace, .conditional: return isDeleted(change.replaced)
    case .unknown: return true
    case .none, .add, .modify, .typeChange, .import: return false
    }
  }
}

extension ResourceChange {
  /// Whether the resource holds data that its deletion destroys.
  public var isStateful: Bool { Catalog.resourceType(provisionedType)?.isStateful ?? false }
}
