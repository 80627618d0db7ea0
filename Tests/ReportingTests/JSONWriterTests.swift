import Documents
import Reporting
import Testing

@Suite struct JSONWriterTests {
  private func text(_ layout: JSONWriter.Layout, _ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(layout: layout)
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func sample(_ json: inout JSONWriter) {
    json.object { json in
      json.member("a", 1)
      json.object("empty") { _ in }
      json.array("list") { list in
        list.string("x")
        list.bool(true)
        list.null()
        list.array { _ in }
        list.object { $0.member("n", ByteString("v")) }
      }
      json.member("names", [ByteString("p"), "q"])
    }
  }

  @Test func oneLine() {
    #expect(
      text(.line, sample) == #"{"a":1,"empty":{},"list":["x",true,null,[],{"n":"v"}],"names":["p","q"]}"#)
  }

  @Test func indented() {
    #expect(
      text(.indented, sample) == """
        {
          "a": 1,
          "empty": {},
          "list": [
            "x",
            true,
            null,
            [],
            {
              "n": "v"
            }
          ],
          "names": [
            "p",
            "q"
          ]
        }
        """)
  }

  @Test func linesBeginAnew() {
    #expect(
      text(.line) { json in
        json.object { $0.member("a", -1) }
        json.endLine()
        json.object { $0.member("b", false) }
        json.endLine()
      } == "{\"a\":-1}\n{\"b\":false}\n")
  }

  @Test func stringsAreEscaped() {
    #expect(text(.line) { $0.string("\"\\/\n\r\té😀") } == #""\"\\/\n\r\té😀""#)
    #expect(text(.line) { $0.string("\u{8}\u{1}\u{7F}\u{85}") } == #""\u0008\u0001\u007f\u0085""#)
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
      [0xF0, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func bytesThatAreNotUTF8AreReplaced(_ bytes: [UInt8]) throws {
    var json = JSONWriter(layout: .line)
    json.string(ByteString([0x61] + bytes + [0x62]))
    let replaced = "a" + String(repeating: "\u{FFFD}", count: bytes.count) + "b"
    #expect(try JSONReader().read(json.bytes).text == ByteString(replaced))
  }
}
