import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers distinct byte strings in the order in which they first come: 0, 1, 2, ….
///
/// Open addressing over seeded hashes; the bytes are kept one behind the other and always compared.
public struct ByteTable: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int
  }

  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask = 63
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity = 32
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCapacity = 1024
  private let hash = ByteHash.process
  /// The number of byte strings.
  public private(set) var count = 0
  /// The number of bytes in all of them.
  public private(set) var byteCount = 0

  /// Makes an empty table.
  public init() {
    slots = .allocate(capacity: 64)
    slots.initialize(repeating: 0, count: 64)
    entries = .allocate(capacity: capacity)
    bytes = .allocate(capacity: byteCapacity)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    bytes.deallocate()
  }

  /// The number of a byte string; nil when it is not there.
  @inline(__always)
  public borrowing func find(_ text: ByteSlice) -> Int? {
    let wanted = hash.hash(text)
    var slot = Int(truncatingIfNeeded: wanted >> 32) & slotMask
    while true {
      let number = Int(slots[slot]) - 1
      if number < 0 { return nil }
      let entry = entries + number
      if entry.pointee.hash == wanted, entry.pointee.length == text.count,
        memcmp(bytes + entry.pointee.start, text.base, text.count) == 0
      {
        return number
      }
      slot = (slot + 1) & slotMask
    }
  }

  /// Adds a byte string that is not there, and returns its number.
  public mutating func insert(_ text: ByteSlice) -> Int {
    if count == capacity { growEntries() }
    if byteCount + text.count > byteCapacity { growBytes(text.count) }
    (bytes + byteCount).update(from: text.base, count: text.count)
    entries[count] = Entry(hash: hash.hash(text), start: byteCount, length: text.count)
    byteCount += text.count
    count += 1
    if count * 2 > slotMask { growSlots() } else { place(count - 1) }
    return count - 1
  }

  private func place(_ number: Int) {
    var slot = Int(truncatingIfNeeded: entries[number].hash >> 32) & slotMask
    while slots[slot] != 0 { slot = (slot + 1) & slotMask }
    slots[slot] = Int32(truncatingIfNeeded: number + 1)
  }

  private mutating func growSlots() {
    let size = (slotMask + 1) * 4
    slots.deallocate()
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    slotMask = size - 1
    for number in 0..<count { place(number) }
  }

  private mutating func growEntries() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.update(from: entries, count: count)
    entries.deallocate()
    entries = larger
    capacity *= 2
  }

  private mutating func growBytes(_ extra: Int) {
    byteCapacity = max(byteCapacity * 2, byteCount + extra)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
    larger.update(from: bytes, count: byteCount)
    bytes.deallocate()
    bytes = larger
  }
}
