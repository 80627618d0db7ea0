/// What is denied most, with a bar for each name.
struct HTMLRankings {
  private(set) var parts: [HTMLPart] = []

  var size: Int { HTMLPart.size(parts) }

  init(_ rankings: [Report.Ranking], limit: Int) {
    let rankings = rankings.filter { !$0.entries.isEmpty }
    guard !rankings.isEmpty else { return }
    var html: HTML = "<div class='ranks'>\n"
    let missing = html.append(rankings, limit: limit, Self.render)
    html += "</div>\n" + HTMLLeftOut.note(missing, "ranking")
    parts = [HTMLPart("rankings", "Most frequent", html)]
  }

  private static func render(_ ranking: Report.Ranking) -> HTML {
    var html: HTML = "<div><h3>\(ranking.title)</h3><ol class='rank'>\n"
    let most = max(1, ranking.entries.map(\.value).max() ?? 1)
    for entry in ranking.entries {
      let width = max(4, Int(1_000 * Double(entry.value) / Double(most)))
      html += """
        <li><div class='line'>\(HTML.code(entry.label))<span>\(Plural.grouped(entry.value))</span></div>\
        <svg viewBox='0 0 1000 1' preserveAspectRatio='none' aria-hidden='true'><rect class='rest' width='1000' height='1'/>\
        <rect class='deny' width='\(width)' height='1'/></svg></li>

        """
    }
    html += "</ol>"
    if ranking.rest > 0 { html += "<p class='note'>All others: \(Plural.grouped(ranking.rest))</p>" }
    return html + "</div>\n"
  }
}
