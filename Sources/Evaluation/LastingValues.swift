import Synchronization

/// The identity of a set of values, one a key at most, that stay what they are for as long as the process runs.
///
/// What a principal implies is the same for each of its requests. Told apart by number, such values need not be hashed
/// to find what conditions make of them.
public struct LastingValues: Sendable {
  private static let next = Atomic<Int>(0)

  /// A number that no other set has; -1 when there are too many sets.
  @usableFromInline let number: Int32

  /// Makes the identity of a new set.
  public init() {
    let count = Self.next.add(1, ordering: .relaxed).oldValue
    number = count < Int(Int32.max) ? Int32(count) : -1
  }
}

/// For lasting values, the class of each: a table with one place for each remainder of the number.
struct LastingClasses: ~Copyable {
  private static let size = 4096

  private struct Entry {
    var number: Int32 = -1
    var valueClass: Int32 = -1
  }

  private var entries: UnsafeMutablePointer<Entry>?

  init() { entries = nil }

  deinit { entries?.deallocate() }

  /// The memory that it takes.
  var memory: Int { entries == nil ? 0 : Self.size * MemoryLayout<Entry>.stride }

  /// The class of the value of a set; -1 where it is not known.
  @inline(__always)
  borrowing func find(_ number: Int32) -> Int {
    guard let entries else { return -1 }
    let entry = entries[Int(number) & (Self.size - 1)]
    return entry.number == number ? Int(entry.valueClass) : -1
  }

  /// Remembers the class of the value of a set.
  mutating func set(_ number: Int32, to valueClass: Int) {
    let room: UnsafeMutablePointer<Entry>
    if let entries {
      room = entries
    } else {
      room = .allocate(capacity: Self.size)
      room.initialize(repeating: Entry(), count: Self.size)
      entries = room
    }
    room[Int(number) & (Self.size - 1)] = Entry(number: number, valueClass: Int32(truncatingIfNeeded: valueClass))
  }
}
