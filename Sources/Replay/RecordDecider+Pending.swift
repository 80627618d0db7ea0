import ActionStreams
import Documents
import Evaluation

/// Deciding several requests at once, each of which is then made into words by itself.
extension RecordDecider {
  /// Whether a record is one request that the same stack decides as all others, so that it can wait for them.
  @inline(__always)
  func canWait(_ record: borrowing ActionRecord) -> Bool {
    guard record.actionKind == .request, !record.hasResources else { return false }
    return fixedStack != nil
  }

  /// How many requests are decided at once.
  var batchSize: Int { fixedStack?._withUnsafeGuaranteedRef { $0.index.batchSize } ?? 1 }

  /// Lets the request that was read behind those that wait, wait with them.
  @inline(__always)
  mutating func add(to pending: inout PendingRequests) {
    // What the first is filled in with must last until all are decided.
    if pending.isEmpty { begin() }
    let entry = pending.nextEntry
    begin(&pending.nextFrame.pointee, with: entry.pointee.record, on: entry.pointee.record.resource)
    pending.add()
  }

  /// Fills in and decides all that wait.
  @inline(__always)
  mutating func decide(_ pending: borrowing PendingRequests, by stack: Unmanaged<StackCache>) {
    principals.find(pending)
    for place in 0..<pending.count {
      let (entry, frame) = (pending.entries + place, pending.frames + place)
      principals.fill(&frame.pointee, entry.pointee.record.principal, known: pending.principals[place])
      assumed.fill(&frame.pointee)
      entry.pointee.lack = doubt(stack, &frame.pointee)
    }
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
