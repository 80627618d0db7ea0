/// The identity of a set of values, one a key at most, that stay what they are for as long as a worker runs.
///
/// What a principal implies is the same for each of its requests, and so is the action that many requests name. Told
/// apart by number, such values need not be hashed to find what is known of them.
public struct LastingValues: Sendable {
  /// A number that no other set has that comes from the same `LastingIdentities`; -1 for none, and when there are too
  /// many sets.
  @usableFromInline let number: Int32

  @inlinable
  init(number: Int32) { self.number = number }

  /// The identity of what has none.
  @inlinable public static var none: LastingValues { LastingValues(number: -1) }
}

/// Numbers the lasting values of one worker: 0, 1, 2, …, so that the tables that know them by number stay small.
///
/// A table knows a value by its number and by nothing else. So whatever puts lasting values of one kind into the frames
/// that a table ever sees must draw from one and the same instance:
///
/// - the actions of frames (`RequestFrame.setAction`), which an `IndexedStack` and its `WatchedKeys` know;
/// - the values of context keys (`RequestFrame.fill`), which a `KeyClassifier` knows, and with it all stacks that share it.
///
/// No table sees both kinds: they may draw from two instances. Deciders that share stacks or a classifier share these, too.
public final class LastingIdentities {
  private var count: Int32 = 0

  /// Makes an instance that has given no number yet.
  public init() {}

  /// The identity of a new set.
  public func next() -> LastingValues {
    guard count < .max else { return .none }
    defer { count += 1 }
    return LastingValues(number: count)
  }
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
