import Documents
import PolicyLanguage
import TestSupport
import Testing

@testable import Evaluation

@Suite struct ResourceElementsTests {
  private static let range = SourceRange(0, 0)
  static let pieces = ["arn:aws:s3:::", "web", "-", "*", "?", ":", "/", "é", "", "a"]
  /// Around the number of bytes that are compared before the glob is.
  static let lengths = [1, 55, 56, 57, 58, 100]
  static let whole = ["*", "", "arn:aws:sqs:*", "arn:aws:s3", "arn:aws:sqs:*:?*:q", "a?*b"]

  static func pattern(_ random: inout SplitMix64) -> ByteString {
    switch random.below(3) {
    case 0: ByteString(random.pick(whole))
    case 1: ByteString(String(repeating: "x", count: random.pick(lengths)) + random.pick(["", "*", "?", "*y"]))
    default: ByteString((0...random.below(5)).map { _ in random.pick(pieces) }.joined())
    }
  }

  /// A text that a pattern matches, or one that is a little longer or shorter.
  static func text(like pattern: ByteString, _ random: inout SplitMix64) -> ByteString {
    var bytes = pattern.bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "*"): Array(random.pick(["", "y", "a:b", "eu-west-1"]).utf8)
      case UInt8(ascii: "?"): Array(random.pick(["x", "é", ":"]).utf8)
      default: [byte]
      }
    }
    if random.chance(25) { bytes.append(contentsOf: Array("z".utf8)) }
    if random.chance(25), !bytes.isEmpty { bytes.removeLast() }
    return ByteString(bytes)
  }

  @Test("an element admits what each of its patterns asked by itself comes to", arguments: [1, 2, 3])
  func agreesWithGlobs(seed: UInt64) {
    var random = SplitMix64(seed: seed &* 13)
    var (admitted, refused) = (0, 0)
    for _ in 0..<200 {
      let spellings = (0...random.below(4)).map { _ in (0..<random.below(4)).map { _ in Self.pattern(&random) } }
      var patterns = ResourceElements.Patterns()
      let resources = spellings.map { texts in
        CompiledResource(
          PatternElement(
            isNegated: random.chance(50), patterns: texts.map { PolicyText($0, at: Self.range) }, range: Self.range),
          kind: .identity, hasVariables: false, Interner())
      }
      let places = resources.map { patterns.add($0) }
      let elements = ResourceElements(patterns)
      for _ in 0..<30 {
        let text = Self.text(like: random.pick(spellings).first ?? "arn:aws:s3:::web", &random)
        text.withSlice { slice in
          var frame = RequestFrame(keyCount: 0)
          frame.resource = slice
          for (resource, place) in zip(resources, places) {
            let isMatch = elements.matches(first: place.first, count: place.count, slice)
            let expected = resource.admits(in: frame)
            #expect(Truth(isMatch != resource.isNegated) == expected, "\(text): \(resource)")
            if expected == .yes { admitted += 1 } else { refused += 1 }
          }
        }
      }
    }
    #expect(admitted > 2_000 && refused > 2_000, "\(admitted) \(refused)")
  }

  @Test("what a decision needs of each stands in one line of the cache")
  func layout() {
    #expect(MemoryLayout<PlanDimension>.stride == CacheLine.size)
    #expect(MemoryLayout<NarrowPlan.Driver>.stride == CacheLine.size)
    #expect(MemoryLayout<NarrowFact>.stride == CacheLine.size)
  }
}
