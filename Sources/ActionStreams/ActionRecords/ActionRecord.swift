import Documents

/// The members of one action record, as slices of its line or of the frame that it was read into.
///
/// The shape is that of `docs/formats/action-records.md`. The record's context goes straight into the frame.
public struct ActionRecord {
  /// The `id` as its JSON text, quotes included; nil when the record has none.
  public internal(set) var id: ByteSlice?
  /// The `action`.
  public internal(set) var action = ByteSlice.empty
  /// The `principal`.
  public internal(set) var principal: ByteSlice?
  /// The `resource`.
  public internal(set) var resource: ByteSlice?
  /// The `stack`.
  public internal(set) var stack: ByteSlice?
  /// The `logicalResourceId`, also in AWS's spelling.
  public internal(set) var logicalResourceId: ByteSlice?
  /// The `resourceType`, also in AWS's spelling.
  public internal(set) var resourceType: ByteSlice?
  /// Where the value of `context` begins; nil without one.
  var context: Int?
  /// Where the value of `resources` begins; nil without one.
  var resources: Int?
  /// How many elements `resources` has; 1 without it.
  public internal(set) var resourceCount = 1

  init() {}

  /// Whether the record names its resources in a list.
  public var hasResources: Bool { resources != nil }

  /// Whether the action is one of a stack policy: it begins with `Update:`.
  public var isUpdate: Bool {
    action.count >= 7 && ByteSlice(action.base, 7).equals(ByteSlice("Update:"))
  }
}
