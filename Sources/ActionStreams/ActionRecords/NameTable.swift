import Documents

/// Numbers by name, for the few names that a stream uses over and over.
///
/// A name of at most 24 bytes is known by its length and three of its words, which may overlap: the first eight bytes,
/// the last eight, and eight in the middle. Of longer names what stands between is compared, too.
/// ```
/// name      a w s : R e q u e s t e d R e g i o n      19 bytes
/// first     a w s : R e q u
/// middle              R e q u e s t e                  from byte 5, half of what is left of 8
/// last                          d R e g i o n
/// slots     [ 0, 2, 0, 1, … ]                          index + 1 by seeded hash of first, last and length, 0 where empty
/// entries   0: first, middle, last, 19 bytes, its number
/// ```
/// Names that agree in what is hashed share a slot's neighbourhood, and so many of them as to make it crowded are not
/// kept: a hostile stream cannot make searches long.
struct NameTable: ~Copyable {
  fileprivate struct Entry {
    let first: UInt64
    let middle: UInt64
    let last: UInt64
    let count: Int32
    let number: Int32
  }

  /// What a search looks at: pointers that never change, so that a loop may keep them.
  struct Index {
    fileprivate let seed = UInt64.random(in: 0...UInt64.max) | 1
    fileprivate let otherSeed = UInt64.random(in: 0...UInt64.max) | 1
    fileprivate let slots: UnsafeMutablePointer<Int32>
    fileprivate let entries: UnsafeMutablePointer<Entry>
    /// The names by entry, each with the room of the longest.
    fileprivate let texts: UnsafeMutablePointer<UInt8>
  }

  /// The longest name that is kept, in bytes.
  static let longest = 128
  /// How many names are kept.
  static let limit = 2048
  fileprivate static let textRoom = longest + 8
  fileprivate static let slotMask = limit * 4 - 1
  /// How many slots a search looks at.
  fileprivate static let reach = 8

  /// Finds names; good for as long as the table is.
  let index: Index
  /// The number of names.
  private(set) var count = 0

  init() {
    index = Index(
      slots: .allocate(capacity: Self.slotMask + 1), entries: .allocate(capacity: Self.limit),
      texts: .allocate(capacity: Self.limit * Self.textRoom))
    forget()
  }

  deinit {
    index.slots.deallocate()
    index.entries.deallocate()
    index.texts.deallocate()
  }

  /// Forgets all names.
  mutating func forget() {
    index.slots.initialize(repeating: 0, count: Self.slotMask + 1)
    count = 0
  }

  /// Adds a name that is not there, with a number from 0; false when there is no room for it.
  mutating func add(_ name: ByteSlice, _ number: Int) -> Bool {
    guard name.count <= Self.longest, count < Self.limit else { return false }
    let words = Words(name)
    var slot = index.slot(name.count, words)
    for _ in 0..<Self.reach {
      if index.slots[slot] == 0 {
        let text = index.texts + count * Self.textRoom
        text.update(from: name.base, count: name.count)
        (text + name.count).update(repeating: 0, count: 8)
        (index.entries + count).initialize(
          to: Entry(
            first: words.first, middle: words.middle, last: words.last, count: Int32(truncatingIfNeeded: name.count),
            number: Int32(truncatingIfNeeded: number)))
        count += 1
        index.slots[slot] = Int32(truncatingIfNeeded: count)
        return true
      }
      slot = (slot + 1) & Self.slotMask
    }
    return false
  }

  /// What a name of at most 24 bytes is known by; a name shorter than a word is its first and its last.
  fileprivate struct Words {
    let first: UInt64
    let middle: UInt64
    let last: UInt64

    @inline(__always)
    init(_ name: ByteSlice) {
      let raw = UnsafeRawPointer(name.base)
      let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
      if name.count >= 8 {
        let rest = name.count &- 8
        first = word
        middle = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: rest >> 1, as: UInt64.self))
        last = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: rest, as: UInt64.self))
      } else {
        first = word & ((1 << UInt64(truncatingIfNeeded: name.count &* 8)) &- 1)
        middle = 0
        last = first
      }
    }
  }
}

extension NameTable.Index {
  /// The number of a name, behind which eight bytes must be readable; -1 when it is not there.
  @inline(__always)
  func find(_ name: ByteSlice) -> Int {
    let words = NameTable.Words(name)
    var slot = slot(name.count, words)
    for _ in 0..<NameTable.reach {
      let index = Int(slots[slot]) &- 1
      if index < 0 { return -1 }
      let entry = entries + index
      if entry.pointee.first == words.first, entry.pointee.last == words.last,
        entry.pointee.middle == words.middle, Int(entry.pointee.count) == name.count,
        name.count <= 24 || equalsWhole(name, index)
      {
        return Int(entry.pointee.number)
      }
      slot = (slot &+ 1) & NameTable.slotMask
    }
    return -1
  }

  @inline(never)
  private func equalsWhole(_ name: ByteSlice, _ index: Int) -> Bool {
    ByteSlice(texts + index * NameTable.textRoom, name.count).equals(name)
  }

  @inline(__always)
  fileprivate func slot(_ count: Int, _ words: NameTable.Words) -> Int {
    let product = (words.first ^ seed).multipliedFullWidth(
      by: (words.last &+ UInt64(truncatingIfNeeded: count)) ^ otherSeed)
    return Int(truncatingIfNeeded: product.high ^ product.low) & NameTable.slotMask
  }
}
