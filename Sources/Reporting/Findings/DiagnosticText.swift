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
    let near = line[nearStart..<nearEnd]
    let room = max(20, style.width - margin - 3)
    let cut = (before: nearStart > line.startIndex, after: nearEnd < line.endIndex)
    let (shown, marks) =
      near.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
      ? plainExcerpt(near, range, from: marked, room: room, cut: cut)
      : excerpt(TerminalText(near).cells, nearStart, range, from: marked, room: room, cut: cut)
    let bar = style.paint("|", .faint)
    let left = spaces(margin - 1 - number.utf8.count) + style.paint(number, .faint) + " "
    return "\(left)\(bar) \(shown)\n\(spaces(margin))\(bar) \(style.paint(marks, .suggestion))\n"
  }

  /// The text to show and the marks under it, of a line every byte of which takes one column.
  private func plainExcerpt(
    _ line: ArraySlice<UInt8>, _ range: SourceRange, from marked: Int, room: Int, cut: (before: Bool, after: Bool)
  ) -> (shown: String, marks: String) {
    let window = Self.window(
      line.count, around: marked - line.startIndex, room: room, isCutBefore: cut.before, isCutAfter: cut.after
    ) { _ in 1 }
    let start = line.startIndex + window.range.lowerBound
    let end = line.startIndex + window.range.upperBound
    let first = min(max(range.start, start), end)
    let count = max(1, min(max(range.end, range.start + 1), end) - first)
    let lead = (window.isCutBefore ? 1 : 0) + first - start
    return (
      (window.isCutBefore ? "…" : "") + String(decoding: line[start..<end], as: UTF8.self)
        + (window.isCutAfter ? "…" : ""),
      spaces(lead) + "^" + String(repeating: "~", count: count - 1)
    )
  }

  /// The text to show and the marks under it, cell by cell.
  private func excerpt(
    _ cells: [TerminalText.Cell], _ start: Int, _ range: SourceRange, from marked: Int, room: Int,
    cut: (before: Bool, after: Bool)
  ) -> (shown: String, marks: String) {
    let first = cells.firstIndex { $0.offset + start >= marked } ?? cells.count
    let window = Self.window(
      cells.count, around: first, room: room, isCutBefore: cut.before, isCutAfter: cut.after
    ) { cells[$0].width }
    var shown = window.isCutBefore ? "…" : ""
    var marks = window.isCutBefore ? " " : ""
    var isMarking = false
    for cell in cells[window.range] {
      shown += String(decoding: cell.bytes, as: UTF8.self)
      let offset = cell.offset + start
      let isMarked = offset >= range.start && offset < max(range.end, range.start + 1)
      for _ in 0..<cell.width {
        marks += isMarked ? (isMarking ? "~" : "^") : " "
        isMarking = isMarking || isMarked
      }
    }
    if window.isCutAfter { shown += "…" }
    if !isMarking { marks += "^" }
    while marks.utf8.last == UInt8(ascii: " ") { marks.removeLast() }
    return (shown, marks)
  }

  /// The cells that fit into `room` columns with the marked one among them, about a third from the left.
  private static func window(
    _ cells: Int, around marked: Int, room: Int, isCutBefore: Bool, isCutAfter: Bool, width: (Int) -> Int
  ) -> (range: Range<Int>, isCutBefore: Bool, isCutAfter: Bool) {
    if !isCutBefore, !isCutAfter, (0..<cells).reduce(0, { $0 + width($1) }) <= room { return (0..<cells, false, false) }
    var start = min(marked, cells)
    var used = 0
    while start > 0, used + width(start - 1) <= room / 3 {
      start -= 1
      used += width(start)
    }
    var end = min(marked, cells)
    // Two columns are kept for the ellipses.
    while end < cells, used + width(end) <= room - 2 {
      used += width(end)
      end += 1
    }
    // Near the end of the line the window grows to the left instead.
    while start > 0, used + width(start - 1) <= room - 2 {
      start -= 1
      used += width(start)
    }
    return (start..<end, isCutBefore || start > 0, isCutAfter || end < cells)
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
