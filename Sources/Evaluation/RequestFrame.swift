import Documents
import PolicyLanguage

/// One request as the evaluator sees it: slices for its action and resource, a slot for every key that policies look at.
///
/// ```
/// keys of the program   0: aws:resourcetag/x   1: aws:tagkeys     2: aws:sourceip
/// slots                 single, 0, 1           list, 3, 2         absent
/// values                [ "true"               , –                , –               , "a", "b" ]
/// ```
/// The first values are places of the keys, one each, for those that have one value; the values of lists follow.
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

  /// The action.
  public var action = ByteSlice.empty
  /// The resource.
  public var resource = ByteSlice("*")
  /// Who asks; nil when only SCPs are asked.
  public var principal: Principal?

  /// Whether some key may be unknown.
  public internal(set) var mayHaveUnknown = false

  // What the reader and the caches fill in at every record is inlined into them: its parts are usable from there.
  @usableFromInline let slots: UnsafeMutablePointer<Slot>
  /// The keys that the request mentions, so that only their slots have to be reset.
  @usableFromInline let mentioned: UnsafeMutablePointer<Int32>
  @usableFromInline var mentionedCount = 0
  private var keptMentionedCount = 0
  /// What a slot is that the request does not mention.
  private var blank = Slot(.absent, isMentioned: false)
  /// The slots as `keepContext` found them.
  private let keptSlots: UnsafeMutablePointer<Slot>
  /// The values of keys that have one, as `keepContext` found them.
  private let keptValues: UnsafeMutablePointer<ByteSlice>
  private var keptValueCount = 0
  private var keptMayHaveUnknown = false
  @usableFromInline let slotCount: Int
  @usableFromInline var values: UnsafeMutablePointer<ByteSlice>
  private var valueCapacity: Int
  /// The number of values so far; the index that the next `append` gets.
  public private(set) var valueCount: Int
  private var arena: UnsafeMutablePointer<UInt8>
  private var arenaCapacity: Int
  private var arenaUsed = 0
  /// Chunks that values of this request still point into; freed when the next one begins.
  private var fullArenas: [UnsafeMutablePointer<UInt8>] = []

  /// Makes a frame for the keys of a program.
  public init(keyCount: Int) {
    slotCount = keyCount
    slots = .allocate(capacity: max(1, keyCount))
    slots.initialize(repeating: blank, count: keyCount)
    keptSlots = .allocate(capacity: max(1, keyCount))
    keptValues = .allocate(capacity: max(1, keyCount))
    mentioned = .allocate(capacity: max(1, keyCount))
    valueCount = keyCount
    valueCapacity = keyCount + 64
    values = .allocate(capacity: valueCapacity)
    values.initialize(repeating: .empty, count: keyCount)
    arenaCapacity = 4096
    arena = .allocate(capacity: arenaCapacity)
    reset(missingIsUnknown: false)
  }

  deinit {
    slots.deallocate()
    mentioned.deallocate()
    keptSlots.deallocate()
    keptValues.deallocate()
    values.deallocate()
    arena.deallocate()
    for chunk in fullArenas { chunk.deallocate() }
  }

  /// Forgets the request and the bytes it copied.
  ///
  /// - Parameter missingIsUnknown: whether keys that the next request does not mention are unknown instead of absent.
  @inline(__always)
  public mutating func reset(missingIsUnknown: Bool) {
    resetContext(missingIsUnknown: missingIsUnknown)
    arenaUsed = 0
    if !fullArenas.isEmpty {
      for chunk in fullArenas { chunk.deallocate() }
      fullArenas.removeAll()
    }
  }

  /// Forgets the context only: what was copied stays, for records that are several requests.
  public mutating func resetContext(missingIsUnknown: Bool) {
    if blank.state == (missingIsUnknown ? .unknown : .absent) {
      for place in 0..<mentionedCount { slots[Int(mentioned[place])] = blank }
    } else {
      blank.state = missingIsUnknown ? .unknown : .absent
      slots.update(repeating: blank, count: slotCount)
    }
    mentionedCount = 0
    mayHaveUnknown = missingIsUnknown
    valueCount = slotCount
  }

  /// Remembers the context as it is, for `restoreContext`.
  public mutating func keepContext() {
    keptSlots.update(from: slots, count: slotCount)
    keptValues.update(from: values, count: slotCount)
    keptValueCount = valueCount
    keptMentionedCount = mentionedCount
    keptMayHaveUnknown = mayHaveUnknown
  }

  /// Makes the context what it was when it was kept, so that another policy set decides the same reading.
  ///
  /// What was kept is gone after a reset of the context; then the reading has to be repeated.
  public mutating func restoreContext() {
    slots.update(from: keptSlots, count: slotCount)
    values.update(from: keptValues, count: slotCount)
    valueCount = keptValueCount
    mentionedCount = keptMentionedCount
    mayHaveUnknown = keptMayHaveUnknown
  }

  /// The slot of a key.
  @inlinable @inline(__always)
  public borrowing func slot(_ key: Int) -> Slot {
    key < slotCount ? slots[key] : Slot(.absent, isMentioned: false)
  }

  /// One of the values of a slot, by its place from 0.
  @inlinable @inline(__always)
  public borrowing func value(_ slot: Slot, _ place: Int) -> ByteSlice {
    values[Int(slot.start) + place]
  }

  /// Says that a key has one value.
  @inlinable @inline(__always)
  public mutating func set(_ key: Int, to value: ByteSlice) {
    guard UInt(bitPattern: key) < UInt(bitPattern: slotCount) else { return }
    values[key] = value
    put(key, Slot(.single, isMentioned: true, start: Int32(truncatingIfNeeded: key), count: 1))
  }

  /// Says that a key has one value, of a set of values that outlive the request.
  ///
  /// - Parameter lasting: the number of the set (`LastingValues`). For one key, one number always means the same value.
  @inlinable @inline(__always)
  public mutating func set(_ key: Int, to value: ByteSlice, of lasting: LastingValues) {
    guard UInt(bitPattern: key) < UInt(bitPattern: slotCount) else { return }
    values[key] = value
    put(key, Slot(.single, isMentioned: true, start: Int32(truncatingIfNeeded: key), count: 1, lasting: lasting.number))
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
  public mutating func set(_ key: Int, _ state: State) {
    if state == .unknown { mayHaveUnknown = true }
    put(key, Slot(state, isMentioned: true))
  }

  /// Adds a value for a list; call `setList` when all are there.
  public mutating func append(_ value: ByteSlice) {
    if valueCount == valueCapacity { growValues() }
    values[valueCount] = value
    valueCount += 1
  }

  /// Keeps bytes for as long as the request lasts.
  public mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> ByteSlice {
    guard let start = bytes.baseAddress else { return .empty }
    if arenaCapacity - arenaUsed < bytes.count {
      fullArenas.append(arena)
      arenaCapacity = max(arenaCapacity, bytes.count)
      arena = .allocate(capacity: arenaCapacity)
      arenaUsed = 0
    }
    let place = arena + arenaUsed
    place.update(from: start, count: bytes.count)
    arenaUsed += bytes.count
    return ByteSlice(place, bytes.count)
  }

  /// Room for so many bytes, to be written to, that lasts as long as the request.
  public mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if arenaCapacity - arenaUsed < count {
      fullArenas.append(arena)
      arenaCapacity = max(arenaCapacity, count)
      arena = .allocate(capacity: arenaCapacity)
      arenaUsed = 0
    }
    let place = arena + arenaUsed
    arenaUsed += count
    return place
  }

  /// Keeps a byte string for as long as the request lasts.
  public mutating func copy(_ text: ByteString) -> ByteSlice {
    // The closure of withUnsafeBufferPointer cannot capture a borrowed self, so the copy is made by hand.
    if arenaCapacity - arenaUsed < text.count {
      fullArenas.append(arena)
      arenaCapacity = max(arenaCapacity, text.count)
      arena = .allocate(capacity: arenaCapacity)
      arenaUsed = 0
    }
    let place = arena + arenaUsed
    for (offset, byte) in text.bytes.enumerated() { place[offset] = byte }
    arenaUsed += text.count
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
    guard UInt(bitPattern: key) < UInt(bitPattern: slotCount) else { return }
    if !slots[key].isMentioned {
      mentioned[mentionedCount] = Int32(truncatingIfNeeded: key)
      mentionedCount += 1
    }
    slots[key] = slot
  }

  private mutating func growValues() {
    let larger = UnsafeMutablePointer<ByteSlice>.allocate(capacity: valueCapacity * 2)
    larger.update(from: values, count: valueCount)
    values.deallocate()
    values = larger
    valueCapacity *= 2
  }
}
