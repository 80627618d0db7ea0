import Documents
import TestSupport
import Testing

@testable import PolicyValidation

@Suite struct GlobPatternTests {
  private static func resource(_ text: String, _ alphabet: inout PatternAlphabet) -> PatternSet {
    PatternSet(isNegated: false, patterns: alphabet.resource(ByteString(text), version: .v2012))
  }

  @Test(arguments: [
    ("*", "arn:aws:s3:::a", true), ("arn:aws:s3:::a*", "arn:aws:s3:::ab*", true),
    ("arn:aws:s3:::ab*", "arn:aws:s3:::a*", false), ("arn:aws:s3:::a?", "arn:aws:s3:::ab", true),
    ("arn:aws:s3:::a?", "arn:aws:s3:::a*", false), ("arn:aws:s3:::*?", "arn:aws:s3:::?*", true),
    // Inside a field a star crosses no colon (ruling 17), at its end it does.
    ("arn:aws:s3:a*b:c", "arn:aws:s3:axb:c", true), ("arn:aws:s3:a*b:c", "arn:aws:s3:a:b:c", false),
    ("arn:aws:s3:*:c", "arn:aws:s3:a:b:c", true),
    // A short ARN is its completion, too.
    ("arn:aws:sqs", "arn:aws:sqs:us-east-1:111122223333:jobs", true), ("arn:aws:sqs:*:*:*", "arn:aws:sqs", false),
    ("arn:aws:s3:::${aws:username}*", "arn:aws:s3:::${aws:username}", true),
    ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:userid}", false),
    ("arn:aws:s3:::*", "arn:aws:s3:::${aws:username}", true), ("arn:aws:s3:::?", "arn:aws:s3:::${aws:username}", false),
    ("arn:aws:s3:::${*}", "arn:aws:s3:::a", false), ("arn:aws:s3:::*", "arn:aws:s3:::${*}", true),
  ])
  func containment(_ outer: String, _ inner: String, _ expected: Bool) {
    var alphabet = PatternAlphabet()
    let set = Self.resource(outer, &alphabet)
    #expect(set.contains(Self.resource(inner, &alphabet)) == expected)
  }

  @Test func negatedSets() {
    let alphabet = PatternAlphabet()
    func set(_ isNegated: Bool, _ texts: ByteString...) -> PatternSet {
      PatternSet(isNegated: isNegated, patterns: texts.map { alphabet.action($0) })
    }
    #expect(set(true, "s3:*").contains(set(false, "ec2:Run*")))
    #expect(!set(true, "s3:*").contains(set(false, "*")))
    #expect(set(true, "s3:Get*").contains(set(true, "s3:*")))
    #expect(!set(true, "s3:*").contains(set(true, "s3:Get*")))
    #expect(!set(false, "s3:*").contains(set(true, "s3:*")))
    #expect(set(false, "*").contains(set(true, "s3:*")))
    #expect(set(true, "*").isNothing)
    #expect(set(false).isNothing)
  }

  /// On every short text over a few letters: what one pattern contains matches no text that it does not match, and two
  /// patterns that do not overlap have no text in common.
  @Test func claimsHoldOnAllShortTexts() {
    var random = SplitMix64(seed: 7)
    let letters: [UInt8] = Array("a:*?".utf8)
    var texts: [GlobPattern] = []
    let alphabet = PatternAlphabet()
    var level: [[UInt8]] = [[]]
    for _ in 0...4 {
      texts += level.map { alphabet.literal(ByteString($0)) }
      level = level.flatMap { text in [UInt8(ascii: "a"), UInt8(ascii: ":")].map { text + [$0] } }
    }
    func pattern() -> GlobPattern {
      let bytes = (0..<random.below(5)).map { _ in random.pick(letters) }
      // Half of the stars are those that cross no colon.
      let symbols = alphabet.glob(ByteString(bytes)).symbols.map { symbol in
        symbol == GlobPattern.run && random.chance(50) ? GlobPattern.fieldRun : symbol
      }
      return GlobPattern(symbols: symbols)
    }
    var contained = 0
    var disjoint = 0
    for _ in 0..<3_000 {
      let (left, right) = (pattern(), pattern())
      let isContained = left.contains(right)
      let overlaps = left.overlaps(right)
      contained += isContained ? 1 : 0
      disjoint += overlaps ? 0 : 1
      for text in texts {
        let (isLeft, isRight) = (left.contains(text), right.contains(text))
        if isContained, isRight, !isLeft { Issue.record("\(left.symbols) contains \(right.symbols): \(text.symbols)") }
        if !overlaps, isLeft, isRight { Issue.record("\(left.symbols) overlaps \(right.symbols): \(text.symbols)") }
      }
    }
    #expect(contained > 300)
    #expect(disjoint > 300)
  }
}
