import Documents
import PolicyLanguage

/// One request as the evaluator sees it: slices for its action and resource, a slot for every key that policies look at.
///
/// ```
/// keys of the program   0: aws:resourcetag/x   1: aws:tagkeys     2: aws:sourceip
/// slots                 single, 0, 1           list, 3, 2         absent
/// values                [ "true"               , –                , –               , "a", "b" ]
/// ```
/// The first values are of keys that have one, in the order in which the request mentions the keys, with room for all.
/// The values of lists follow, and those of keys that were mentioned as something else before.
///
/// A frame is made once for a program and reset for each request, so that a stream allocates nothing. It owns its slots
/// and values; the bytes belong to the caller's buffer or to the frame's own arena (`copy`).
public struct RequestFrame: ~Copyable {
  /// What is known of a key.
  public enum State: UInt8, Sendable {
    case absent, single, list, unknown
  }

  /// Where the values of one key stand.
  public struct Slot: Sendable {
    /// What is known of the key.
    public var state: State
    /// Whether the request says anything of the key, be it that it is absent.
    public var isMentioned: Bool
    /// The index of the first value.
    public var start: Int32
    /// The number of values.
    public var count: Int32
    /// The number of the set of lasting values that it is of; -1 for one that came with the request.
    @usableFromInline var lasting: Int32

    @inlinable @inline(__always)
    init(_ state: State, isMentioned: Bool, start: Int32 = 0, count: Int32 = 0, lasting: Int32 = -1) {
      self.state = state
      self.isMentioned = isMentioned
      self.start = start
      self.count = count
      self.lasting = lasting
    }
  }

  /// What a frame is made of.
  ///
  /// It stands behind a pointer: a frame that is lent to a function goes by in a register, and is not copied.
  @usableFromInline
  struct Storage {
    @usableFromInline var action = ByteSlice.empty
    @usableFromInline var actionIdentity = LastingValues.none
    @usableFromInline var resource = ByteSlice("*")
    /// Where the resource's sixth field begins, and the number of colons in it; -1 where they were not looked for.
    @usableFromInline var sixthField = -1
    @usableFromInline var colonCount = -1
    var principal: Principal?
    @usableFromInline var mayHaveUnknown = false
    /// The slots of the keys, and behind them what a slot is that the request does not mention.
    @usableFromInline let slots: UnsafeMutablePointer<Slot>
    @usableFromInline let slotCount: Int
    /// That of the process, at hand: to come by it is a call, more than a hash of a short text takes.
    let hasher = ByteHash.process
    @usableFromInline var values: UnsafeMutablePointer<ByteSlice>
    /// The keys that the request mentions, so that only their slots have to be reset.
    @usableFromInline let mentioned: UnsafeMutablePointer<Int32>
    @usableFromInline var mentionedCount = 0
    @usableFromInline var valueCount: Int
    var valueCapacity: Int
    @usableFromInline var arenaUsed = 0
    var arena: UnsafeMutablePointer<UInt8>
    var arenaCapacity: Int
    /// Chunks that values of this request still point into; freed when the next one begins.
    var fullArenas: [UnsafeMutablePointer<UInt8>] = []
    @usableFromInline var hasFullArenas = false
    /// The slots as `keepContext` found them.
    let keptSlots: UnsafeMutablePointer<Slot>
    /// The values of keys that have one, as `keepContext` found them.
    let keptValues: UnsafeMutablePointer<ByteSlice>
    var keptValueCount = 0
    var keptMentionedCount = 0
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
    if storage.pointee.sixthField < 0 { storage.pointee.sixthField = ARNFields.end(of: storage.pointee.resource) }
    return storage.pointee.sixthField
  }
  /// The number of colons in the sixth field of the resource, counted once.
  var colonsInSixthField: Int {
    if storage.pointee.colonCount < 0 {
      storage.pointee.colonCount = ARNFields.colonCount(storage.pointee.resource, from: sixthField)
    }
    return storage.pointee.colonCount
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
  /// The number of values so far; the index that the next `append` gets.
  @inlinable public var valueCount: Int { storage.pointee.valueCount }

  /// Makes a frame for the keys of a program.
  public init(keyCount: Int) {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: keyCount + 1)
    slots.initialize(repeating: Slot(.absent, isMentioned: false), count: keyCount + 1)
    let values = UnsafeMutablePointer<ByteSlice>.allocate(capacity: keyCount + 64)
    values.initialize(repeating: .empty, count: keyCount)
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        slots: slots, slotCount: keyCount, values: values, mentioned: .allocate(capacity: max(1, keyCount)),
        valueCount: keyCount, valueCapacity: keyCount + 64, arena: .allocate(capacity: 4096), arenaCapacity: 4096,
        keptSlots: .allocate(capacity: max(1, keyCount)), keptValues: .allocate(capacity: max(1, keyCount))))
    reset(missingIsUnknown: false)
  }

  deinit {
    storage.pointee.slots.deallocate()
    storage.pointee.mentioned.deallocate()
    storage.pointee.keptSlots.deallocate()
    storage.pointee.keptValues.deallocate()
    storage.pointee.values.deallocate()
    storage.pointee.arena.deallocate()
    for chunk in storage.pointee.fullArenas { chunk.deallocate() }
    storage.deinitialize(count: 1)
    storage.deallocate()
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
    let blank = slots + storage.pointee.slotCount
    let state = missingIsUnknown ? State.unknown : .absent
    if blank.pointee.state == state {
      var next = storage.pointee.mentioned
      let end = next + storage.pointee.mentionedCount
      while next != end {
        // A copy of one piece, which field by field is none.
        UnsafeMutableRawPointer(slots + Int(next.pointee)).copyMemory(from: blank, byteCount: MemoryLayout<Slot>.size)
        next += 1
      }
    } else {
      slots.update(repeating: Slot(state, isMentioned: false), count: storage.pointee.slotCount + 1)
    }
    storage.pointee.mentionedCount = 0
    storage.pointee.mayHaveUnknown = missingIsUnknown
    storage.pointee.valueCount = storage.pointee.slotCount
  }

  /// Remembers the context as it is, for `restoreContext`.
  public mutating func keepContext() {
    let count = storage.pointee.slotCount
    storage.pointee.keptSlots.update(from: storage.pointee.slots, count: count)
    storage.pointee.keptValues.update(from: storage.pointee.values, count: storage.pointee.mentionedCount)
    storage.pointee.keptValueCount = storage.pointee.valueCount
    storage.pointee.keptMentionedCount = storage.pointee.mentionedCount
    storage.pointee.keptMayHaveUnknown = storage.pointee.mayHaveUnknown
  }

  /// Makes the context what it was when it was kept, so that another policy set decides the same reading.
  ///
  /// What was kept is gone after a reset of the context; then the reading has to be repeated.
  public mutating func restoreContext() {
    let count = storage.pointee.slotCount
    storage.pointee.slots.update(from: storage.pointee.keptSlots, count: count)
    storage.pointee.values.update(from: storage.pointee.keptValues, count: storage.pointee.keptMentionedCount)
    storage.pointee.valueCount = storage.pointee.keptValueCount
    storage.pointee.mentionedCount = storage.pointee.keptMentionedCount
    storage.pointee.mayHaveUnknown = storage.pointee.keptMayHaveUnknown
  }

  /// The slot of a key.
  @inlinable @inline(__always)
  public borrowing func slot(_ key: Int) -> Slot {
    key < storage.pointee.slotCount ? storage.pointee.slots[key] : Slot(.absent, isMentioned: false)
  }

  /// One of the values of a slot, by its place from 0.
  @inlinable @inline(__always)
  public borrowing func value(_ slot: Slot, _ place: Int) -> ByteSlice {
    storage.pointee.values[Int(slot.start) + place]
  }

  /// Says that a key has one value.
  @inlinable @inline(__always)
  public mutating func set(_ key: Int, to value: ByteSlice) {
    guard UInt(bitPattern: key) < UInt(bitPattern: storage.pointee.slotCount) else { return }
    let slot = storage.pointee.slots + key
    if slot.pointee.isMentioned { return setAgain(slot, to: value) }
    let place = mention(key)
    storage.pointee.values[place] = value
    slot.pointee = Slot(.single, isMentioned: true, start: Int32(truncatingIfNeeded: place), count: 1)
  }

  /// Says that a key has one value, of a set of values that outlive the request, unless the request mentions it.
  ///
  /// - Parameter lasting: the identity of the set. For one key, one always means the same value to whoever decides by
  ///   this frame (`LastingIdentities`).
  @inlinable @inline(__always)
  public mutating func fill(_ key: Int, with value: ByteSlice, of lasting: LastingValues) {
    guard UInt(bitPattern: key) < UInt(bitPattern: storage.pointee.slotCount) else { return }
    let slot = storage.pointee.slots + key
    if slot.pointee.isMentioned { return }
    let place = mention(key)
    storage.pointee.values[place] = value
    slot.pointee = Slot(
      .single, isMentioned: true, start: Int32(truncatingIfNeeded: place), count: 1, lasting: lasting.number)
  }

  /// Says that a key has the values appended since `start`; none at all is an absent key (ruling 27).
  public mutating func setList(_ key: Int, from start: Int) {
    let count = valueCount - start
    put(
      key,
      Slot(
        count > 0 ? .list : .absent, isMentioned: true, start: Int32(truncatingIfNeeded: start),
        count: Int32(truncatingIfNeeded: count)))
  }

  /// Says that a key is absent or unknown.
  @inlinable
  public mutating func set(_ key: Int, _ state: State) {
    if state == .unknown { storage.pointee.mayHaveUnknown = true }
    put(key, Slot(state, isMentioned: true))
  }

  /// Adds a value for a list; call `setList` when all are there, and set no key before.
  public mutating func append(_ value: ByteSlice) {
    if storage.pointee.valueCount == storage.pointee.valueCapacity { growValues() }
    storage.pointee.values[storage.pointee.valueCount] = value
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

  @inlinable @inline(__always)
  mutating func put(_ key: Int, _ slot: Slot) {
    guard UInt(bitPattern: key) < UInt(bitPattern: storage.pointee.slotCount) else { return }
    let place = storage.pointee.slots + key
    if !place.pointee.isMentioned { _ = mention(key) }
    place.pointee = slot
  }

  /// Notes that the request mentions a key that it did not mention so far; the place of its value, if it has one.
  @inlinable @inline(__always)
  mutating func mention(_ key: Int) -> Int {
    let place = storage.pointee.mentionedCount
    storage.pointee.mentioned[place] = Int32(truncatingIfNeeded: key)
    storage.pointee.mentionedCount = place &+ 1
    return place
  }

  /// Says that a key that the request mentions already has one value.
  @usableFromInline @inline(never)
  mutating func setAgain(_ slot: UnsafeMutablePointer<Slot>, to value: ByteSlice) {
    var place = Int(slot.pointee.start)
    if slot.pointee.state == .single, place < storage.pointee.slotCount {
      storage.pointee.values[place] = value
    } else {
      // A list's values may be kept (`keepContext`), and are not written over.
      place = storage.pointee.valueCount
      append(value)
    }
    slot.pointee = Slot(.single, isMentioned: true, start: Int32(truncatingIfNeeded: place), count: 1)
  }

  private mutating func growValues() {
    storage.pointee.values.enlarge(storage.pointee.valueCount, &storage.pointee.valueCapacity)
  }
}
