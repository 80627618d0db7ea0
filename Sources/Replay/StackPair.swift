import Documents
import Evaluation

/// What decides a request on both sides of a comparison.
final class StackPair {
  private let kept: (old: StackCache, new: StackCache)
  private let agreement: Agreement

  /// The old side's.
  let old: Unmanaged<StackCache>
  /// The new side's.
  let new: Unmanaged<StackCache>
  /// Whether the new side looks at the principal itself.
  let newAsksResourcePolicy: Bool

  /// What two indexes are known to decide alike, whatever their stacks are called.
  fileprivate final class Agreement {
    let isSame: Bool
    /// Behind a pointer, so that a look-up checks no exclusivity.
    let actions: UnsafeMutablePointer<StackAgreement>

    init(_ old: IndexedStack, _ new: IndexedStack) {
      isSame = old === new
      actions = .allocate(capacity: 1)
      actions.initialize(to: StackAgreement(old.stack, new.stack))
    }

    deinit {
      actions.deinitialize(count: 1)
      actions.deallocate()
    }
  }

  /// A pair that nothing else is shared with.
  convenience init(_ old: StackCache, _ new: StackCache) {
    self.init(old, new, Agreement(old.index, new.index))
  }

  fileprivate init(_ old: StackCache, _ new: StackCache, _ agreement: Agreement) {
    kept = (old, new)
    self.old = .passUnretained(old)
    self.new = .passUnretained(new)
    newAsksResourcePolicy = new.index.stack.asksResourcePolicy
    self.agreement = agreement
  }

  /// Whether both sides decide all requests of an action alike, of which they know the same.
  @inline(__always)
  func decidesAlike(_ action: ByteSlice) -> Bool {
    agreement.isSame || agreement.actions.pointee.decidesAlike(action)
  }
}

/// The pairs of stacks of one worker, once for each, and once for each pair of indexes what these decide alike.
struct StackPairs {
  private struct Identity: Hashable {
    let old: ObjectIdentifier
    let new: ObjectIdentifier
  }

  private var pairs: [Identity: StackPair] = [:]
  private var agreements: [Identity: StackPair.Agreement] = [:]

  /// The pair of two stacks, which it keeps.
  mutating func pair(_ old: StackCache, _ new: StackCache) -> StackPair {
    let identity = Identity(old: ObjectIdentifier(old), new: ObjectIdentifier(new))
    if let known = pairs[identity] { return known }
    let indexes = Identity(old: ObjectIdentifier(old.index), new: ObjectIdentifier(new.index))
    let agreement = agreements[indexes] ?? StackPair.Agreement(old.index, new.index)
    agreements[indexes] = agreement
    let made = StackPair(old, new, agreement)
    pairs[identity] = made
    return made
  }

  /// Forgets all pairs.
  mutating func removeAll() {
    pairs.removeAll()
    agreements.removeAll()
  }
}
