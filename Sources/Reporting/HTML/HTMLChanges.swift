/// The decisions that changed, both deciding statements side by side.
struct HTMLChanges {
  private(set) var parts: [HTMLPart] = []

  var size: Int { HTMLPart.size(parts) }

  init(_ changes: [Report.Change], _ sources: HTMLPolicySources, limit: Int) {
    guard !changes.isEmpty else { return }
    var html = HTML()
    let missing = html.append(changes, limit: limit) { Self.render($0, sources) }
    html += HTMLLeftOut.note(missing, "pair of statements")
    parts = [
      HTMLPart(
        "changes", "What changed",
        lead: "Decisions that changed for the same reasons stand together, the most frequent first.", html)
    ]
  }

  private static func render(_ change: Report.Change, _ sources: HTMLPolicySources) -> HTML {
    """
    <article class='change'>
    <header>\(change.state.tag) <strong>\(change.title)</strong> \
    <span class='soft'>\(Plural.count(change.count, "decision"))</span></header>
    <div class='sides'>\(side("Before", change.before, "Now", change.now, sources))\
    \(side("After", change.after, "Was", change.was, sources))</div>
    \(groups(change))</article>

    """
  }

  private static func side(
    _ title: String, _ ruling: Report.Ruling, _ otherTitle: String, _ counterpart: Report.Counterpart?,
    _ sources: HTMLPolicySources
  ) -> HTML {
    let place = ruling.statement?.place
    let reason = HTML(text: ruling.reason)
    let shown = place.flatMap { sources.link($0, reason) } ?? reason
    let text = ruling.statement.map { HTMLStatement.text($0) } ?? ""
    var other: HTML = ""
    if let counterpart {
      let sentence = HTML(text: counterpart.sentence)
      let shown = counterpart.statement.flatMap { sources.link($0.place, sentence) } ?? sentence
      other = """
        <h3 class='other'>\(otherTitle)</h3><p>\(shown)</p>
        \(counterpart.statement.map { HTMLStatement.text($0) } ?? "")
        """
    }
    return "<div class='side'><h3>\(title)</h3><p>\(ruling.state.tag) \(shown)</p>\n\(text)\(other)</div>\n"
  }

  private static func groups(_ change: Report.Change) -> HTML {
    guard !change.groups.isEmpty else { return "" }
    let hasPrincipal = change.groups.contains { $0.principal != nil }
    let hasAccount = change.groups.contains { $0.account != nil }
    var html: HTML = """
      <div class='box' tabindex='0' role='region' aria-label='Who, what and where'><table>
      <thead><tr><th scope='col' class='number'>Count</th><th scope='col'>Action</th>
      """
    if hasPrincipal { html += "<th scope='col'>Principal</th>" }
    if hasAccount { html += "<th scope='col'>Account or stack</th>" }
    html += "<th scope='col'>First resource</th></tr></thead>\n<tbody>\n"
    for group in change.groups {
      html +=
        "<tr><td class='number'>\(Plural.grouped(group.count))</td><td class='short'><code>\(group.action)</code></td>"
      if hasPrincipal { html += "<td class='wide'>\(group.principal.map { HTML.code($0) } ?? "")</td>" }
      if hasAccount { html += "<td class='short'>\(group.account.map { "<code>\($0)</code>" as HTML } ?? "")</td>" }
      let first: HTML = group.first.map { " <span class='soft small'>\($0.description)</span>" } ?? ""
      html += "<td class='wide'>\(HTML.code(group.firstResource))\(first)</td></tr>\n"
    }
    return html + "</tbody></table></div>\n"
  }
}
