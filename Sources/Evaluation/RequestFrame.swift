import Documents
import PolicyLanguage

/// One request as the evaluator sees it: slices for its action and resource, a slot for every key that policies look at.
///
/// ```
/// keys of the program   0: aws:resourcetag/x   1: aws:tagkeys     2: aws:sourceip
/// slots                 single, entry 0        list, entry 1      absent
/// entries               0: key 0, "true"       1: key 1, values 0 and 1
/// values                "a", "b"                                  of lists only
/// ```
/// Entries stand in the order in which the request mentions the keys: a program may look at many keys of which a request
/// has few, and those few stand side by side.
///
/// A frame is made once for a program and reset for each request, so that a stream allocates nothing. It owns its slots
/// and values; the bytes belong to the caller's buffer or to the frame's own arena (`copy`).
public struct RequestFrame: ~Copyable {
  /// What is known of a key.
  public enum State: UInt8, Sendable {
    case absent, single, list, unknown
  }

  /// What is known of one key.
  public struct Slot: Sendable {
    /// The state in two bits, whether the key is mentioned in one, and the place of its entry in the others: four bytes, so
    /// that the slots of many keys take few lines of the cache.
    @usableFromInline let bits: UInt32

    @usableFromInline static let single: UInt32 = 1
    @usableFromInline static let mentioned: UInt32 = 4
    @usableFromInline static let stateMask: UInt32 = 3
    @usableFromInline static let placeShift: UInt32 = 3

    /// That of a key that the request does not mention.
    @inlinable @inline(__always)
    init(_ state: State) { bits = UInt32(state.rawValue) }

    @inlinable @inline(__always)
    init(_ state: State, at place: Int) {
      bits = UInt32(truncatingIfNeeded: place) &<< Self.placeShift | Self.mentioned | UInt32(state.rawValue)
    }

    /// What is known of the key.
    @inlinable @inline(__always)
    public var state: State { State(rawValue: UInt8(truncatingIfNeeded: bits & Self.stateMask)) ?? .absent }

    /// Whether the key has one value.
    @inlinable @inline(__always)
    var isSingle: Bool { bits & Self.stateMask == Self.single }

    /// Whether the request says anything of the key, be it that it is absent.
    @inlinable @inline(__always)
    public var isMentioned: Bool { bits & Self.mentioned != 0 }

    /// The place of its entry, where it is mentioned.
    @inlinable @inline(__always)
    var place: Int { Int(bits &>> Self.placeShift) }
  }

  /// What a request says of a key that it mentions; two stand in one line of the cache.
  @usableFromInline
  struct Entry {
    /// The value, if there is one only.
    @usableFromInline var value: ByteSlice
    @usableFromInline let key: Int32
    /// The number of the set of lasting values that the value is of; -1 for one that came with the request.
    @usableFromInline var lasting: Int32
    /// Of a single value its class, -1 where that is not known (`classNumber`); of a list, the number of its values.
    @usableFromInline var number: Int32
    /// Of a list, the index of its first value.
    @usableFromInline var start: Int32

    @inlinable @inline(__always)
    init(_ key: Int, _ value: ByteSlice, lasting: Int32 = -1, number: Int32 = -1, start: Int32 = 0) {
      self.value = value
      self.key = Int32(truncatingIfNeeded: key)
      self.lasting = lasting
      self.number = number
      self.start = start
    }
  }

  /// What a frame is made of.
  ///
  /// It stands behind a pointer: a frame that is lent to a function goes by in a register, and is not copied.
  @usableFromInline
  struct Storage {
    // What every request comes by stands first, in two lines of the cache.
    @usableFromInline var action = ByteSlice.empty
    @usableFromInline var resource = ByteSlice("*")
    @usableFromInline var actionIdentity = LastingValues.none
    @usableFromInline var mayHaveUnknown = false
    @usableFromInline var hasFullArenas = false
    /// What a slot is that the request does not mention.
    @usableFromInline var blank = Slot(.absent)
    /// Whose classes of values the entries know (`KeyClassifier`); 0 for nobody's.
    var classOwner: Int32 = 0
    /// Where the resource's sixth field begins, and the number of colons in it; -1 where they were not looked for.
    @usableFromInline var sixthField = -1
    @usableFromInline var colonCount: Int32 = -1
    @usableFromInline var mentionedCount: Int32 = 0
    @usableFromInline let slots: UnsafeMutablePointer<Slot>
    /// What the request says of the keys that it mentions, so that only their slots have to be reset.
    @usableFromInline let entries: UnsafeMutablePointer<Entry>
    @usableFromInline let slotCount: Int32
    @usableFromInline var valueCount: Int32 = 0
    /// That of the process, at hand: to come by it is a call, more than a hash of a short text takes.
    let hasher = ByteHash.process
    @usableFromInline var arenaUsed = 0
    /// The values of lists.
    @usableFromInline var values: UnsafeMutablePointer<ByteSlice>
    var valueCapacity: Int
    var principal: Principal?
    var arena: UnsafeMutablePointer<UInt8>
    var arenaCapacity: Int
    /// Chunks that values of this request still point into; freed when the next one begins.
    var fullArenas: [UnsafeMutablePointer<UInt8>] = []
    /// The slots and the entries as `keepContext` found them.
    let keptSlots: UnsafeMutablePointer<Slot>
    let keptEntries: UnsafeMutablePointer<Entry>
    var keptValueCount: Int32 = 0
    var keptMentionedCount: Int32 = 0
    var keptBlank = Slot(.absent)
    var keptMayHaveUnknown = false
  }

  @usableFromInline let storage: UnsafeMutablePointer<Storage>

  /// The action.
  @inlinable public var action: ByteSlice {
    get { storage.pointee.action }
    // What was known of another action is not known of this one.
    set { setAction(newValue, of: .none) }
  }
  /// The number by which tables know the action, if it comes again and again; none for others.
  @inlinable public var actionIdentity: LastingValues { storage.pointee.actionIdentity }
  /// The resource.
  @inlinable public var resource: ByteSlice {
    get { storage.pointee.resource }
    set {
      storage.pointee.resource = newValue
      storage.pointee.sixthField = -1
      storage.pointee.colonCount = -1
    }
  }
  /// Where the sixth field of the resource begins, looked for once; 0 for one of fewer fields.
  @inline(__always)
  var sixthField: Int {
    let known = storage.pointee.sixthField
    return known >= 0 ? known : findSixthField()
  }
  /// The resource from its sixth field on; all of it where it has fewer fields.
  @inline(__always)
  var name: ByteSlice {
    let start = sixthField
    return ByteSlice(storage.pointee.resource.base + start, storage.pointee.resource.count &- start)
  }
  /// The number of colons in the sixth field of the resource, counted once.
  @inline(__always)
  var colonsInSixthField: Int {
    let start = sixthField
    let known = storage.pointee.colonCount
    return known >= 0 ? Int(known) : countColons(from: start)
  }
  /// What its texts are hashed by.
  @inline(__always)
  var hasher: ByteHash { storage.pointee.hasher }
  /// Who asks; nil when only SCPs are asked.
  public var principal: Principal? {
    get { storage.pointee.principal }
    set { storage.pointee.principal = newValue }
  }
  /// Whether some key may be unknown.
  @inlinable public var mayHaveUnknown: Bool { storage.pointee.mayHaveUnknown }
  /// The number of values of lists so far; the index that the next `append` gets.
  @inlinable public var valueCount: Int { Int(storage.pointee.valueCount) }

  /// Makes a frame for the keys of a program.
  public init(keyCount: Int) {
    let room = max(1, keyCount)
    let slots = CacheLine.room(for: room, of: Slot.self)
    slots.initialize(repeating: Slot(.absent), count: keyCount)
    storage = CacheLine.room(for: 1, of: Storage.self)
    storage.initialize(
      to: Storage(
        slots: slots, entries: CacheLine.room(for: room, of: Entry.self), slotCount: Int32(clamping: keyCount),
        values: .allocate(capacity: 64), valueCapacity: 64, arena: .allocate(capacity: 4096), arenaCapacity: 4096,
        keptSlots: .allocate(capacity: room), keptEntries: .allocate(capacity: room)))
    reset(missingIsUnknown: false)
  }

  deinit {
    UnsafeMutableRawPointer(storage.pointee.slots).deallocate()
    UnsafeMutableRawPointer(storage.pointee.entries).deallocate()
    storage.pointee.keptSlots.deallocate()
    storage.pointee.keptEntries.deallocate()
    storage.pointee.values.deallocate()
    storage.pointee.arena.deallocate()
    for chunk in storage.pointee.fullArenas { chunk.deallocate() }
    storage.deinitialize(count: 1)
    UnsafeMutableRawPointer(storage).deallocate()
  }

  @inline(never)
  private func findSixthField() -> Int {
    let (end, hasNoColons) = ARNFields.end(of: storage.pointee.resource)
    storage.pointee.sixthField = end
    if hasNoColons { storage.pointee.colonCount = 0 }
    return end
  }

  @inline(never)
  private func countColons(from start: Int) -> Int {
    storage.pointee.colonCount = Int32(clamping: ARNFields.colonCount(storage.pointee.resource, from: start))
    return Int(storage.pointee.colonCount)
  }

  /// Sets an action that has an identity of its own: tables find what they know of it by its number.
  ///
  /// - Parameter identity: one that no other action has, in any letter case, for whoever decides by this frame
  ///   (`LastingIdentities`).
  @inlinable @inline(__always)
  public mutating func setAction(_ action: ByteSlice, of identity: LastingValues) {
    storage.pointee.action = action
    storage.pointee.actionIdentity = identity
  }

  /// Forgets the request and the bytes it copied.
  ///
  /// - Parameter missingIsUnknown: whether keys that the next request does not mention are unknown instead of absent.
  @inlinable @inline(__always)
  public mutating func reset(missingIsUnknown: Bool) {
    resetContext(missingIsUnknown: missingIsUnknown)
    storage.pointee.arenaUsed = 0
    if storage.pointee.hasFullArenas { freeFullArenas() }
  }

  @usableFromInline
  mutating func freeFullArenas() {
    for chunk in storage.pointee.fullArenas { chunk.deallocate() }
    storage.pointee.fullArenas.removeAll()
    storage.pointee.hasFullArenas = false
  }

  /// Forgets the context only: what was copied stays, for records that are several requests.
  @inlinable @inline(__always)
  public mutating func resetContext(missingIsUnknown: Bool) {
    let slots = storage.pointee.slots
    let blank = Slot(missingIsUnknown ? .unknown : .absent)
    if storage.pointee.blank.bits == blank.bits {
      var next = storage.pointee.entries
      let end = next + Int(storage.pointee.mentionedCount)
      while next != end {
        slots[Int(next.pointee.key)] = blank
        next += 1
      }
    } else {
      slots.update(repeating: blank, count: Int(storage.pointee.slotCount))
      storage.pointee.blank = blank
    }
    storage.pointee.mentionedCount = 0
    storage.pointee.mayHaveUnknown = missingIsUnknown
    storage.pointee.valueCount = 0
  }

  /// Remembers the context as it is, for `restoreContext`.
  public mutating func keepContext() {
    let count = Int(storage.pointee.slotCount)
    storage.pointee.keptSlots.update(from: storage.pointee.slots, count: count)
    storage.pointee.keptEntries.update(from: storage.pointee.entries, count: Int(storage.pointee.mentionedCount))
    storage.pointee.keptValueCount = storage.pointee.valueCount
    storage.pointee.keptMentionedCount = storage.pointee.mentionedCount
    storage.pointee.keptMayHaveUnknown = storage.pointee.mayHaveUnknown
    storage.pointee.keptBlank = storage.pointee.blank
  }

  /// Makes the context what it was when it was kept, so that another policy set decides the same reading.
  ///
  /// What was kept is gone after a reset of the context; then the reading has to be repeated.
  public mutating func restoreContext() {
    let count = Int(storage.pointee.slotCount)
    storage.pointee.slots.update(from: storage.pointee.keptSlots, count: count)
    storage.pointee.entries.update(from: storage.pointee.keptEntries, count: Int(storage.pointee.keptMentionedCount))
    storage.pointee.valueCount = storage.pointee.keptValueCount
    storage.pointee.mentionedCount = storage.pointee.keptMentionedCount
    storage.pointee.mayHaveUnknown = storage.pointee.keptMayHaveUnknown
    storage.pointee.blank = storage.pointee.keptBlank
    // The entries may know classes that were somebody else's when they were kept.
    storage.pointee.classOwner = 0
  }

  /// The slot of a key.
  @inlinable @inline(__always)
  public borrowing func slot(_ key: Int) -> Slot {
    key < Int(storage.pointee.slotCount) ? storage.pointee.slots[key] : Slot(.absent)
  }

  /// The number of values of a slot.
  @inlinable
  public borrowing func count(of slot: Slot) -> Int {
    switch slot.state {
    case .single: 1
    case .list: max(0, Int(entry(of: slot).number))
    case .absent, .unknown: 0
    }
  }

  /// One of the values of a slot, by its place, which is from 0 and less than their `count`.
  @inlinable @inline(__always)
  public borrowing func value(_ slot: Slot, _ place: Int) -> ByteSlice {
    slot.isSingle ? entry(of: slot).value : storage.pointee.values[Int(entry(of: slot).start) + place]
  }

  /// The entry of a slot, whose key is mentioned.
  @inlinable @inline(__always)
  borrowing func entry(of slot: Slot) -> Entry { storage.pointee.entries[slot.place] }

  /// The class of the single value of an entry, so that no value is looked up twice; -1 where it is not known.
  ///
  /// - Parameter owner: whose class is asked for (`KeyClassifier`).
  @inline(__always)
  borrowing func classNumber(_ entry: Entry, of owner: Int32) -> Int {
    storage.pointee.classOwner == owner ? Int(entry.number) : -1
  }

  /// Notes the class of the single value of a slot.
  ///
  /// - Parameter owner: whose class it is.
  @inline(__always)
  borrowing func noteClass(_ number: Int, of slot: Slot, for owner: Int32) {
    if storage.pointee.classOwner != owner { forgetClasses(for: owner) }
    storage.pointee.entries[slot.place].number = Int32(truncatingIfNeeded: number)
  }

  @inline(never)
  private borrowing func forgetClasses(for owner: Int32) {
    for place in 0..<Int(storage.pointee.mentionedCount) {
      let entry = storage.pointee.entries + place
      if storage.pointee.slots[Int(entry.pointee.key)].isSingle { entry.pointee.number = -1 }
    }
    storage.pointee.classOwner = owner
  }

  /// Says that a key has one value.
  @inlinable @inline(__always)
  public mutating func set(_ key: Int, to value: ByteSlice) {
    guard UInt(bitPattern: key) < UInt(bitPattern: Int(storage.pointee.slotCount)) else { return }
    put(Entry(key, value), .single)
  }

  /// Says that a key has one value, of a set of values that outlive the request, unless the request mentions it.
  ///
  /// - Parameter lasting: the identity of the set. For one key, one always means the same value to whoever decides by
  ///   this frame (`LastingIdentities`).
  @inlinable @inline(__always)
  public mutating func fill(_ key: Int, with value: ByteSlice, of lasting: LastingValues) {
    guard UInt(bitPattern: key) < UInt(bitPattern: Int(storage.pointee.slotCount)) else { return }
    if storage.pointee.slots[key].isMentioned { return }
    put(Entry(key, value, lasting: lasting.number), .single)
  }

  /// Says that a key has the values appended since `start`; none at all is an absent key (ruling 27).
  public mutating func setList(_ key: Int, from start: Int) {
    guard UInt(bitPattern: key) < UInt(bitPattern: Int(storage.pointee.slotCount)) else { return }
    let count = valueCount - start
    let entry = Entry(
      key, .empty, number: Int32(truncatingIfNeeded: count), start: Int32(truncatingIfNeeded: start))
    put(entry, count > 0 ? .list : .absent)
  }

  /// Says that a key is absent or unknown.
  @inlinable
  public mutating func set(_ key: Int, _ state: State) {
    guard UInt(bitPattern: key) < UInt(bitPattern: Int(storage.pointee.slotCount)) else { return }
    if state == .unknown { storage.pointee.mayHaveUnknown = true }
    put(Entry(key, .empty), state)
  }

  /// Says what is known of a key of the program.
  @inlinable @inline(__always)
  mutating func put(_ entry: Entry, _ state: State) {
    let slot = storage.pointee.slots + Int(entry.key)
    var place = Int(storage.pointee.mentionedCount)
    if slot.pointee.isMentioned { place = slot.pointee.place } else { storage.pointee.mentionedCount &+= 1 }
    storage.pointee.entries[place] = entry
    slot.pointee = Slot(state, at: place)
  }

  /// Adds a value for a list; call `setList` when all are there.
  public mutating func append(_ value: ByteSlice) {
    if valueCount == storage.pointee.valueCapacity { growValues() }
    storage.pointee.values[valueCount] = value
    storage.pointee.valueCount += 1
  }

  /// Keeps bytes for as long as the request lasts.
  public mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteSlice {
    guard let start = bytes.baseAddress else { return .empty }
    let place = room(bytes.count)
    place.update(from: start, count: bytes.count)
    return ByteSlice(place, bytes.count)
  }

  /// Room for so many bytes, to be written to, that lasts as long as the request.
  public mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if storage.pointee.arenaCapacity - storage.pointee.arenaUsed < count {
      storage.pointee.fullArenas.append(storage.pointee.arena)
      storage.pointee.hasFullArenas = true
      storage.pointee.arenaCapacity = max(storage.pointee.arenaCapacity, count)
      storage.pointee.arena = .allocate(capacity: storage.pointee.arenaCapacity)
      storage.pointee.arenaUsed = 0
    }
    let place = storage.pointee.arena + storage.pointee.arenaUsed
    storage.pointee.arenaUsed += count
    return place
  }

  /// Keeps a byte string for as long as the request lasts.
  public mutating func copy(_ text: ByteString) -> ByteSlice {
    // The closure of withUnsafeBufferPointer cannot capture a borrowed self, so the copy is made by hand.
    let place = room(text.count)
    for (offset, byte) in text.bytes.enumerated() { place[offset] = byte }
    return ByteSlice(place, text.count)
  }

  /// Takes over a request that stands in memory of its own.
  public mutating func load(_ request: Request, keys: KeyTable) {
    reset(missingIsUnknown: request.context.missingIsUnknown)
    action = copy(request.action)
    resource = copy(request.resource)
    principal = request.principal
    for (name, value) in request.context.entries {
      guard let key = keys.index(of: name) else { continue }
      switch value {
      case .single(let text): set(key, to: copy(text))
      case .list(let texts):
        let start = valueCount
        for text in texts { append(copy(text)) }
        setList(key, from: start)
      case .absent: set(key, .absent)
      case .unknown: set(key, .unknown)
      }
    }
  }

  private mutating func growValues() {
    storage.pointee.values.enlarge(valueCount, &storage.pointee.valueCapacity)
  }
}
