import Documents

/// Shows diagnostics to people: the place, the message, the line of source with the bytes marked, the suggestion.
///
/// ```
/// stack-policy.json:9:5: error: a resource is "*" or begins with LogicalResourceId/ [stack.resource.prefix]
///   9 |     "Resource": "Database"
///     |                 ^~~~~~~~~~
///     = did you mean LogicalResourceId/Database?
/// ```
public struct DiagnosticText: Sendable {
  private let style: TextStyle

  /// Makes a renderer for a style.
  public init(style: TextStyle) {
    self.style = style
  }

  /// The lines of one diagnostic, each with its line end.
  public func render(_ diagnostic: Diagnostic) -> String {
    var place = TerminalText.escaped(diagnostic.file)
    let position = diagnostic.position
    if let position { place += ":\(position)" }
    let severity = style.paint(diagnostic.severity.rawValue + ":", diagnostic.severity.role)
    let message = TerminalText.escaped(diagnostic.message)
    var text = place.isEmpty ? "" : style.paint(place + ":", .strong) + " "
    text += "\(severity) \(message) \(style.paint("[" + diagnostic.code + "]", .faint))\n"
    var margin = 4
    if let position, let source = diagnostic.source {
      let number = String(position.line)
      margin = max(4, number.utf8.count + 2)
      text += excerpt(source, diagnostic.range, at: position, number: number, margin: margin)
    }
    if let suggestion = diagnostic.suggestion {
      let hint = "did you mean \(TerminalText.escaped(suggestion))?"
      text += spaces(margin) + "= " + style.paint(hint, .suggestion) + "\n"
    }
    return text
  }

  /// The source line and the marks under it, both cut to the width around the first marked byte.
  private func excerpt(
    _ source: SourceText, _ range: SourceRange, at position: SourcePosition, number: String, margin: Int
  ) -> String {
    let line = source.line(position.line)
    // A minified policy is one line of many kilobytes: only what can be near the mark is looked at.
    let marked = min(max(range.start, line.startIndex), line.endIndex)
    let reach = 4 * style.width
    let nearStart = Self.scalarBoundary(line, max(line.startIndex, marked - reach))
    let nearEnd = Self.scalarBoundary(line, min(line.endIndex, marked + reach))
    let cells = TerminalText(line[nearStart..<nearEnd]).cells
    let room = max(20, style.width - margin - 3)
    let first = cells.firstIndex { $0.offset + nearStart >= marked } ?? cells.count
    let window = Self.window(
      cells, around: first, room: room, isCutBefore: nearStart > line.startIndex, isCutAfter: nearEnd < line.endIndex)

    var shown = window.isCutBefore ? "…" : ""
    var marks = window.isCutBefore ? " " : ""
    var isMarking = false
    for cell in cells[window.range] {
      shown += String(decoding: cell.bytes, as: UTF8.self)
      let offset = cell.offset + nearStart
      let isMarked = offset >= range.start && offset < max(range.end, range.start + 1)
      for _ in 0..<cell.width {
        marks += isMarked ? (isMarking ? "~" : "^") : " "
        isMarking = isMarking || isMarked
      }
    }
    if window.isCutAfter { shown += "…" }
    if !isMarking { marks += "^" }
    while marks.utf8.last == UInt8(ascii: " ") { marks.removeLast() }
    let bar = style.paint("|", .faint)
    let left = spaces(margin - 1 - number.utf8.count) + style.paint(number, .faint) + " "
    return "\(left)\(bar) \(shown)\n\(spaces(margin))\(bar) \(style.paint(marks, .suggestion))\n"
  }

  /// The cells that fit into `room` columns with the marked one among them, about a third from the left.
  private static func window(
    _ cells: [TerminalText.Cell], around marked: Int, room: Int, isCutBefore: Bool, isCutAfter: Bool
  ) -> (range: Range<Int>, isCutBefore: Bool, isCutAfter: Bool) {
    let total = cells.reduce(0) { $0 + $1.width }
    if total <= room, !isCutBefore, !isCutAfter { return (0..<cells.count, false, false) }
    var start = min(marked, cells.count)
    var used = 0
    while start > 0, used + cells[start - 1].width <= room / 3 {
      start -= 1
      used += cells[start].width
    }
    var end = min(marked, cells.count)
    // Two columns are kept for the ellipses.
    while end < cells.count, used + cells[end].width <= room - 2 {
      used += cells[end].width
      end += 1
    }
    // Near the end of the line the window grows to the left instead.
    while start > 0, used + cells[start - 1].width <= room - 2 {
      start -= 1
      used += cells[start].width
    }
    return (start..<end, isCutBefore || start > 0, isCutAfter || end < cells.count)
  }

  private static func scalarBoundary(_ line: ArraySlice<UInt8>, _ offset: Int) -> Int {
    var offset = offset
    while offset > line.startIndex, offset < line.endIndex, line[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

extension Severity {
  /// The colour of a severity.
  var role: TextStyle.Role {
    switch self {
    case .error: .error
    case .warning: .warning
    case .notice: .notice
    }
  }
}
