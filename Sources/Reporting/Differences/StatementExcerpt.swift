import Documents
import PolicyDiff
import PolicyLanguage

/// A statement's own text on one line, white space collapsed, cut to a width.
struct StatementExcerpt {
  let text: String

  /// The statement from a place in its collapsed text.
  init(_ statement: CollapsedStatement, width: Int, from start: Int = 0) {
    // Nobody reads more than a line; a statement of many kilobytes is not looked at to its end.
    let bytes = statement.text.bytes.dropFirst(start).prefix(8 * width)
    let isWhole = start + bytes.count == statement.text.count
    let shown = (start > 0 ? "…" : "") + TerminalText.escaped(ByteString(copying: bytes))
    if TerminalText.width(of: shown) <= width, isWhole {
      text = shown
    } else {
      text = String(String.UnicodeScalarView(shown.unicodeScalars.prefix(max(1, width - 1)))) + "…"
    }
  }

  /// Where the excerpts of two statements begin so that both show the place from which they differ, and as much before it
  /// as there is room for.
  static func start(around place: Int, _ one: CollapsedStatement, _ other: CollapsedStatement, width: Int) -> Int {
    if place < width * 2 / 3 { return 0 }
    let longest = max(one.text.count, other.text.count)
    return max(0, min(place - width / 3, longest - (width - 1)))
  }
}
