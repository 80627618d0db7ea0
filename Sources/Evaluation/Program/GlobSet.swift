import Documents

/// Many globs, matched against a text at once.
///
/// ```
/// globs      0: role/admin     1: role/*     2: role/ops-?
/// sets       0: none    1: {1}    2: {0, 1}    3: {1, 2}        every outcome so far, numbered
/// texts      role/admin -> 2                                    a hash table: many literals, and texts that come again
/// automaton  r o l e / …                                        everything else (`GlobAutomaton`)
/// ```
/// `find("role/dev")` is not among the texts; the automaton stops behind `role/d`, where only `role/*` is left: set 1.
struct GlobSet: ~Copyable {
  /// More literals than these are looked up by their hash instead of walked.
  private static let literalLimit = 32
  private static let segmentLimit = 24
  private static let textLimit = 4096
  private static let byteLimit = 256 * 1024
  /// After this many look-ups it is seen whether remembering texts pays.
  private static let trial = 1024

  private let globs: [Glob]
  private let sets: GlobOutcomes
  private var automaton: GlobAutomaton
  /// Literals, and texts seen before, marked with the number of their set; -1 for literals that did not come yet.
  private var texts = ByteTable()
  private let literals: [Int]
  /// What globs begin with up to a `/` or colon, such as `role/`, marked with where it leads in the automaton.
  private var segments = ByteTable()
  private var segmentsOf = -1
  private var remembers = true
  private var lookUps = 0
  private var hits = 0

  /// Makes a set of globs that are distinct and do not fold case.
  ///
  /// - Parameter sets: where sets of matching globs are numbered.
  init(_ globs: [Glob], _ sets: GlobOutcomes) {
    self.globs = globs
    self.sets = sets
    let literals = globs.indices.filter { globs[$0].literal != nil }
    var table = ByteTable()
    if literals.count > Self.literalLimit {
      self.literals = literals
      for literal in literals {
        _ = ByteString(globs[literal].literal ?? []).withSlice { table.insert($0) }
      }
      let others = globs.indices.filter { globs[$0].literal == nil }
      automaton = GlobAutomaton(others.map { ($0, globs[$0]) }, sets)
    } else {
      self.literals = []
      automaton = GlobAutomaton(globs.indices.map { ($0, globs[$0]) }, sets)
    }
    texts = table
    for glob in globs {
      let head = glob.tokens.prefix { $0.code < 256 }.map { UInt8(truncatingIfNeeded: $0.code) }
      guard let end = head.firstIndex(where: Self.endsSegment), end < Self.segmentLimit else { continue }
      ByteString(copying: head[...end]).withSlice { if segments.find($0) == nil { _ = segments.insert($0) } }
    }
  }

  @inline(__always)
  private static func endsSegment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":") }

  /// The memory that it takes, about; without the sets.
  var memory: Int { texts.memory + automaton.memory }

  /// The number of the set of globs that match a text; -1 where there are too many sets, and it is in their scratch.
  @inline(__always)
  mutating func find(_ text: ByteSlice, hasSegments: Bool = false) -> Int {
    if remembers {
      if let number = texts.mark(of: text), number >= 0 {
        hits &+= 1
        return number
      }
      return learn(text, texts.position(of: text))
    }
    return hasSegments ? walkFromSegment(text) : walk(text)
  }

  /// Walks from behind the first segment, when globs begin with it.
  @inline(__always)
  private mutating func walkFromSegment(_ text: ByteSlice) -> Int {
    guard segments.count > 0 else { return walk(text) }
    let limit = min(text.count, Self.segmentLimit)
    var end = 0
    while end < limit, !Self.endsSegment(text.base[end]) { end += 1 }
    guard end < limit else { return walk(text) }
    let segment = ByteSlice(text.base, end + 1)
    guard let state = segments.mark(of: segment) else { return walk(text) }
    if segmentsOf == automaton.generation, state >= 0 {
      let number = automaton.match(text, from: end + 1, in: state)
      return number >= 0 ? number : askEach(text)
    }
    return learnSegment(text, segments.position(of: segment))
  }

  @inline(never)
  private mutating func learnSegment(_ text: ByteSlice, _ known: Int) -> Int {
    if segmentsOf != automaton.generation {
      for number in 0..<segments.count { segments.setMark(number, -1) }
      segmentsOf = automaton.generation
    }
    let number = walk(text)
    // Having been walked, the segment's states are all there, unless the automaton began anew.
    segments.setMark(known, segmentsOf == automaton.generation ? automaton.state(behind: segments.slice(known)) : -1)
    return number
  }

  @inline(__always)
  private mutating func walk(_ text: ByteSlice) -> Int {
    let number = automaton.match(text)
    return number >= 0 ? number : askEach(text)
  }

  @inline(never)
  private mutating func learn(_ text: ByteSlice, _ known: Int) -> Int {
    if known >= 0 {
      // A literal that comes for the first time: what else matches it is always the same.
      let number = walk(text)
      sets.copyToScratch(number)
      let literal = literals[known]
      sets.scratch[literal >> 6] |= 1 << UInt64(literal & 63)
      let all = sets.keepScratch()
      texts.setMark(known, all)
      return all
    }
    lookUps &+= 1
    if lookUps >= Self.trial {
      // Only misses come here. Texts that hardly come again are not worth a hash.
      remembers = hits > lookUps * 2 || !literals.isEmpty
      lookUps = 0
      hits = 0
    }
    let number = walk(text)
    if number >= 0, texts.count < literals.count + Self.textLimit, texts.byteCount < Self.byteLimit,
      text.count <= 256
    {
      _ = texts.insert(text, mark: number)
    }
    return number
  }

  /// Asks one glob after the other, where an automaton does not pay.
  @inline(never)
  private func askEach(_ text: ByteSlice) -> Int {
    sets.clearScratch()
    for (index, glob) in globs.enumerated() where literals.isEmpty || glob.literal == nil {
      if glob.matches(text) { sets.scratch[index >> 6] |= 1 << UInt64(index & 63) }
    }
    return sets.keepScratch()
  }
}

/// The distinct sets of globs that texts were found to match, numbered; 0 is the empty one.
final class GlobOutcomes {
  private static let limit = 1 << 16
  /// The words of a set.
  let width: Int
  /// Room for a set that is being made.
  let scratch: UnsafeMutablePointer<UInt64>
  private var words: UnsafeMutablePointer<UInt64>
  private var capacity = 8
  private var numbers = ByteTable()

  init(count: Int) {
    width = max(1, (count + 63) / 64)
    scratch = .allocate(capacity: width)
    words = .allocate(capacity: capacity * width)
    clearScratch()
    _ = keepScratch()
  }

  deinit {
    scratch.deallocate()
    words.deallocate()
  }

  /// The memory that it takes, about.
  var memory: Int { capacity * width * 8 + numbers.memory }

  /// The number of sets.
  var count: Int { numbers.count }

  /// The words of a set; those of the scratch for -1.
  func words(_ number: Int) -> UnsafeMutablePointer<UInt64> { number < 0 ? scratch : words + number * width }

  /// Makes the set in the scratch empty.
  func clearScratch() { scratch.update(repeating: 0, count: width) }

  /// Makes the set in the scratch that of a number.
  func copyToScratch(_ number: Int) {
    if number >= 0 { scratch.update(from: words(number), count: width) }
  }

  /// The number of the set in the scratch, which is kept; -1 where there are too many, and it stays in the scratch.
  func keepScratch() -> Int {
    let bytes = ByteSlice(UnsafeRawPointer(scratch).assumingMemoryBound(to: UInt8.self), width * 8)
    let known = numbers.position(of: bytes)
    if known >= 0 { return known }
    let number = numbers.count
    guard number < 16 || (number < Self.limit && (number + 1) * width * 8 <= 1 << 20) else { return -1 }
    if number == capacity {
      let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2 * width)
      larger.update(from: words, count: capacity * width)
      words.deallocate()
      words = larger
      capacity *= 2
    }
    (words + number * width).update(from: scratch, count: width)
    return numbers.insert(bytes)
  }
}
