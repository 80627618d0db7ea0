import Documents
import Testing

@Suite("ByteString")
struct ByteStringTests {
  @Test("compares bytes where String compares meaning")
  func equality() {
    let composed = ByteString("\u{E9}")
    let decomposed = ByteString("e\u{301}")
    #expect(composed.string == decomposed.string)
    #expect(composed != decomposed)
    #expect(composed.hashValue != decomposed.hashValue)
  }

  @Test("ruling 19: folding case folds ASCII only")
  func folding() {
    #expect(ByteString("AbZ@[`{é\u{C9}\u{212A}").asciiLowercased == "abz@[`{é\u{C9}\u{212A}")
    #expect(ByteString("KEY").equalsIgnoringASCIICase("key"))
    #expect(!ByteString("\u{C9}").equalsIgnoringASCIICase("\u{E9}"))
    #expect(!ByteString("\u{212A}").equalsIgnoringASCIICase("k"))
  }

  @Test("orders by unsigned bytes, a prefix first")
  func order() {
    #expect(["b", "a", "ab", "é", "", "Z"].map { ByteString($0) }.sorted() == ["", "Z", "a", "ab", "b", "é"])
  }

  @Test("prefixes and suffixes")
  func affixes() {
    let text: ByteString = "LogicalResourceId/Db"
    #expect(text.hasPrefix("LogicalResourceId/") && text.hasPrefix("") && !text.hasPrefix("logical"))
    #expect(text.hasSuffix("/Db") && text.hasSuffix("") && !text.hasSuffix("/DB"))
    #expect(!ByteString("a").hasPrefix("ab") && !ByteString("a").hasSuffix("ba"))
  }

  @Test("what a message quotes cannot steer a terminal")
  func quoting() {
    #expect(ByteString("Db").quoted() == "'Db'")
    #expect(ByteString("\u{1B}[31m\n\u{202E}x\u{9B}").quoted() == "'\\u{1b}[31m\\u{a}\\u{202e}x\\u{9b}'")
    #expect(ByteString(String(repeating: "é", count: 100)).quoted(limit: 3) == "'ééé…'")
    #expect(ByteString([0xFF, 0x61]).quoted() == "'\u{FFFD}a'")
  }
}
