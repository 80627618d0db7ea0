/// Numbers by two small numbers, in open addressing.
struct PairTable: ~Copyable {
  private static let limit = 1 << 16
  private var keys: UnsafeMutablePointer<UInt64>
  private var values: UnsafeMutablePointer<Int32>
  private var mask = 15
  private var count = 0

  init() {
    keys = .allocate(capacity: mask + 1)
    keys.initialize(repeating: .max, count: mask + 1)
    values = .allocate(capacity: mask + 1)
  }

  deinit {
    keys.deallocate()
    values.deallocate()
  }

  /// The memory that it takes.
  var memory: Int { (mask + 1) * 12 }

  /// The number of a pair; -1 where there is none.
  @inline(__always)
  borrowing func find(_ first: Int, _ second: Int) -> Int {
    let key = Self.key(first, second)
    var place = Self.place(key) & mask
    while keys[place] != .max {
      if keys[place] == key { return Int(values[place]) }
      place = (place + 1) & mask
    }
    return -1
  }

  /// Sets the number of a pair that has none; both numbers are 0 or more.
  mutating func insert(_ first: Int, _ second: Int, _ value: Int) {
    if count * 2 > mask {
      if count >= Self.limit { self = PairTable() } else { grow() }
    }
    put(Self.key(first, second), Int32(truncatingIfNeeded: value))
    count += 1
  }

  private func put(_ key: UInt64, _ value: Int32) {
    var place = Self.place(key) & mask
    while keys[place] != .max { place = (place + 1) & mask }
    keys[place] = key
    values[place] = value
  }

  private mutating func grow() {
    let (oldKeys, oldValues, oldCount) = (keys, values, mask + 1)
    mask = oldCount * 4 - 1
    keys = .allocate(capacity: mask + 1)
    keys.initialize(repeating: .max, count: mask + 1)
    values = .allocate(capacity: mask + 1)
    for place in 0..<oldCount where oldKeys[place] != .max { put(oldKeys[place], oldValues[place]) }
    oldKeys.deallocate()
    oldValues.deallocate()
  }

  @inline(__always)
  private static func key(_ first: Int, _ second: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: first) << 32 | UInt64(truncatingIfNeeded: second) & 0xFFFF_FFFF
  }

  @inline(__always)
  private static func place(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
