import Documents
import Foundation
import TestSupport
import Testing

@testable import Reporting

@Suite struct HTMLReporterTests {
  private static let hostile = "\"><img src=x onerror=alert(1)>\u{202E}</script><script>alert(2)</script>\u{1B}[31m"

  /// A report with something in every part, all of it hostile.
  static func report(_ text: String = hostile, rows: Int = 3) -> Report {
    var report = Report(
      origin: .init(
        command: "evaluate", toolVersion: "1.0", commandLine: ["stockade", "evaluate", text],
        inputs: [.init(file: text, byteCount: 12, digest: String(repeating: "a", count: 64))]),
      verdict: .init(.finding, text))
    let place = Report.Place(file: text, line: 2, column: 3)
    let statement = Report.Statement(name: text, policyType: "scp", level: text, place: place, text: text)
    let ruling = Report.Ruling(state: .deny, word: "Deny", reason: text, statement: statement)
    report.counts = [.init("allowed", 3, .allow), .init("denied", 1, .deny), .init(text, 0)]
    report.findings = [
      .init(
        code: "stack.resource.prefix", severity: .error, message: text, place: place, suggestion: text, title: text,
        help: text, fingerprint: "0")
    ]
    report.cases = [.init(suite: text, name: text, place: place, outcome: .failed, message: text, detail: text + "\n")]
    report.matrices = [
      .init(
        title: text, rowTitle: text, columnTitle: text, rows: [.init(text, detail: text), .init("Queue")],
        columns: [.init("Modify"), .init("Replace", detail: text)],
        cells: [
          [.init(letter: "A", state: .allow), .init(letter: "D", state: .deny, data: text, explanation: "why-1")],
          [.init(letter: "D/A", state: .deny, explanation: "why-1"), .notAsked],
        ])
    ]
    report.explanations = [.init(id: "why-1", text: text, statement: statement)]
    report.organization = [
      .init(kind: .root, id: "r-1", name: text, parent: nil, policies: [.init(policyType: "scp", name: text)]),
      .init(kind: .organizationalUnit, id: "ou-1", name: nil, parent: 0, policies: [], denials: 4),
      .init(kind: .account, id: "111122223333", name: "a", parent: 1, policies: []),
      .init(kind: .account, id: "444455556666", name: "b", parent: 0, policies: []),
    ]
    report.policySources = [
      .init(
        file: text, kind: "scp",
        lines: [
          .init(number: 1, text: "{" + text), .init(number: 2, text: "  {", hits: 4, mark: .decisive),
          .init(number: 3, text: "  \(text)", hits: 0, mark: .dead),
        ])
    ]
    report.rankings = [.init(title: text, entries: [.init(text, 3), .init("b", 1)], rest: 5)]
    report.rows = (0..<rows).map {
      .init(
        place: .init(file: text, line: $0 + 1), id: text, principal: text, action: text, resource: text, ruling: ruling)
    }
    report.leftOut = [text]
    return report
  }

  private func render(_ report: Report) -> String {
    String(decoding: HTMLReporter().render(report), as: UTF8.self)
  }

  @Test func everyPartKeepsHostileTextText() {
    var report = Self.report()
    let page = PageElements(render(report))
    #expect(page.intruders == [])
    #expect(page.deadLinks == [])
    // Changes stand where cases do not.
    let ruling = report.rows[0].ruling
    report.changes = [
      .init(
        title: Self.hostile, state: .deny, count: 2, before: ruling, after: ruling,
        groups: [
          .init(
            principal: Self.hostile, action: Self.hostile, account: Self.hostile, count: 2,
            firstResource: Self.hostile, first: .init(file: Self.hostile, line: 1))
        ])
    ]
    report.rows = []
    let other = PageElements(render(report))
    #expect(other.intruders == [])
    #expect(other.deadLinks == [])
    #expect(Set(page.ids).count == page.ids.count)
  }

  @Test func showsThePartsFromTopToBottom() {
    let ids = PageElements(render(Self.report("plain"))).ids
    let parts = [
      "verdict", "inputs", "matrix-1", "explanations", "organization", "policies", "rankings", "findings", "decisions",
    ]
    #expect(ids.filter { parts.contains($0) } == parts)
  }

  @Test func leavesOutPartsWithoutContent() {
    let report = Report(
      origin: .init(command: "check", toolVersion: "1.0", commandLine: ["stockade", "check"]),
      verdict: .init(.success, "no findings"))
    let page = PageElements(render(report))
    #expect(page.ids == ["report", "verdict", "inputs"])
    #expect(page.named("h1").map(\.text) == ["No findings"])
  }

  @Test func cellsAreLetteredAndLeadToTheirExplanation() {
    let page = PageElements(render(Self.report("plain")))
    let cells = page.classed("cell")
    #expect(cells.map { $0.attributes["class"] } == ["cell allow", "cell deny", "cell mixed", "cell idle"])
    #expect(cells.map { $0.attributes["href"] } == [nil, "#e-why-1", "#e-why-1", nil])
    #expect(page.ids.contains("e-why-1"))
    #expect(page.named("b").prefix(4).map(\.text) == ["A", "D", "D/A", "-"])
  }

  @Test func statementsLeadToTheirSource() {
    let page = PageElements(render(Self.report("plain")))
    #expect(page.elements.contains { $0.attributes["href"] == "#p1-2" })
    #expect(page.elements.contains { $0.attributes["id"] == "p1-2" })
    #expect(page.named("s").map(\.text) == ["plain"])
  }

  @Test func theNodeThatDeniesIsMarked() {
    let page = PageElements(render(Self.report("plain")))
    #expect(page.classed("node").count == 4)
    #expect(page.classed("denies").count == 1)
    let text = render(Self.report("plain"))
    #expect(text.contains("D 4 denied here"))
    let tree = text.components(separatedBy: "<div class='tree'>")[1].components(separatedBy: "</section>")[0]
    #expect(tree.components(separatedBy: "<ul>").count == tree.components(separatedBy: "</ul>").count)
    #expect(tree.components(separatedBy: "<li>").count == tree.components(separatedBy: "</li>").count)
  }

  @Test func onlyItsOwnStyleAndScriptMayRun() throws {
    let text = render(Self.report("plain"))
    let policy = try #require(
      PageElements(text).named("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" })
    let content = try #require(policy.attributes["content"])
    #expect(content.hasPrefix("default-src 'none'; style-src 'sha256-"))
    #expect(!content.contains("unsafe"))
    // The digest of the empty text, known from elsewhere, keeps the base 64 honest.
    #expect(HTMLReporter.digest("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    #expect(!text.contains("http://") && !text.contains("https://"))
  }

  @Test(arguments: [150_000, 300_000, 1_000_000])
  func staysBelowItsLimitAndSaysWhatItLeftOut(limit: Int) {
    var report = Self.report(String(repeating: "\u{202E}<", count: 500), rows: 400)
    report.findings = Array(repeating: report.findings[0], count: 400)
    report.explanations = (1...300).map { .init(id: "why-\($0)", text: report.verdict.sentence) }
    report.matrices[0].rows = Array(repeating: report.matrices[0].rows[0], count: 500)
    report.matrices[0].cells = Array(repeating: report.matrices[0].cells[0], count: 500)
    let bytes = HTMLReporter(byteLimit: limit).render(report)
    #expect(bytes.count <= limit)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("left out, to keep this page small"))
    #expect(PageElements(text).deadLinks == [])
    #expect(PageElements(text).intruders == [])
  }

  @Test func aDeepOrganizationIsATree() {
    var report = Self.report("plain")
    report.organization = (0..<3_000).map {
      .init(kind: .organizationalUnit, id: "ou-\($0)", name: nil, parent: $0 == 0 ? nil : $0 - 1, policies: [])
    }
    let text = render(report)
    let tree = text.components(separatedBy: "<div class='tree'>")[1].components(separatedBy: "</section>")[0]
    #expect(tree.components(separatedBy: "<ul>").count == tree.components(separatedBy: "</ul>").count)
    #expect(PageElements(text).classed("node").count == 3_000)
  }

  @Test("a matrix that is wider than paper names the column in each cell, as text")
  func wideMatrix() {
    func page(_ columns: Int) -> String {
      var report = Self.report("plain")
      report.matrices = [
        .init(
          title: "t", rowTitle: "r", columnTitle: "c", rows: [.init("row")],
          columns: (0..<columns).map { .init("\(Self.hostile)' \($0)") },
          cells: [(0..<columns).map { _ in .init(letter: "A", state: .allow) }])
      ]
      return String(decoding: HTMLReporter().render(report), as: UTF8.self)
    }
    let wide = page(7)
    #expect(wide.contains("<table class='matrix wide'>"))
    #expect(wide.components(separatedBy: "<td data-column='").count == 8)
    #expect(!wide.contains("<img") && !wide.contains("onerror=alert(1)>\u{202E}"))
    #expect(!page(6).contains("data-column='"))
  }
}
