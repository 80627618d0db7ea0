import Documents
import PolicyLanguage

/// Finds which resource patterns of a service's statements match a resource, part by part.
///
/// An ARN's first five fields take few values, its sixth takes many, so the two are matched apart:
/// ```
/// patterns   0: arn:aws:s3:::logs-*   1: arn:aws:ec2:*:1:volume/*   2: arn:aws:ec2:us-*:*:volume/v
/// prefixes   arn:aws:ec2:us-east-1:1:  ->  set 3: 0 1 1        a table of the prefixes seen
/// rests      0: logs-*   1: volume/*   2: volume/v             one `GlobSet` for all sixth fields
///            volume/v                  ->  set 2: 0 1 1
/// ```
/// The patterns in both sets match `arn:aws:ec2:us-east-1:1:volume/v`: 1 and 2. Each plan puts the two together for the
/// patterns of its own candidates (`ResourceView`).
///
/// That is all there is to it unless a wildcard in the first five fields may swallow colons (ruling 17), for which the
/// resource must have more colons than the pattern. Such resources, those with fewer than five colons, and all resources
/// of stack policies are matched whole, by a second `GlobSet`.
struct ResourceIndex: ~Copyable {
  private static let prefixLimit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: [Glob]
  private let prefixGlobs: Held<Glob>
  /// The patterns that the globs are the prefixes of.
  private let prefixPatterns: [Int]
  /// The index of the glob of each pattern's sixth field; -1 for patterns that are only matched whole.
  let restOfPattern: [Int]
  /// Patterns that may match a resource of more colons by swallowing some: what they begin with, and their colons.
  private let crossing: [(head: [UInt8], colons: Int)]
  /// Whether any pattern is an ARN, so that resources of six fields are matched part by part.
  let splits: Bool
  /// Sets of patterns.
  private let sets: GlobOutcomes
  /// Sets of globs of sixth fields.
  private let restSets: GlobOutcomes
  private var rests: GlobSet
  /// All patterns, for resources that are matched whole; made when the first one comes.
  private var wholes: UnsafeMutablePointer<GlobSet>?
  /// The prefixes seen, marked with the set of patterns that they fit.
  private var prefixes = ByteTable()
  /// For each prefix, the fewest colons of a resource that some pattern may match by swallowing one.
  private let crossingColons: UnsafeMutablePointer<Int32>

  /// Makes an index of globs that are bound to ARN fields.
  init(_ globs: [Glob]) {
    self.globs = globs
    sets = GlobOutcomes(count: globs.count)
    splits = globs.contains { $0.tokens.starts(with: Glob.tokens(of: "arn:".utf8)) }
    var prefixGlobs: [Glob?] = []
    var rests: [[Glob.Token]: Int] = [:]
    var restGlobs: [Glob] = []
    var restOfPattern: [Int] = []
    var crossing: [(head: [UInt8], colons: Int)] = []
    for glob in globs {
      let parts = SplitPattern(glob)
      prefixGlobs.append(parts.prefix)
      if parts.mayCross {
        let head = glob.tokens.prefix { $0.code < 256 }.map { UInt8(truncatingIfNeeded: $0.code) }
        crossing.append((head, parts.colons))
      }
      guard let rest = parts.rest else {
        restOfPattern.append(-1)
        continue
      }
      if rests[rest.tokens] == nil {
        rests[rest.tokens] = restGlobs.count
        restGlobs.append(rest)
      }
      restOfPattern.append(rests[rest.tokens] ?? -1)
    }
    self.prefixGlobs = Held(prefixGlobs.compactMap(\.self))
    prefixPatterns = prefixGlobs.indices.filter { prefixGlobs[$0] != nil }
    self.restOfPattern = restOfPattern
    self.crossing = crossing
    crossingColons = .allocate(capacity: Self.prefixLimit)
    restSets = GlobOutcomes(count: restGlobs.count)
    self.rests = GlobSet(restGlobs, restSets)
    wholes = nil
  }

  deinit {
    wholes?.deinitialize(count: 1)
    wholes?.deallocate()
    crossingColons.deallocate()
  }

  /// The memory that it takes, about.
  var memory: Int {
    sets.memory + restSets.memory + rests.memory + (wholes?.pointee.memory ?? 0) + prefixes.memory
  }

  /// The number of the set of patterns that match a resource; -1 where there are too many sets for it to be kept.
  mutating func whole(_ text: ByteSlice) -> Int {
    if let wholes { return wholes.pointee.find(text) }
    let made = UnsafeMutablePointer<GlobSet>.allocate(capacity: 1)
    made.initialize(to: GlobSet(globs, sets))
    wholes = made
    return made.pointee.find(text)
  }

  /// The number of the first five fields with their colons.
  @inline(__always)
  mutating func prefix(_ text: ByteSlice) -> Int {
    let known = prefixes.position(of: text)
    return known >= 0 ? known : addPrefix(text)
  }

  /// The number of the set of patterns that fit a prefix; -1 where it cannot be kept.
  @inline(__always)
  func set(ofPrefix number: Int) -> Int { prefixes.mark(number) }

  /// The fewest colons of a resource of a prefix that a pattern may match by swallowing one; `.max` for none.
  @inline(__always)
  func fewestColons(_ number: Int) -> Int32 { crossingColons[number] }

  /// The number of the set of globs that match a sixth field; -1 where it cannot be kept.
  @inline(__always)
  mutating func rest(_ text: ByteSlice) -> Int { rests.find(text, hasSegments: true) }

  /// The words of a set of patterns, found by `whole` or `prefix`; of the one that was found last for -1.
  func words(_ number: Int) -> UnsafeMutablePointer<UInt64> { sets.words(number) }

  /// The words of a set of globs of sixth fields.
  func restWords(_ number: Int) -> UnsafeMutablePointer<UInt64> { restSets.words(number) }

  /// Finds the patterns that fit a prefix.
  @inline(never)
  private mutating func addPrefix(_ text: ByteSlice) -> Int {
    if prefixes.count >= Self.prefixLimit || prefixes.byteCount > Self.byteLimit { prefixes = ByteTable() }
    sets.clearScratch()
    for (place, pattern) in prefixPatterns.enumerated() where prefixGlobs.matches(place, text) {
      sets.scratch[pattern >> 6] |= 1 << UInt64(pattern & 63)
    }
    var fewest = Int32.max
    for (head, colons) in crossing {
      let shared = min(head.count, text.count)
      let agrees = head.withUnsafeBufferPointer { head in
        head.baseAddress.map { equalBytes($0, text.base, shared) } ?? true
      }
      if agrees { fewest = min(fewest, Int32(truncatingIfNeeded: colons + 1)) }
    }
    let number = prefixes.insert(text, mark: sets.keepScratch())
    crossingColons[number] = fewest
    return number
  }
}
