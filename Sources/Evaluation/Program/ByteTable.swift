import Documents

/// Numbers distinct byte strings in the order in which they first come: 0, 1, 2, …; each may bear a mark.
///
/// Open addressing over seeded hashes; the bytes are kept one behind the other and always compared.
/// ```
/// slots     [ 0, tag|2, 0, 0, tag|1, 0, 0, 0 ]      half of the hash, and number + 1; 0 where empty
/// entries   [ hash, start 0, length 9, mark ][ hash, start 9, length 4, mark ]
/// bytes     us-east-1prod
/// ```
/// `find("prod")` hashes to slot 1, whose tag agrees; entry 1 has four bytes from 9, which are compared: number 1.
public struct ByteTable: ~Copyable {
  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int32
    var mark: Int32
  }

  private let hash = ByteHash.process
  private var slots: UnsafeMutablePointer<UInt64>
  private var slotMask = 15
  private var entries: UnsafeMutablePointer<Entry>
  private var bytes: UnsafeMutablePointer<UInt8>
  private var capacity = 8
  private var byteCapacity = 256
  /// The number of byte strings.
  public private(set) var count = 0
  /// The number of bytes in all of them.
  public private(set) var byteCount = 0

  /// Makes an empty table.
  public init() {
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: 0, count: slotMask + 1)
    entries = .allocate(capacity: capacity)
    bytes = .allocate(capacity: byteCapacity)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    bytes.deallocate()
  }

  /// The memory that the table takes, about.
  var memory: Int { (slotMask + 1) * 8 + capacity * 24 + byteCapacity }

  /// The number of a byte string; nil when it is not there.
  @inline(__always)
  public borrowing func find(_ text: ByteSlice) -> Int? {
    let number = position(of: text)
    return number < 0 ? nil : number
  }

  /// The number of a byte string; -1 when it is not there.
  @inline(__always)
  borrowing func position(of text: ByteSlice) -> Int {
    let wanted = hash.hash(text)
    var slot = Int(truncatingIfNeeded: wanted) & slotMask
    while true {
      let found = slots[slot]
      if found == 0 { return -1 }
      if found >> 32 == wanted >> 32 {
        let number = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) - 1
        let entry = entries + number
        if Int(entry.pointee.length) == text.count, equalBytes(bytes + entry.pointee.start, text.base, text.count) {
          return number
        }
      }
      slot = (slot + 1) & slotMask
    }
  }

  /// The bytes of a number, valid until the next insertion.
  borrowing func slice(_ number: Int) -> ByteSlice {
    ByteSlice(bytes + entries[number].start, Int(entries[number].length))
  }

  /// The mark of a number.
  @inline(__always)
  borrowing func mark(_ number: Int) -> Int { Int(entries[number].mark) }

  /// Sets the mark of a number.
  mutating func setMark(_ number: Int, _ mark: Int) { entries[number].mark = Int32(truncatingIfNeeded: mark) }

  /// Adds a byte string that is not there, and returns its number.
  public mutating func insert(_ text: ByteSlice) -> Int { insert(text, mark: -1) }

  /// Adds a byte string that is not there with a mark, and returns its number.
  mutating func insert(_ text: ByteSlice, mark: Int) -> Int {
    if count == capacity { growEntries() }
    if byteCount + text.count > byteCapacity { growBytes(text.count) }
    (bytes + byteCount).update(from: text.base, count: text.count)
    entries[count] = Entry(
      hash: hash.hash(text), start: byteCount, length: Int32(truncatingIfNeeded: text.count),
      mark: Int32(truncatingIfNeeded: mark))
    byteCount += text.count
    count += 1
    if count * 2 > slotMask { growSlots() } else { place(count - 1) }
    return count - 1
  }

  private func place(_ number: Int) {
    let hash = entries[number].hash
    var slot = Int(truncatingIfNeeded: hash) & slotMask
    while slots[slot] != 0 { slot = (slot + 1) & slotMask }
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: number + 1)
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
