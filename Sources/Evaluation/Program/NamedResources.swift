import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The statements that are found by the names that the patterns of their Resource spell.
///
/// ```
/// patterns   0: arn:aws:sqs:*:*:orders-*     1: arn:aws:sqs:eu-west-1:*:orders-api-*     2: arn:aws:sqs:*:7:web*-dlq
/// prefixes   a: arn:aws:sqs:*:*:   b: arn:aws:sqs:eu-west-1:*:   c: arn:aws:sqs:*:7:     each once
///            arn:aws:sqs:us-east-1:5:  fits a                                            `ResourcePrefixes`
/// heads      orders-   orders-api-   web                                                 `HeadTable`, `HeadTree`
/// ```
/// `arn:aws:sqs:us-east-1:5:orders-api-9`: its name begins with the heads of 0 and 1; its first five fields fit a alone,
/// so that only 0 matches.
///
/// A wildcard in the first five fields may swallow colons (ruling 17). Then the name begins behind a later colon: for a
/// resource of more colons the heads are looked for behind each of them, and what is found is matched whole.
struct NamedResources: ~Copyable {
  /// More colons than these are not tried one by one.
  private static let colonLimit = 64

  /// How the head of an entry is found.
  private struct Access {
    let sketch: UInt64
    let count: Int
    let isPlain: Bool
    /// The head, where it is found in a tree; nil otherwise.
    let inTree: [UInt8]?
  }

  /// For each entry that may match by swallowing colons, the colons of its pattern; `.max` for the others.
  private let colons: [Int32]
  private let entries: UnsafeMutablePointer<NameEntry>
  /// By entry, the glob of the whole pattern.
  private let globOfEntry: UnsafeMutablePointer<Int32>
  /// By entry, the glob of what follows the head; -1 where none is needed.
  private let restOfEntry: UnsafeMutablePointer<Int32>
  private let accesses: [Access]
  private let entryCount: Int
  private let globs: Held<Glob>
  private let rests: Held<Glob>
  /// The names of resources with six fields.
  private let names: HeadFinder
  /// The names of resources without fields.
  private let plain: HeadFinder
  private let prefixes: UnsafeMutablePointer<ResourcePrefixes>

  /// Makes the index of patterns, each with the number of a statement that has it.
  init(_ patterns: [(statement: Int, pattern: NamedPattern)]) {
    var distinct = DistinctGlobs(capacity: patterns.count)
    var prefixGlobs = DistinctGlobs(capacity: patterns.count)
    var restGlobs = DistinctGlobs(capacity: 0)
    for (_, pattern) in patterns {
      distinct.add(pattern.glob, pattern.number)
      if let (glob, number) = pattern.restGlob { restGlobs.add(glob, number) }
      if let prefix = pattern.prefix { prefixGlobs.add(prefix, pattern.prefixNumber) }
    }
    globs = Held(distinct.globs)
    rests = Held(restGlobs.globs)
    prefixes = .allocate(capacity: 1)
    prefixes.initialize(to: ResourcePrefixes(prefixGlobs.globs))
    // Entries of one head stand one behind the other, those of resources without fields behind all others.
    let bytesOfHeads = patterns.map(\.pattern.head)
    let isPlain = patterns.map { $0.pattern.prefix == nil }
    let order = patterns.indices.sorted { left, right in
      if isPlain[left] != isPlain[right] { return isPlain[right] }
      let difference = Self.order(bytesOfHeads[left], bytesOfHeads[right])
      return difference == 0 ? left < right : difference < 0
    }
    let plainStart = order.firstIndex { isPlain[$0] } ?? order.count
    entryCount = order.count
    entries = .allocate(capacity: max(1, order.count))
    globOfEntry = .allocate(capacity: max(1, order.count))
    restOfEntry = .allocate(capacity: max(1, order.count))
    for (place, index) in order.enumerated() {
      let (statement, pattern) = patterns[index]
      (entries + place).initialize(
        to: NameEntry(
          statement: statement, prefix: prefixGlobs.places[pattern.prefixNumber] ?? -1, pattern))
      globOfEntry[place] = Int32(truncatingIfNeeded: distinct.places[pattern.number] ?? 0)
      restOfEntry[place] = Int32(truncatingIfNeeded: pattern.restGlob.flatMap { restGlobs.places[$0.number] } ?? -1)
    }
    colons = order.map { index in
      let pattern = patterns[index].pattern
      return pattern.mayCross ? Int32(clamping: pattern.colons) : .max
    }
    var accesses: [Access] = []
    func heads(_ places: Range<Int>, isPlain: Bool) -> [HeadFinder.Head] {
      var heads: [HeadFinder.Head] = []
      var place = places.lowerBound
      while place < places.upperBound {
        let start = place
        let bytes = bytesOfHeads[order[start]]
        var isOpen = false
        while place < places.upperBound, bytesOfHeads[order[place]] == bytes {
          if patterns[order[place]].pattern.rest != .exact { isOpen = true }
          place += 1
        }
        let head = HeadFinder.Head(bytes: bytes, isOpen: isOpen, entries: start..<place)
        let sketch = ByteString(bytes).withSlice { ByteHash.process.sketch($0, to: $0.count) }
        let access = Access(sketch: sketch, count: bytes.count, isPlain: isPlain, inTree: head.isInTable ? nil : bytes)
        accesses += repeatElement(access, count: place - start)
        heads.append(head)
      }
      return heads
    }
    names = HeadFinder(heads(0..<plainStart, isPlain: false), of: entries)
    plain = HeadFinder(heads(plainStart..<order.count, isPlain: true), of: entries)
    self.accesses = accesses
  }

  deinit {
    entries.deallocate()
    globOfEntry.deallocate()
    restOfEntry.deallocate()
    prefixes.deinitialize(count: 1)
    prefixes.deallocate()
  }

  /// Below zero, zero or above zero as bytes come before, are or come behind others.
  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    let difference = left.withUnsafeBytes { left in
      right.withUnsafeBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
        return Int(memcmp(first, second, min(left.count, right.count)))
      }
    }
    return difference == 0 ? left.count - right.count : difference
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int { prefixes.pointee.memory }

  /// The filter of the heads of statements that are asked for.
  func filter(where isWanted: (_ statement: Int) -> Bool) -> NameFilter {
    var names: [(sketch: UInt64, count: Int)] = []
    var plain: [(sketch: UInt64, count: Int)] = []
    var usesTree = false
    var inTree: [[UInt8]] = []
    var hasPlain = false
    var fewestColons = Int32.max
    for (place, access) in accesses.enumerated() where isWanted(entries[place].statement) {
      fewestColons = min(fewestColons, colons[place])
      if access.isPlain { hasPlain = true }
      if let head = access.inTree {
        usesTree = true
        if !access.isPlain { inTree.append(head) }
      } else if access.isPlain {
        if plain.last?.sketch != access.sketch || plain.last?.count != access.count {
          plain.append((access.sketch, access.count))
        }
      } else if names.last?.sketch != access.sketch || names.last?.count != access.count {
        names.append((access.sketch, access.count))
      }
    }
    return NameFilter(
      names: names, plain: plain, hasPlain: hasPlain, inTree: inTree, usesTree: usesTree, fewestColons: fewestColons)
  }

  // The steps of a search (`NarrowSearch`). Mutating, so that all this is lent where it stands, and not copied.

  /// Finds out by which heads the name of a request's resource is looked up; what is found without the table, at once.
  @inline(__always)
  mutating func look(
    for plan: UnsafeMutablePointer<ActionPlan>, _ facts: UnsafeMutablePointer<NarrowFact>,
    _ frame: borrowing RequestFrame, _ request: Int32, _ search: inout NarrowSearch
  ) {
    if plan.pointee.narrow.names.isEmpty { return }
    if plan.pointee.narrow.names.hasPlain { lookPlain(for: plan, frame, request, &search) }
    if frame.sixthField == 0 { return }
    let name = frame.name
    var ends = WordEnds.bits(of: name, through: plan.pointee.narrow.names.names)
    while ends != 0 {
      Self.look(for: plan, frame, name, to: ends.trailingZeroBitCount, request, &search)
      ends &= ends &- 1
    }
    if plan.pointee.narrow.names.names.longest >= WordEnds.longLength {
      Self.lookFar(for: plan, frame, request, &search)
    }
    if plan.pointee.narrow.names.tree.mayBegin(name) { lookInTree(frame, request, &search) }
    let fewest = Int(plan.pointee.narrow.names.fewestColons)
    if fewest != Int(Int32.max), 5 + frame.colonsInSixthField > fewest {
      findCrossing(for: plan, facts, frame, request, &search)
    }
  }

  /// Has a beginning of a name looked up, if some statement of the action may begin with it.
  @inline(__always)
  private static func look(
    for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame, _ name: ByteSlice, to end: Int,
    _ request: Int32, _ search: inout NarrowSearch
  ) {
    search.add(
      NarrowSearch.NameLook(end: Int32(truncatingIfNeeded: end), request: request),
      if: plan.pointee.narrow.names.names.sketches.bits.mayHave(frame.hasher.sketch(name, to: end)))
  }

  /// Does what `look` does for beginnings that are too long to have a bit of their own.
  @inline(never)
  private static func lookFar(
    for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame, _ request: Int32,
    _ search: inout NarrowSearch
  ) {
    WordEnds.forEachFar(of: frame.name, through: plan.pointee.narrow.names.names) { end in
      Self.look(for: plan, frame, frame.name, to: end, request, &search)
    }
  }

  /// Finds the heads that end within a word, and are found byte by byte.
  @inline(never)
  private mutating func lookInTree(
    _ frame: borrowing RequestFrame, _ request: Int32, _ search: inout NarrowSearch
  ) {
    let start = frame.sixthField
    names.forEachHeadInTree(of: frame.name) { entries, end in
      search.add(NarrowSearch.NameRun(entries: entries, request: request, end: start + end))
    }
  }

  /// The same for names of resources without fields, of which there are few.
  @inline(never)
  private mutating func lookPlain(
    for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame, _ request: Int32,
    _ search: inout NarrowSearch
  ) {
    let text = frame.resource
    func found(_ entries: NameEntries, _ end: Int) {
      search.add(NarrowSearch.NameRun(entries: entries, request: request, end: end))
    }
    if let heads = plan.pointee.narrow.names.plain {
      plain.forEachHeadInTable(of: text, through: heads.pointee, frame.hasher, found)
    }
    if plan.pointee.narrow.names.usesTree { plain.forEachHeadInTree(of: text, found) }
  }

  /// Hashes a beginning of a request's name, and reads the line where such a head is looked for first.
  @inline(__always)
  mutating func guess(_ look: NarrowSearch.NameLook, _ frame: borrowing RequestFrame, _ all: inout UInt8)
    -> NarrowSearch.NameGuess
  {
    let guess = HeadTable.Guess(frame.name, Int(look.end), frame.hasher)
    all |= names.touch(guess)
    return NarrowSearch.NameGuess(guess: guess, request: look.request)
  }

  /// Finds the entries that a head of a request's name leads to.
  @inline(__always)
  mutating func find(
    _ look: NarrowSearch.NameGuess, for plan: UnsafeMutablePointer<ActionPlan>, _ frame: borrowing RequestFrame,
    _ search: inout NarrowSearch
  ) {
    guard let entries = names.entries(of: look.guess, in: frame.name) else { return }
    // A single entry stands beside its head; several may have to be waited for.
    if entries.count == 1, !plan.pointee.narrow.admits(entries[0].statement) { return }
    search.add(NarrowSearch.NameRun(entries: entries, request: look.request, end: frame.sixthField + look.guess.end))
  }

  /// Finds the statements of an action among entries whose head a request's resource or its name begins with; one
  /// statement may come twice.
  ///
  /// - Parameter prefix: the number of the first five fields of the resource; -1 where it was not asked for yet.
  @inline(__always)
  mutating func find(
    _ run: NarrowSearch.NameRun, _ prefix: inout Int, for plan: UnsafeMutablePointer<ActionPlan>,
    _ facts: UnsafeMutablePointer<NarrowFact>, _ frame: borrowing RequestFrame, _ search: inout NarrowSearch
  ) {
    let text = frame.resource
    for index in 0..<run.entries.count {
      let entry = run.entries[index]
      guard plan.pointee.narrow.admits(entry.statement) else { continue }
      // Names of resources without fields come without a prefix.
      if entry.prefix >= 0, !prefixes.pointee.fits(Int(entry.prefix), frame, &prefix) { continue }
      let isFound =
        switch entry.rest {
        case .prefix: true
        case .exact: run.end == text.count
        case .scalars: Glob.hasScalars(entry.scalarCount, text, from: run.end)
        case .general: matches(run.entries.first + index, ByteSlice(text.base + run.end, text.count - run.end))
        }
      if isFound { search.add(candidate(entry.statement, facts, run.request)) }
    }
  }

  /// Whether the text behind the head of an entry is what must follow it.
  @inline(never)
  private mutating func matches(_ entry: Int, _ rest: ByteSlice) -> Bool {
    rests.matches(Int(restOfEntry[entry]), rest)
  }

  @inline(__always)
  private func candidate(
    _ statement: Int, _ facts: UnsafeMutablePointer<NarrowFact>, _ request: Int32
  ) -> NarrowSearch.Candidate {
    NarrowSearch.Candidate(
      fact: facts + statement, number: Int32(truncatingIfNeeded: statement), request: request, isFoundForCertain: false)
  }

  /// Finds the statements whose patterns match by swallowing colons.
  @inline(never)
  private mutating func findCrossing(
    for plan: UnsafeMutablePointer<ActionPlan>, _ facts: UnsafeMutablePointer<NarrowFact>,
    _ frame: borrowing RequestFrame, _ request: Int32, _ search: inout NarrowSearch
  ) {
    let text = frame.resource
    func ask(_ place: Int) {
      let entry = entries[place]
      guard entry.mayCross, plan.pointee.narrow.admits(entry.statement) else { return }
      if globs.matches(Int(globOfEntry[place]), text) { search.add(candidate(entry.statement, facts, request)) }
    }
    if frame.colonsInSixthField > Self.colonLimit {
      for place in 0..<entryCount { ask(place) }
      return
    }
    // The same head may come behind each of many colons.
    var asked: Set<Int> = []
    func found(_ entries: NameEntries, _ end: Int) {
      guard asked.insert(entries.first).inserted else { return }
      for place in entries.first..<entries.first + entries.count { ask(place) }
    }
    var at = frame.sixthField
    while at < text.count, let colon = memchr(text.base + at, 0x3A, text.count - at) {
      at = text.base.distance(to: colon.assumingMemoryBound(to: UInt8.self)) + 1
      let name = ByteSlice(text.base + at, text.count - at)
      names.forEachHeadInTable(of: name, through: plan.pointee.narrow.names.names, frame.hasher, found)
      if plan.pointee.narrow.names.usesTree { names.forEachHeadInTree(of: name, found) }
    }
  }
}

/// The distinct ones among globs that come with their numbers in the program, and by number where each stands.
private struct DistinctGlobs {
  private(set) var globs: [Glob] = []
  private(set) var places: [Int: Int] = [:]

  init(capacity: Int) { places.reserveCapacity(capacity) }

  mutating func add(_ glob: Glob, _ number: Int) {
    let next = globs.count
    let place = places[number, default: next]
    if place != next { return }
    places[number] = next
    globs.append(glob)
  }
}
