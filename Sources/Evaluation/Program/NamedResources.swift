import Documents

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A resource pattern that spells a name, taken apart so that it is found by the name.
struct NamedPattern {
  enum Rest {
    /// What the name begins with is all that counts.
    case prefix
    /// The name must end where the head does.
    case exact
    /// The whole pattern must be asked.
    case general
  }

  /// The whole pattern.
  let glob: Glob
  /// What the first five fields must match; nil for a pattern of a text without fields, whose head begins it.
  let prefix: Glob?
  /// What the sixth field, or the text, must begin with.
  let head: [UInt8]
  let rest: Rest
  /// Whether the pattern may match a resource of more colons that does not match it field by field.
  let mayCross: Bool

  /// Takes a pattern apart; nil for one that says only what kind of thing is meant, such as `…:table/*`.
  init?(_ glob: Glob) {
    let colon = Glob.Token.byte(UInt8(ascii: ":"))
    self.glob = glob
    let parts = SplitPattern(glob)
    let own: Glob
    if parts.colons >= 5 {
      guard let prefix = parts.prefix, let rest = parts.rest else { return nil }
      self.prefix = prefix
      own = rest
      mayCross = parts.mayCross
    } else {
      if glob.tokens.starts(with: Glob.tokens(of: "arn:".utf8)) { return nil }
      prefix = nil
      own = glob
      mayCross = false
    }
    let literal = own.tokens.prefix { $0.code < 256 }
    head = literal.map { UInt8(truncatingIfNeeded: $0.code) }
    let kind = literal.firstIndex { $0 == colon || $0 == .byte(UInt8(ascii: "/")) }.map { $0 + 1 } ?? 0
    guard head.count - kind > 2 || own.tokens.count == head.count && !head.isEmpty else { return nil }
    rest =
      own.tokens.count == head.count
      ? .exact : own.tokens.count == head.count + 1 && own.tokens.last == .star ? .prefix : .general
  }
}

/// The patterns of statements that are found by the names they spell.
///
/// ```
/// patterns   0: arn:aws:sqs:*:*:orders-*     1: arn:aws:sqs:eu-west-1:*:orders-api-*     2: arn:aws:sqs:*:7:web*-dlq
/// prefixes   a: arn:aws:sqs:*:*:   b: arn:aws:sqs:eu-west-1:*:   c: arn:aws:sqs:*:7:     each once
///            arn:aws:sqs:us-east-1:5:  -> 1 0 0                                          a table of the prefixes seen
/// heads      orders-   orders-api-   web                                                 one `HeadTree`
/// ```
/// `arn:aws:sqs:us-east-1:5:orders-api-9`: its name begins with the heads of 0 and 1; its first five fields fit a alone,
/// so that only 0 matches.
///
/// A wildcard in the first five fields may swallow colons (ruling 17). Then the name begins behind a later colon: for a
/// resource of more colons the heads are looked for behind each of them, and what is found is matched whole.
struct NamedResources: ~Copyable {
  /// More colons than these are not tried one by one.
  private static let colonLimit = 64

  private struct Pattern {
    let rest: NamedPattern.Rest
    let mayCross: Bool
    /// The number of the distinct prefix; -1 for none.
    let prefix: Int32
  }

  /// The patterns of resources with six fields, and where the first five are known apart.
  private let named: UnsafeMutablePointer<Pattern>
  private let count: Int
  private let globs: [Glob]
  private let names: HeadTree
  /// The patterns of resources without fields.
  private let plain: HeadTree
  private let plainPatterns: [Int]
  private let namePatterns: [Int]
  private let hasCrossing: Bool
  private let prefixes: UnsafeMutablePointer<ResourcePrefixes>

  init(_ patterns: [NamedPattern]) {
    count = patterns.count
    globs = patterns.map(\.glob)
    var numbers: [[Glob.Token]: Int] = [:]
    var prefixGlobs: [Glob] = []
    named = .allocate(capacity: max(1, patterns.count))
    for (index, pattern) in patterns.enumerated() {
      var number = -1
      if let prefix = pattern.prefix {
        if numbers[prefix.tokens] == nil {
          numbers[prefix.tokens] = prefixGlobs.count
          prefixGlobs.append(prefix)
        }
        number = numbers[prefix.tokens] ?? -1
      }
      (named + index).initialize(
        to: Pattern(rest: pattern.rest, mayCross: pattern.mayCross, prefix: Int32(truncatingIfNeeded: number)))
    }
    prefixes = .allocate(capacity: 1)
    prefixes.initialize(to: ResourcePrefixes(prefixGlobs))
    namePatterns = patterns.indices.filter { patterns[$0].prefix != nil }
    plainPatterns = patterns.indices.filter { patterns[$0].prefix == nil }
    names = HeadTree(namePatterns.map { patterns[$0].head })
    plain = HeadTree(plainPatterns.map { patterns[$0].head })
    hasCrossing = patterns.contains(where: \.mayCross)
  }

  deinit {
    named.deallocate()
    prefixes.deinitialize(count: 1)
    prefixes.deallocate()
  }

  /// The memory that it takes, about; what it learns of requests only.
  var memory: Int { prefixes.pointee.memory }

  /// Hands the index of each pattern that matches a resource to a function, where that asks for the pattern.
  ///
  /// - Parameters:
  ///   - isWanted: whether it matters whether a pattern matches.
  ///   - body: what is done with a pattern that does.
  @inline(__always)
  borrowing func forEachMatch(
    _ text: ByteSlice, where isWanted: (_ pattern: Int) -> Bool, _ body: (_ pattern: Int) -> Void
  ) {
    plain.forEachHead(of: text) { head, end in
      let pattern = plainPatterns[head]
      if isWanted(pattern), fits(pattern, end == text.count, text) { body(pattern) }
    }
    if names.isEmpty { return }
    let start = ARNFields.end(of: text)
    guard start > 0 else { return }
    var prefix = -1
    let name = ByteSlice(text.base + start, text.count - start)
    names.forEachHead(of: name) { head, end in
      let pattern = namePatterns[head]
      guard isWanted(pattern) else { return }
      if prefix < 0 { prefix = prefixes.pointee.number(of: ByteSlice(text.base, start)) }
      guard prefixes.pointee.fits(prefix, Int(named[pattern].prefix)) else { return }
      if fits(pattern, end == name.count, text) { body(pattern) }
    }
    if hasCrossing { forEachCrossing(text, from: start, where: isWanted, body) }
  }

  /// Whether a pattern matches whose head does, and whose first five fields do if it has such.
  @inline(__always)
  private func fits(_ pattern: Int, _ isAtEnd: Bool, _ text: ByteSlice) -> Bool {
    switch named[pattern].rest {
    case .prefix: true
    case .exact: isAtEnd
    case .general: globs[pattern].matches(text)
    }
  }

  /// The patterns that match by swallowing colons.
  @inline(__always)
  private func forEachCrossing(
    _ text: ByteSlice, from start: Int, where isWanted: (_ pattern: Int) -> Bool, _ body: (_ pattern: Int) -> Void
  ) {
    var at = start
    var colons = 0
    while let found = memchr(text.base + at, 0x3A, text.count - at) {
      at = text.base.distance(to: found.assumingMemoryBound(to: UInt8.self)) + 1
      colons += 1
      if colons > Self.colonLimit { break }
      names.forEachHead(of: ByteSlice(text.base + at, text.count - at)) { head, _ in
        let pattern = namePatterns[head]
        if named[pattern].mayCross, isWanted(pattern), globs[pattern].matches(text) { body(pattern) }
      }
    }
    guard colons > Self.colonLimit else { return }
    for pattern in namePatterns where named[pattern].mayCross && isWanted(pattern) {
      if globs[pattern].matches(text) { body(pattern) }
    }
  }
}

/// The first five fields of resources, each with the set of prefixes of patterns that it fits.
private struct ResourcePrefixes: ~Copyable {
  private static let limit = 4096
  private static let byteLimit = 256 * 1024

  private let globs: [Glob]
  private let width: Int
  private var seen = ByteTable()
  private let words: UnsafeMutablePointer<UInt64>

  init(_ globs: [Glob]) {
    self.globs = globs
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
    for (index, glob) in globs.enumerated() where glob.matches(prefix) { set[index >> 6] |= 1 << UInt64(index & 63) }
    return number
  }
}
