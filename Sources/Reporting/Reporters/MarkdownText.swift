import Documents

/// Text from input as Markdown and HTML take it: it cannot format, link, mention or end a table.
enum MarkdownText {
  /// The most characters of one text that may be long.
  static let textLimit = 2_000

  /// Text that stands in a line of Markdown.
  ///
  /// An empty comment keeps `@name` and `#1` from becoming links, which is done to the finished page, where no escape is
  /// left to see. A line end becomes a break.
  static func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in TerminalText.escapedLines(text).utf8 {
      switch byte {
      case UInt8(ascii: "<"): result += Array("&lt;".utf8)
      case UInt8(ascii: ">"): result += Array("&gt;".utf8)
      case UInt8(ascii: "&"): result += Array("&amp;".utf8)
      case 0x0A: result += Array("<br>".utf8)
      case UInt8(ascii: "@"), UInt8(ascii: "#"): result += [byte] + Array("<!-- -->".utf8)
      case UInt8(ascii: "/") where result.last == UInt8(ascii: ":"): result += Array("<!-- -->/".utf8)
      case _ where marks.contains(byte): result += [UInt8(ascii: "\\"), byte]
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A name in the font of code.
  static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

  /// A text that may be long.
  static func cut(_ text: String) -> String {
    guard text.utf8.count > textLimit else { return escaped(text) }
    return escaped(String(text.prefix(textLimit))) + "… **(cut)**"
  }

  /// A sentence with its first letter large and its full stop.
  static func sentence(_ text: String) -> String {
    (text.first.map { String($0).uppercased() } ?? "") + text.dropFirst() + "."
  }

  /// Text inside HTML in which Markdown means nothing, such as `<pre>` without a blank line.
  static func html(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in TerminalText.escaped(text).utf8 {
      switch byte {
      case UInt8(ascii: "<"): result += Array("&lt;".utf8)
      case UInt8(ascii: ">"): result += Array("&gt;".utf8)
      case UInt8(ascii: "&"): result += Array("&amp;".utf8)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The marks that mean something inside a line.
  private static let marks = Set(Array("\\`*_{}[]|~$!".utf8))
}
