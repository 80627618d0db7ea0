import Documents
import TestSupport
import Testing

@testable import Evaluation

@Suite struct NamedResourcesTests {
  static let pieces = [
    "arn:aws:s3:::", "arn:aws:logs:*:*:", "arn:aws:sqs:eu-*:7:", "arn:aws:logs:eu-west-1:7:", "arn:aws:sqs:*:?:",
    "log-group:/app/", "orders", "orders-", "-api", "web_", "*", "?", ":", "é", "b/", "LogicalResourceId/Web", long,
  ]
  /// Beyond what the table of heads takes.
  static let long = String(repeating: "long-", count: HeadTable.longestHead / 5 + 1)
  static let texts = [
    "arn:aws:s3:::", "arn:aws:logs:eu-west-1:7:", "arn:aws:sqs:eu-west-1:7:", "arn:aws:sqs:eu-west-1:8:",
    "arn:aws:logs:",
    "log-group:/app/", "orders", "orders-", "-api", "-api-7", "web_", ":", "é", "b/", "LogicalResourceId/Web", "x:y",
    long,
  ]

  static func text(_ pieces: [String], _ random: inout SplitMix64) -> ByteString {
    let first = pieces.prefix(5).randomElement(using: &random) ?? ""
    let rest = (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
    return ByteString(first + rest.joined())
  }

  /// A text that a pattern matches, or nearly does.
  static func text(like pattern: ByteString, _ random: inout SplitMix64) -> ByteString {
    ByteString(
      pattern.bytes.flatMap { byte -> [UInt8] in
        switch byte {
        case UInt8(ascii: "*"): Array((["", "7", "eu-west-1", "a:b"].randomElement(using: &random) ?? "").utf8)
        case UInt8(ascii: "?"): Array((["x", "é", ""].randomElement(using: &random) ?? "").utf8)
        default: [byte]
        }
      })
  }

  @Test("the statements found by names are those whose patterns match, field by field or by swallowing colons")
  func agreesWithGlobs() throws {
    var random = SplitMix64(seed: 11)
    var (matches, misses) = (0, 0)
    let interner = Interner()
    var frame = RequestFrame(keyCount: 0)
    for _ in 0..<120 {
      let spellings = (0..<Int.random(in: 1...60, using: &random)).map { _ in Self.text(Self.pieces, &random) }
      let patterns = spellings.enumerated().compactMap { statement, spelling in
        NamedPattern(Glob(spelling, fields: .resource), interner).map { (statement / 2, $0) }
      }
      let resources = NamedResources(patterns)
      for _ in 0..<60 {
        let isLike = Bool.random(using: &random)
        let text = isLike ? Self.text(like: spellings[0], &random) : Self.text(Self.texts, &random)
        let wanted = Set((0..<40).filter { _ in Bool.random(using: &random) })
        var found: Set<Int> = []
        let filter = resources.filter { wanted.contains($0) }
        text.withSlice { slice in
          frame.resource = slice
          resources.forEachMatch(frame, through: filter) {
            wanted.contains($0)
          } _: {
            found.insert($0)
          }
        }
        let expected = Set(
          patterns.filter { pattern in
            wanted.contains(pattern.0) && text.withSlice { pattern.1.glob.matches($0) }
          }.map(\.0))
        matches += expected.count
        misses += expected.isEmpty ? 1 : 0
        #expect(found == expected, "\(text) under \(patterns.map(\.1.glob.tokens))")
      }
    }
    #expect(matches > 300 && misses > 300, "\(matches) matches, \(misses) without")
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

  /// Hands the heads that a text begins with, and that a filter lets through, to a function.
  static func forEachHead(
    of text: ByteSlice, in table: borrowing HeadTable, through filter: borrowing HeadFilter,
    _ body: (NameEntries, _ end: Int) -> Void
  ) {
    table.forEachGuess(of: text, through: filter, ByteHash.process) { guess in
      if filter.mayHave(guess.hash), let entries = table.entries(of: guess, in: text) { body(entries, guess.end) }
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
        asked.map { head in (ByteString(head).withSlice { ByteHash.process.hash($0) }, head.count) })
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
            && (head.count == text.count || head.last.map(HeadTable.isDelimiter) ?? false)
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
      heads.map { head in (ByteString(head).withSlice { ByteHash.process.hash($0) }, head.count) })
    for count in 1...text.count {
      var found: [Int] = []
      ByteString(Array(text.prefix(count))).withSlice { slice in
        Self.forEachHead(of: slice, in: table, through: filter) { entries, end in
          #expect(entries[0].statement == end - 1)
          found.append(end)
        }
      }
      #expect(found == (1...count).filter { $0 == count || HeadTable.isDelimiter(text[$0 - 1]) })
    }
  }
}
