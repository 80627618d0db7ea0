import Documents
import Reporting
import Testing

@Suite struct ReportFormatTests {
  @Test("no format lets a control character of its texts through", arguments: ReportFormat.allCases)
  func controlCharacters(format: ReportFormat) {
    let bytes = format.render(ReportSample.full())
    #expect(!bytes.contains { $0 < 0x20 && $0 != 0x0A })
    #expect(String(validating: bytes, as: UTF8.self) != nil)
    #expect(bytes.last == 0x0A)
    // JSON has room for what is no character.
    if format == .json || format == .sarif { return }
    #expect(!String(decoding: bytes, as: UTF8.self).unicodeScalars.contains("\u{FFFE}"))
  }

  @Test("a run that failed says so in every format", arguments: ReportFormat.allCases)
  func failure(format: ReportFormat) {
    let diagnostic = Diagnostic(file: "nope.json", code: "file.notFound", message: "cannot read: no such file")
    let report = Report.failure([diagnostic], origin: ReportSample.empty().origin)
    let text = ReportSample.render(report, format)
    #expect(text.contains("annot read"))
    #expect(text.contains("nope.json"))
  }

  @Test("JUnit, read by a strict reader, has its counts, places and texts")
  func junit() throws {
    let document = try XMLReading(ReportFormat.junit.render(ReportSample.full()))
    let cases = document.elements.filter { $0.name == "testcase" }
    #expect(document.elements.first?.attributes["tests"] == String(cases.count))
    #expect(document.elements.first?.attributes["failures"] == "1")
    #expect(document.elements.first?.attributes["errors"] == "2", "the case and the finding that no case tells")
    #expect(cases.first?.attributes["line"] == "3")
    let failure = try #require(document.elements.first { $0.name == "failure" })
    #expect(failure.attributes["message"]?.contains("]]>\\u{1}\\u{1b}[31m\\u{fffe}<img") == true)
    #expect(failure.text.contains("::error::=1"))
  }

  @Test("JUnit of a run that did not end well is never all green")
  func junitIsNotGreen() throws {
    let document = try XMLReading(ReportFormat.junit.render(ReportSample.empty(.finding)))
    #expect(document.elements.first?.attributes["failures"] == "1")
    let good = try XMLReading(ReportFormat.junit.render(ReportSample.empty()))
    #expect(good.elements.first?.attributes["tests"] == "0")
  }

  @Test("SARIF has a rule for each code, with help, and fingerprints without lines")
  func sarif() throws {
    var report = ReportSample.empty(.finding)
    report.findings = [
      ReportSample.finding("b", .warning, place: .init(file: "/a b/%.json", line: 2, column: 4), fingerprint: "f1"),
      ReportSample.finding("a", .error, code: "scp.x", fingerprint: "f2"),
    ]
    let text = ReportSample.render(report, .sarif)
    let document = try JSONReader().read(Array(text.utf8))
    let run = try #require(document["runs"]?.elements?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.elements)
    #expect(rules.map { $0["id"]?.text } == ["policy.size", "scp.x"])
    #expect(rules.first?["help"]?["text"]?.text == "Make it shorter.")
    let results = try #require(run["results"]?.elements)
    #expect(results.map { $0["level"]?.text } == ["error", "warning"], "the gravest first")
    #expect(results.first?["locations"] == nil)
    let physical = results.last?["locations"]?.elements?.first?["physicalLocation"]
    #expect(physical?["artifactLocation"]?["uri"]?.text == "file:///a%20b/%25.json")
    #expect(results.last?["partialFingerprints"]?["stockade/1"]?.text == "f1")
    #expect(run["invocations"]?.elements?.first?["exitCode"]?.scalarText == "1")
    #expect(run["artifacts"]?.elements?.first?["hashes"]?["sha-256"]?.text?.count == 64)
  }

  @Test("GitHub gets ten annotations of a kind, the last of which says how many are cut")
  func githubLimit() {
    var report = ReportSample.empty(.finding)
    report.findings = (1...12).map { ReportSample.finding("finding \($0)", .error) }
    let lines = ReportSample.render(report, .github).split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.last?.contains("3 more errors left out") == true)
    report.findings.removeLast(2)
    #expect(ReportSample.render(report, .github).split(separator: "\n").count == 10)
  }

  @Test("GitHub's commands are one line each, their marks escaped")
  func githubEscapes() {
    var report = ReportSample.empty(.finding)
    report.findings = [
      ReportSample.finding("50%\n::warning::x", place: .init(file: "a,b:c%.json", line: 2, column: 4))
    ]
    #expect(
      ReportSample.render(report, .github).hasPrefix(
        "::error file=a%2Cb%3Ac%25.json,line=2,col=4,title=policy.size::50%25%0A::warning::x"))
    #expect(ReportSample.render(ReportSample.full(), .github).split(separator: "\n").allSatisfy { $0.hasPrefix("::") })
  }

  @Test("Markdown keeps to its limit and says what it cut", arguments: [3_000, 20_000, 60_000])
  func markdownLimit(limit: Int) {
    var report = ReportSample.full()
    report.findings = (1...2_000).map { ReportSample.finding("finding \($0) \(ReportSample.hostile)") }
    report.rows = Array(repeating: report.rows[0], count: 1_000)
    let page = String(decoding: MarkdownReporter(limit: limit).render(report), as: UTF8.self)
    #expect(page.utf8.count <= limit)
    #expect(page.contains("**Cut**"))
  }

  @Test("Markdown has no mark, tag or mention of its texts")
  func markdownEscapes() {
    let page = ReportSample.render(ReportSample.full(), .markdown)
    #expect(!page.contains("<img"))
    #expect(!page.contains("@x"))
    for line in page.split(separator: "\n") where line.hasPrefix("|") { #expect(line.hasSuffix("|")) }
  }

  @Test("CSV rows are one line with all columns, and no cell is a formula")
  func csv() {
    var report = ReportSample.full("=HYPERLINK(\"x\"),\u{7}\n+1")
    report.verdict.sentence = "-1"
    let lines = ReportSample.render(report, .csv).split(separator: "\n")
    #expect(lines.allSatisfy { Self.cells($0).count == 12 })
    for line in lines {
      for cell in Self.cells(line) { #expect(!"=+-@".contains(cell.first ?? " ")) }
    }
    #expect(lines[1].contains("'-1"))
  }

  /// The cells of a row, quotes undone.
  private static func cells(_ line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" { isQuoted.toggle() }
      if character == ",", !isQuoted { cells.append("") } else { cells[cells.count - 1].append(character) }
    }
    return cells.map { $0.hasPrefix("\"") ? String($0.dropFirst()) : $0 }
  }
}
