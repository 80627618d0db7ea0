/// The elements of an HTML page, read the way a browser's tokenizer reads tags: what is text is not taken for an element.
///
/// Reads what reporters write and what a browser dumps; content of `style` and `script` is skipped.
public struct PageElements {
  /// One start tag.
  public struct Element {
    /// The name in small letters.
    public var name: String
    /// The attributes; references in values are resolved.
    public var attributes: [String: String]
    /// The text up to the next tag, references resolved.
    public var text: String
  }

  /// The start tags, in order.
  public private(set) var elements: [Element] = []

  /// Reads a page.
  public init(_ page: String) {
    var rest = Array(page.unicodeScalars)[...]
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\n" || scalar == "\t" }
    func take(while condition: (Unicode.Scalar) -> Bool) -> String {
      let part = rest.prefix(while: condition)
      rest = rest.dropFirst(part.count)
      return String(String.UnicodeScalarView(part))
    }
    var isOpen = false
    while !rest.isEmpty {
      let text = take { $0 != "<" }
      if isOpen { elements[elements.count - 1].text = Self.resolved(text) }
      rest = rest.dropFirst()
      guard let first = rest.first else { break }
      guard first.properties.isAlphabetic, first.isASCII else {
        isOpen = false
        _ = take { $0 != ">" }
        rest = rest.dropFirst()
        continue
      }
      let name = take { !isSpace($0) && $0 != ">" && $0 != "/" }.lowercased()
      var element = Element(name: name, attributes: [:], text: "")
      while let next = rest.first, next != ">" {
        if isSpace(next) || next == "/" {
          rest = rest.dropFirst()
          continue
        }
        let key = take { !isSpace($0) && $0 != "=" && $0 != ">" && $0 != "/" }.lowercased()
        var value = ""
        if rest.first == "=" {
          rest = rest.dropFirst()
          if let quote = rest.first, quote == "\"" || quote == "'" {
            rest = rest.dropFirst()
            value = take { $0 != quote }
            rest = rest.dropFirst()
          } else {
            value = take { !isSpace($0) && $0 != ">" }
          }
        }
        element.attributes[key] = Self.resolved(value)
      }
      rest = rest.dropFirst()
      elements.append(element)
      isOpen = true
      if name == "script" || name == "style" {
        let end = Array("</\(name)".unicodeScalars)
        while !rest.isEmpty, !rest.starts(with: end) { rest = rest.dropFirst() }
      }
    }
  }

  /// The elements of a name.
  public func named(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  /// The elements that have a class.
  public func classed(_ name: String) -> [Element] {
    elements.filter { ($0.attributes["class"] ?? "").split(separator: " ").contains(Substring(name)) }
  }

  /// The ids, in order.
  public var ids: [String] { elements.compactMap { $0.attributes["id"] } }

  /// The targets of links that no element is, and links that lead out of the page.
  public var deadLinks: [String] {
    let ids = Set(ids)
    return named("a").compactMap { $0.attributes["href"] }.filter {
      !$0.hasPrefix("#") || !ids.contains(String($0.dropFirst()))
    }
  }

  /// What a page of ours never holds: elements that load or run, scripts but the one, handlers in attributes.
  public var intruders: [String] {
    let known: Set<String> = [
      "!doctype", "html", "head", "meta", "title", "style", "body", "a", "div", "nav", "p", "ul", "ol", "li", "main",
      "header", "section", "article", "footer", "h1", "h2", "h3", "span", "strong", "b", "s", "br", "wbr", "code",
      "pre", "dl", "dt", "dd", "svg", "rect", "table", "thead", "tbody", "tr", "th", "td", "details", "summary",
      "input", "button", "output", "script",
    ]
    var intruders = elements.filter { !known.contains($0.name) }.map(\.name)
    intruders += named("script").dropFirst().map { "script \($0.text)" }
    for element in elements {
      intruders += element.attributes.keys.filter { $0.hasPrefix("on") || $0 == "style" || $0 == "src" }
    }
    return intruders
  }

  private static func resolved(_ text: String) -> String {
    var text = text
    for (reference, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{A0}"), ("&amp;", "&"),
    ] {
      text = text.split(separator: reference, omittingEmptySubsequences: false).joined(separator: character)
    }
    return text
  }
}
