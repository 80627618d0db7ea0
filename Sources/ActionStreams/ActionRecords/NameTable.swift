import Documents

/// Numbers by name, for the few names that a stream uses over and over.
///
/// A name is found by its length and its first and last eight bytes; what stands between is compared, too.
/// ```
/// name      a w s : R e q u e s t e d R e g i o n      19 bytes
/// first     a w s : R e q u
/// last                          d R e g i o n          together with `first` these are all but bytes 8 to 10
/// slots     [ 0, 2, 0, 1, … ]                          index + 1 by seeded hash of the three, 0 where empty
/// entries   0: 19 bytes, first, last, its text, its number
/// ```
/// Names that agree in all three share a slot's neighbourhood, and so many of them as to make it crowded are not kept:
/// a hostile stream cannot make searches long.
struct NameTable: ~Copyable {
  private struct Entry {
    let first: UInt64
    let last: UInt64
    let count: Int
    /// The name, with eight bytes of room behind it.
    let text: UnsafePointer<UInt8>
    let number: Int
  }

  /// The longest name that is kept, in bytes.
  static let longest = 128
  /// How many names are kept.
  static let limit = 2048
  private static let slotMask = limit * 4 - 1
  /// How many slots a search looks at.
  private static let reach = 8

  private let seed = UInt64.random(in: 0...UInt64.max) | 1
  private let slots: UnsafeMutablePointer<Int32>
  private let entries: UnsafeMutablePointer<Entry>
  private let bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  /// The number of names.
  private(set) var count = 0

  init() {
    slots = .allocate(capacity: Self.slotMask + 1)
    entries = .allocate(capacity: Self.limit)
    bytes = .allocate(capacity: Self.limit * (Self.longest + 8))
    forget()
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    bytes.deallocate()
  }

  /// Forgets all names.
  mutating func forget() {
    slots.initialize(repeating: 0, count: Self.slotMask + 1)
    byteCount = 0
    count = 0
  }

  /// The number of a name, behind which eight bytes must be readable; nil when it is not there.
  @inline(__always)
  borrowing func find(_ name: ByteSlice) -> Int? {
    let (first, last) = Self.ends(name)
    var slot = hash(name.count, first, last)
    for _ in 0..<Self.reach {
      let index = Int(slots[slot]) - 1
      if index < 0 { return nil }
      let entry = entries + index
      if entry.pointee.first == first, entry.pointee.last == last, entry.pointee.count == name.count,
        Self.middleEquals(name, entry.pointee.text)
      {
        return entry.pointee.number
      }
      slot = (slot + 1) & Self.slotMask
    }
    return nil
  }

  /// Adds a name that is not there; false when there is no room for it.
  mutating func add(_ name: ByteSlice, _ number: Int) -> Bool {
    guard name.count <= Self.longest, count < Self.limit else { return false }
    let (first, last) = Self.ends(name)
    var slot = hash(name.count, first, last)
    for _ in 0..<Self.reach {
      if slots[slot] == 0 {
        let text = bytes + byteCount
        text.update(from: name.base, count: name.count)
        (text + name.count).update(repeating: 0, count: 8)
        byteCount += name.count + 8
        (entries + count).initialize(
          to: Entry(first: first, last: last, count: name.count, text: UnsafePointer(text), number: number))
        count += 1
        slots[slot] = Int32(truncatingIfNeeded: count)
        return true
      }
      slot = (slot + 1) & Self.slotMask
    }
    return false
  }

  /// The first and the last eight bytes; a shorter name filled up with zeros, twice.
  @inline(__always)
  private static func ends(_ name: ByteSlice) -> (first: UInt64, last: UInt64) {
    let raw = UnsafeRawPointer(name.base)
    let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    if name.count >= 8 {
      return (first, UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: name.count &- 8, as: UInt64.self)))
    }
    let short = first & ((1 << UInt64(truncatingIfNeeded: name.count &* 8)) &- 1)
    return (short, short)
  }

  /// Whether the bytes behind the first eight and before the last eight are equal, and maybe some of those.
  @inline(__always)
  private static func middleEquals(_ name: ByteSlice, _ text: UnsafePointer<UInt8>) -> Bool {
    var offset = 8
    while offset &+ 8 < name.count {
      let word = UnsafeRawPointer(name.base).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word != UnsafeRawPointer(text).loadUnaligned(fromByteOffset: offset, as: UInt64.self) { return false }
      offset &+= 8
    }
    return true
  }

  @inline(__always)
  private func hash(_ count: Int, _ first: UInt64, _ last: UInt64) -> Int {
    let product = (first ^ seed).multipliedFullWidth(
      by: last &+ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xA076_1D64_78BD_642F)
    return Int(truncatingIfNeeded: product.high ^ product.low) & Self.slotMask
  }
}
