import Documents

/// Writes XML 1.0 that is well-formed whatever the texts hold: what XML has no character for is shown as an escape, as
/// `TerminalText` does.
struct XMLWriter {
  private(set) var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
  private var depth = 0
  /// Whether the element that is open holds text, so that no white space may be added.
  private var holdsText = false

  /// Writes an element whose content `body` writes.
  mutating func element(
    _ name: StaticString, _ attributes: [(String, String)], _ body: (inout XMLWriter) -> Void
  ) {
    indent()
    append("<\(name)")
    for (key, value) in attributes {
      append(" \(key)=\"")
      appendEscaped(value, isAttribute: true)
      append("\"")
    }
    append(">")
    let start = bytes.count
    depth += 1
    holdsText = false
    body(&self)
    depth -= 1
    if bytes.count == start {
      bytes.removeLast()
      append("/>\n")
    } else {
      if !holdsText { indent() }
      append("</\(name)>\n")
    }
    holdsText = false
  }

  /// Writes text into the open element.
  mutating func text(_ text: String) {
    guard !text.isEmpty else { return }
    holdsText = true
    appendEscaped(text, isAttribute: false)
  }

  private mutating func indent() {
    // Elements begin on a line of their own: behind the start tag of what holds them there is no line end yet.
    if bytes.last != 0x0A { bytes.append(0x0A) }
    bytes += repeatElement(0x20, count: 2 * depth)
  }

  private mutating func append(_ text: String) { bytes += Array(text.utf8) }

  private mutating func appendEscaped(_ text: String, isAttribute: Bool) {
    for scalar in TerminalText.escapedLines(text).unicodeScalars {
      switch scalar {
      case "<": append("&lt;")
      case ">": append("&gt;")
      case "&": append("&amp;")
      case "\"": append("&quot;")
      case "\n": if isAttribute { append("&#10;") } else { bytes.append(0x0A) }
      default: bytes += scalar.utf8
      }
    }
  }
}
