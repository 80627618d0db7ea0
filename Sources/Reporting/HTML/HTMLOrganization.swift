/// The tree of the organization, with the nodes that stopped something marked.
struct HTMLOrganization {
  private(set) var parts: [HTMLPart] = []

  var size: Int { HTMLPart.size(parts) }

  init(_ nodes: [Report.Node], limit: Int) {
    guard !nodes.isEmpty else { return }
    var children: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() {
      if let parent = node.parent, parent < index { children[parent, default: []].append(index) }
    }
    // From the top, without recursion: an organization from a hostile file may be deep.
    let tops = nodes.indices.filter { index in (nodes[index].parent ?? nodes.count) >= index }
    var waiting = tops.reversed().map { (index: $0, depth: 0) }
    var html: HTML = "<div class='tree'>\n"
    var depth = -1
    var shown = 0
    while let next = waiting.popLast() {
      let piece = Self.render(nodes[next.index])
      // Each level that is open takes ten bytes to close.
      if html.count + piece.count + 10 * (depth + 3) > limit { break }
      let level = min(next.depth, Self.deepest)
      if level > depth {
        html += "<ul>"
      } else {
        html += "</li>\n"
        while depth > level {
          html += "</ul></li>\n"
          depth -= 1
        }
      }
      depth = level
      html += "<li>\(piece)"
      shown += 1
      waiting += (children[next.index] ?? []).reversed().map { ($0, next.depth + 1) }
    }
    while depth >= 0 {
      html += "</li></ul>"
      depth -= 1
    }
    html += "</div>\n" + HTMLLeftOut.note(nodes.count - shown, "node")
    let isMarked = nodes.contains { $0.denials > 0 }
    parts = [
      HTMLPart(
        "organization", "Organization",
        lead: isMarked
          ? "Every level from the root to the account must allow. Marked nodes denied something in this run."
          : "Every level from the root to the account must allow. No node denied anything in this run.", html)
    ]
  }

  /// The deepest level that is indented further; AWS has 5 levels of organizational units.
  private static let deepest = 12

  private static func render(_ node: Report.Node) -> HTML {
    let style: HTML = node.denials > 0 ? "node denies" : "node"
    var html: HTML = "<div class='\(style)'>"
    if let name = node.name {
      html += "<strong>\(name)</strong> <span class='kind'>\(kind(node.kind))</span> "
    } else {
      html += "<strong>\(node.kind == .root ? "Root" as HTML : kind(node.kind))</strong> "
    }
    html += "\(HTML.code(node.id))"
    if node.denials > 0 { html += " <span class='tag deny'>D \(Plural.grouped(node.denials)) denied here</span>" }
    // Where nothing else is attached, there is nothing to tell.
    if node.policies.isEmpty || node.policies.contains(where: { $0.name != "FullAWSAccess" }) {
      html += "<span class='policies'>"
      if node.policies.isEmpty { html += "no policy is attached" }
      for (index, policy) in node.policies.enumerated() {
        if index > 0 { html += " · " }
        html += "\(policy.name)\(policy.policyType == "rcp" ? " (RCP)" as HTML : "")"
      }
      html += "</span>"
    }
    return html + "</div>"
  }

  private static func kind(_ kind: Report.Node.Kind) -> HTML {
    switch kind {
    case .root: "root"
    case .organizationalUnit: "organizational unit"
    case .account: "account"
    }
  }
}
