import ActionStreams
import Evaluation

/// Deciding several requests at once, each of which is then made into words by itself.
extension RecordDecider {
  /// What decides a record that is one request, and can wait until others are decided with it; nil for all others.
  @inline(__always)
  func stack(forWaiting record: borrowing ActionRecord) -> Unmanaged<StackCache>? {
    guard record.actionKind == .request, !record.hasResources else { return nil }
    return fixedStack
  }

  /// Fills in the request that was read behind those that wait, and lets it wait with them.
  @inline(__always)
  mutating func add(to pending: inout PendingRequests, for stack: Unmanaged<StackCache>) {
    // What the first is filled in with must last until all are decided.
    if pending.isEmpty { begin() }
    let (entry, frame) = (pending.nextEntry, pending.nextFrame)
    fill(&frame.pointee, &entry.pointee.record, on: entry.pointee.record.resource)
    entry.pointee.lack = doubt(stack, &frame.pointee)
    pending.add()
  }

  /// Decides all that wait.
  @inline(__always)
  func decide(_ pending: borrowing PendingRequests, by stack: Unmanaged<StackCache>) {
    stack._withUnsafeGuaranteedRef {
      $0.index.decide(pending.frames, count: pending.count, into: pending.verdicts)
    }
  }

  /// Makes the verdict on one that waited, by its place, into words.
  @inline(__always)
  mutating func rule(
    _ pending: borrowing PendingRequests, _ place: Int, by stack: Unmanaged<StackCache>
  ) -> Ruling {
    unknowns.makeRoom()
    return rule(pending.verdicts[place], pending.entries[place].lack, stack, &pending.frames[place])
  }
}
