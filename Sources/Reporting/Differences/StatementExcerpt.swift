import Documents
import PolicyLanguage

/// A statement's own text on one line, white space collapsed, cut to a width.
struct StatementExcerpt {
  let text: String

  init(_ reference: StatementReference, width: Int) {
    let range = reference.statement.range
    let source = reference.policy.source.bytes
    let start = max(0, min(range.start, source.count))
    let end = max(start, min(range.end, source.count))
    var bytes: [UInt8] = []
    var isInString = false
    var isEscaped = false
    // Nobody reads more than a line; a statement of many kilobytes is not looked at to its end.
    for byte in source[start..<end].prefix(8 * width) {
      let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
      if isSpace, !isInString {
        if bytes.last != 0x20 { bytes.append(0x20) }
        continue
      }
      if byte == UInt8(ascii: "\""), !isEscaped { isInString.toggle() }
      isEscaped = isInString && byte == UInt8(ascii: "\\") && !isEscaped
      bytes.append(byte)
    }
    let shown = TerminalText.escaped(ByteString(bytes))
    if TerminalText.width(of: shown) <= width, end - start <= 8 * width {
      text = shown
    } else {
      text = String(String.UnicodeScalarView(shown.unicodeScalars.prefix(max(1, width - 1)))) + "…"
    }
  }
}
