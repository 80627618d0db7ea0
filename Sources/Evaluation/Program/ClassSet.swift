/// A set of classes of values, as bits.
struct ClassSet: ~Copyable {
  private var bits: UnsafeMutablePointer<UInt64>
  /// The number of bits, a multiple of 64.
  private var capacity = 64

  /// Makes an empty set.
  init() {
    bits = .allocate(capacity: 1)
    bits.initialize(to: 0)
  }

  deinit { bits.deallocate() }

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
      let size = max(capacity * 2, (number | 63) + 1)
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: size / 64)
      larger.initialize(repeating: 0, count: size / 64)
      larger.update(from: bits, count: capacity / 64)
      bits.deallocate()
      bits = larger
      capacity = size
    }
    bits[number >> 6] |= 1 << UInt64(number & 63)
  }
}
