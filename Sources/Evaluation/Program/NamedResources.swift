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
///            arn:aws:sqs:us-east-1:5:  -> 1 0 0                                          a table of the prefixes seen
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
    let hash: UInt64
    let count: Int
    let isPlain: Bool
    let isInTree: Bool
  }

  /// For each entry that may match by swallowing colons, the colons of its pattern; `.max` for the others.
  private let colons: [Int32]
  private let entries: UnsafeMutablePointer<NameEntry>
  /// By entry, the glob of the whole pattern.
  private let globOfEntry: UnsafeMutablePointer<Int32>
  private let accesses: [Access]
  private let entryCount: Int
  private let globs: Held<Glob>
  /// The names of resources with six fields.
  private let names: HeadFinder
  /// The names of resources without fields.
  private let plain: HeadFinder
  private let prefixes: UnsafeMutablePointer<ResourcePrefixes>

  /// Makes the index of patterns, each with the number of a statement that has it.
  init(_ patterns: [(statement: Int, pattern: NamedPattern)]) {
    var distinct = DistinctGlobs(capacity: patterns.count)
    var prefixGlobs = DistinctGlobs(capacity: patterns.count)
    for (_, pattern) in patterns {
      distinct.add(pattern.glob, pattern.number)
      if let prefix = pattern.prefix { prefixGlobs.add(prefix, pattern.prefixNumber) }
    }
    globs = Held(distinct.globs)
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
    for (place, index) in order.enumerated() {
      let (statement, pattern) = patterns[index]
      (entries + place).initialize(
        to: NameEntry(
          statement: statement, prefix: prefixGlobs.places[pattern.prefixNumber] ?? -1, pattern))
      globOfEntry[place] = Int32(truncatingIfNeeded: distinct.places[pattern.number] ?? 0)
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
        let hash = bytes.withUnsafeBufferPointer { bytes in
          ByteHash.process.hash(bytes.baseAddress.map { ByteSlice($0, bytes.count) } ?? .empty)
        }
        let access = Access(hash: hash, count: bytes.count, isPlain: isPlain, isInTree: !head.isInTable)
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
    var names: [(hash: UInt64, count: Int)] = []
    var plain: [(hash: UInt64, count: Int)] = []
    var usesTree = false
    var fewestColons = Int32.max
    for (place, access) in accesses.enumerated() where isWanted(entries[place].statement) {
      fewestColons = min(fewestColons, colons[place])
      if access.isInTree {
        usesTree = true
      } else if access.isPlain {
        if plain.last?.hash != access.hash || plain.last?.count != access.count {
          plain.append((access.hash, access.count))
        }
      } else if names.last?.hash != access.hash || names.last?.count != access.count {
        names.append((access.hash, access.count))
      }
    }
    return NameFilter(names: names, plain: plain, usesTree: usesTree, fewestColons: fewestColons)
  }

  /// Hands the number of each statement of which a pattern matches a resource to a function; one may come twice.
  ///
  /// - Parameters:
  ///   - filter: that of the statements that matter.
  ///   - isWanted: whether it matters whether a statement matches.
  ///   - body: what is done with a statement that does.
  @inline(__always)
  borrowing func forEachMatch(
    _ frame: borrowing RequestFrame, through filter: borrowing NameFilter, where isWanted: (_ statement: Int) -> Bool,
    _ body: (_ statement: Int) -> Void
  ) {
    let text = frame.resource
    if !plain.isEmpty {
      func ask(_ entries: NameEntries, _ end: Int) {
        for index in 0..<entries.count {
          let entry = entries[index]
          if isWanted(entry.statement), fits(entry, entries.first + index, end == text.count, text) {
            body(entry.statement)
          }
        }
      }
      if let heads = filter.plain { plain.forEachHeadInTable(of: text, through: heads.pointee, ask) }
      if filter.usesTree { plain.forEachHeadInTree(of: text, ask) }
    }
    if names.isEmpty { return }
    let start = frame.sixthField
    guard start > 0 else { return }
    var prefix = -1
    let name = ByteSlice(text.base + start, text.count - start)
    names.forEachHead(of: name, through: filter.names, usesTree: filter.usesTree) { entries, end in
      for index in 0..<entries.count {
        let entry = entries[index]
        guard isWanted(entry.statement) else { continue }
        if prefix < 0 { prefix = prefixes.pointee.number(of: ByteSlice(text.base, start)) }
        guard prefixes.pointee.fits(prefix, Int(entry.prefix)) else { continue }
        if fits(entry, entries.first + index, end == name.count, text) { body(entry.statement) }
      }
    }
    if filter.fewestColons != .max, 5 + frame.colonsInSixthField > Int(filter.fewestColons) {
      forEachCrossing(frame, through: filter, where: isWanted, body)
    }
  }

  /// Whether an entry matches whose head does, and whose first five fields do if it has such.
  @inline(__always)
  private func fits(_ entry: NameEntry, _ place: Int, _ isAtEnd: Bool, _ text: ByteSlice) -> Bool {
    entry.isPrefix || (entry.isExact ? isAtEnd : globs.matches(Int(globOfEntry[place]), text))
  }

  /// The statements whose patterns match by swallowing colons.
  @inline(never)
  private func forEachCrossing(
    _ frame: borrowing RequestFrame, through filter: borrowing NameFilter,
    where isWanted: (_ statement: Int) -> Bool,
    _ body: (_ statement: Int) -> Void
  ) {
    let text = frame.resource
    func ask(_ place: Int) {
      let entry = entries[place]
      guard entry.mayCross, isWanted(entry.statement) else { return }
      if globs.matches(Int(globOfEntry[place]), text) { body(entry.statement) }
    }
    if frame.colonsInSixthField > Self.colonLimit {
      for place in 0..<entryCount { ask(place) }
      return
    }
    var at = frame.sixthField
    while at < text.count, let found = memchr(text.base + at, 0x3A, text.count - at) {
      at = text.base.distance(to: found.assumingMemoryBound(to: UInt8.self)) + 1
      let name = ByteSlice(text.base + at, text.count - at)
      names.forEachHead(of: name, through: filter.names, usesTree: filter.usesTree) { entries, _ in
        for place in entries.first..<entries.first + entries.count { ask(place) }
      }
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

/// Finds the heads that a text begins with, by their words where they are whole words and short, else by their bytes.
private struct HeadFinder: ~Copyable {
  struct Head {
    let bytes: [UInt8]
    /// Whether anything may follow.
    let isOpen: Bool
    /// What is to be asked where the text begins with it.
    let entries: Range<Int>

    /// Whether it ends where a word or the text does, and is not too long to be found there.
    var isInTable: Bool {
      bytes.count <= HeadTable.longestHead && (!isOpen || bytes.last.map(HeadTable.isDelimiter) ?? false)
    }
  }

  private let table: HeadTable
  private let tree: HeadTree
  private let inTree: UnsafeMutablePointer<Range<Int>>
  private let entries: UnsafePointer<NameEntry>
  let isEmpty: Bool

  init(_ heads: [Head], of entries: UnsafePointer<NameEntry>) {
    self.entries = entries
    isEmpty = heads.isEmpty
    table = HeadTable(heads.filter(\.isInTable).map { ($0.bytes, $0.entries) }, of: entries)
    let others = heads.filter { !$0.isInTable }
    tree = HeadTree(others.map(\.bytes))
    inTree = .allocate(capacity: max(1, others.count))
    inTree.initialize(from: others.map(\.entries), count: others.count)
  }

  deinit { inTree.deallocate() }

  @inline(__always)
  borrowing func forEachHead(
    of text: ByteSlice, through filter: borrowing HeadFilter, usesTree: Bool,
    _ body: (_ entries: NameEntries, _ end: Int) -> Void
  ) {
    forEachHeadInTable(of: text, through: filter, body)
    if usesTree { forEachHeadInTree(of: text, body) }
  }

  @inline(__always)
  borrowing func forEachHeadInTable(
    of text: ByteSlice, through filter: borrowing HeadFilter, _ body: (_ entries: NameEntries, _ end: Int) -> Void
  ) {
    table.forEachHead(of: text, through: filter, body)
  }

  @inline(__always)
  borrowing func forEachHeadInTree(of text: ByteSlice, _ body: (_ entries: NameEntries, _ end: Int) -> Void) {
    tree.forEachHead(of: text) { head, end in
      let places = inTree[head]
      body(NameEntries(entries + places.lowerBound, first: places.lowerBound, count: places.count), end)
    }
  }
}

/// The first five fields of resources, each with the set of prefixes of patterns that it fits.
private struct ResourcePrefixes: ~Copyable {
  private static let limit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: Held<Glob>
  private let width: Int
  private var seen = ByteTable()
  private let words: UnsafeMutablePointer<UInt64>

  init(_ globs: [Glob]) {
    self.globs = Held(globs)
    width = max(1, (globs.count + 63) / 64)
    words = .allocate(capacity: width * Self.limit)
  }

  deinit { words.deallocate() }

  /// The memory that it takes, about.
  var memory: Int { seen.memory + seen.count * width * 8 }

  /// The number of the first five fields with their colons.
  @inline(__always)
  mutating func number(of text: ByteSlice) -> Int {
    let known = seen.position(of: text)
    return known >= 0 ? known : add(text)
  }

  /// Whether a numbered prefix fits that of a pattern, given by its index.
  @inline(__always)
  func fits(_ number: Int, _ glob: Int) -> Bool {
    words[number * width + glob >> 6] & (1 << UInt64(glob & 63)) != 0
  }

  @inline(never)
  private mutating func add(_ prefix: ByteSlice) -> Int {
    if seen.count >= Self.limit || seen.byteCount > Self.byteLimit { seen = ByteTable() }
    let number = seen.insert(prefix)
    let set = words + number * width
    set.update(repeating: 0, count: width)
    for index in 0..<globs.count where globs.matches(index, prefix) { set[index >> 6] |= 1 << UInt64(index & 63) }
    return number
  }
}
