import TestSupport
import Testing

@testable import Documents

@Suite struct RepeatedTextsTests {
  @Test("every text comes back with its own bytes, whatever came before in its place")
  func keepsBytes() {
    var texts = RepeatedTexts()
    var random = SplitMix64(seed: 3)
    let pieces = ["", "a", "b", "\u{E9}", "e\u{301}", "A", "identity-0001.json", "0", "Allow", "\u{0}"]
    for _ in 0..<20_000 {
      let text = ByteString((0..<random.below(7)).map { _ in random.pick(pieces) }.joined())
      #expect(text.withSlice { texts.text($0) } == text)
    }
  }

  @Test("names that differ in their first, middle or last bytes are told apart")
  func tellsApart() {
    var texts = RepeatedTexts()
    let names = (0..<2000).flatMap { ["identity-\($0).json", "\($0)-identity-of-a-policy", "x\($0)"] }.map {
      ByteString($0)
    }
    for name in names + names { #expect(name.withSlice { texts.text($0) } == name) }
  }
}
