import Documents

/// Numbers distinct byte strings in the order in which they first come: 0, 1, 2, …; each may bear a mark.
///
/// Open addressing over seeded hashes; the bytes are kept one behind the other and always compared.
/// ```
/// slots     [ empty, (tag, 1, from 9, 4), empty, empty, (tag, 0, from 0, 9), … ]    half of the hash, number, place
/// bytes     us-east-1prod
/// marks     [ 7, 3 ]
/// ```
/// `find("prod")` hashes to slot 1, whose tag agrees; there are four bytes from 9, which are compared: number 1. What is
/// asked on the way stands together, for a table that is not in the cache costs a wait for each place it is looked at.
public struct ByteTable: ~Copyable {
  private struct Slot {
    /// Half of the hash, then number + 1; 0 where empty.
    var identity: UInt64
    /// Where the bytes begin, then their number in the lower 24 bits.
    var place: UInt64
  }

  private struct Entry {
    var hash: UInt64
    var start: Int
    var length: Int
  }

  private static let emptySlot = Slot(identity: 0, place: 0)
  /// What stands for all lengths from here on, which are looked up in the entry.
  private static let longLength = 0xFF_FFFF

  private let hash = ByteHash.process
  private var slots: UnsafeMutablePointer<Slot>
  private var slotMask = 15
  private var entries: UnsafeMutablePointer<Entry>
  private var marks: UnsafeMutablePointer<Int32>
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
    slots.initialize(repeating: Self.emptySlot, count: slotMask + 1)
    entries = .allocate(capacity: capacity)
    marks = .allocate(capacity: capacity)
    bytes = .allocate(capacity: byteCapacity)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    marks.deallocate()
    bytes.deallocate()
  }

  /// The memory that the table takes, about.
  var memory: Int { (slotMask + 1) * 16 + capacity * 28 + byteCapacity }

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
    var place = Int(truncatingIfNeeded: wanted) & slotMask
    while true {
      let slot = slots[place]
      if slot.identity == 0 { return -1 }
      if slot.identity >> 32 == wanted >> 32 {
        let number = Int(truncatingIfNeeded: slot.identity & 0xFFFF_FFFF) - 1
        let length = Int(truncatingIfNeeded: slot.place) & Self.longLength
        if length == text.count, length < Self.longLength {
          if equalBytes(bytes + Int(truncatingIfNeeded: slot.place >> 24), text.base, length) { return number }
        } else if length == Self.longLength, isLong(number, text) {
          return number
        }
      }
      place = (place + 1) & slotMask
    }
  }

  @inline(never)
  private borrowing func isLong(_ number: Int, _ text: ByteSlice) -> Bool {
    entries[number].length == text.count && equalBytes(bytes + entries[number].start, text.base, text.count)
  }

  /// The bytes of a number, valid until the next insertion.
  borrowing func slice(_ number: Int) -> ByteSlice {
    ByteSlice(bytes + entries[number].start, entries[number].length)
  }

  /// The mark of a number.
  @inline(__always)
  borrowing func mark(_ number: Int) -> Int { Int(marks[number]) }

  /// Sets the mark of a number.
  mutating func setMark(_ number: Int, _ mark: Int) { marks[number] = Int32(truncatingIfNeeded: mark) }

  /// Adds a byte string that is not there, and returns its number.
  public mutating func insert(_ text: ByteSlice) -> Int { insert(text, mark: -1) }

  /// Adds a byte string that is not there with a mark, and returns its number.
  mutating func insert(_ text: ByteSlice, mark: Int) -> Int {
    if count == capacity { growEntries() }
    if byteCount + text.count > byteCapacity { growBytes(text.count) }
    (bytes + byteCount).update(from: text.base, count: text.count)
    entries[count] = Entry(hash: hash.hash(text), start: byteCount, length: text.count)
    marks[count] = Int32(truncatingIfNeeded: mark)
    byteCount += text.count
    count += 1
    if count * 2 > slotMask { growSlots() } else { place(count - 1) }
    return count - 1
  }

  private func place(_ number: Int) {
    let entry = entries[number]
    var place = Int(truncatingIfNeeded: entry.hash) & slotMask
    while slots[place].identity != 0 { place = (place + 1) & slotMask }
    slots[place] = Slot(
      identity: entry.hash & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: number + 1),
      place: UInt64(truncatingIfNeeded: entry.start) << 24
        | UInt64(truncatingIfNeeded: min(entry.length, Self.longLength)))
  }

  private mutating func growSlots() {
    let size = (slotMask + 1) * 4
    slots.deallocate()
    slots = .allocate(capacity: size)
    slots.initialize(repeating: Self.emptySlot, count: size)
    slotMask = size - 1
    for number in 0..<count { place(number) }
  }

  private mutating func growEntries() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
    larger.update(from: entries, count: count)
    entries.deallocate()
    entries = larger
    let moreMarks = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
    moreMarks.update(from: marks, count: count)
    marks.deallocate()
    marks = moreMarks
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
