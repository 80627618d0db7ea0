import Documents
import Reporting
import Testing

@Suite struct DiagnosticTextTests {
  private func render(_ text: String, _ start: Int, _ end: Int, suggestion: String? = nil, width: Int = 80) -> String {
    let source = SourceText(name: "policy.json", text: text)
    let diagnostic = Diagnostic(
      .error, "test.code", "something is wrong", in: source, at: SourceRange(start, end), suggestion: suggestion)
    return DiagnosticText(style: TextStyle(width: width, isColored: false)).render(diagnostic)
  }

  @Test func theSourceIsShownAndMarked() {
    #expect(
      render("{\n  \"Resource\": \"Db\"\n}", 16, 20, suggestion: "LogicalResourceId/Db") == """
        policy.json:2:15: error: something is wrong [test.code]
          2 |   "Resource": "Db"
            |               ^~~~
            = did you mean LogicalResourceId/Db?

        """)
  }

  @Test func aRangeOfSeveralLinesIsMarkedToTheEndOfTheFirst() {
    #expect(render("[\n {\n  }\n]", 3, 8).hasSuffix("  2 |  {\n    |  ^\n"))
  }

  @Test func theEndOfTheTextIsMarkedBehindIt() {
    #expect(render("{", 1, 1).hasSuffix("  1 | {\n    |  ^\n"))
  }

  @Test func controlCharactersAreEscapedAndTheMarkStaysUnderItsBytes() {
    let text = "\t\u{1B}[31m\"x\""
    #expect(render(text, 6, 9).hasSuffix("  1 |  \\u{1b}[31m\"x\"\n    |            ^~~\n"))
    #expect(!render(text, 6, 9).contains("\u{1B}"))
  }

  @Test func wideAndCombiningCharactersKeepTheMarkInPlace() {
    let text = "日本e\u{301}x"
    #expect(render(text, 9, 10).hasSuffix("    |      ^\n"))
  }

  @Test func longLinesAreCutAroundTheMark() {
    let text = String(repeating: "a", count: 50_000) + "XYZ" + String(repeating: "b", count: 50_000)
    let shown = render(text, 50_000, 50_003, width: 60)
    let lines = shown.split(separator: "\n")
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 60 })
    #expect(lines[1].contains("…") && lines[1].contains("aXYZb") && lines[1].hasSuffix("…"))
    let mark = lines[2].unicodeScalars.firstIndex(of: "^").map {
      lines[2].unicodeScalars.distance(from: lines[2].unicodeScalars.startIndex, to: $0)
    }
    let marked = lines[1].unicodeScalars.firstIndex(of: "X").map {
      lines[1].unicodeScalars.distance(from: lines[1].unicodeScalars.startIndex, to: $0)
    }
    #expect(mark == marked)
  }

  /// A letter far behind the mark makes no difference but that it is not ASCII, which takes another way.
  @Test(arguments: [0, 1, 10, 25, 40, 119, 160, 300], [1, 2, 30, 200])
  func plainAndOtherLinesAreCutAlike(start: Int, length: Int) {
    let plain = (0..<460).map { String($0 % 10) }.joined()
    let other = plain.dropLast(1) + "é"
    for width in [40, 61] {
      #expect(
        render(plain + "0", start, start + length, width: width)
          == render(other + "0", start, start + length, width: width))
    }
    let short = String(plain.prefix(start % 30 + 3))
    #expect(render(short, 1, 1 + length).contains("\n    |  ^"))
  }

  @Test func aFileWithoutTextHasNoPosition() {
    let diagnostic = Diagnostic(file: "a\u{7}b", code: "file.notFound", message: "cannot read: none")
    #expect(
      DiagnosticText(style: .plain).render(diagnostic) == "a\\u{7}b: error: cannot read: none [file.notFound]\n")
  }
}
