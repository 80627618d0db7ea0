import Documents
import PolicyLanguage
import Synchronization

/// The classes of the values of one context key: values for which all conditions of the program on the key hold alike.
///
/// ```
/// conditions   0: StringEquals prod   1: StringLike p*   2: Null true
/// values       "prod" -> class 1      "pre" -> class 2   "dev" -> class 3     a table of bytes
/// vectors      0 (absent): 0 0 1      1: 1 1 0           2: 0 1 0             3: 0 0 0
/// ```
/// Plans keep a row of bits for each class, so that a value is hashed once, however many statements look at its key.
/// Dates, addresses and numbers, which hardly repeat, are not looked up by their bytes but among the sorted bounds of the
/// conditions (`OrderedValues`). All of it is bounded; a key whose values never repeat stops being classified.
struct KeyClasses: ~Copyable {
  private static let valueLimit = 8192
  private static let byteLimit = 1 << 20
  private static let classLimit = 16_384
  private static let flushLimit = 24

  // What every look-up comes by stands first, in one line of the cache; the bounds of dates and numbers in the next.
  /// The classes of values that outlive requests.
  private var lasting = LastingNumbers()
  /// The values seen, marked with their classes.
  private var values = ByteTable()
  private var absentClass: Int32 = -1
  private var hits: Int32 = 0
  private let key: Int32
  /// Whose classes these are, in frames that note them.
  private let owner: Int32
  private let isOrdered: Bool
  private let classOfInterval: UnsafeMutablePointer<Int32>
  private let ordered: OrderedValues

  /// The distinct conditions on the key that hold no variables.
  private let conditions: [CompiledCondition]
  private let vectorWords: Int
  /// The lists seen, marked with their classes.
  private var lists = ByteTable()
  private var vectors = ByteTable()
  /// For each class, the conditions that hold for certain, then those that may.
  private var bits: UnsafeMutablePointer<UInt64>
  private var capacity = 8
  private var count = 0
  private let scratch: UnsafeMutablePointer<UInt64>
  private var listKey = ByteBuffer(capacity: 256)
  private var unknownClass = -1
  private var flushes = 0
  /// The conditions by the values that they name; made when the first value comes.
  private var equality: UnsafeMutablePointer<EqualityIndex>?

  init(key: Int, conditions: [CompiledCondition], owner: Int32) {
    self.owner = owner
    self.key = Int32(truncatingIfNeeded: key)
    self.conditions = conditions
    vectorWords = (conditions.count + 63) / 64
    ordered = OrderedValues(conditions)
    let intervals = ordered.intervalCount
    isOrdered = intervals > 0
    classOfInterval = .allocate(capacity: max(1, intervals))
    classOfInterval.initialize(repeating: -1, count: max(1, intervals))
    bits = .allocate(capacity: capacity * max(1, vectorWords) * 2)
    scratch = .allocate(capacity: max(1, vectorWords) * 2)
  }

  deinit {
    classOfInterval.deallocate()
    bits.deallocate()
    scratch.deallocate()
    equality?.deinitialize(count: 1)
    equality?.deallocate()
  }

  /// The conditions that hold for a class, by their index on the key: words of certain ones, then of possible ones.
  func vector(_ number: Int) -> UnsafeMutablePointer<UInt64> { bits + number * vectorWords * 2 }

  /// Whether a condition holds for a class, by its index on the key.
  func truth(_ number: Int, _ place: Int) -> Truth {
    let (word, mask) = (vector(number) + (place >> 6), 1 << UInt64(place & 63) as UInt64)
    // Most that are asked do not hold: then the certain ones are not waited for.
    if word[vectorWords] & mask == 0 { return .no }
    return word[0] & mask != 0 ? .yes : .unknown
  }

  /// The words of each half of a vector.
  var words: Int { vectorWords }

  /// The class of what a request says of the key; -1 when it is not worth classifying.
  @inline(__always)
  mutating func find(_ frame: borrowing RequestFrame) -> Int {
    let slot = frame.slot(Int(key))
    if slot.state == .absent, absentClass >= 0 { return Int(absentClass) }
    guard slot.isSingle else { return findRare(slot, frame) }
    let entry = frame.entry(of: slot)
    let noted = frame.classNumber(entry, of: owner)
    if noted >= 0 { return noted }
    let number = find(entry, frame)
    frame.noteClass(number, of: slot, for: owner)
    return number
  }

  @inline(__always)
  private mutating func find(_ entry: RequestFrame.Entry, _ frame: borrowing RequestFrame) -> Int {
    if entry.lasting < 0 { return find(entry.value, frame) }
    let known = lasting.find(LastingValues(number: entry.lasting))
    return known >= 0 ? known : learn(entry, frame)
  }

  /// What `find` comes to, as far as it is known without waiting for memory, and without learning anything.
  ///
  /// - Parameter slot: that of the key.
  /// - Returns: the class; `hashed` of `NarrowSearch.KeyLook`, and the hash, for a value that is to be looked up; `later` for
  ///   what has to be found all by itself.
  @inline(__always)
  borrowing func look(_ slot: RequestFrame.Slot, _ frame: borrowing RequestFrame) -> (number: Int32, hash: UInt64) {
    if slot.state == .absent, absentClass >= 0 { return (absentClass, 0) }
    guard slot.isSingle else { return (NarrowSearch.KeyLook.later, 0) }
    let entry = frame.entry(of: slot)
    let noted = frame.classNumber(entry, of: owner)
    if noted >= 0 { return (Int32(truncatingIfNeeded: noted), 0) }
    if entry.lasting >= 0 {
      let known = lasting.find(LastingValues(number: entry.lasting))
      return (known >= 0 ? Int32(truncatingIfNeeded: known) : NarrowSearch.KeyLook.later, 0)
    }
    return isOrdered ? (NarrowSearch.KeyLook.later, 0) : (NarrowSearch.KeyLook.hashed, hash(entry.value, frame))
  }

  /// The hash of a value; out of line, for few are hashed and the steps to it would crowd out those of all others.
  @inline(never)
  private borrowing func hash(_ value: ByteSlice, _ frame: borrowing RequestFrame) -> UInt64 {
    frame.hasher.hash(value)
  }

  /// The class of a value of the request that was to be looked up by its hash.
  @inline(__always)
  mutating func find(_ frame: borrowing RequestFrame, hash: UInt64) -> Int {
    let slot = frame.slot(Int(key))
    let value = frame.entry(of: slot).value
    guard let number = values.mark(of: value, hash: hash) else { return classify(value, frame) }
    noteHit()
    frame.noteClass(number, of: slot, for: owner)
    return number
  }

  /// Where a value of a hash is looked for first.
  @inline(__always)
  borrowing func place(ofHash hash: UInt64) -> UnsafeRawPointer { values.place(ofHash: hash) }

  /// The class of a lasting value that was not looked up yet.
  @inline(never)
  private mutating func learn(_ entry: RequestFrame.Entry, _ frame: borrowing RequestFrame) -> Int {
    let number = find(entry.value, frame)
    if number >= 0 { lasting.set(LastingValues(number: entry.lasting), to: number) }
    return number
  }

  @inline(__always)
  private mutating func find(_ value: ByteSlice, _ frame: borrowing RequestFrame) -> Int {
    if isOrdered {
      let interval = ordered.interval(of: value)
      if interval >= 0 {
        let number = classOfInterval[interval]
        return number >= 0 ? Int(number) : classOf(interval: interval, frame)
      }
    }
    guard let number = values.mark(of: value, hash: frame.hasher.hash(value)) else { return classify(value, frame) }
    noteHit()
    return number
  }

  @inline(never)
  private mutating func findRare(_ slot: RequestFrame.Slot, _ frame: borrowing RequestFrame) -> Int {
    switch slot.state {
    case .absent, .single:
      absentClass = Int32(truncatingIfNeeded: number(frame))
      return Int(absentClass)
    case .unknown:
      if unknownClass < 0 { unknownClass = number(frame) }
      return unknownClass
    case .list: return classOfList(slot, frame)
    }
  }

  @inline(never)
  private mutating func classOf(interval: Int, _ frame: borrowing RequestFrame) -> Int {
    let number = number(frame)
    classOfInterval[interval] = Int32(truncatingIfNeeded: number)
    return number
  }

  @inline(never)
  private mutating func classify(_ value: ByteSlice, _ frame: borrowing RequestFrame) -> Int {
    guard flushes < Self.flushLimit, value.count <= 1024 else { return -1 }
    if values.count >= Self.valueLimit || values.byteCount > Self.byteLimit {
      values = ByteTable()
      noteFlush()
    }
    let number = number(frame)
    if number >= 0 { _ = values.insert(value, mark: number) }
    return number
  }

  private mutating func classOfList(_ slot: RequestFrame.Slot, _ frame: borrowing RequestFrame) -> Int {
    listKey.removeAll()
    for place in 0..<frame.count(of: slot) {
      let value = frame.value(slot, place)
      // The length before each value keeps lists apart that are alike when written one behind the other.
      listKey.append(value.count)
      listKey.append(UInt8(ascii: " "))
      listKey.append(value)
      if listKey.count > 1024 { return -1 }
    }
    let found = listKey.withBytes { bytes in bytes.baseAddress.flatMap { lists.mark(of: ByteSlice($0, bytes.count)) } }
    if let found {
      noteHit()
      return found
    }
    guard flushes < Self.flushLimit else { return -1 }
    if lists.count >= Self.valueLimit || lists.byteCount > Self.byteLimit {
      lists = ByteTable()
      noteFlush()
    }
    let number = number(frame)
    if number >= 0 { _ = ByteString(listKey.array()).withSlice { lists.insert($0, mark: number) } }
    return number
  }

  @inline(__always)
  private mutating func noteHit() { if hits < .max { hits &+= 1 } }

  /// A table that answered often before it filled up is doing its work; one that did not will be given up on.
  private mutating func noteFlush() {
    flushes = hits > Self.valueLimit * 4 ? 0 : flushes + 1
    hits = 0
  }

  /// Finds which conditions hold, and numbers the outcome; -1 when there are too many outcomes.
  @inline(never)
  private mutating func number(_ frame: borrowing RequestFrame) -> Int {
    let slot = frame.slot(Int(key))
    let equality = slot.state == .single || slot.state == .list ? self.equality ?? makeEqualityIndex() : nil
    if let equality, equality.pointee.covers(slot, frame) {
      equality.pointee.fill(scratch, slot, frame)
      (scratch + vectorWords).update(from: scratch, count: vectorWords)
    } else {
      askEach(frame)
    }
    let bytes = UnsafeRawPointer(scratch).assumingMemoryBound(to: UInt8.self)
    let vector = ByteSlice(bytes, vectorWords * 16)
    if let known = vectors.find(vector) { return known }
    guard count < Self.classLimit else { return -1 }
    if count == capacity {
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * vectorWords * 2)
      larger.update(from: bits, count: count * vectorWords * 2)
      bits.deallocate()
      bits = larger
      capacity *= 2
    }
    (bits + count * vectorWords * 2).update(from: scratch, count: vectorWords * 2)
    count += 1
    return vectors.insert(vector)
  }

  /// Asks every condition whether it holds.
  private func askEach(_ frame: borrowing RequestFrame) {
    scratch.update(repeating: 0, count: vectorWords * 2)
    for (index, condition) in conditions.enumerated() {
      let truth = condition.holds(in: frame)
      let mask: UInt64 = 1 << UInt64(index & 63)
      if truth == .yes { scratch[index >> 6] |= mask }
      if truth != .no { scratch[vectorWords + (index >> 6)] |= mask }
    }
  }

  private mutating func makeEqualityIndex() -> UnsafeMutablePointer<EqualityIndex> {
    let made = UnsafeMutablePointer<EqualityIndex>.allocate(capacity: 1)
    made.initialize(to: EqualityIndex(conditions, words: vectorWords))
    equality = made
    return made
  }
}

/// The classes of all keys, each key's from the beginning of a line of the cache.
struct KeyClassTable {
  private static let stride =
    (MemoryLayout<KeyClasses>.stride + CacheLine.size - 1) / CacheLine.size * CacheLine.size

  private let base: UnsafeMutableRawPointer

  fileprivate init(count: Int) {
    base = .allocate(byteCount: max(1, count) * Self.stride, alignment: CacheLine.size)
  }

  /// The classes of a key.
  @inline(__always)
  subscript(_ key: Int) -> UnsafeMutablePointer<KeyClasses> {
    (base + key * Self.stride).assumingMemoryBound(to: KeyClasses.self)
  }

  fileprivate func initialize(_ key: Int, to classes: consuming KeyClasses) {
    (base + key * Self.stride).bindMemory(to: KeyClasses.self, capacity: 1).initialize(to: classes)
  }

  fileprivate func deallocate(count: Int) {
    for key in 0..<count { self[key].deinitialize(count: 1) }
    base.deallocate()
  }
}

/// The classes of the values of all keys of a program, for one worker; its stacks share them.
public final class KeyClassifier {
  let keys: KeyClassTable
  private let keyCount: Int
  /// The number of classifiers that there were: each has a number of its own, from 1.
  private static let owners = Mutex<Int32>(0)
  /// The index of a condition among those of its key, by the condition's number.
  let places: [Int: Int]

  /// Makes the classes of a program's keys, all still empty.
  public init(_ program: Program) {
    keyCount = program.keys.count
    keys = KeyClassTable(count: keyCount)
    var places: [Int: Int] = [:]
    let owner = Self.owners.withLock { count in
      count += 1
      return count
    }
    for key in 0..<keyCount {
      let conditions = program.conditions(on: key)
      for (place, condition) in conditions.enumerated() { places[condition.number] = place }
      keys.initialize(key, to: KeyClasses(key: key, conditions: conditions, owner: owner))
    }
    self.places = places
  }

  deinit { keys.deallocate(count: keyCount) }
}
