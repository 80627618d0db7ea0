/// The policies' own text, with how often each statement was hit, and a place for links to each statement.
struct HTMLPolicySources {
  private(set) var parts: [HTMLPart] = []
  /// The ids of the lines where statements begin, by file and line.
  private var anchors: [Report.Place: String] = [:]
  /// The policies that are unfolded from the start.
  private static let openLimit = 4

  var size: Int { HTMLPart.size(parts) }

  init(_ sources: [Report.PolicySource], limit: Int) {
    guard !sources.isEmpty else { return }
    var html = HTML()
    var missing = 0
    for (index, source) in sources.enumerated() {
      let (piece, places) = Self.render(source, index + 1, isOpen: index < Self.openLimit)
      guard html.count + piece.count <= limit else {
        missing += 1
        continue
      }
      html += piece
      anchors.merge(places) { first, _ in first }
    }
    html += HTMLLeftOut.note(missing, "source")
    let isStruck = sources.contains { $0.lines.contains { $0.mark == .dead } }
    let isNever = sources.contains { $0.lines.contains { $0.mark == .notMatched } }
    var lead: HTML = "The number before a statement says how many decisions it made or matched."
    if isNever { lead += " “Never” means that nothing in this run matched it." }
    if isStruck { lead += " Statements struck through can decide nothing." }
    parts = [HTMLPart("policies", "Policies", lead: lead, html)]
  }

  /// A link to where a statement stands; nil where this page does not hold the line.
  func link(_ place: Report.Place, _ text: HTML) -> HTML? {
    guard let anchor = anchors[Report.Place(file: place.file, line: place.line)] else { return nil }
    return "<a href='#\(anchor)'>\(text)</a>"
  }

  private static func render(
    _ source: Report.PolicySource, _ number: Int, isOpen: Bool
  ) -> (HTML, [Report.Place: String]) {
    var anchors: [Report.Place: String] = [:]
    var rows = HTML()
    for line in source.lines {
      let isStart = line.hits != nil
      let id = "p\(number)-\(line.number)"
      if isStart { anchors[Report.Place(file: source.file, line: line.number)] = id }
      let anchor: HTML = isStart ? " id='\(id)'" : ""
      rows += """
        <tr\(anchor) class='\(style(line.mark))'><td class='h'>\(hits(line))</td><td class='n'>\(line.number)</td>\
        <td>\(text(line))</td></tr>

        """
    }
    let cut: HTML =
      source.leftOut > 0 ? "<p class='left-out'>\(Plural.count(source.leftOut, "more line")) left out.</p>\n" : ""
    let open: HTML = isOpen ? " open" : ""
    let html: HTML = """
      <details class='policy'\(open)><summary><h3>\(HTML.code(source.file))</h3> <span class='soft'>\(kind(source.kind))\
      \(summary(source))</span></summary>
      <div class='box' tabindex='0' role='region' aria-label='Source of \(source.file)'><table class='source'><tbody>
      \(rows)</tbody></table></div>
      \(cut)</details>

      """
    return (html, anchors)
  }

  private static func style(_ mark: Report.PolicySource.Mark?) -> HTML {
    switch mark {
    case .decisive: "decisive"
    case .matched: "matched"
    case .notMatched: "never"
    case .dead: "dead"
    case nil: ""
    }
  }

  private static func hits(_ line: Report.PolicySource.Line) -> HTML {
    guard let hits = line.hits else { return "" }
    if hits == 0, line.mark == .notMatched || line.mark == .dead { return "never" }
    return HTML(text: Plural.grouped(hits))
  }

  /// The line; where it is dead its text, but not its indentation, is struck through.
  private static func text(_ line: Report.PolicySource.Line) -> HTML {
    guard line.mark == .dead else { return HTML(text: line.text) }
    let indentation = line.text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }
    let rest = line.text.unicodeScalars.dropFirst(indentation.count)
    return "\(String(indentation))<s>\(String(rest))</s>"
  }

  private static func kind(_ kind: String) -> HTML {
    switch kind {
    case "scp": "SCP"
    case "rcp": "RCP"
    case "": "checked file"
    default: "\(kind) policy"
    }
  }

  private static func summary(_ source: Report.PolicySource) -> HTML {
    let starts = source.lines.filter { $0.hits != nil }
    guard !starts.isEmpty else { return "" }
    let total = starts.reduce(0) { $0 &+ ($1.hits ?? 0) }
    let idle = starts.count { $0.hits == 0 }
    if total == 0 { return ", no hits" }
    let hits: HTML = ", \(Plural.count(total, "hit"))"
    return idle == 0 ? hits : hits + ", \(Plural.count(idle, "statement")) without"
  }
}
