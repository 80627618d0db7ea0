import Documents
import PolicyLanguage

/// Finds which resource patterns of a service's statements match a resource, part by part.
///
/// An ARN's first five fields take few values, its sixth takes many, so the two are matched apart:
/// ```
/// patterns   0: arn:aws:s3:::logs-*   1: arn:aws:ec2:*:1:volume/*   2: arn:aws:ec2:us-*:*:volume/v
/// prefixes   arn:aws:ec2:us-east-1:1:  ->  set 3: 0 1 1        a table of the prefixes seen
/// rests      volume/v                  ->  set 2: 0 1 1        one `GlobSet` for all sixth fields
/// pairs      (3, 2)                    ->  set 5: 0 1 1        the AND of the two, kept
/// ```
/// `arn:aws:ec2:us-east-1:1:volume/v` comes to set 5: patterns 1 and 2 match it.
///
/// That is all there is to it unless a wildcard in the first five fields may swallow colons (ruling 17), for which the
/// resource must have more colons than the pattern: such patterns are then asked one by one. Resources with fewer than
/// five colons, and all resources of stack policies, are matched whole by a second `GlobSet`.
struct ResourceIndex: ~Copyable {
  private static let prefixLimit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: [Glob]
  private let prefixGlobs: [Glob?]
  /// Patterns that may match a resource of more colons by swallowing some, those with the fewest colons first.
  private let crossing: [(pattern: Int, colons: Int)]
  /// The patterns that have a sixth field, by the index of the field's glob.
  private let restUsers: [[Int]]
  /// Whether any pattern is an ARN.
  private let splits: Bool
  /// Sets of patterns.
  private let sets: GlobOutcomes
  private let restSets: GlobOutcomes
  private var rests: GlobSet
  /// All patterns, for resources that are matched whole; made when the first one comes.
  private var wholes: UnsafeMutablePointer<GlobSet>?
  /// The prefixes seen, marked with the set of patterns that they fit.
  private var prefixes = ByteTable()
  private var pairs = PairTable()

  /// Makes an index of globs that are bound to ARN fields.
  init(_ globs: [Glob]) {
    self.globs = globs
    sets = GlobOutcomes(count: globs.count)
    splits = globs.contains { $0.tokens.starts(with: Glob.tokens(of: "arn:".utf8)) }
    var prefixGlobs: [Glob?] = []
    var rests: [[Glob.Token]: Int] = [:]
    var restGlobs: [Glob] = []
    var restUsers: [[Int]] = []
    var crossing: [(pattern: Int, colons: Int)] = []
    for (pattern, glob) in globs.enumerated() {
      let parts = SplitPattern(glob)
      prefixGlobs.append(parts.prefix)
      if parts.mayCross { crossing.append((pattern, parts.colons)) }
      guard let rest = parts.rest else { continue }
      if let known = rests[rest.tokens] {
        restUsers[known].append(pattern)
      } else {
        rests[rest.tokens] = restGlobs.count
        restGlobs.append(rest)
        restUsers.append([pattern])
      }
    }
    self.prefixGlobs = prefixGlobs
    self.crossing = crossing.sorted { $0.colons < $1.colons }
    self.restUsers = restUsers
    restSets = GlobOutcomes(count: restGlobs.count)
    self.rests = GlobSet(restGlobs, restSets)
    wholes = nil
  }

  deinit {
    wholes?.deinitialize(count: 1)
    wholes?.deallocate()
  }

  /// The memory that it takes, about.
  var memory: Int {
    sets.memory + restSets.memory + rests.memory + (wholes?.pointee.memory ?? 0) + prefixes.memory + pairs.memory
  }

  /// The number of the set of patterns that match a resource; -1 where there are too many sets for this one to be kept.
  mutating func find(_ text: ByteSlice) -> Int {
    guard splits else { return findWhole(text) }
    let end = endOfPrefix(text)
    guard end > 0 else { return findWhole(text) }
    let prefix = ByteSlice(text.base, end)
    var number = prefixes.position(of: prefix)
    if number < 0 { number = addPrefix(prefix) }
    let fitting = prefixes.mark(number)
    let rest = ByteSlice(text.base + end, text.count - end)
    if !crossing.isEmpty, crossing[0].colons < 5 + colonCount(rest) { return findCrossing(text, rest, fitting) }
    // Where no pattern fits the prefix, the sixth field does not matter.
    if fitting <= 0 { return fitting == 0 ? 0 : askAll(text) }
    let restNumber = rests.find(rest, hasSegments: true)
    let known = restNumber >= 0 ? pairs.find(fitting, restNumber) : -1
    return known >= 0 ? known : addPair(fitting, restNumber)
  }

  /// The words of a set of patterns; of the one that was found last for -1.
  func words(_ number: Int) -> UnsafeMutablePointer<UInt64> { sets.words(number) }

  private mutating func findWhole(_ text: ByteSlice) -> Int {
    if let wholes { return wholes.pointee.find(text) }
    let made = UnsafeMutablePointer<GlobSet>.allocate(capacity: 1)
    made.initialize(to: GlobSet(globs, sets))
    wholes = made
    return made.pointee.find(text)
  }

  /// Asks one pattern after the other.
  @inline(never)
  private func askAll(_ text: ByteSlice) -> Int {
    sets.clearScratch()
    for (index, glob) in globs.enumerated() where glob.matches(text) { mark(index) }
    return sets.keepScratch()
  }

  private func mark(_ pattern: Int) { sets.scratch[pattern >> 6] |= 1 << UInt64(pattern & 63) }

  /// Leaves in the scratch the patterns of a prefix whose sixth field matches, too.
  private func combine(_ fitting: Int, _ restNumber: Int) {
    sets.clearScratch()
    let prefixWords = sets.words(fitting)
    let restWords = restSets.words(restNumber)
    for (rest, patterns) in restUsers.enumerated() where restWords[rest >> 6] & (1 << UInt64(rest & 63)) != 0 {
      for pattern in patterns where prefixWords[pattern >> 6] & (1 << UInt64(pattern & 63)) != 0 { mark(pattern) }
    }
  }

  @inline(never)
  private mutating func addPair(_ fitting: Int, _ restNumber: Int) -> Int {
    combine(fitting, restNumber)
    let number = sets.keepScratch()
    if number >= 0, restNumber >= 0 { pairs.insert(fitting, restNumber, number) }
    return number
  }

  /// Adds patterns that match by swallowing colons: only those with fewer colons than the resource can.
  @inline(never)
  private mutating func findCrossing(_ text: ByteSlice, _ rest: ByteSlice, _ fitting: Int) -> Int {
    guard fitting >= 0 else { return askAll(text) }
    combine(fitting, rests.find(rest))
    let colons = 5 + colonCount(rest)
    for (pattern, own) in crossing {
      if own >= colons { break }
      let isSet = sets.scratch[pattern >> 6] & (1 << UInt64(pattern & 63)) != 0
      if !isSet, globs[pattern].matches(text) { mark(pattern) }
    }
    return sets.keepScratch()
  }

  /// Finds the patterns that fit a prefix.
  @inline(never)
  private mutating func addPrefix(_ text: ByteSlice) -> Int {
    if prefixes.count >= Self.prefixLimit || prefixes.byteCount > Self.byteLimit { prefixes = ByteTable() }
    sets.clearScratch()
    for (pattern, glob) in prefixGlobs.enumerated() where glob?.matches(text) ?? false { mark(pattern) }
    return prefixes.insert(text, mark: sets.keepScratch())
  }

  /// The length of the first five fields and their colons; 0 where there are fewer than five colons.
  @inline(__always)
  private func endOfPrefix(_ text: ByteSlice) -> Int {
    var left = 5
    var at = 0
    let raw = UnsafeRawPointer(text.base)
    while at + 8 <= text.count {
      var colons = colonMask(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let found = colons.nonzeroBitCount
      if found < left {
        left -= found
        at += 8
        continue
      }
      while left > 1 {
        colons &= colons &- 1
        left -= 1
      }
      return at + colons.trailingZeroBitCount >> 3 + 1
    }
    while at < text.count {
      if text.base[at] == UInt8(ascii: ":") { left -= 1 }
      at += 1
      if left == 0 { return at }
    }
    return 0
  }

  @inline(__always)
  private func colonCount(_ text: ByteSlice) -> Int {
    var count = 0
    var at = 0
    let raw = UnsafeRawPointer(text.base)
    while at + 8 <= text.count {
      count += colonMask(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)).nonzeroBitCount
      at += 8
    }
    while at < text.count {
      if text.base[at] == UInt8(ascii: ":") { count += 1 }
      at += 1
    }
    return count
  }

  /// The highest bit of each byte of a word that is a colon, in the order of the bytes in memory.
  @inline(__always)
  private func colonMask(_ word: UInt64) -> UInt64 {
    let differences = word.littleEndian ^ 0x3A3A_3A3A_3A3A_3A3A
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((differences & low) &+ low) | differences | low)
  }
}
