import Documents
import Testing

@Suite("SourceText")
struct SourceTextTests {
  @Test("lines and columns count from 1, columns in scalars")
  func positions() {
    let source = SourceText(name: "a", text: "ab\né😀x\r\n\nlast")
    let expected: [(Int, String)] = [
      (0, "1:1"), (1, "1:2"), (2, "1:3"), (3, "2:1"), (5, "2:2"), (9, "2:3"), (10, "2:4"), (12, "3:1"), (13, "4:1"),
      (17, "4:5"), (99, "4:5"), (-1, "1:1"),
    ]
    for (offset, position) in expected {
      #expect(source.position(at: offset).description == position, "offset \(offset)")
    }
  }

  @Test("a line comes without its ending")
  func lines() {
    let source = SourceText(name: "a", text: "ab\nc\r\n\nlast")
    #expect((0...5).map { String(decoding: source.line($0), as: UTF8.self) } == ["", "ab", "c", "", "last", ""])
    #expect(SourceText(name: "a", text: "").line(1).isEmpty)
    #expect(SourceText(name: "a", text: "").position(at: 0).description == "1:1")
  }

  @Test("columns of one long line agree with counting, across the blocks of the index")
  func longLine() {
    let text = "x\n" + String(repeating: "é-", count: 5_000)
    let source = SourceText(name: "a", text: text)
    for scalars in [0, 1, 2, 681, 682, 683, 1_365, 1_366, 5_000, 9_999, 10_000] {
      let offset = 2 + scalars / 2 * 3 + scalars % 2 * 2
      #expect(source.position(at: offset) == SourcePosition(line: 2, column: scalars + 1))
    }
  }

  @Test("text that is no UTF-8 has positions, too")
  func malformed() {
    let source = SourceText(name: "a", bytes: [0x80, 0x80, 0x0A, 0xFF, 0x80])
    #expect(source.position(at: 2).description == "1:1")
    #expect(source.position(at: 4).description == "2:2")
  }
}
