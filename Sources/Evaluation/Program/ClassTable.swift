import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Rows of bits by byte string: which candidates a value lets through, computed once for each distinct value.
///
/// ```
/// slots    [ 0, 2, 0, 1 ]                          row + 1 by hash, 0 where empty; a power of two, half full at most
/// entries  row 0: hash, key at 0, length 9         row 1: hash, key at 9, length 4
/// keys     us-east-1true                           the bytes, always compared
/// bits     [ certain…, possible… ] [ … ]           `width` words for each row
/// ```
/// Looking up `true`: its hash picks slot 1, which says row 1; hash, length and bytes agree; the row's bits are the
/// answer. The table is bounded: when it is full it begins anew, and a table that keeps filling up turns itself off, so
/// that a log of values that never repeat costs no more than asking each time.
struct ClassTable: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var key: Int32
    var length: Int32
  }

  /// The most rows.
  private static let rowLimit = 1024
  /// The longest key that is kept.
  static let keyLimit = 256
  /// How often a table may fill up before it is turned off.
  private static let fillLimit = 16

  private let width: Int
  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask = 15
  private var entries: UnsafeMutablePointer<Entry>
  private var keys: UnsafeMutablePointer<UInt8>
  private var keyCapacity = 512
  private var keyCount = 0
  private var bits: UnsafeMutablePointer<UInt64>
  private var rowCapacity = 8
  private var rowCount = 0
  private var fills = 0
  private var hitsSinceFill = 0

  init(width: Int) {
    self.width = width
    slots = .allocate(capacity: 16)
    slots.initialize(repeating: 0, count: 16)
    entries = .allocate(capacity: 8)
    keys = .allocate(capacity: 512)
    bits = .allocate(capacity: 8 * width)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    keys.deallocate()
    bits.deallocate()
  }

  /// Whether looking up is still worth it.
  var isOn: Bool { fills < Self.fillLimit }

  /// The row of a key; nil when it is new.
  @inline(__always)
  mutating func find(_ key: ByteSlice, hash: UInt64) -> UnsafeMutablePointer<UInt64>? {
    var slot = Int(truncatingIfNeeded: hash >> 32) & slotMask
    while true {
      let row = Int(slots[slot]) - 1
      if row < 0 { return nil }
      let entry = entries[row]
      if entry.hash == hash, Int(entry.length) == key.count, memcmp(keys + Int(entry.key), key.base, key.count) == 0 {
        hitsSinceFill &+= 1
        return bits + row * width
      }
      slot = (slot + 1) & slotMask
    }
  }

  /// A new row for a key that is not there; its bits are to be filled in.
  mutating func insert(_ key: ByteSlice, hash: UInt64) -> UnsafeMutablePointer<UInt64> {
    if rowCount == Self.rowLimit { empty() }
    if rowCount == rowCapacity { growRows() }
    if keyCount + key.count > keyCapacity { growKeys(key.count) }
    (keys + keyCount).update(from: key.base, count: key.count)
    entries[rowCount] = Entry(
      hash: hash, key: Int32(truncatingIfNeeded: keyCount), length: Int32(truncatingIfNeeded: key.count))
    keyCount += key.count
    rowCount += 1
    if rowCount * 2 > slotMask { growSlots() } else { place(rowCount - 1) }
    return bits + (rowCount - 1) * width
  }

  private mutating func empty() {
    // A table that answered often before it filled up is doing its work.
    fills = hitsSinceFill > rowCount * 4 ? 0 : fills + 1
    hitsSinceFill = 0
    rowCount = 0
    keyCount = 0
    slots.update(repeating: 0, count: slotMask + 1)
  }

  private mutating func place(_ row: Int) {
    var slot = Int(truncatingIfNeeded: entries[row].hash >> 32) & slotMask
    while slots[slot] != 0 { slot = (slot + 1) & slotMask }
    slots[slot] = Int32(truncatingIfNeeded: row + 1)
  }

  private mutating func growSlots() {
    let count = (slotMask + 1) * 4
    slots.deallocate()
    slots = .allocate(capacity: count)
    slots.initialize(repeating: 0, count: count)
    slotMask = count - 1
    for row in 0..<rowCount { place(row) }
  }

  private mutating func growRows() {
    let largerEntries = UnsafeMutablePointer<Entry>.allocate(capacity: rowCapacity * 2)
    largerEntries.update(from: entries, count: rowCount)
    entries.deallocate()
    entries = largerEntries
    let largerBits = UnsafeMutablePointer<UInt64>.allocate(capacity: rowCapacity * 2 * width)
    largerBits.update(from: bits, count: rowCount * width)
    bits.deallocate()
    bits = largerBits
    rowCapacity *= 2
  }

  private mutating func growKeys(_ extra: Int) {
    let capacity = max(keyCapacity * 2, keyCount + extra)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: keys, count: keyCount)
    keys.deallocate()
    keys = larger
    keyCapacity = capacity
  }
}
