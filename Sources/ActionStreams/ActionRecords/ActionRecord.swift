import Documents
import Evaluation

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
  /// Whether action, resource and logical id are known to hold printable ASCII without quotes and backslashes only, so
  /// that they mean what they are written as.
  public internal(set) var isPlain = false
  /// Where the value of `context` begins; nil without one.
  var context: Int?
  /// Where the value of `resources` begins, or what is left of it behind the elements read; nil without one.
  var resources: Int?
  /// Whether the record was read by `RecordCursor`.
  var isScanned = false
  /// Whether no element of `resources` was read yet.
  var isBeforeFirstResource = true
  /// How many elements `resources` has; 1 without it.
  public internal(set) var resourceCount = 1

  /// Makes a record that says nothing, to be read into.
  public init() {}

  /// Makes it say nothing again: records are large, and a stream reads all of its own into one.
  @inline(__always)
  mutating func reset() {
    id = nil
    action = .empty
    principal = nil
    resource = nil
    stack = nil
    logicalResourceId = nil
    resourceType = nil
    isPlain = true
    context = nil
    resources = nil
    isScanned = true
    isBeforeFirstResource = true
    resourceCount = 1
    actionKind = .other
    actionIdentity = .none
  }

  /// Whether the record names its resources in a list.
  public var hasResources: Bool { resources != nil }

  /// What the action is.
  public internal(set) var actionKind = ActionKind.other
  /// The identity of an action that comes again, and is part of the record as it is written; none for others.
  public internal(set) var actionIdentity = LastingValues.none

  /// Whether the action is one of a stack policy, or meant to be.
  public var isUpdate: Bool { actionKind == .update || actionKind == .misspeltUpdate }
}

/// What an action of a record is.
public enum ActionKind: UInt8, Sendable {
  /// `service:Name`, without wildcards: what a request asks is one action, never a pattern.
  case request
  /// One of the three actions that stack policies know.
  case update
  /// It begins with `Update:`, in any case, and is none of the three. No service is called so, and a misspelt update must
  /// not be taken for an API action.
  case misspeltUpdate
  /// Anything else.
  case other

  /// Finds the kind of an action.
  init(_ action: ByteSlice) {
    if ByteString.beginsWithUpdate(UnsafeBufferPointer(start: action.base, count: action.count)) {
      let names: [StaticString] = ["Update:Modify", "Update:Replace", "Update:Delete"]
      self = names.contains { action.equals(ByteSlice($0)) } ? .update : .misspeltUpdate
    } else {
      self = Self.namesRequest(action) ? .request : .other
    }
  }

  private static func namesRequest(_ action: ByteSlice) -> Bool {
    var colon = -1
    for place in 0..<action.count {
      switch action.base[place] {
      case UInt8(ascii: ":"):
        guard colon < 0 else { return false }
        colon = place
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: " "): return false
      default: break
      }
    }
    return colon > 0 && colon < action.count - 1
  }
}

extension ByteString {
  /// Whether bytes begin with `Update:`, in any case.
  static func beginsWithUpdate(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.lazy.prefix(7).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }.elementsEqual("update:".utf8)
  }
}
