/// How text output looks where it goes: how wide it may be, and whether it may be coloured.
public struct TextStyle: Sendable {
  /// What a piece of text is, for colouring.
  public enum Role: String, Sendable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    // The raw value is the ANSI rendition.
    case error = "1;31"
    case warning = "1;33"
    case notice = "1;36"
    case allow = "32"
    case deny = "31"
    case unknown = "33"
    case strong = "1"
    case faint = "2"
    case suggestion = "1;32"
  }

  /// The columns that lines may fill, at least 40.
  public let width: Int
  /// Whether escape sequences may be written.
  public let isColored: Bool

  /// Eighty columns without colour: what a file or a pipe gets.
  public static let plain = TextStyle(width: 80, isColored: false)

  /// Makes a style; widths below 40 count as 40.
  public init(width: Int, isColored: Bool) {
    self.width = max(40, width)
    self.isColored = isColored
  }

  /// A text in the colour of its role, or as it is where nothing is coloured.
  public func paint(_ text: String, _ role: Role) -> String {
    isColored ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A text broken into lines of at most the style's width; words longer than a line stay whole.
  ///
  /// - Parameter indent: the spaces before every line but the first, which count towards its width.
  public func wrap(_ text: String, indent: Int = 0, firstIndent: Int? = nil) -> [String] {
    var lines: [String] = []
    var line = ""
    var column = firstIndent ?? indent
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      let length = TerminalText.width(of: String(word))
      if !line.isEmpty, column + 1 + length > width {
        lines.append(line)
        line = ""
        column = indent
      }
      if !line.isEmpty {
        line += " "
        column += 1
      }
      line += word
      column += length
    }
    lines.append(line)
    return lines
  }
}
