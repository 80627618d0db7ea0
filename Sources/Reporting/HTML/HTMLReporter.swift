import Documents

/// A report as one HTML file that needs nothing else: no network, no scripts, no other file.
///
/// Top to bottom: verdict, figures, inputs and the command; what changed; the matrices and what their cells lead to;
/// the organization; the policies' source with hits; the most denied; findings, cases and decisions with a filter.
/// Parts without content are left out.
///
/// The page stays below `byteLimit`: each part gets a share of what is left, what it does not use goes to the parts
/// after it, and a part that has no room for all it holds says how much is missing.
///
/// Nothing but the page's own style and script may load or run, by a Content-Security-Policy with their digests.
public struct HTMLReporter: Sendable {
  /// The bytes that a page may fill.
  public var byteLimit: Int

  /// Makes a reporter.
  public init(byteLimit: Int = 4_900_000) {
    self.byteLimit = byteLimit
  }

  /// The page.
  public func render(_ report: Report) -> [UInt8] {
    let head = Self.head(report)
    let foot = Self.foot(report)
    // The foot holds the script; the rail of contents is small.
    var shares = HTMLShares(bytes: byteLimit - head.count - foot.count - 20_000)
    let summary = HTMLSummary(report, limit: shares.next(4))
    let sources = HTMLPolicySources(report.policySources, limit: shares.next(18, after: summary.size))
    let explanations = HTMLExplanations(report, sources, limit: shares.next(12, after: sources.size))
    let matrices = HTMLMatrices(report, explanations, limit: shares.next(24, after: explanations.size))
    let organization = HTMLOrganization(report.organization, limit: shares.next(8, after: matrices.size))
    let changes = HTMLChanges(report.changes, sources, limit: shares.next(20, after: organization.size))
    let rankings = HTMLRankings(report.rankings, limit: shares.next(4, after: changes.size))
    let tables = HTMLTables(report, sources, limit: shares.next(24, after: rankings.size))
    let parts: [[HTMLPart]] = [
      summary.parts, changes.parts, matrices.parts, explanations.parts, organization.parts, sources.parts,
      rankings.parts, tables.parts,
    ]
    return page(head, parts.flatMap(\.self), foot)
  }

  private func page(_ head: HTML, _ parts: [HTMLPart], _ foot: HTML) -> [UInt8] {
    var page = head
    page += "<body><a class='skip' href='#report'>To the report</a>\n<div class='page'>\n"
    page += "<nav class='rail' aria-label='Contents'><p class='brand'>stockade</p><ul>"
    for part in parts { page += "<li><a href='#\(part.id)'>\(HTML.label(part.title))</a></li>" }
    page += "</ul></nav>\n<main id='report'>\n"
    for part in parts { page += part.body }
    page += foot
    return page.bytes
  }

  private static func head(_ report: Report) -> HTML {
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(digest(HTMLStyle.text))'; \
      script-src '\(digest(HTMLScript.text))'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTML.label(report.verdict.sentence)) – stockade \(report.origin.command)</title>
      <style>\(HTMLStyle.html)</style>
      </head>

      """
  }

  private static func foot(_ report: Report) -> HTML {
    """
    <footer>Made by stockade \(report.origin.toolVersion). One file, nothing is loaded from anywhere.</footer>
    </main>
    </div>
    <script>\(HTMLScript.html)</script>
    </body>
    </html>

    """
  }

  /// A digest as a Content-Security-Policy names it.
  static func digest(_ text: StaticString) -> String {
    let hex = text.withUTF8Buffer { SHA256.hex(of: Array($0)) }
    let nibbles = hex.utf8.map { $0 < 0x3A ? $0 &- 0x30 : $0 &- 0x57 }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    // Three nibbles are two digits of base 64; 64 nibbles leave one over, which is padded.
    var text: [UInt8] = []
    for start in stride(from: 0, to: nibbles.count, by: 3) {
      let group = (0..<3).map { start + $0 < nibbles.count ? Int(nibbles[start + $0]) : 0 }
      let value = group[0] << 8 | group[1] << 4 | group[2]
      text.append(alphabet[value >> 6])
      if start + 1 < nibbles.count { text.append(alphabet[value & 63]) }
    }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return "sha256-" + String(decoding: text, as: UTF8.self)
  }
}

/// A section of a page, and its line in the contents.
struct HTMLPart {
  /// What links lead to.
  let id: String
  /// What the contents call it.
  let title: String
  /// The section.
  let body: HTML

  /// Makes a section with a heading.
  ///
  /// - Parameter lead: a sentence or two under the heading.
  init(_ id: String, _ title: String, lead: HTML? = nil, _ content: HTML) {
    self.id = id
    self.title = title
    let introduction: HTML = lead.map { "<p class='lead'>\($0)</p>\n" } ?? ""
    body = "<section id='\(id)'>\n<h2>\(HTML.label(title))</h2>\n\(introduction)\(content)</section>\n"
  }

  /// Makes a part of its own making.
  init(id: String, title: String, body: HTML) {
    self.id = id
    self.title = title
    self.body = body
  }

  /// The number of bytes of some parts.
  static func size(_ parts: [HTMLPart]) -> Int { parts.reduce(0) { $0 + $1.body.count } }
}

/// The bytes of a page, dealt out to its parts in the order in which they are made.
struct HTMLShares {
  private var rest: Int
  private var weights = 114

  init(bytes: Int) { rest = max(0, bytes) }

  /// The bytes that the next part may fill.
  ///
  /// - Parameters:
  ///   - weight: how much of what is left it deserves; all weights together are 114.
  ///   - size: the bytes that the part before it took.
  mutating func next(_ weight: Int, after size: Int = 0) -> Int {
    rest = max(0, rest - size)
    let share = weights > 0 ? rest / weights * weight : rest
    weights = max(weight, weights - weight)
    return share
  }
}

/// What a part says about what it had no room for.
enum HTMLLeftOut {
  /// The sentence; nothing where all had room.
  static func note(_ count: Int, _ noun: String) -> HTML {
    guard count > 0 else { return "" }
    return """
      <p class='left-out'>\(Plural.count(count, noun)) \(count == 1 ? "is" : "are") left out, to keep this page small.</p>

      """
  }
}
