import Documents

/// A piece of HTML, in which text from input cannot become markup.
///
/// ```
/// let cell: HTML = "<td title='\(name)'>\(name) \(count)</td>"
/// ```
///
/// Markup comes from literals of the source code only: `StaticString` is all that a literal can be here. What is
/// interpolated is a number, another piece of HTML, or text, which is escaped; there is no way past that. Escaped text
/// holds no quote, no `<`, `>` and `&`, so it is safe between tags and in a quoted attribute.
///
/// Controls, direction overrides, invisible characters and malformed bytes are shown as escapes (`\u{202e}`), set off
/// by a `span` from the same characters typed out. The span's attribute has no quotes, so that even inside of an
/// attribute it ends nothing.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  /// The bytes, UTF-8.
  private(set) var bytes: [UInt8]

  /// The most bytes of one text that a page shows.
  static let longestText = 5_000

  /// A piece of nothing.
  init() { bytes = [] }

  /// A piece of markup as it stands in the source code.
  init(stringLiteral value: StaticString) {
    bytes = []
    append(markup: value)
  }

  /// A piece of markup with what was interpolated.
  init(stringInterpolation: Interpolation) { bytes = stringInterpolation.html.bytes }

  /// A piece that is one text.
  init(text: String) {
    bytes = []
    append(text: text, limit: Self.longestText)
  }

  /// A heading or another label: what is longer than a line is cut.
  static func label(_ text: String) -> HTML {
    var piece = HTML()
    piece.append(text: text, limit: 240)
    return piece
  }

  /// The number of bytes.
  var count: Int { bytes.count }

  /// Whether there is nothing.
  var isEmpty: Bool { bytes.isEmpty }

  /// Appends a piece.
  static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

  /// Appends a piece for each item as long as all of them take no more than a number of bytes.
  ///
  /// - Returns: how many items had no room.
  mutating func append<Item>(_ items: [Item], limit: Int, _ piece: (Item) -> HTML) -> Int {
    let start = count
    for (index, item) in items.enumerated() {
      let next = piece(item)
      if count - start + next.count > limit { return items.count - index }
      self += next
    }
    return 0
  }

  private mutating func append(markup: StaticString) {
    markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  // MARK: - Text

  private mutating func append(text: String, limit: Int) {
    let utf8 = Array(text.utf8)
    append(text: utf8.prefix(limit), isCut: utf8.count > limit)
    guard utf8.count > limit else { return }
    append(markup: "<span class=esc>… ")
    bytes += Array(Plural.grouped(utf8.count - limit).utf8)
    append(markup: " more bytes</span>")
  }

  private mutating func append(text: ArraySlice<UInt8>, isCut: Bool) {
    bytes.reserveCapacity(bytes.count + text.count)
    var scalars = UTF8Scalars(text)
    while true {
      let start = scalars.position
      switch scalars.next() {
      case .end: return
      case .malformed(let byte):
        // A text that was cut may end inside a character, which is no fault of the text.
        if isCut, text.endIndex - start < 4 { return }
        append(escape: Array("\\x".utf8) + Self.hex(UInt32(byte), atLeast: 2))
      case .scalar(let scalar, _):
        switch scalar {
        case 0x26: append(markup: "&amp;")
        case 0x3C: append(markup: "&lt;")
        case 0x3E: append(markup: "&gt;")
        case 0x22: append(markup: "&quot;")
        case 0x27: append(markup: "&#39;")
        case 0x09, 0x0A: bytes.append(UInt8(truncatingIfNeeded: scalar))
        // The end of a line as Windows writes it is the end of a line.
        case 0x0D where scalars.position < text.endIndex && text[scalars.position] == 0x0A: break
        case _ where TerminalText.isHostile(scalar):
          append(escape: Array("\\u{".utf8) + Self.hex(scalar, atLeast: 1) + [UInt8(ascii: "}")])
        default: bytes += text[start..<scalars.position]
        }
      }
    }
  }

  private mutating func append(escape: [UInt8]) {
    append(markup: "<span class=esc>")
    bytes += escape
    append(markup: "</span>")
  }

  private static func hex(_ value: UInt32, atLeast count: Int) -> [UInt8] {
    let digits = Array(String(value, radix: 16).utf8)
    return Array(repeatElement(UInt8(ascii: "0"), count: max(0, count - digits.count))) + digits
  }
}

extension HTML {
  /// What a literal with interpolations is made into.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var html = HTML()

    init(literalCapacity: Int, interpolationCount: Int) { html.bytes.reserveCapacity(literalCapacity + 64) }

    /// Markup.
    mutating func appendLiteral(_ literal: StaticString) { html.append(markup: literal) }

    /// Text, escaped.
    mutating func appendInterpolation(_ text: String) { html.append(text: text, limit: HTML.longestText) }

    /// A number.
    mutating func appendInterpolation(_ number: Int) { html.bytes += Array(String(number).utf8) }

    /// A piece that is HTML already.
    mutating func appendInterpolation(_ piece: HTML) { html += piece }
  }
}

extension HTML {
  /// A name from a policy or record: an ARN, an id, an action.
  ///
  /// Long ones may break into lines behind colons and slashes, where a reader's eye divides them, too.
  static func code(_ name: String) -> HTML {
    guard name.utf8.count > 24 else { return "<code>\(name)</code>" }
    var inside = HTML()
    var run: [UInt8] = []
    let shown = Array(name.utf8)
    for (index, byte) in shown.prefix(Self.longestText).enumerated() {
      run.append(byte)
      let next = index + 1 < shown.count ? shown[index + 1] : byte
      guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/"), next != byte else { continue }
      inside += "\(String(decoding: run, as: UTF8.self))<wbr>"
      run = []
    }
    inside += HTML(text: String(decoding: run, as: UTF8.self))
    if shown.count > Self.longestText {
      inside += "<span class=esc>… \(Plural.grouped(shown.count - Self.longestText)) more bytes</span>"
    }
    return "<code>\(inside)</code>"
  }
}
