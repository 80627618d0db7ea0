import Documents

/// Numbers distinct byte strings in the order in which they first come: 0, 1, 2, …; each may bear a mark.
///
/// Open addressing over seeded hashes; the bytes are kept in the order in which they come, and always compared.
/// ```
/// slots     [ empty, (prod, tag, 1, mark 7, 4 bytes), empty, (from 0, tag, 0, mark 3, 39 bytes), … ]
/// bytes     arn:aws:iam::111122223333:role/deployer   prod
/// ```
/// `find("prod")` hashes to slot 1, whose tag and length agree; its four bytes stand in the slot and are compared: number
/// 1, mark 7. A table that is not in the cache costs a wait for each line it is looked at, so that short byte strings are
/// one line, and longer ones, up to a line, one more.
public struct ByteTable: ~Copyable {
  private struct Slot {
    /// The bytes, where they are few; else where they begin in `bytes`.
    var words: (UInt64, UInt64) = (0, 0)
    /// Half of the hash.
    var tag: UInt32 = 0
    /// Number + 1; 0 where empty.
    var number: UInt32 = 0
    var mark: Int32 = 0
    /// The number of bytes; `longCount` for all from there on, which are looked up in the entry.
    var count: UInt32 = 0
  }

  private struct Entry {
    let hash: UInt64
    let start: Int
    let count: Int
    var mark: Int32
  }

  private static let longCount = UInt32.max
  /// The bytes with which a slot begins.
  private static let slotBytes = 16

  /// What no look-up needs.
  private struct Store {
    var entries: UnsafeMutablePointer<Entry>
    var capacity = 8
    var byteCapacity = 256
    var count = 0
    var byteCount = 0
    /// Hangs on what was read for no other reason than to have it near, so that it is read at all.
    var touched = 0
  }

  // What every look-up comes by, and nothing else, so that it fits into a line together with what surrounds a table.
  private var slots: UnsafeMutableRawPointer
  private var bytes: UnsafeMutablePointer<UInt8>
  private let store: UnsafeMutablePointer<Store>
  private var slotMask: Int32 = 7

  /// The number of byte strings.
  public var count: Int { store.pointee.count }
  /// The number of bytes in all of them, and between them.
  public var byteCount: Int { store.pointee.byteCount }

  /// Makes an empty table.
  public init() {
    store = .allocate(capacity: 1)
    store.initialize(to: Store(entries: .allocate(capacity: 8)))
    slots = Self.emptySlots(Int(slotMask) + 1)
    bytes = Self.room(store.pointee.byteCapacity)
  }

  deinit {
    slots.deallocate()
    store.pointee.entries.deallocate()
    store.deallocate()
    UnsafeMutableRawPointer(bytes).deallocate()
  }

  /// The memory that the table takes, about.
  var memory: Int {
    (Int(slotMask) + 1) * MemoryLayout<Slot>.stride + store.pointee.capacity * MemoryLayout<Entry>.stride
      + store.pointee.byteCapacity
  }

  /// The number of a byte string; nil when it is not there.
  @inline(__always)
  public borrowing func find(_ text: ByteSlice) -> Int? {
    let number = position(of: text)
    return number < 0 ? nil : number
  }

  /// The number of a byte string; -1 when it is not there.
  @inline(__always)
  borrowing func position(of text: ByteSlice) -> Int { position(of: text, hash: ByteHash.process.hash(text)) }

  /// The same for who knows the hash.
  @inline(__always)
  borrowing func position(of text: ByteSlice, hash: UInt64) -> Int {
    guard let slot = slot(of: text, hash) else { return -1 }
    return Int(slot.pointee.number) - 1
  }

  /// The numbers of several byte strings, looked up at once so that they are waited for together; -1 for those that are
  /// not there.
  ///
  /// - Parameters:
  ///   - texts: the byte strings, of which so many are looked up.
  ///   - numbers: room for as many.
  @inline(never)
  public mutating func find(_ texts: UnsafePointer<ByteSlice>, count: Int, into numbers: UnsafeMutablePointer<Int>) {
    let hasher = ByteHash.process
    var touched = 0
    for place in 0..<count { numbers[place] = Int(truncatingIfNeeded: hasher.hash(texts[place])) }
    for place in 0..<count {
      touched |= Int(self.place(ofHash: UInt64(truncatingIfNeeded: numbers[place])).load(as: UInt8.self))
    }
    for place in 0..<count {
      let slot = slot(numbers[place] & Int(slotMask))
      // Of long texts the bytes stand elsewhere; of short ones, any place will do.
      let start = slot.pointee.count > Self.slotBytes ? Int(truncatingIfNeeded: slot.pointee.words.0) : 0
      touched |= Int(bytes[start])
    }
    for place in 0..<count {
      numbers[place] = position(of: texts[place], hash: UInt64(truncatingIfNeeded: numbers[place]))
    }
    store.pointee.touched = touched
  }

  /// The mark of a byte string; nil when it is not there.
  @inline(__always)
  borrowing func mark(of text: ByteSlice) -> Int? { mark(of: text, hash: ByteHash.process.hash(text)) }

  /// The same for who knows the hash.
  @inline(__always)
  borrowing func mark(of text: ByteSlice, hash: UInt64) -> Int? {
    guard let slot = slot(of: text, hash) else { return nil }
    return Int(slot.pointee.mark)
  }

  /// Where a byte string of a hash is looked for first, until the next insertion.
  @inline(__always)
  borrowing func place(ofHash hash: UInt64) -> UnsafeRawPointer {
    UnsafeRawPointer(slot(Int(truncatingIfNeeded: hash) & Int(slotMask)))
  }

  @inline(__always)
  private borrowing func slot(of text: ByteSlice, _ wanted: UInt64) -> UnsafeMutablePointer<Slot>? {
    let mask = Int(slotMask)
    var place = Int(truncatingIfNeeded: wanted) & mask
    while true {
      let slot = self.slot(place)
      if slot.pointee.number == 0 { return nil }
      if slot.pointee.tag == UInt32(truncatingIfNeeded: wanted >> 32) {
        let count = Int(slot.pointee.count)
        if count == text.count, slot.pointee.count != Self.longCount {
          let start =
            count <= Self.slotBytes
            ? UnsafeRawPointer(slot).assumingMemoryBound(to: UInt8.self)
            : UnsafePointer(bytes + Int(truncatingIfNeeded: slot.pointee.words.0))
          if equalBytes(start, text.base, count) { return slot }
        } else if slot.pointee.count == Self.longCount, isLong(Int(slot.pointee.number) - 1, text) {
          return slot
        }
      }
      place = (place + 1) & mask
    }
  }

  @inline(__always)
  private borrowing func slot(_ place: Int) -> UnsafeMutablePointer<Slot> {
    (slots + place * MemoryLayout<Slot>.stride).assumingMemoryBound(to: Slot.self)
  }

  @inline(never)
  private borrowing func isLong(_ number: Int, _ text: ByteSlice) -> Bool {
    let entry = store.pointee.entries[number]
    return entry.count == text.count && equalBytes(bytes + entry.start, text.base, text.count)
  }

  /// The bytes of a number, valid until the next insertion.
  borrowing func slice(_ number: Int) -> ByteSlice {
    let entry = store.pointee.entries[number]
    return ByteSlice(bytes + entry.start, entry.count)
  }

  /// The mark of a number.
  @inline(__always)
  borrowing func mark(_ number: Int) -> Int { Int(store.pointee.entries[number].mark) }

  /// Sets the mark of a number.
  mutating func setMark(_ number: Int, _ mark: Int) {
    store.pointee.entries[number].mark = Int32(truncatingIfNeeded: mark)
    let text = slice(number)
    slot(of: text, ByteHash.process.hash(text))?.pointee.mark = Int32(truncatingIfNeeded: mark)
  }

  /// Adds a byte string that is not there, and returns its number.
  public mutating func insert(_ text: ByteSlice) -> Int { insert(text, mark: -1) }

  /// Adds a byte string that is not there with a mark, and returns its number.
  mutating func insert(_ text: ByteSlice, mark: Int) -> Int {
    let number = count
    if number == store.pointee.capacity { store.pointee.entries.enlarge(number, &store.pointee.capacity) }
    var start = byteCount
    // What fits into a line does not lie across two.
    if text.count <= CacheLine.size, start % CacheLine.size + text.count > CacheLine.size {
      start += CacheLine.size - start % CacheLine.size
    }
    if start + text.count > store.pointee.byteCapacity { growBytes(to: start + text.count) }
    (bytes + start).update(from: text.base, count: text.count)
    (store.pointee.entries + number).initialize(
      to: Entry(
        hash: ByteHash.process.hash(text), start: start, count: text.count, mark: Int32(truncatingIfNeeded: mark)))
    store.pointee.byteCount = start + text.count
    store.pointee.count = number + 1
    if (number + 1) * 2 > Int(slotMask) { growSlots() } else { place(number) }
    return number
  }

  private func place(_ number: Int) {
    let entry = store.pointee.entries[number]
    var place = Int(truncatingIfNeeded: entry.hash) & Int(slotMask)
    while slot(place).pointee.number != 0 { place = (place + 1) & Int(slotMask) }
    var words: (UInt64, UInt64) = (UInt64(truncatingIfNeeded: entry.start), 0)
    if entry.count <= Self.slotBytes {
      withUnsafeMutableBytes(of: &words) {
        $0.copyMemory(from: UnsafeRawBufferPointer(start: bytes + entry.start, count: entry.count))
      }
    }
    slot(place).initialize(
      to: Slot(
        words: words, tag: UInt32(truncatingIfNeeded: entry.hash >> 32),
        number: UInt32(truncatingIfNeeded: number + 1), mark: entry.mark, count: UInt32(clamping: entry.count)))
  }

  private mutating func growSlots() {
    let size = (Int(slotMask) + 1) * 2
    slots.deallocate()
    slots = Self.emptySlots(size)
    slotMask = Int32(truncatingIfNeeded: size - 1)
    for number in 0..<count { place(number) }
  }

  private mutating func growBytes(to needed: Int) {
    store.pointee.byteCapacity = max(store.pointee.byteCapacity * 2, needed)
    let larger = Self.room(store.pointee.byteCapacity)
    larger.update(from: bytes, count: byteCount)
    UnsafeMutableRawPointer(bytes).deallocate()
    bytes = larger
  }

  private static func emptySlots(_ count: Int) -> UnsafeMutableRawPointer {
    let slots = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Slot>.stride, alignment: CacheLine.size)
    slots.initializeMemory(as: Slot.self, repeating: Slot(), count: count)
    return slots
  }

  private static func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    CacheLine.room(for: count, of: UInt8.self)
  }
}
