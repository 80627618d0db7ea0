import Documents

/// What the patterns of resources say of the first five fields.
///
/// ```
/// patterns   0: arn:aws:sqs:*:*:      1: arn:aws:sqs:*:7:         2: arn:aws:sqs:eu-*:7:     3: arn:*:sqs:*:7:
/// ends       arn:aws:sqs: … –         arn:aws:sqs: … :7:          –                          –
/// seen       arn:aws:sqs:eu-west-1:5:  ->  of 2 and 3 the set 0 1                            a table of such fields
/// ```
/// Most spell out some fields and leave the others, which stand side by side, open: what such a pattern begins and ends
/// with is compared. The others are looked up by the fields that were seen.
struct ResourcePrefixes: ~Copyable {
  private static let limit = 4096
  private static let byteLimit = 256 * 1024

  /// What five fields begin and end with where they match a pattern, if that is all it says; in one line of the cache.
  private struct Ends {
    static let most = 56

    /// The bytes that the fields begin with, and behind them those that they end with.
    var bytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0)
    /// The number of bytes that the fields begin with; 0 for a pattern that is to be looked up.
    var headCount: Int32 = 0
    /// The number of bytes that they end with.
    var tailCount: Int32 = 0
  }

  private let ends: UnsafeMutablePointer<Ends>
  private let globs: Held<Glob>
  private let width: Int
  private var seen = ByteTable()
  private let words: UnsafeMutablePointer<UInt64>

  init(_ globs: [Glob]) {
    self.globs = Held(globs)
    width = max(1, (globs.count + 63) / 64)
    words = .allocate(capacity: width * Self.limit)
    ends = CacheLine.room(for: globs.count, of: Ends.self)
    for (place, glob) in globs.enumerated() {
      (ends + place).initialize(to: Ends())
      guard let (head, tail) = Self.ends(of: glob) else { continue }
      ends[place].headCount = Int32(truncatingIfNeeded: head.count)
      ends[place].tailCount = Int32(truncatingIfNeeded: tail.count)
      UnsafeMutableRawPointer(ends + place).copyMemory(from: head + tail, byteCount: head.count + tail.count)
    }
  }

  deinit {
    words.deallocate()
    UnsafeMutableRawPointer(ends).deallocate()
  }

  /// What five fields begin and end with that match a glob, where that is all it says; nil for others.
  ///
  /// Both are whole fields, the end with the colon before them. There are five in all: between the two are as many as the
  /// glob has stars.
  private static func ends(of glob: Glob) -> (head: [UInt8], tail: [UInt8])? {
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    let head = glob.tokens.prefix { $0.code < 256 }
    var tail = glob.tokens[head.count...]
    while tail.first == .starInField, tail.dropFirst().first == colon { tail = tail.dropFirst(2) }
    let hasTail = !tail.isEmpty
    guard head.last == colon, tail.allSatisfy({ $0.code < 256 }), head.count + tail.count < Ends.most else {
      return nil
    }
    return (Glob.bytes(of: head), hasTail ? [UInt8(ascii: ":")] + Glob.bytes(of: tail) : [])
  }

  /// The memory that it takes, about.
  var memory: Int { seen.memory + seen.count * width * 8 }

  /// Whether a pattern, given by its index, lets through the first five fields of a request's resource, which has six.
  ///
  /// - Parameter number: the number of the fields; -1 where they were not looked up yet.
  @inline(__always)
  mutating func fits(_ glob: Int, _ frame: borrowing RequestFrame, _ number: inout Int) -> Bool {
    let head = Int(ends[glob].headCount)
    if head == 0 { return fitsSeen(glob, frame, &number) }
    let bytes = UnsafeRawPointer(ends + glob).assumingMemoryBound(to: UInt8.self)
    let text = frame.resource.base
    let tail = Int(ends[glob].tailCount)
    if tail == 0 { return frame.sixthField >= head && equalBytes(text, bytes, head) }
    return frame.sixthField >= head + tail && equalBytes(text, bytes, head)
      && equalBytes(text + (frame.sixthField - tail), bytes + head, tail)
  }

  @inline(never)
  private mutating func fitsSeen(_ glob: Int, _ frame: borrowing RequestFrame, _ number: inout Int) -> Bool {
    if number < 0 {
      let fields = ByteSlice(frame.resource.base, frame.sixthField)
      let hash = frame.hasher.hash(fields)
      let known = seen.position(of: fields, hash: hash)
      number = known >= 0 ? known : add(fields)
    }
    return words[number * width + glob >> 6] & (1 << UInt64(glob & 63)) != 0
  }

  @inline(never)
  private mutating func add(_ prefix: ByteSlice) -> Int {
    if seen.count >= Self.limit || seen.byteCount > Self.byteLimit { seen = ByteTable() }
    let number = seen.insert(prefix)
    let set = words + number * width
    set.update(repeating: 0, count: width)
    for index in 0..<globs.count where ends[index].headCount == 0 && globs.matches(index, prefix) {
      set[index >> 6] |= 1 << UInt64(index & 63)
    }
    return number
  }
}
