import Testing

/// The strict reader is strict.
@Suite struct XMLReadingTests {
  @Test(
    "what is no XML is refused",
    arguments: [
      "<a>", "<a></b>", "<a>&nbsp;</a>", "<a b=\"1\" b=\"2\"/>", "<a>]]></a>", "<a/>x", "<a/><b/>", "<a>\u{1}</a>",
      "<a b='x'/>",
    ])
  func refused(text: String) {
    #expect(throws: XMLReading.Malformed.self) {
      try XMLReading(Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(text)".utf8))
    }
  }

  @Test func read() throws {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"1 &lt; 2\">\n  <c/>x &amp; y</a>\n"
    let document = try XMLReading(Array(text.utf8))
    #expect(document.elements.map(\.name) == ["a", "c"])
    #expect(document.elements.first?.attributes == ["b": "1 < 2"])
    #expect(document.elements.first?.text.contains("x & y") == true)
  }
}
