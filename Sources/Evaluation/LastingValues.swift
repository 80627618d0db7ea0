import Synchronization

/// The identity of a set of values, one a key at most, that stay what they are for as long as the process runs.
///
/// What a principal implies is the same for each of its requests, and so is the action that many requests name. Told
/// apart by number, such values need not be hashed to find what is known of them.
public struct LastingValues: Sendable {
  private static let next = Atomic<Int>(0)

  /// A number that no other set has; -1 for none, and when there are too many sets.
  @usableFromInline let number: Int32

  /// Makes the identity of a new set.
  public init() {
    let count = Self.next.add(1, ordering: .relaxed).oldValue
    number = count < Int(Int32.max) ? Int32(count) : -1
  }

  @inlinable
  init(number: Int32) { self.number = number }

  /// The identity of what has none.
  @inlinable public static var none: LastingValues { LastingValues(number: -1) }
}

/// A number from 0 for each of some lasting values, such as the class of each: a table with one place for each remainder
/// of the identity, in which the last value keeps the place.
///
/// It grows while values contend for places, up to a bound.
public struct LastingNumbers: ~Copyable {
  private static let largest = 4096

  @usableFromInline
  struct Entry {
    @usableFromInline var identity: Int32
    @usableFromInline var number: Int32
  }

  @usableFromInline var entries: UnsafeMutablePointer<Entry>?
  @usableFromInline var mask = 127

  /// Makes a table of no numbers.
  public init() { entries = nil }

  deinit { entries?.deallocate() }

  /// The memory that it takes.
  var memory: Int { entries == nil ? 0 : (mask + 1) * MemoryLayout<Entry>.stride }

  /// The number of a lasting value; -1 where it is not known.
  @inlinable @inline(__always)
  public borrowing func find(_ value: LastingValues) -> Int {
    guard let entries else { return -1 }
    let entry = entries[Int(value.number) & mask]
    // The identity of what has none stands in empty places only, whose number is -1.
    return entry.identity == value.number ? Int(entry.number) : -1
  }

  /// Remembers the number of a lasting value.
  public mutating func set(_ value: LastingValues, to number: Int) {
    guard value.number >= 0 else { return }
    let room = entries ?? empty(mask + 1)
    entries = room
    let place = Int(value.number) & mask
    if room[place].identity >= 0, room[place].identity != value.number, mask + 1 < Self.largest { grow() }
    put(Entry(identity: value.number, number: Int32(truncatingIfNeeded: number)))
  }

  private func put(_ entry: Entry) { entries?[Int(entry.identity) & mask] = entry }

  private func empty(_ size: Int) -> UnsafeMutablePointer<Entry> {
    let room = UnsafeMutablePointer<Entry>.allocate(capacity: size)
    room.initialize(repeating: Entry(identity: -1, number: -1), count: size)
    return room
  }

  private mutating func grow() {
    guard let old = entries else { return }
    let count = mask + 1
    mask = count * 4 - 1
    entries = empty(mask + 1)
    for place in 0..<count where old[place].identity >= 0 { put(old[place]) }
    old.deallocate()
  }
}
