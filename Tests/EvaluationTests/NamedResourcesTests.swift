import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite struct NamedResourcesTests {
  /// What patterns begin with: the first five fields, or nothing of the kind.
  static let starts = [
    "arn:aws:s3:::", "arn:aws:logs:*:*:", "arn:aws:sqs:eu-*:7:", "arn:aws:logs:eu-west-1:7:", "arn:aws:sqs:*:?:", "",
    "arn:aws:sqs:*:7:", "arn:*:sqs:*:7:", "arn:aws:sqs:eu-west-1:*:", "arn:*:sqs:eu-west-1:7:", "arn:aws:s*:*:7:",
  ]
  static let pieces = [
    "log-group:/app/", "orders", "orders-", "-api", "web_", "*", "?", ":", "é", "b/", "LogicalResourceId/Web", "arn",
    "arn:aws:s3:::", "arn:aws:sqs:*:?:", long,
  ]
  /// Beyond what the table of heads takes.
  static let long = String(repeating: "long-", count: HeadTable.longestHead / 5 + 1)
  /// Heads with nothing but characters behind them.
  static let counted = ["orders", "orders-", "log-group:/app/web_", "éé", "LogicalResourceId/Web", "queue/é-b"]
  /// How many; one more than are counted is asked as any other pattern.
  static let counts = [1, 2, 3, NameEntry.scalarLimit, NameEntry.scalarLimit + 1]
  static let textStarts = [
    "arn:aws:s3:::", "arn:aws:logs:eu-west-1:7:", "arn:aws:sqs:eu-west-1:7:", "arn:aws:sqs:eu-west-1:8:",
    "arn:aws:logs:", "", "arn:aws:sqs::7:", "arn:aws:sqs:7:", "arn:aws-cn:sqs:eu-west-1:7:", "arn:aws:sqs:eu-west-1::",
    "arn::sqs:eu-west-1:77:",
  ]
  static let texts = [
    "log-group:/app/", "orders", "orders-", "-api", "-api-7", "web_", ":", "é", "b/", "LogicalResourceId/Web", "x:y",
    "arn:aws:s3:::", "arn", long, colons,
  ]
  /// More than are tried one by one.
  static let colons = String(repeating: ":", count: 70)
  /// One of each length.
  static let characters = ["x", "é", "€", "😀", ":"]
  /// No characters: cut off, and what only continues one.
  static let fragments: [[UInt8]] = [[0xC3], [0xE2, 0x82], [0xE2], [0xF0], [0xF0, 0x9F, 0x98], [0x98], []]

  static func text(_ starts: [String], _ pieces: [String], _ random: inout SplitMix64) -> ByteString {
    let rest = (0..<Int.random(in: 0...4, using: &random)).map { _ in random.pick(pieces) }
    return ByteString(random.pick(starts) + rest.joined())
  }

  /// A pattern that spells a name.
  ///
  /// - Parameter percent: how many of a hundred end in characters that are counted.
  static func pattern(counted percent: Int, _ random: inout SplitMix64) -> ByteString {
    while true {
      let isCounted = random.chance(percent)
      let spelling =
        isCounted
        ? ByteString(random.pick(starts) + random.pick(counted) + String(repeating: "?", count: random.pick(counts)))
        : text(starts, pieces, &random)
      // Of some patterns there is another beside it for shorter resources, which must spell a name, too.
      let colons = spelling.bytes.filter { $0 == UInt8(ascii: ":") }.count
      guard colons >= 5 || !spelling.bytes.starts(with: "arn:".utf8) else { continue }
      if NamedPattern(Glob(spelling, fields: .resource), Interner()) != nil { return spelling }
    }
  }

  /// A text that a pattern matches, or nearly does: at one of its wildcards may stand what is no character.
  static func text(like pattern: ByteString, _ random: inout SplitMix64) -> ByteString {
    let isOne = { (byte: UInt8) in byte == UInt8(ascii: "?") }
    let ones = pattern.bytes.filter(isOne).count
    let odd = ones > 0 && random.chance(50) ? random.below(ones) : -1
    var place = -1
    return ByteString(
      pattern.bytes.flatMap { byte -> [UInt8] in
        if byte == UInt8(ascii: "*") {
          return Array(random.pick(["", "7", "eu-west-1", "a:b", random.chance(5) ? colons : "9"]).utf8)
        }
        guard isOne(byte) else { return [byte] }
        place += 1
        return place == odd ? random.pick(fragments) : Array(random.pick(characters).utf8)
      })
  }

  /// What a run of all cases came to.
  private struct Tally {
    var (matches, misses, matchesOfCounted, missesOfCounted) = (0, 0, 0, 0)

    mutating func add(_ finding: NarrowFixture.Finding, isCounted: Bool) {
      matches += finding.statements.count
      if finding.statements.isEmpty { misses += 1 }
      guard isCounted else { return }
      if finding.statements.contains(0) { matchesOfCounted += 1 } else { missesOfCounted += 1 }
    }
  }

  @Test(
    "the statements found by names are those whose patterns match, field by field or by swallowing colons",
    arguments: [1, 2, 3])
  func agreesWithGlobs(seed: UInt64) throws {
    var random = SplitMix64(seed: 11 &* seed)
    var search = NarrowSearch()
    var tally = Tally()
    for round in 0..<40 {
      let statements = (0..<Int.random(in: 1...30, using: &random)).map { number in
        let isCounted = number == 0 && round % 2 == 0
        let patterns = (0...(isCounted ? 0 : random.below(2))).map { _ in
          Self.pattern(counted: isCounted ? 100 : 30, &random)
        }
        return (effect: random.chance(30) ? Effect.deny : .allow, policy: 0, patterns: patterns)
      }
      let first = statements[0].patterns[0]
      let isCounted = statements[0].patterns.count == 1 && first.bytes.last == UInt8(ascii: "?")
      // All of them, some, and none.
      var admitted = (0..<3).map { _ in statements.indices.filter { _ in random.chance(60) } }
      admitted += [Array(statements.indices), []]
      let requests = (0..<60).map { _ in
        NarrowFixture.Request(
          resource: random.chance(60)
            ? Self.text(like: random.chance(50) ? first : random.pick(statements).patterns[0], &random)
            : Self.text(Self.textStarts, Self.texts, &random),
          plan: random.below(admitted.count), isBegun: !random.chance(5))
      }
      // Another batch of the same must find the same, with what the first left behind.
      let fixture = try NarrowFixture(statements, admitted: admitted)
      for turn in 0..<3 {
        var next = 0
        while next < requests.count {
          let isSingle = (turn + round) % 3 == 0
          let count = isSingle ? 1 : Int.random(in: 2...NarrowFixture.batchLimit, using: &random)
          let batch = Array(requests[next..<min(next + count, requests.count)])
          next += count
          for (request, found) in zip(batch, fixture.find(batch, &search)) {
            let expected = fixture.expected(request, admitted: admitted)
            if turn == 0 { tally.add(expected, isCounted: isCounted) }
            #expect(
              found == expected,
              "round \(round), turn \(turn): \(request), batch of \(batch.count), \(admitted[request.plan]) of \(statements)"
            )
          }
        }
      }
    }
    #expect(tally.matches > 300 && tally.misses > 300, "\(tally)")
    #expect(tally.matchesOfCounted > 20 && tally.missesOfCounted > 20, "\(tally)")
  }

  @Test("as many characters as question marks must follow a head, whatever their length")
  func counts() throws {
    let name = "arn:aws:sqs:eu-west-1:7:orders-"
    let admitted = [Array(Self.counts.indices)]
    let fixture = try NarrowFixture(
      Self.counts.map { (.allow, 0, [ByteString("arn:aws:sqs:*:7:orders-" + String(repeating: "?", count: $0))]) },
      admitted: admitted)
    var search = NarrowSearch()
    for count in 0...(NameEntry.scalarLimit + 2) {
      for character in Self.characters {
        let text = ByteString(name + String(repeating: character, count: count))
        let found = fixture.find([NarrowFixture.Request(resource: text, plan: 0)], &search)
        #expect(found[0].statements == Set(Self.counts.firstIndex(of: count).map { [$0] } ?? []), "\(text)")
      }
      // A character that is cut off is none; what only continues one is none either.
      for fragment in Self.fragments where !fragment.isEmpty {
        let text = ByteString(Array((name + String(repeating: "x", count: count)).utf8) + fragment)
        let request = NarrowFixture.Request(resource: text, plan: 0)
        #expect(fixture.find([request], &search) == [NarrowFixture.Finding()], "\(text)")
      }
    }
  }

  @Test("what only says of which kind a resource is names nothing")
  func namesNothing() {
    for pattern in ["*", "arn:aws:sqs:*", "arn:aws:s3:::*/*", "arn:aws:dynamodb:*:*:table/*", "arn:aws:kms:*:*:key/*"] {
      #expect(NamedPattern(Glob(ByteString(pattern), fields: .resource), Interner()) == nil, "\(pattern)")
    }
    for pattern in [
      "arn:aws:s3:::logs-*", "arn:aws:iam::*:role/ops-*", "arn:aws:kms:*:*:key/1", "LogicalResourceId/Web*",
    ] {
      #expect(NamedPattern(Glob(ByteString(pattern), fields: .resource), Interner()) != nil, "\(pattern)")
    }
  }

  /// Around the length from which on beginnings have no bit, and up to the longest that the table takes.
  @Test(
    "names of any length are found by where their words end",
    arguments: [5, 61, 62, 63, 64, 65, 127, 150, HeadTable.longestHead])
  func lengths(length: Int) throws {
    let prefix = "arn:aws:sqs:eu-west-1:7:"
    let letters = String(repeating: "abcdefg", count: length / 7 + 1)
    let exact = letters.prefix(length)
    let open = letters.prefix(length - 1) + "-"
    let made: [(effect: Effect, policy: Int, patterns: [ByteString])] = [
      (.allow, 0, [ByteString(prefix + exact)]), (.deny, 0, [ByteString(prefix + open + "*")]),
    ]
    let fixture = try NarrowFixture(made, admitted: [[0, 1], [1]])
    var search = NarrowSearch()
    func found(_ name: some StringProtocol, plan: Int = 0) -> Set<Int> {
      fixture.find([NarrowFixture.Request(resource: ByteString(prefix + name), plan: plan)], &search)[0].statements
    }
    #expect(found(exact) == [0])
    #expect(found(exact, plan: 1) == [])
    for name in [exact.dropLast() + "_", exact.dropLast(), exact + "x", exact + "-"] { #expect(found(name) == []) }
    for rest in ["", "x", "-y", letters] { #expect(found(open + rest) == [1]) }
    for name in [open.dropLast(), open.dropLast() + "_", open.dropLast() + "_x"] { #expect(found(name) == []) }
  }
}

@Suite struct HeadTests {
  static let pieces = ["a", "ab", "b-", "-", "/", "table/", "orders-", "orders", "_", "é", "0123456789", ".x", "\0"]

  static func bytes(_ count: ClosedRange<Int>, _ random: inout SplitMix64) -> [UInt8] {
    let text = (0..<Int.random(in: count, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
    return Array(text.joined().utf8)
  }

  /// Entries whose statements are their places.
  static func entries(_ count: Int) throws -> UnsafeMutablePointer<NameEntry> {
    let pattern = try #require(NamedPattern(Glob("arn:aws:s3:::logs-*", fields: .resource), Interner()))
    let entries = UnsafeMutablePointer<NameEntry>.allocate(capacity: max(1, count))
    for place in 0..<count { (entries + place).initialize(to: NameEntry(statement: place, prefix: 0, pattern)) }
    return entries
  }

  static func sketch(of head: [UInt8]) -> UInt64 {
    ByteString(head).withSlice { ByteHash.process.sketch($0, to: $0.count) }
  }

  /// Hands the heads that a text begins with, and that a filter lets through, to a function.
  static func forEachHead(
    of text: ByteSlice, in table: borrowing HeadTable, through filter: borrowing HeadFilter,
    _ body: (NameEntries, _ end: Int) -> Void
  ) {
    WordEnds.forEach(of: text, through: filter) { end in
      let sketch = ByteHash.process.sketch(text, to: end)
      if filter.sketches.bits.mayHave(sketch),
        let entries = table.entries(of: HeadTable.Guess(text, end, ByteHash.process), in: text)
      {
        body(entries, end)
      }
    }
  }

  @Test("a walk down the tree passes the heads that a text begins with")
  func tree() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<100 {
      let heads = (0..<Int.random(in: 0...40, using: &random)).map { _ in Self.bytes(0...6, &random) }
      let tree = HeadTree(heads)
      for _ in 0..<40 {
        let text = Self.bytes(0...9, &random)
        var found: [Int] = []
        ByteString(text).withSlice { slice in
          tree.forEachHead(of: slice) { head, end in
            #expect(end == heads[head].count)
            found.append(head)
          }
        }
        #expect(found.sorted() == heads.indices.filter { text.starts(with: heads[$0]) })
      }
    }
  }

  @Test("what guards a tree lets every text pass that begins with a head, and few others")
  func guardOfTree() {
    var random = SplitMix64(seed: 7)
    var (passed, kept) = (0, 0)
    for round in 0..<200 {
      let heads = (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.bytes(1...(round % 5 + 2), &random) }
        .filter { !$0.isEmpty }
      let treeGuard = TreeGuard(heads)
      for _ in 0..<20 {
        let text = random.chance(50) ? random.pick(heads) + Self.bytes(0...2, &random) : Self.bytes(0...8, &random)
        let mayBegin = ByteString(text).withSlice { treeGuard.mayBegin($0) }
        if mayBegin { passed += 1 } else { kept += 1 }
        if heads.contains(where: { text.starts(with: $0) }) { #expect(mayBegin) }
      }
    }
    #expect(passed > 500 && kept > 500, "\(passed) \(kept)")
    // Where there is no head, there is nothing to begin with.
    for count in 0...20 { #expect(!ByteString(Self.bytes(count...count, &random)).withSlice(TreeGuard([]).mayBegin)) }
  }

  @Test("a beginning has the sketch of the same bytes alone, whatever follows")
  func sketches() {
    var random = SplitMix64(seed: 8)
    var seen: Set<UInt64> = []
    let text = (0..<70).map { _ in UInt8.random(in: 0...255, using: &random) }
    for end in 1...60 {
      let sketch = Self.sketch(of: Array(text.prefix(end)))
      for behind in [0, 1, 3, 7, 8, 10] {
        let longer = text.prefix(end) + Self.bytes(0...4, &random) + text.suffix(behind)
        #expect(ByteString(Array(longer)).withSlice { ByteHash.process.sketch($0, to: end) } == sketch)
      }
      #expect(seen.insert(sketch).inserted, "\(end)")
      // One of the last sixteen bytes another.
      var other = Array(text.prefix(end))
      other[Int.random(in: max(0, end - 16)..<end, using: &random)] ^= 0x20
      #expect(Self.sketch(of: other) != sketch)
    }
  }

  @Test("the table finds the heads that end where words or the text end")
  func table() throws {
    #expect(HeadTable.stride == CacheLine.size)
    var random = SplitMix64(seed: 6)
    // What the filters left out.
    var left = 0
    for round in 0..<100 {
      var seen: Set<[UInt8]> = []
      // Heads of any length, beyond those that fit a line too.
      let heads = (0..<Int.random(in: 0...60, using: &random)).map { _ in Self.bytes(1...(round % 9 + 3), &random) }
        .filter { seen.insert($0).inserted }
      // Two entries, or one, which stands beside its head.
      func entryCount(_ head: Int) -> Int { head % 2 + 1 }
      let entries = try Self.entries(heads.count * 3)
      defer { entries.deallocate() }
      let table = HeadTable(heads.enumerated().map { ($1, $0 * 3..<$0 * 3 + entryCount($0)) }, of: entries)
      // Heads that are not asked for may be found, those that are must be.
      let asked = heads.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
      let filter = HeadFilter(
        asked.map { head in (Self.sketch(of: head), head.count) })
      for _ in 0..<40 {
        let text = Self.bytes(0...(round % 12 + 4), &random)
        var found: [Int] = []
        ByteString(text).withSlice { slice in
          Self.forEachHead(of: slice, in: table, through: filter) { entries, end in
            #expect(entries.count == entryCount(entries.first / 3) && end == heads[entries.first / 3].count)
            #expect((0..<entries.count).allSatisfy { entries[$0].statement == entries.first + $0 })
            found.append(entries.first / 3)
          }
        }
        let expected = heads.indices.filter { index in
          let head = heads[index]
          return text.starts(with: head)
            && (head.count == text.count || head.last.map(WordEnds.isDelimiter) ?? false)
        }
        let (isFound, isAsked) = (Set(found), Set(asked))
        let shown = String(decoding: text, as: UTF8.self)
        #expect(isFound.count == found.count && isFound.isSubset(of: expected), "\(shown)")
        #expect(expected.allSatisfy { isFound.contains($0) || !isAsked.contains(heads[$0]) }, "\(shown)")
        left += expected.count - found.count
      }
    }
    #expect(left > 100, "\(left)")
  }

  @Test("the table finds heads of any length, sixteen bytes at a time or one by one")
  func lengths() throws {
    let text = (0..<150).map { $0 % 7 == 3 ? UInt8(ascii: "-") : UInt8(ascii: "a") + UInt8($0 % 23) }
    let heads = (1...text.count).map { Array(text.prefix($0)) }
    let entries = try Self.entries(heads.count)
    defer { entries.deallocate() }
    let table = HeadTable(heads.enumerated().map { ($1, $0..<$0 + 1) }, of: entries)
    let filter = HeadFilter(
      heads.map { head in (Self.sketch(of: head), head.count) })
    for count in 1...text.count {
      var found: [Int] = []
      ByteString(Array(text.prefix(count))).withSlice { slice in
        Self.forEachHead(of: slice, in: table, through: filter) { entries, end in
          #expect(entries[0].statement == end - 1)
          found.append(end)
        }
      }
      #expect(found == (1...count).filter { $0 == count || WordEnds.isDelimiter(text[$0 - 1]) })
    }
  }
}
