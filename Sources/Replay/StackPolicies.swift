import ActionStreams
import Documents
import Evaluation
import PolicyLanguage

/// The stack policies of a stream: which of them an update action is decided by, for one worker.
struct StackPolicies: ~Copyable {
  /// The caches of the stacks' policies, kept by hand: a request borrows its own and counts nothing.
  private let caches: UnsafeMutablePointer<Unmanaged<StackCache>?>
  private let resourceTypes: [ResourceTypes?]
  private let names: [ByteString]
  /// The numbers of the names, and the first binding of each.
  private var nameNumbers = ByteTable()
  private var bindingOfName: [Int] = []
  private let isNameless: Bool

  /// Makes the policies.
  ///
  /// - Parameter cache: compiles one.
  init(_ stacks: [StackPolicyBinding], _ cache: (Policy) -> StackCache) {
    caches = .allocate(capacity: max(1, stacks.count))
    for (index, stack) in stacks.enumerated() {
      (caches + index).initialize(to: stack.policy.map { .passRetained(cache($0)) })
    }
    resourceTypes = stacks.map { $0.resourceTypes.isEmpty ? nil : ResourceTypes($0.resourceTypes) }
    names = stacks.compactMap(\.name)
    isNameless = stacks.count == 1 && stacks[0].name == nil
    for (index, stack) in stacks.enumerated() {
      guard let name = stack.name else { continue }
      name.withSlice { slice in
        if nameNumbers.find(slice) != nil { return }
        _ = nameNumbers.insert(slice)
        bindingOfName.append(index)
      }
    }
  }

  deinit {
    for index in resourceTypes.indices { caches[index]?.release() }
    caches.deallocate()
  }

  /// Whether there is none, so that no update action can be decided.
  var isEmpty: Bool { resourceTypes.isEmpty }

  /// Which stack a record is about that names one, or none.
  func index(ofStack name: ByteSlice?) throws(RecordError) -> Int {
    if isNameless { return 0 }
    guard let name else {
      if resourceTypes.count == 1 { return 0 }
      throw .stackNotNamed
    }
    guard let number = nameNumbers.find(name) else {
      throw .unknownStack(name.byteString, NearestSpelling.of(name.byteString, among: names))
    }
    return bindingOfName[number]
  }

  /// The policy of a stack; nil where the stack has none.
  @inline(__always)
  func cache(_ index: Int) -> Unmanaged<StackCache>? { caches[index] }

  /// The type of a stack's resource; nil when it is not known.
  @inline(__always)
  func resourceType(of id: ByteSlice, in index: Int) -> ByteSlice? { resourceTypes[index]?.type(of: id) }
}

/// The types of a stack's resources by logical id, in memory of its own.
private final class ResourceTypes {
  private let ids: ByteTable
  private let types: UnsafeMutablePointer<ByteSlice>
  private let bytes: UnsafeMutablePointer<UInt8>

  init(_ known: [ByteString: ByteString]) {
    var ids = ByteTable()
    types = .allocate(capacity: known.count)
    bytes = .allocate(capacity: max(1, known.values.reduce(0) { $0 + $1.count }))
    var used = 0
    for (id, type) in known {
      let number = id.withSlice { ids.insert($0) }
      (bytes + used).initialize(from: type.bytes, count: type.count)
      (types + number).initialize(to: ByteSlice(bytes + used, type.count))
      used += type.count
    }
    self.ids = ids
  }

  deinit {
    types.deallocate()
    bytes.deallocate()
  }

  /// The type of a resource; nil when it is not known.
  func type(of id: ByteSlice) -> ByteSlice? { ids.find(id).map { types[$0] } }
}

extension RecordError {
  fileprivate static let stackNotNamed = RecordError(
    "record.stack", "there are several stacks, and the record does not say which it is about")
  fileprivate static func unknownStack(_ name: ByteString, _ nearest: ByteString?) -> RecordError {
    RecordError(
      "stack.unknown",
      "no stack \(name.quoted()) is given or listed" + (nearest.map { "; did you mean \($0)?" } ?? ""))
  }
}
