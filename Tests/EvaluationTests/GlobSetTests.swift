import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite struct GlobSetTests {
  /// The indices of the globs that match, as a set of globs finds them.
  static func found(_ text: ByteString, in set: inout GlobSet, _ outcomes: GlobOutcomes, segments: Bool) -> [Int] {
    let number = text.withSlice { set.find($0, hasSegments: segments) }
    let words = outcomes.words(number)
    return (0..<outcomes.width * 64).filter { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
  }

  /// Globs as indexes hold them: none twice.
  static func distinct(_ globs: [Glob]) -> [Glob] {
    var seen: Set<[Glob.Token]> = []
    return globs.filter { seen.insert($0.tokens).inserted }
  }

  static func text(_ pieces: [String], _ count: ClosedRange<Int>, _ random: inout SplitMix64) -> ByteString {
    let text = (0..<Int.random(in: count, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
    return ByteString(text.joined())
  }

  @Test("one walk gives what each glob gives alone", arguments: [false, true])
  func agreesWithGlobs(segments: Bool) {
    var random = SplitMix64(seed: 7)
    let pieces = ["a", "b", ":", "*", "logs-", "/", "ab", "*", "?", "é", "role/", "𝄞"]
    let texts = ["a", "b", ":", "logs-", "/", "ab", "é", "ü", "role/", "𝄞", "€"]
    for round in 0..<30 {
      let fields: Glob.Fields = round % 3 == 0 ? .none : round % 3 == 1 ? .resource : .arn
      let globs = Self.distinct(
        (0..<Int.random(in: 1...70, using: &random)).map { _ in
          Glob(Self.text(pieces, 0...8, &random), fields: fields)
        })
      let outcomes = GlobOutcomes(count: globs.count)
      var set = GlobSet(globs, outcomes)
      for _ in 0..<60 {
        let text = Self.text(texts, 0...9, &random)
        let expected = globs.indices.filter { index in text.withSlice { globs[index].matches($0) } }
        #expect(Self.found(text, in: &set, outcomes, segments: segments) == expected, "\(text)")
      }
    }
  }

  @Test("literals beyond those that are walked are found by their bytes, beside globs that match them, too")
  func manyLiterals() {
    let globs = (0..<200).map { Glob(ByteString("table/t-\($0)")) } + [Glob("table/t-1*"), Glob("*7"), Glob("x")]
    let outcomes = GlobOutcomes(count: globs.count)
    var set = GlobSet(globs, outcomes)
    for _ in 0..<3 {
      for number in 0..<260 {
        let text = ByteString("table/t-\(number)")
        let expected = globs.indices.filter { index in text.withSlice { globs[index].matches($0) } }
        #expect(Self.found(text, in: &set, outcomes, segments: true) == expected)
      }
    }
  }

  @Test("globs with exponentially many states are given up on, and right all the time")
  func explosion() {
    let globs = (0..<24).map { Glob(ByteString("*a*b*\($0)*c")) }
    let outcomes = GlobOutcomes(count: globs.count)
    var set = GlobSet(globs, outcomes)
    var random = SplitMix64(seed: 3)
    let letters = "ab0123456789c".map(String.init)
    for _ in 0..<300 {
      let text = Self.text(letters, 60...60, &random)
      let expected = globs.indices.filter { index in text.withSlice { globs[index].matches($0) } }
      #expect(Self.found(text, in: &set, outcomes, segments: false) == expected)
    }
  }
}

@Suite struct ResourceIndexTests {
  @Test("ruling 17: matching an ARN part by part gives what each pattern gives alone")
  func agreesWithGlobs() {
    var random = SplitMix64(seed: 11)
    let fields = ["aws", "ec2", "s3", "*", "", "us-*", "us-east-1", "1", "*a", "a*", "u?-east-1", "?", "s3:x", "*b*"]
    let tails = ["volume/v", "volume/*", "*", "a:b", "a*:b", "*:b", "role/?", "", "a?b", "x/*/y"]
    let values = ["aws", "ec2", "s3", "", "us-east-1", "us:x", "1", "a", "é", "xa"]
    let rests = ["volume/v", "volume/w:1", "a:b", "a:c:b", "role/x", "role/é", "", "a:b:c:b", "x/1/y", "q"]
    for _ in 0..<25 {
      let drawn = (0..<Int.random(in: 1...40, using: &random)).map { _ -> Glob in
        let count = Int.random(in: 0...4, using: &random)
        let head = (0..<count).map { _ in fields.randomElement(using: &random) ?? "" }
        let end = Bool.random(using: &random) ? [tails.randomElement(using: &random) ?? ""] : ["*"]
        return Glob(ByteString((["arn"] + head + end).joined(separator: ":")), fields: .resource)
      }
      let globs = GlobSetTests.distinct(drawn)
      var index = ResourceIndex(globs)
      for _ in 0..<60 {
        let count = Int.random(in: 1...5, using: &random)
        let head = (0..<count).map { _ in values.randomElement(using: &random) ?? "" }
        let text = ByteString(
          (["arn"] + head + [rests.randomElement(using: &random) ?? ""]).joined(separator: ":"))
        let expected = globs.indices.filter { index in text.withSlice { globs[index].matches($0) } }
        let found = text.withSlice { text -> [Int] in
          let end = index.splits ? ARNFields.end(of: text).end : 0
          let number = end > 0 ? index.prefix(ByteSlice(text.base, end)) : -1
          guard end > 0, 5 + ARNFields.colonCount(text, from: end) < Int(index.fewestColons(number)) else {
            let words = index.words(index.whole(text))
            return globs.indices.filter { words[$0 >> 6] & (1 << UInt64($0 & 63)) != 0 }
          }
          let prefix = index.words(index.set(ofPrefix: number))
          let rest = index.restWords(index.rest(ByteSlice(text.base + end, text.count - end)))
          return globs.indices.filter { pattern in
            let own = index.restOfPattern[pattern]
            return own >= 0 && prefix[pattern >> 6] & (1 << UInt64(pattern & 63)) != 0
              && rest[own >> 6] & (1 << UInt64(own & 63)) != 0
          }
        }
        #expect(found == expected, "\(text)")
      }
    }
  }
}

@Suite struct OrderedValuesTests {
  @Test("a date in the usual spelling is the instant that it is elsewhere")
  func dates() {
    var random = SplitMix64(seed: 5)
    func two(_ range: ClosedRange<Int>) -> String {
      let number = Int.random(in: range, using: &random)
      return number < 10 ? "0\(number)" : "\(number)"
    }
    for _ in 0..<4_000 {
      let date = "\(Int.random(in: 1960...2110, using: &random))-\(two(0...13))-\(two(0...32))"
      let text = ByteString("\(date)T\(two(0...24)):\(two(0...60)):\(two(0...60))Z")
      text.withSlice { text in
        #expect(OrderedValues.seconds(text) == Instant(text)?.wholeSeconds, "\(text.byteString)")
      }
    }
    for text in ["2026-05-05T09:21:11+", "2026-05-05 09:21:11Z", "2026/05-05T09:21:11Z", "2026-05-05T09-21:11Z"] {
      #expect(ByteString(text).withSlice { OrderedValues.seconds($0) } == nil)
    }
  }
}
