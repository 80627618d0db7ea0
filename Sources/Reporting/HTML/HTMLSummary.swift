/// The first screen: how the run ended, its figures, and what it takes to have it again.
struct HTMLSummary {
  let parts: [HTMLPart]

  var size: Int { HTMLPart.size(parts) }

  init(_ report: Report, limit: Int) {
    let verdict = Self.verdict(report, limit: limit / 4)
    parts = [
      HTMLPart(id: "verdict", title: "Verdict", body: verdict),
      Self.inputs(report.origin, limit: max(0, limit - verdict.count)),
    ]
  }

  // MARK: - Verdict

  private static func verdict(_ report: Report, limit: Int) -> HTML {
    let status = report.verdict.status
    let sentence = capitalized(report.verdict.sentence)
    let size: HTML = sentence.utf8.count > 90 ? " class='long'" : ""
    var html: HTML = """
      <header id='verdict'>
      <p class='kicker'><span class='tag \(status.style)'>\(status.word)</span> stockade \(report.origin.command)</p>
      <h1\(size)>\(HTML.label(sentence))</h1>

      """
    if !report.counts.isEmpty {
      html += "<dl class='counts'>\n"
      for count in report.counts {
        let style: HTML = count.value == 0 ? "none" : count.state?.style ?? "plain"
        html +=
          "<div class='\(style)'><dt>\(HTML.label(capitalized(count.label)))</dt><dd>\(Plural.grouped(count.value))</dd></div>\n"
      }
      html += "</dl>\n" + share(report.counts)
    }
    if !report.leftOut.isEmpty {
      html += "<div class='left-out'><p>This page does not show all:</p><ul>\n"
      let missing = html.append(report.leftOut, limit: limit) { "<li>\(capitalized($0))</li>\n" }
      if missing > 0 { html += "<li>\(Plural.count(missing, "more remark")) of this kind</li>\n" }
      html += "</ul></div>\n"
    }
    return html + "</header>\n"
  }

  /// A bar of what was allowed, denied and unknown; nothing unless there are at least two of them.
  private static func share(_ counts: [Report.Count]) -> HTML {
    let parts = counts.filter { $0.state != nil && $0.state != .notAsked && $0.value > 0 }
    let total = parts.reduce(0) { $0 &+ $1.value }
    guard parts.count > 1, total > 0 else { return "" }
    var bars = HTML()
    var start = 0.0
    for part in parts {
      guard let state = part.state else { continue }
      // A sliver of a million is still to be seen.
      let width = max(6, 1_000 * Double(part.value) / Double(total))
      bars += "<rect class='\(state.style)' x='\(Int(start))' width='\(Int(width.rounded(.up)))' height='1'/>"
      start += width
    }
    let label = parts.map { "\(Plural.grouped($0.value)) \($0.label)" }.joined(separator: ", ")
    return """
      <svg class='share' viewBox='0 0 \(Int(start.rounded(.up))) 1' preserveAspectRatio='none' role='img' \
      aria-label='\(label)'>\(bars)</svg>

      """
  }

  static func capitalized(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, first.isASCII else { return text }
    return String(first).uppercased() + String(text.unicodeScalars.dropFirst())
  }

  // MARK: - Inputs

  private static func inputs(_ origin: Report.Origin, limit: Int) -> HTMLPart {
    var html: HTML =
      "<pre class='command' tabindex='0' role='region' aria-label='Command'>\(origin.shellCommand)</pre>\n"
    if !origin.inputs.isEmpty {
      html += """
        <div class='box inputs' tabindex='0' role='region' aria-label='Input files'><table>
        <thead><tr><th scope='col'>File</th><th scope='col' class='number'>Bytes</th><th scope='col'>SHA-256</th></tr></thead>
        <tbody>

        """
      let missing = html.append(origin.inputs, limit: max(0, limit - html.count)) { input in
        let size = input.byteCount.map { Plural.grouped($0) } ?? "–"
        let digest: HTML =
          input.digest.map { "<code class='digest'>\($0)</code>" } ?? "<span class='soft'>not read to its end</span>"
        return "<tr><td>\(HTML.code(input.file))</td><td class='number'>\(size)</td><td>\(digest)</td></tr>\n"
      }
      html += "</tbody></table></div>\n" + HTMLLeftOut.note(missing, "input")
    }
    return HTMLPart(
      "inputs", "Inputs", lead: "This command over files with these digests gives this report again.", html)
  }
}

extension HTML {
  /// Two pieces, one behind the other.
  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum += right
    return sum
  }
}

extension Report.State {
  /// The class of what shows the state.
  var style: HTML {
    switch self {
    case .allow: "allow"
    case .deny: "deny"
    case .unknown: "unknown"
    case .notAsked: "idle"
    }
  }

  /// A small box with the state's letter.
  var tag: HTML { "<span class='tag \(style)'>\(letter)</span>" }
}

extension Report.Verdict.Status {
  /// The class of what shows the status.
  fileprivate var style: HTML {
    switch self {
    case .success: "allow"
    case .finding, .inputError, .internalError: "deny"
    case .inconclusive: "unknown"
    }
  }
}
