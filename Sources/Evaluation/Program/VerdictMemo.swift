import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whole decisions by exactly what they were made of: the action, the values of the keys that its statements look at, and
/// the resource where it matters.
///
/// A table of fixed cells, each as large as two cache lines; a new decision takes the place of whatever had its cell. The
/// key of a cell is compared in full, so a memo never answers for another request. Where requests hardly repeat, it
/// notices and turns itself off.
public final class VerdictMemo {
  private static let cellCount = 16_384
  private static let cellSize = 128
  private static let keyOffset = 32
  private static let keyLimit = cellSize - keyOffset
  /// After this many lookups it is seen whether they paid.
  private static let trial = 8192

  private let cells: UnsafeMutableRawPointer
  private let hash = ByteHash.process
  private var lookups = 0
  private var hits = 0
  private(set) var isOn = true
  private var stackCount: UInt32 = 0
  /// The cell that the request at hand belongs in; nil when its key is too long.
  private var cell: UnsafeMutableRawPointer?
  private var keyLength = 0
  private var keyHash: UInt64 = 0

  /// Makes an empty memo of two megabytes.
  public init() {
    cells = .allocate(byteCount: Self.cellCount * Self.cellSize, alignment: 128)
    forget()
  }

  deinit {
    cells.deallocate()
  }

  /// A number for a stack that begins to use the memo.
  func newStack() -> UInt32 {
    stackCount += 1
    return stackCount
  }

  /// Forgets everything.
  public func forget() {
    // A length of zero is no key: every key holds at least its plan's number.
    for index in 0..<Self.cellCount {
      (cells + index * Self.cellSize).storeBytes(of: 0, toByteOffset: 8, as: Int32.self)
    }
  }

  /// Turns the memo off when fewer than half of the last requests were there.
  private func judge() {
    if hits * 2 < lookups { isOn = false }
    lookups = 0
    hits = 0
  }

  /// The verdict on a request that was decided before; nil when it is new, and for requests that a cell cannot hold.
  @inline(__always)
  func find(
    _ plan: UnsafeMutablePointer<ActionPlan>, _ stack: UInt32, _ number: Int, _ frame: borrowing RequestFrame
  ) -> Verdict? {
    lookups &+= 1
    if lookups == Self.trial { judge() }
    cell = nil
    // A statement that is asked itself may look at more than the plan's keys.
    guard plan.pointee.isExactlyKeyed else { return nil }
    var hash = UInt64(stack) << 32 | UInt64(truncatingIfNeeded: number)
    var length = 8
    let resource = plan.pointee.looksAtResource ? frame.resource : .empty
    length += resource.count + 2
    hash = self.hash.hash(resource, hash)
    let dimensionCount = plan.pointee.dimensionCount
    for index in 0..<dimensionCount {
      let slot = frame.slot(plan.pointee.key(ofDimension: index))
      if slot.state == .list { return nil }
      length += 3
      hash ^= UInt64(slot.state.rawValue) &+ 1
      guard slot.state == .single else { continue }
      let value = frame.value(slot, 0)
      length += value.count
      hash = self.hash.hash(value, hash)
    }
    guard length <= Self.keyLimit else { return nil }
    let place = cells + (Int(truncatingIfNeeded: hash >> 32) & (Self.cellCount - 1)) * Self.cellSize
    cell = place
    keyLength = length
    keyHash = hash
    guard place.load(as: UInt64.self) == hash, place.load(fromByteOffset: 8, as: Int32.self) == Int32(length),
      visit(plan, stack, number, resource, frame, place + Self.keyOffset, stores: false)
    else { return nil }
    hits &+= 1
    return place.load(fromByteOffset: 12, as: Verdict.self)
  }

  /// Keeps the verdict on the request that was last looked for.
  func remember(
    _ verdict: Verdict, _ plan: UnsafeMutablePointer<ActionPlan>, _ stack: UInt32, _ number: Int,
    _ frame: borrowing RequestFrame
  ) {
    guard let cell else { return }
    cell.storeBytes(of: keyHash, as: UInt64.self)
    cell.storeBytes(of: Int32(truncatingIfNeeded: keyLength), toByteOffset: 8, as: Int32.self)
    cell.storeBytes(of: verdict, toByteOffset: 12, as: Verdict.self)
    let resource = plan.pointee.looksAtResource ? frame.resource : .empty
    _ = visit(plan, stack, number, resource, frame, cell + Self.keyOffset, stores: true)
  }

  /// Compares a cell's key with the request's, or stores it: the stack and plan, the resource, then each dimension.
  @inline(__always)
  private func visit(
    _ plan: UnsafeMutablePointer<ActionPlan>, _ stack: UInt32, _ number: Int, _ resource: ByteSlice,
    _ frame: borrowing RequestFrame, _ cell: UnsafeMutableRawPointer, stores: Bool
  ) -> Bool {
    let header = UInt64(stack) << 32 | UInt64(truncatingIfNeeded: number)
    if stores {
      cell.storeBytes(of: header, as: UInt64.self)
    } else if cell.load(as: UInt64.self) != header {
      return false
    }
    var place = cell + 8
    guard visit(resource, &place, stores: stores) else { return false }
    for index in 0..<plan.pointee.dimensionCount {
      let slot = frame.slot(plan.pointee.key(ofDimension: index))
      let state = slot.state.rawValue
      if stores {
        place.storeBytes(of: state, as: UInt8.self)
      } else if place.load(as: UInt8.self) != state {
        return false
      }
      place += 1
      guard visit(slot.state == .single ? frame.value(slot, 0) : .empty, &place, stores: stores) else { return false }
    }
    return true
  }

  @inline(__always)
  private func visit(_ text: ByteSlice, _ place: inout UnsafeMutableRawPointer, stores: Bool) -> Bool {
    let count = UInt16(truncatingIfNeeded: text.count)
    if stores {
      place.storeBytes(of: count, as: UInt16.self)
      (place + 2).copyMemory(from: text.base, byteCount: text.count)
    } else {
      guard place.loadUnaligned(as: UInt16.self) == count, memcmp(place + 2, text.base, text.count) == 0 else {
        return false
      }
    }
    place += 2 + text.count
    return true
  }
}
