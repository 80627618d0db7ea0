/// A set of classes of values, as bits.
struct ClassSet: ~Copyable {
  private var bits: UnsafeMutablePointer<UInt64>
  /// The number of bits: those of some lines of the cache.
  private var capacity = CacheLine.size * 8

  /// Makes an empty set.
  init() { bits = Self.room(for: capacity) }

  /// So many bits, none of them set.
  private static func room(for capacity: Int) -> UnsafeMutablePointer<UInt64> {
    let room = CacheLine.room(for: capacity / 64, of: UInt64.self)
    room.initialize(repeating: 0, count: capacity / 64)
    return room
  }

  deinit { UnsafeMutableRawPointer(bits).deallocate() }

  /// The memory that it takes.
  var memory: Int { capacity / 8 }

  /// Reads the first bits.
  @inline(__always)
  borrowing func touch() -> UInt8 { UInt8(truncatingIfNeeded: bits[0]) }

  /// Whether a class is in the set; no negative number is.
  @inline(__always)
  borrowing func contains(_ number: Int) -> Bool {
    UInt(bitPattern: number) < UInt(bitPattern: capacity) && bits[number >> 6] & (1 << UInt64(number & 63)) != 0
  }

  /// Adds a class, of a number from 0.
  mutating func insert(_ number: Int) {
    if number >= capacity {
      let size = max(capacity * 2, (number | (CacheLine.size * 8 - 1)) + 1)
      let larger = Self.room(for: size)
      larger.update(from: bits, count: capacity / 64)
      UnsafeMutableRawPointer(bits).deallocate()
      bits = larger
      capacity = size
    }
    bits[number >> 6] |= 1 << UInt64(number & 63)
  }
}
