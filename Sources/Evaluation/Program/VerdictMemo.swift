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
  private let key: UnsafeMutableRawPointer
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
    key = .allocate(byteCount: Self.keyLimit, alignment: 16)
    forget()
  }

  deinit {
    cells.deallocate()
    key.deallocate()
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

  /// The verdict on a request that was decided before; nil when it is new, and for requests with unknown keys.
  func find(_ plan: ActionPlan, _ stack: UInt32, _ number: Int, _ frame: borrowing RequestFrame) -> Verdict? {
    lookups += 1
    if lookups == Self.trial {
      if hits * 2 < lookups { isOn = false }
      lookups = 0
      hits = 0
    }
    cell = nil
    key.storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
    key.storeBytes(of: stack, toByteOffset: 4, as: UInt32.self)
    var length = 8
    for index in 0..<plan.dimensionCount {
      let slot = frame.slot(plan.key(ofDimension: index))
      guard length + 2 <= Self.keyLimit else { return nil }
      key.storeBytes(of: slot.state.rawValue, toByteOffset: length, as: UInt8.self)
      length += 1
      switch slot.state {
      case .absent, .unknown: continue
      case .list: return nil
      case .single: guard append(frame.value(slot, 0), &length) else { return nil }
      }
    }
    if plan.looksAtResource {
      // A statement that is asked itself may look at more than the plan's keys.
      guard plan.isExactlyKeyed, append(frame.resource, &length) else { return nil }
    }
    keyLength = length
    keyHash = hash.hash(ByteSlice(key.assumingMemoryBound(to: UInt8.self), length))
    let place = cells + (Int(truncatingIfNeeded: keyHash >> 32) & (Self.cellCount - 1)) * Self.cellSize
    cell = place
    guard place.load(as: UInt64.self) == keyHash, place.load(fromByteOffset: 8, as: Int32.self) == Int32(length),
      memcmp(place + Self.keyOffset, key, length) == 0
    else { return nil }
    hits += 1
    return place.load(fromByteOffset: 12, as: Verdict.self)
  }

  /// Keeps the verdict on the request that was last looked for.
  func remember(_ verdict: Verdict) {
    guard let cell else { return }
    cell.storeBytes(of: keyHash, as: UInt64.self)
    cell.storeBytes(of: Int32(truncatingIfNeeded: keyLength), toByteOffset: 8, as: Int32.self)
    cell.storeBytes(of: verdict, toByteOffset: 12, as: Verdict.self)
    (cell + Self.keyOffset).copyMemory(from: key, byteCount: keyLength)
  }

  @inline(__always)
  private func append(_ text: ByteSlice, _ length: inout Int) -> Bool {
    guard text.count < 256, length + 1 + text.count <= Self.keyLimit else { return false }
    key.storeBytes(of: UInt8(truncatingIfNeeded: text.count), toByteOffset: length, as: UInt8.self)
    (key + length + 1).copyMemory(from: text.base, byteCount: text.count)
    length += 1 + text.count
    return true
  }
}
