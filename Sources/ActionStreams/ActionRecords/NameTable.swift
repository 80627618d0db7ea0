import Documents

/// Names of members, found by their ends and their middle, or by what stood before them.
///
/// Bytes of which nothing is known are found by two loads and a multiplication, and at most 24 bytes are compared without
/// a loop. Writers name members in the same order again and again: each entry knows which two followed it last, and a name
/// that is one of these is found without looking for its end.
/// ```
/// name      aws:RequestedRegion
/// first     a w s : R e q u
/// middle              e q u e s t e d                  from byte 5, half of what is left of 8
/// last                              e d R e g i o n    from byte 11
/// slots     [ 0, 2, 0, 1, … ]                          index + 1 by seeded hash of first, last and length, 0 where empty
/// entries   0: first, middle, last, 19 bytes, its number; followed by 1, before that by 7
///           the same of "aws:RequestedRegion": with its quotes and its colon, 22 bytes
/// ```
/// Names that agree in what is hashed share a slot's neighbourhood, and so many of them as to make it crowded are not
/// kept: a hostile stream cannot make searches long.
struct NameTable: ~Copyable {
  /// A name.
  struct Entry {
    fileprivate let words: Words
    fileprivate let count: Int32
    /// The number that the name was added with.
    let number: Int32
    /// The name as it begins a member, with its quotes and its colon.
    fileprivate let member: Words
    /// The bits of the member's words that count.
    fileprivate let mask: UInt64
    fileprivate let middleOffset: UInt8
    fileprivate let lastOffset: UInt8
    /// How many bytes the member's name takes, with its quotes and its colon.
    let memberCount: UInt16
    /// The name as it begins a member; the room behind it is zeros.
    fileprivate let text: UnsafePointer<UInt8>
    /// The names that came behind this one last, and before that.
    fileprivate var followers: (UnsafeMutablePointer<Entry>, UnsafeMutablePointer<Entry>)
  }

  /// What a search looks at: pointers that never change, so that a loop may keep them.
  struct Index {
    fileprivate let seed = UInt64.random(in: 0...UInt64.max) | 1
    fileprivate let otherSeed = UInt64.random(in: 0...UInt64.max) | 1
    fileprivate let slots: UnsafeMutablePointer<Int32>
    fileprivate let entries: UnsafeMutablePointer<Entry>
    /// The names by entry, each as it begins a member, with the room of the longest.
    fileprivate let texts: UnsafeMutablePointer<UInt8>
  }

  /// The longest name that is kept, in bytes.
  static let longest = 128
  /// How many names are kept.
  static let limit = 2048
  /// The longest member's name that is compared where it is expected: so many bytes are readable behind a line.
  private static let longestMember = TextLines.padding
  fileprivate static let textRoom = longest + 16
  fileprivate static let slotMask = limit * 4 - 1
  /// How many slots a search looks at.
  fileprivate static let reach = 8

  /// Finds names; good for as long as the table is.
  let index: Index
  /// The number of names.
  private(set) var count = 0

  init() {
    index = Index(
      slots: .allocate(capacity: Self.slotMask + 1), entries: .allocate(capacity: Self.limit + 1),
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
    // What stands before the first name is no name itself: no text has its words, of which two at one place differ.
    index.root.initialize(
      to: Entry(
        words: Words(first: 0, middle: 0, last: 0), count: -1, number: -1, member: Words(first: 0, middle: 1, last: 0),
        mask: .max, middleOffset: 0, lastOffset: 0, memberCount: 0, text: index.texts,
        followers: (index.root, index.root)))
    count = 0
  }

  /// Adds a name of plain bytes that is not there, with a number from 0; nil when there is no room for it.
  mutating func add(_ name: ByteSlice, _ number: Int) -> UnsafeMutablePointer<Entry>? {
    guard name.count <= Self.longest, count < Self.limit else { return nil }
    let words = Words(name)
    var slot = index.slot(name.count, words)
    for _ in 0..<Self.reach {
      if index.slots[slot] == 0 {
        let entry = index.entries + count
        entry.initialize(to: makeEntry(name, words, number))
        count += 1
        index.slots[slot] = Int32(truncatingIfNeeded: count)
        return entry
      }
      slot = (slot + 1) & Self.slotMask
    }
    return nil
  }

  private func makeEntry(_ name: ByteSlice, _ words: Words, _ number: Int) -> Entry {
    let text = index.texts + count * Self.textRoom
    let total = name.count + 3
    text[0] = UInt8(ascii: "\"")
    (text + 1).update(from: name.base, count: name.count)
    text[total - 2] = UInt8(ascii: "\"")
    text[total - 1] = UInt8(ascii: ":")
    (text + total).update(repeating: 0, count: Self.textRoom - total)
    let member = Words(ByteSlice(text, total))
    // A longer one is never where it is expected, as the root.
    let isCompared = total <= Self.longestMember
    let rest = isCompared && total > 8 ? total - 8 : 0
    return Entry(
      words: words, count: Int32(truncatingIfNeeded: name.count), number: Int32(truncatingIfNeeded: number),
      member: isCompared
        ? Words(first: member.first, middle: rest == 0 ? member.first : member.middle, last: member.last)
        : Words(first: 0, middle: 1, last: 0),
      mask: total < 8 ? (1 << UInt64(total * 8)) - 1 : .max, middleOffset: UInt8(rest / 2), lastOffset: UInt8(rest),
      memberCount: UInt16(total), text: text, followers: (index.root, index.root))
  }

  /// What a name of at most 24 bytes is known by; a name shorter than a word is its first and its last.
  fileprivate struct Words {
    let first: UInt64
    let middle: UInt64
    let last: UInt64

    @inline(__always)
    init(first: UInt64, middle: UInt64, last: UInt64) {
      self.first = first
      self.middle = middle
      self.last = last
    }

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
  /// What the first name of an object follows.
  @inline(__always)
  var root: UnsafeMutablePointer<NameTable.Entry> { entries + NameTable.limit }

  /// The name that begins a member at a place, where it is one of those that followed another name last; nil where it is
  /// not. `TextLines.padding` bytes must be readable there.
  @inline(__always)
  func follower(
    of entry: UnsafeMutablePointer<NameTable.Entry>, at place: UnsafePointer<UInt8>
  ) -> UnsafeMutablePointer<NameTable.Entry>? {
    let (last, other) = entry.pointee.followers
    if stands(last, at: place) { return last }
    guard stands(other, at: place) else { return nil }
    entry.pointee.followers = (other, last)
    return other
  }

  /// Remembers which name came behind another.
  func setFollower(
    of entry: UnsafeMutablePointer<NameTable.Entry>, to follower: UnsafeMutablePointer<NameTable.Entry>
  ) {
    entry.pointee.followers = (follower, entry.pointee.followers.0)
  }

  /// Whether a member begins with a name at a place.
  @inline(__always)
  private func stands(_ entry: UnsafeMutablePointer<NameTable.Entry>, at place: UnsafePointer<UInt8>) -> Bool {
    let raw = UnsafeRawPointer(place)
    func differences(_ offset: UInt8, _ word: UInt64) -> UInt64 {
      UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: Int(offset), as: UInt64.self)) ^ word
    }
    let last = differences(entry.pointee.lastOffset, entry.pointee.member.last)
    let first = differences(0, entry.pointee.member.first)
    let middle = differences(entry.pointee.middleOffset, entry.pointee.member.middle)
    guard (first | middle | last) & entry.pointee.mask == 0 else { return false }
    return entry.pointee.memberCount <= 24 || Self.standsWhole(entry, at: place)
  }

  @inline(never)
  private static func standsWhole(
    _ entry: UnsafeMutablePointer<NameTable.Entry>, at place: UnsafePointer<UInt8>
  ) -> Bool {
    let count = Int(entry.pointee.memberCount)
    return ByteSlice(entry.pointee.text, count).equals(ByteSlice(place, count))
  }

  /// The number of a name, behind which eight bytes must be readable; -1 when it is not there.
  @inline(__always)
  func find(_ name: ByteSlice) -> Int {
    let entry = entry(name)
    return entry.map { Int($0.pointee.number) } ?? -1
  }

  /// The entry of a name, behind which eight bytes must be readable; nil when it is not there.
  @inline(__always)
  func entry(_ name: ByteSlice) -> UnsafeMutablePointer<NameTable.Entry>? {
    let words = NameTable.Words(name)
    var slot = slot(name.count, words)
    for _ in 0..<NameTable.reach {
      let index = Int(slots[slot]) &- 1
      if index < 0 { return nil }
      let entry = entries + index
      if entry.pointee.words.first == words.first, entry.pointee.words.last == words.last,
        entry.pointee.words.middle == words.middle, Int(entry.pointee.count) == name.count,
        name.count <= 24 || Self.equalsWhole(name, entry)
      {
        return entry
      }
      slot = (slot &+ 1) & NameTable.slotMask
    }
    return nil
  }

  @inline(never)
  private static func equalsWhole(_ name: ByteSlice, _ entry: UnsafeMutablePointer<NameTable.Entry>) -> Bool {
    ByteSlice(entry.pointee.text + 1, name.count).equals(name)
  }

  @inline(__always)
  fileprivate func slot(_ count: Int, _ words: NameTable.Words) -> Int {
    let product = (words.first ^ seed).multipliedFullWidth(
      by: (words.last &+ UInt64(truncatingIfNeeded: count)) ^ otherSeed)
    return Int(truncatingIfNeeded: product.high ^ product.low) & NameTable.slotMask
  }
}
