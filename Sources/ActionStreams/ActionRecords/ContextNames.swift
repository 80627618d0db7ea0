import Documents
import Evaluation

/// The names of context members that a stream has used, each with the key that it is.
///
/// Records use a few names over and over, so each spelling is looked up among the program's keys once. Spellings that
/// differ in ASCII case only share a number, by which a name that an object uses twice is found.
/// ```
/// slots     [ 0, 2, 0, 1, 0, 3, … ]             index + 1 by seeded hash, 0 where empty
/// entries   0: "aws:SourceIp"  key 4  number 0
///           1: "AWS:SourceIP"  key 4  number 0
///           2: "app:Team"      key -1 number 1   no policy looks at it
/// stamps    [ 7, 6 ]                            the object that used a number last
/// ```
/// Object 7 names `AWS:SourceIP`: its hash leads to slot 1, so to entry 1, whose bytes are the same. Stamp 0 is 7 already:
/// the object has named this key before. It holds so many names at most, and begins anew when they are more.
struct ContextNames: ~Copyable {
  private struct Entry {
    let hash: UInt64
    /// The spelling, filled up with zeros to whole words.
    let words: UnsafePointer<UInt64>
    let count: Int
    let key: Int32
    let number: Int32
  }

  /// The longest name that is kept, in bytes.
  static let longest = 128
  private static let limit = 2048
  private static let slotMask = limit * 4 - 1

  private let keys: KeyTable
  private let seed = UInt64.random(in: 0...UInt64.max)
  private let slots: UnsafeMutablePointer<Int32>
  private let entries: UnsafeMutablePointer<Entry>
  private let words: UnsafeMutablePointer<UInt64>
  private let stamps: UnsafeMutablePointer<UInt32>
  private var entryCount = 0
  private var wordCount = 0
  private var stamp: UInt32 = 0
  private var numbers: [ByteString: Int32] = [:]

  init(_ keys: KeyTable) {
    self.keys = keys
    slots = .allocate(capacity: Self.slotMask + 1)
    entries = .allocate(capacity: Self.limit)
    words = .allocate(capacity: Self.limit * Self.longest / 8)
    stamps = .allocate(capacity: Self.limit)
    forget()
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    words.deallocate()
    stamps.deallocate()
  }

  /// Begins with an object.
  @inline(__always)
  mutating func begin() {
    if entryCount >= Self.limit / 2 || stamp == UInt32.max { forget() }
    stamp += 1
  }

  /// The key of the object's next name, -1 where no policy looks at it; nil where the object has used it before, and for
  /// names that are not kept. 8 bytes behind the name must be readable.
  @inline(__always)
  mutating func key(_ name: ByteSlice) -> Int? {
    let hash = hash(name)
    var slot = Int(truncatingIfNeeded: hash >> 32) & Self.slotMask
    while true {
      let index = Int(slots[slot]) - 1
      if index < 0 { return add(name, hash) }
      let entry = entries + index
      if entry.pointee.hash == hash, entry.pointee.count == name.count, equals(name, entry.pointee.words) {
        let number = Int(entry.pointee.number)
        if stamps[number] == stamp { return nil }
        stamps[number] = stamp
        return Int(entry.pointee.key)
      }
      slot = (slot + 1) & Self.slotMask
    }
  }

  private mutating func forget() {
    slots.initialize(repeating: 0, count: Self.slotMask + 1)
    stamps.initialize(repeating: 0, count: Self.limit)
    numbers.removeAll()
    entryCount = 0
    wordCount = 0
    stamp = 0
  }

  private mutating func add(_ name: ByteSlice, _ hash: UInt64) -> Int? {
    guard name.count <= Self.longest, entryCount < Self.limit else { return nil }
    let start = wordCount
    for offset in stride(from: 0, to: name.count, by: 8) {
      words[wordCount] = Self.word(name, offset)
      wordCount += 1
    }
    let folded = name.byteString.asciiLowercased
    let number = numbers[folded] ?? Int32(truncatingIfNeeded: numbers.count)
    numbers[folded] = number
    let key = keys.index(of: name) ?? -1
    (entries + entryCount).initialize(
      to: Entry(
        hash: hash, words: UnsafePointer(words + start), count: name.count, key: Int32(truncatingIfNeeded: key),
        number: number))
    entryCount += 1
    var slot = Int(truncatingIfNeeded: hash >> 32) & Self.slotMask
    while slots[slot] != 0 { slot = (slot + 1) & Self.slotMask }
    slots[slot] = Int32(truncatingIfNeeded: entryCount)
    if stamps[Int(number)] == stamp { return nil }
    stamps[Int(number)] = stamp
    return key
  }

  /// Up to eight bytes of a name, zeros behind its end.
  @inline(__always)
  private static func word(_ name: ByteSlice, _ offset: Int) -> UInt64 {
    let word = UInt64(
      littleEndian: UnsafeRawPointer(name.base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let left = name.count - offset
    return left >= 8 ? word : word & ((1 << UInt64(truncatingIfNeeded: left * 8)) &- 1)
  }

  @inline(__always)
  private func hash(_ name: ByteSlice) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: name.count)
    var offset = 0
    while offset < name.count {
      let product = (state ^ Self.word(name, offset)).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low
      offset += 8
    }
    return state ^ (state << 32)
  }

  @inline(__always)
  private func equals(_ name: ByteSlice, _ words: UnsafePointer<UInt64>) -> Bool {
    var offset = 0
    while offset < name.count {
      if Self.word(name, offset) != words[offset >> 3] { return false }
      offset += 8
    }
    return true
  }
}
